"""Trimmed and edited quotations are known again; commonplaces and other words are not."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.saying import MOST_VALUES, Speakers, likeness, same_words, sketch
from articles.text.spoken import is_telling, keys
from articles.text.trimmed import trimmed

#: Invented, and each of another matter.
SAYINGS = [
    "We were told that the pumps would hold until Easter, and then the first cellar flooded on a "
    "Tuesday in February, while the engineers were still arguing about who had signed for them.",
    "If the ministry wishes to close the northern line, it should send somebody who has travelled "
    "on it in January, with two suitcases and a grandmother, and let him explain the timetable.",
    "I have read the report twice, and on neither occasion did I discover the paragraph in which "
    "the treasury apologises to the fishermen it fined for obeying its own regulations.",
    "Nobody doubts that the reactor is safe; what the valley doubts is whether the company would "
    "ring us before or after the evening bulletin if one morning it were not.",
    "A tariff is a wall with a cash register in it, and whoever builds one ought to remember which "
    "side of the counter his own shopkeepers will be standing on by harvest.",
    "The court did not abolish the pension, it merely asked the government to calculate it with "
    "the same arithmetic that it employs when pensioners owe the government money.",
    "My grandfather crossed that border on a bicycle with a goose under his arm, and I refuse to "
    "believe that we need eleven forms and a laboratory certificate for the same goose.",
    "Every budget is a letter to our grandchildren, and this one reads as if it had been written "
    "in a taxi, on the back of an invoice, by somebody who was already late for another meeting.",
]
COMMONPLACES = [
    "Thank you very much",
    "We will see",
    "We are going to win this election",
    "I want to thank everybody who came here today",
    "The American people deserve better than this",
    "Our thoughts and prayers are with the families of the victims",
    "At the end of the day it is about people's lives",
    "This is a great day for our country and for democracy",
    "We have a lot of work to do",
    "I am confident that we can reach an agreement with our partners in the end",
    "Nobody is above the law in this country",
    "We need to come together as a nation",
    "I think it is fair to say that this is not the end of the story",
    "God bless you and God bless the United States of America",
]
AMERICAN = {"travelled": "traveled", "apologises": "apologizes", "eleven": "11"}


def same(a: str, b: str, speakers: Speakers = Speakers.UNKNOWN) -> bool:
    found = same_words(keys(a), keys(b), speakers)
    assert found == same_words(keys(b), keys(a), speakers)
    return found


def meets(a: str, b: str) -> bool:
    return bool(set(sketch(a)) & set(sketch(b)))


def part(draw: random.Random, words: list[str], size: int) -> list[str]:
    """A run of ``size`` words, two of them telling."""
    places = [
        at
        for at in range(len(words) - size + 1)
        if sum(map(is_telling, keys(" ".join(words[at : at + size])))) >= 2
    ]
    at = draw.choice(places)
    return words[at : at + size]


def dropped(draw: random.Random, words: list[str], _size: int) -> list[str]:
    """A stretch of the middle left out, with or without an ellipsis."""
    start = draw.randrange(5, len(words) - 14)
    gap = [draw.choice(["…", "...", "[…]"])] if draw.random() < 0.7 else []
    return [*words[:start], *gap, *words[start + draw.randrange(2, 9) :]]


def explained(draw: random.Random, words: list[str], _size: int) -> list[str]:
    """A word or two put in by the outlet."""
    at = draw.randrange(2, len(words) - 2)
    return [*words[:at], draw.choice(["[the minister]", "[sic]", "[Tamm, the mayor]"]), *words[at:]]


def bracketed(draw: random.Random, words: list[str], _size: int) -> list[str]:
    """A word or two put in by the outlet, in place of one."""
    at = draw.randrange(2, len(words) - 2)
    return [*words[:at], "[the minister]", *words[at + 1 :]]


def restyled(draw: random.Random, words: list[str], _size: int) -> list[str]:
    """Another outlet's marks, case and spelling."""
    text = " ".join(AMERICAN.get(word, word) for word in words)
    text = text.replace(",", draw.choice([",", " –", ""])).replace(";", ".")
    return (text.upper() if draw.random() < 0.2 else text).split()


def misheard(draw: random.Random, words: list[str], _size: int) -> list[str]:
    """A word in ten another one."""
    other = ["meanwhile", "cupboard", "gladly", "forty", "umbrella"]
    return [draw.choice(other) if draw.random() < 0.07 else word for word in words]


def split_up(draw: random.Random, words: list[str], _size: int) -> list[str]:
    """In two pieces, as where "she said" stands between them."""
    at = draw.randrange(6, len(words) - 6)
    return [*words[:at], "”", "“", *words[at:]]


EDITS: list[Callable[[random.Random, list[str], int], list[str]]] = [
    part, dropped, explained, bracketed, restyled, misheard, split_up,
]  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(
    st.integers(0, 2**40),
    st.sampled_from(SAYINGS),
    st.sampled_from(EDITS),
    st.integers(6, 20),
)
def test_a_trimmed_or_edited_quotation_is_the_same_saying(
    seed: int, whole: str, edit: Callable[..., list[str]], size: int
) -> None:
    version = " ".join(edit(random.Random(seed), whole.split(), size))
    assert same(whole, f"“{version}”"), version
    assert meets(whole, version), version


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**40), st.sampled_from(SAYINGS), st.integers(6, 20))
def test_several_edits_at_once_are_seen_through_where_the_speaker_is_the_same(
    seed: int, whole: str, size: int
) -> None:
    draw = random.Random(seed)
    words = part(draw, whole.split(), size)
    for edit in (explained, restyled):
        words = edit(draw, words, size)
    assert same(whole, " ".join(words), Speakers.SAME), words
    assert meets(whole, " ".join(words))


@pytest.mark.parametrize(("a", "b"), list(itertools.combinations(SAYINGS, 2)))
def test_other_words_are_another_saying(a: str, b: str) -> None:
    for speakers in Speakers:
        assert not same(a, b, speakers)
    assert not meets(a, b)


@pytest.mark.parametrize("words", COMMONPLACES)
@pytest.mark.parametrize("speakers", Speakers)
def test_a_commonplace_is_no_saying_even_word_for_word(words: str, speakers: Speakers) -> None:
    assert not same(words, words, speakers)
    assert not same(words, f"{words}, and {SAYINGS[0]}", speakers)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 2**40),
    st.sampled_from(list(itertools.combinations(SAYINGS, 2))),
    st.sampled_from(COMMONPLACES),
)
def test_a_commonplace_joins_no_two_sayings(seed: int, pair: tuple[str, str], common: str) -> None:
    draw = random.Random(seed)
    sides = [[*one.split(), "."] for one in pair]
    for side in sides:
        at = draw.randrange(len(side))
        side[at:at] = common.split()
    for speakers in Speakers:
        assert not same(" ".join(sides[0]), " ".join(sides[1]), speakers)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        # Four words, word for word, of one person; of two, or of who knows whom, too few.
        ("directly to white sailors", "I spoke directly to white sailors, and why not?",
         [True, False, False]),
        ("that makes me smart", "That makes me smart!", [False, False, False]),
        ("temperamentally unfit to be commander in chief",
         "He is temperamentally unfit to be commander-in-chief, she has told us.",
         [True, True, False]),
        # Two people may say the same words at length: one of them is quoting.
        (SAYINGS[4], SAYINGS[4].upper(), [True, True, True]),
        # A long run in common, and each goes its own way around it.
        ("Before lunch I was asked about wages. My grandfather crossed that border on a bicycle "
         "with a goose.",
         "My grandfather crossed that border on a bicycle with a goose. As for the harvest, it "
         "rained on the barley, and the oats drowned.",
         [True, True, False]),
        # The same opening, and then something else.
        ("I will not resign over a parking ticket", "I will not resign over a broken treaty",
         [False, False, False]),
        ("The levy raises nothing", "The levy raises everything", [False, False, False]),
        ("", "", [False, False, False]),
    ],
)  # fmt: skip
def test_the_less_is_known_of_the_speakers_the_more_has_to_agree(
    a: str, b: str, expected: list[bool]
) -> None:
    assert [same(a, b, speakers) for speakers in Speakers] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nobody did us a favour in the harbour", "Nobody did us a favor in the harbor"),
        ("The programme was cancelled", "The program was canceled"),
        ("We apologise to the centre’s neighbours", "We apologize to the center's neighbors"),
        ("A well-known café", "A well known cafe"),
        ("[W]e didn’t organise it", "We didn't organize it"),
        ("for eleven days", "for 11 days"),
        ("He [Mr Lind] laughed", "He laughed"),
    ],
)
def test_spelling_makes_no_difference(one: str, other: str) -> None:
    assert keys(one) == keys(other)


def test_a_run_goes_on_across_a_changed_word() -> None:
    found = likeness(
        keys("we won it in the rain for eleven days without a window broken"),
        keys("we won it in the sleet for eleven days without a window broken"),
    )
    assert (found.words, found.run) == (12, 12)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_compared_and_sketched(a: str, b: str) -> None:
    values = sketch(a)
    assert values == sorted(set(values)) and len(values) <= MOST_VALUES
    assert all(-(2**63) <= value < 2**63 for value in values)
    assert 0 <= likeness(keys(a), keys(b)).share <= 1
    same(a, b)


def test_a_sketch_is_the_same_in_every_process() -> None:
    root = Path(__file__).resolve().parents[2]
    code = "import sys; from articles.text.saying import sketch; print(sketch(sys.argv[1]))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code, SAYINGS[0]],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PYTHONUTF8": "1"},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert told == {str(sketch(SAYINGS[0]))}


FULL = "“I am not pausing it, I am withdrawing it,” “and before the recess you’ll hear why.”"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (FULL, [("kept", FULL)]),
        ("‘I am withdrawing it’",
         [("left", "“I am not pausing it,"), ("kept", "‘I am withdrawing it’"),
          ("left", "“and before the recess you’ll hear why.”")]),
        ("“I am not pausing it, I am scrapping it, and before the recess you’ll hear why.”",
         [("kept", "“I am not pausing it, I am "), ("left", "withdrawing"),
          ("own", "scrapping "), ("kept", "it, and before the recess you’ll hear why.”")]),
        ("“I am not pausing [the levy], I am withdrawing it”",
         [("kept", "“I am not pausing "), ("left", "it,"), ("own", "[the levy], "),
          ("kept", "I am withdrawing it”"), ("left", "“and before the recess you’ll hear why.”")]),
    ],
)  # fmt: skip
def test_a_version_is_told_in_words_kept_left_out_and_its_own(
    version: str, expected: list[tuple[str, str]]
) -> None:
    assert [(piece.kind, piece.text) for piece in trimmed(FULL, version)] == expected


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**40), st.sampled_from(SAYINGS), st.sampled_from(EDITS))
def test_the_pieces_of_a_version_are_the_version(
    seed: int, whole: str, edit: Callable[..., list[str]]
) -> None:
    version = " ".join(edit(random.Random(seed), whole.split(), 9))
    pieces = trimmed(whole, version)
    assert "".join(piece.text for piece in pieces if piece.kind != "left") == version
    told = " ".join(piece.text for piece in pieces if piece.kind != "own")
    assert keys(told) == keys(whole)
