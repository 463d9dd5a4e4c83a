"""Learning the weights: the corpus, the fit, what is measured, and the command."""

from __future__ import annotations

import ast
import json
import math
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.quotes.engine import weights
from articles.quotes.model import Quote
from articles.quotes.training.corpus import CORPUS, read_corpus
from articles.quotes.training.learning import Settings, learn
from articles.quotes.training.loglinear import Choice, fit
from articles.quotes.training.measuring import errors, figures
from articles.quotes.training.optimise import Valued, minimise
from articles.quotes.training.story import BadStory, read_story
from articles.quotes.training.watching import is_right, watch

STORY = """register: local news
people: Elena Ruiz | Tom Vale
---
Valley to get its bridge back

Elena Ruiz opened the meeting. ⟦1 Elena Ruiz|“We will build it,”⟧ ⟨1|Ms. Ruiz⟩ said.

The “Old Span” fell in June.

Tom Vale called it ⟦2p Tom Vale|“a dream”⟧, as ⟨2|he⟩ had before.

⟦-+ Tom Vale|“It will cost us all.”⟧
"""
REGISTERS = {
    "broadcast", "court", "foreign", "live blog", "local news", "magazine", "national", "opinion",
    "parliament", "statement", "transcript", "wire",
}  # fmt: skip


# The corpus -------------------------------------------------------------------------------


def test_the_corpus_is_large_and_no_story_is_without_quotations() -> None:
    stories = read_corpus([CORPUS])
    assert len(stories) >= 150
    assert [story.name for story in stories if not story.quotes] == []
    assert sum(len(story.quotes) for story in stories) >= 1500


def test_every_register_occurs() -> None:
    counted = Counter(story.register for story in read_corpus([CORPUS]))
    assert set(counted) == REGISTERS
    assert min(counted.values()) >= 5


@pytest.mark.parametrize("mark", ["“", '"', "‘", "'", "``", "''", "«"])
def test_every_style_of_marks_occurs(mark: str) -> None:
    opened = [
        story.name
        for story in read_corpus([CORPUS])
        if any(story.text.startswith(mark, quote.start) for quote in story.quotes)
    ]
    assert len(opened) >= 3


def test_the_corpus_has_every_kind_of_quotation() -> None:
    quotes = [quote for story in read_corpus([CORPUS]) for quote in story.quotes]
    assert sum(quote.partial for quote in quotes) >= 400
    assert sum(quote.continues for quote in quotes) >= 15
    assert sum(quote.speaker is None for quote in quotes) >= 200


def test_people_of_a_story_stand_in_it() -> None:
    lost = [
        (story.name, person)
        for story in read_corpus([CORPUS])
        for person in story.people
        if person.split()[-1] not in story.text
    ]
    assert lost == []


def test_a_corpus_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    for folder, name in (("one", "b"), ("two", "a"), ("one", "c")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.txt").write_text(STORY, encoding="utf-8")
    found = read_corpus([tmp_path / "one", tmp_path / "two"])
    assert [story.name for story in found] == ["a", "b", "c"]


def test_two_stories_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(STORY, encoding="utf-8")
    with pytest.raises(BadStory, match="another story is named a, too"):
        read_corpus([tmp_path / "one", tmp_path / "two"])


# The fit ----------------------------------------------------------------------------------


def _bowl(point: list[float]) -> Valued:
    """A narrow bowl with its lowest point at (1, -2, 3)."""
    off = [at - low for at, low in zip(point, (1.0, -2.0, 3.0), strict=True)]
    steep = (1.0, 50.0, 2000.0)
    value = sum(by * each * each for by, each in zip(steep, off, strict=True))
    return value, [2 * by * each for by, each in zip(steep, off, strict=True)]


def test_the_lowest_point_of_a_narrow_bowl_is_found() -> None:
    assert minimise(_bowl, [0.0, 0.0, 0.0]) == pytest.approx([1.0, -2.0, 3.0], abs=1e-5)


def test_the_search_ends_where_floats_tell_no_more() -> None:
    calls: list[int] = []

    def rough(point: list[float]) -> Valued:
        calls.append(1)
        value, slope = _bowl(point)
        return round(value, 6), slope

    minimise(rough, [9.0, 9.0, 9.0], tolerance=0.0)
    assert len(calls) < 1000


def test_one_free_weight_fits_the_share_of_right_rows() -> None:
    choices = [Choice(({"bias": 1.0},), frozenset({0} if at < 3 else ())) for at in range(4)]
    assert fit(choices, strength=1.0, free=("bias",))["bias"] == pytest.approx(
        math.log(3), abs=0.01
    )


def test_a_right_row_outweighs_the_others_and_strength_holds_it_back() -> None:
    choices = [Choice(({"near": 1.0}, {"far": 1.0}), frozenset({0}))] * 20
    loose, tight = fit(choices, strength=0.1), fit(choices, strength=10.0)
    assert loose["near"] > tight["near"] > 0 > tight["far"] > loose["far"]


def test_two_right_rows_share_what_is_right() -> None:
    choices = [Choice(({"one": 1.0}, {"two": 1.0}, {"bad": 1.0}), frozenset({0, 1}))] * 5
    found = fit(choices, strength=0.5)
    assert found["one"] == found["two"] > 0 > found["bad"]


# Watching ---------------------------------------------------------------------------------


def test_a_led_engine_takes_what_is_marked_and_notes_what_it_could_have_taken() -> None:
    story = read_story(STORY, "bridge")
    nothing = {"speaker": {}, "quotation": {}, "confidence": {}}
    seen = watch(story, nothing, led=True)
    assert seen.said == [(True, True), (False, False), (True, True), (True, True)]
    assert [one.quote.speaker_name for one in seen.outcomes] == [
        "Elena Ruiz", "Tom Vale", "Tom Vale",
    ]  # fmt: skip
    assert all(choice.right for choice in seen.speakers)
    assert [bool(choice.right) for choice in seen.quotations] == [True, False, True, True]


def test_an_engine_left_to_itself_finds_nothing_without_weights() -> None:
    seen = watch(read_story(STORY, "bridge"), {"speaker": {}, "quotation": {}, "confidence": {}})
    assert seen.outcomes == []
    assert (True, False) in seen.said


@pytest.mark.parametrize(
    ("name", "mention", "right"),
    [
        ("Elena Ruiz", None, True),
        (None, "Ms. Ruiz", True),
        ("Tom Vale", "Tom Vale", False),
        (None, None, False),
    ],
)
def test_a_speaker_is_right_by_the_mention_or_by_the_name(
    name: str | None, mention: str | None, right: bool
) -> None:
    story = read_story(STORY, "bridge")
    at = None if mention is None else story.text.index(mention)
    end = None if mention is None or at is None else at + len(mention)
    quote = Quote(0, 1, "direct", None, name, at, end, "name", "", 0.5, False, ())
    assert is_right(quote, story.quotes[0]) is right
    assert is_right(quote, None) is None


# Learning and measuring -------------------------------------------------------------------


def test_learning_twice_gives_the_same_weights() -> None:
    stories = read_corpus([CORPUS])[::9]
    quick = Settings(rounds=3, folds=2)
    first, second = learn(stories, quick), learn(stories, quick)
    assert json.dumps(first.tables) == json.dumps(second.tables)
    assert figures(first.held_out) == figures(second.held_out)
    assert {row.story.name for row in first.held_out} == {story.name for story in stories}


def test_figures_count_what_was_found_and_errors_show_what_was_not() -> None:
    seen = watch(read_story(STORY, "bridge"), weights())
    perfect = figures([seen])
    assert perfect["span exact P/R/F1"] == [100.0, 100.0, 100.0]
    assert perfect["entity accuracy all/direct/partial"][2] == 100.0
    assert errors([seen], 5) == []
    wrong = read_story(
        STORY.replace(
            "⟦1 Elena Ruiz|“We will build it,”⟧ ⟨1|Ms. Ruiz⟩", "“We will build it,” Ms. Ruiz"
        )
    )
    found = watch(wrong, weights())
    assert figures([found])["span exact P/R/F1"][0] < 100.0
    assert [line.partition(":")[0] for line in errors([found], 5)] == ["extra"]


def test_weights_are_small_sorted_and_readable() -> None:
    text = CORPUS.with_name("weights.json").read_text(encoding="utf-8")
    assert len(text) < 1_000_000
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"


def test_the_engine_does_not_know_of_its_training() -> None:
    for path in CORPUS.parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert "training" not in (node.module or ""), path.name
            if isinstance(node, ast.Import):
                assert not any("training" in name.name for name in node.names), path.name


# The command ------------------------------------------------------------------------------


def test_the_committed_weights_are_what_the_corpus_gives() -> None:
    """Takes most of a minute: learns everything once."""
    out = StringIO()
    call_command("train_quotes", check=True, errors=1, stdout=out)
    measured, _, mistakes = out.getvalue().partition("\n}")
    assert json.loads(measured + "}")["accuracy of the 80% most confident"] > 97
    assert mistakes.count("\n") >= 3


@pytest.mark.parametrize(
    ("story", "why"),
    [
        ("no head at all", "no line ---"),
        (STORY.replace("⟧", "", 1), "bridge"),
        (STORY.replace("Elena Ruiz |", "Ella Ruiz |"), "not among the people"),
    ],
)
def test_a_wrong_story_is_refused_with_one_line(tmp_path: Path, story: str, why: str) -> None:
    (tmp_path / "bridge.txt").write_text(story, encoding="utf-8")
    with pytest.raises(CommandError, match=why) as refused:
        call_command("train_quotes", corpus=[str(tmp_path)])
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such folder") as refused:
        call_command("train_quotes", corpus=[str(tmp_path / "none")])
    assert refused.value.returncode == 2


def test_weights_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file") as refused:
        call_command("train_quotes", check=True, output=str(tmp_path / "none.json"))
    assert refused.value.returncode == 2
