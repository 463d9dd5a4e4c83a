"""Quotations that a speaker is interrupted in belong together; others do not."""

from __future__ import annotations

import re

import pytest

from articles.text.utterance import MOST_WORDS, Quoted, utterances


def gathered(text: str, *, speakers: str = "", partial: str = "", goes_on: str = "") -> list[str]:
    """The utterances of a text by the words in its “marks”; letters name speakers."""
    found = list(re.finditer("“[^“”]*”?", text))
    quotations = [
        Quoted(
            match.start(),
            match.end(),
            (speakers or "a" * len(found))[at].strip() or None,
            str(at) not in partial,
            str(at) in goes_on,
        )
        for at, match in enumerate(found)
    ]
    return ["+".join(map(str, group)) for group in utterances(quotations, text)]


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("“A,” she said. “B.”", {}, ["0+1"]),
        ("“A,” said the mayor of Nordhaven, 61, on the steps of the hall. “B.”", {}, ["0+1"]),
        ("“A,” she said, “and b.”", {"partial": "1"}, ["0+1"]),
        ("“A,” she said. “B.” “C.”", {}, ["0+1+2"]),
        ("“A.\n\n“B.”", {"goes_on": "1"}, ["0+1"]),
        # Two people, and two paragraphs.
        ("“A,” she said. “B,” he said.", {"speakers": "ab"}, ["0", "1"]),
        ("“A,” she said.\n\n“B.”", {}, ["0", "1"]),
        ("“A,” she said.\n\n“B.”", {"goes_on": "1"}, ["0", "1"]),
        # Phrases that the outlet strung together.
        ("It was “a mistake” and “an insult”.", {"partial": "01"}, ["0", "1"]),
        ("“A,” she said, calling it “an insult”.", {"partial": "1"}, ["0", "1"]),
        # Something happened in between.
        ("“A,” she said. He sat down. The hall was silent. “B.”", {}, ["0", "1"]),
        ("“A,” she said, " + "while the rain went on " * 12 + "“B.”", {}, ["0", "1"]),
        # Nobody who has a name.
        ("“A,” one of them said. “B.”", {"speakers": "  "}, ["0+1"]),
        ("“A,” one of those said who had been in the room when the vote was counted. “B.”",
         {"speakers": "  "}, ["0", "1"]),
    ],
)  # fmt: skip
def test_what_is_said_in_one_breath(
    text: str, options: dict[str, str], expected: list[str]
) -> None:
    assert gathered(text, **options) == expected


def test_a_speech_does_not_become_one_utterance() -> None:
    text = "\n\n".join("“" + "word " * 30 + "end." for _ in range(9))
    groups = gathered(text, goes_on="12345678")
    assert groups == ["0+1+2", "3+4+5", "6+7+8"]
    assert MOST_WORDS >= 3 * 31


def test_one_long_quotation_stands_alone() -> None:
    text = "“" + "word " * 500 + "end,” she said. “And more.”"
    assert gathered(text) == ["0", "1"]
