"""Stories with marks are read, written back the same, and refused when they are wrong."""

from pathlib import Path

import pytest

from articles.quotes.training.story import BadStory, read_story, write_story

CORPUS = Path(__file__).parents[2] / "articles" / "quotes" / "corpus"
STORY = """register: local news
people: Elena Ruiz | Tom Vale
---
Valley to get its bridge back

⟦1 Elena Ruiz|“We will build it,”⟧ ⟨1|Ms. Ruiz⟩ said, ⟦1 Elena Ruiz|“and soon.⟧

⟦-+ Elena Ruiz|“By May.”⟧

Mr. Vale called it ⟦2p Tom Vale|“a dream”⟧, ⟨2|he⟩ told a “town hall”.
"""


def test_a_story_tells_its_quotations() -> None:
    story = read_story(STORY, "bridge")
    assert "⟦" not in story.text
    assert [story.text[one.start : one.end] for one in story.quotes] == [
        "“We will build it,”", "“and soon.", "“By May.”", "“a dream”",
    ]  # fmt: skip
    mentions = [one.mention and story.text[slice(*one.mention)] for one in story.quotes]
    assert mentions == ["Ms. Ruiz", "Ms. Ruiz", None, "he"]
    assert [one.speaker for one in story.quotes] == ["Elena Ruiz"] * 3 + ["Tom Vale"]
    assert [(one.partial, one.continues) for one in story.quotes] == [
        (False, False), (False, False), (False, True), (True, False),
    ]  # fmt: skip


def test_a_story_is_written_as_it_was_read() -> None:
    assert write_story(read_story(STORY)) == STORY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n---\n", "\n"),
        ("people: Elena Ruiz | ", "people: "),
        ("⟨2|he⟩", "he"),
        ("⟦2p Tom Vale|“a dream”⟧", "a dream"),
        ("⟨2|", "⟨1|"),
        ("⟦2p Tom Vale|", "⟦Tom Vale|"),
        ("he⟩", "he"),
        ("back\n\n", "back\n"),
    ],
)
def test_a_wrong_mark_is_refused(old: str, new: str) -> None:
    assert old in STORY
    with pytest.raises(BadStory):
        read_story(STORY.replace(old, new))


def test_every_story_of_the_corpus_can_be_read() -> None:
    for path in sorted(CORPUS.glob("*.txt")):
        story = read_story(path.read_text(encoding="utf-8"), path.stem)
        assert write_story(story).split("---", 1)[1].strip() == (
            write_story(read_story(write_story(story), path.stem)).split("---", 1)[1].strip()
        )
        assert story.register
