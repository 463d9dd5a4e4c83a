from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.sentences import sentences


def parted(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "He left.|She stayed.",
        "Mr. Vale met Sen. Anna Rook.|They spoke.",
        "The U.S. Senate met.|It voted.",
        "He lives in the U.S.|The town is small.",
        "It opens at 9 a.m. Monday.|Doors close at 5 p.m.|Guests leave.",
        "J. K. Marlow and A.B. Stone wrote it.|Critics agreed.",
        "It rose 3.5 percent to $1.2 billion.|Shares fell.",
        "“It is done.”|He sat down.",
        '"It is done," he said.|"We go."|They went.',
        "“Stop!” he cried.|“Why?” she asked.",
        "He waited … and waited.|Then… nothing.",
        "Wait...|What?!|No!",
        "Dr. Orla Finn, Ph.D., spoke.|(She was late.)|All heard.",
        "He works at Marlow Inc. in Elm City.|She works at Vale Corp.|They are rivals.",
        "On Jan. 5 it snowed.|On Feb.|It was No. 1 again.",
        "1. First point here.|2. Second point here.",
        "今日は雨です。|明日は「晴れ。」|そうです。",
        "ماذا حدث؟|لا شيء.",
        "यह सच है।|वह गया।",
        "One line\n|Next line",
        "First block.\n\n|Second block",
        "She won 12.|He won 13.",
        "It ended in 1999.|Then came 2000.",
        "No stop at all",
        "Is it? he asked",
        "''It's over,'' he said.|''Go home.''|They did.",
    ],
)
def test_news_prose_is_parted_where_a_reader_would(text: str) -> None:
    expected = [part.strip() for part in text.split("|")]
    joined = "".join(
        part if part.endswith("\n") or part[-1] in "。।」" else part + " "
        for part in text.split("|")
    )
    assert parted(joined) == expected


def test_only_the_asked_stretch_is_parted() -> None:
    text = "One. Two. Three."
    assert [text[start:end] for start, end in sentences(text, 5, 12)] == ["Two.", "Th"]
    assert sentences("") == sentences("  \n ") == []


@given(st.text(st.sampled_from("aA1 .!?…\n\"'”“()。।؟𝒳\u0301"), max_size=60))
def test_sentences_cover_all_but_space_and_nothing_twice(text: str) -> None:
    last = 0
    for start, end in sentences(text):
        assert last <= start < end
        assert text[last:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        last = end
    assert text[last:].strip() == ""


@pytest.mark.parametrize(
    "piece", [". ", "A. ", "(. ", "a", "\n", '."', "Mr. ", ". (((((((((((", "1."]
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    began = time.perf_counter()
    sentences(piece * 100_000)
    assert time.perf_counter() - began < 2.0
