"""Links into publishers' pages: what the directive says, and that it names one place."""

from __future__ import annotations

import pytest

from annotations.text_fragments import fragment_url

PAGE = "https://a.example/b"


def directive(text: str, passage: str, *, url: str = PAGE) -> str:
    start = text.index(passage)
    whole = fragment_url(url, text, start, start + len(passage))
    assert whole.startswith(f"{PAGE}#:~:text=")
    return whole.partition("#:~:text=")[2]


LONG = " ".join(f"word{n}" for n in range(90))
FIRST6 = "%20".join(f"word{n}" for n in range(6))
LAST6 = "%20".join(f"word{n}" for n in range(84, 90))


@pytest.mark.parametrize(
    ("text", "passage", "expected"),
    [
        ("It was a costly mistake.", "a costly mistake", "a%20costly%20mistake"),
        ("A half-time, he said & left.", "half-time, he said & left",
         "half%2Dtime%2C%20he%20said%20%26%20left"),
        ("Costs are 50% up – no?", "50% up – no?", "50%25%20up%20%E2%80%93%20no%3F"),
        (LONG, LONG, f"{FIRST6},{LAST6}"),
    ],
)  # fmt: skip
def test_words_are_given_whole_or_by_their_edges(text: str, passage: str, expected: str) -> None:
    assert directive(text, passage) == expected


def test_a_passage_over_two_paragraphs_is_a_range_however_short() -> None:
    text = "The wall stands.\n\nThe sea rises. Nobody laughed."
    assert directive(text, "wall stands.\n\nThe sea rises.") == (
        "wall%20stands.,The%20sea%20rises."
    )


def test_words_that_stand_twice_are_told_apart_by_those_around_them() -> None:
    text = "Lind said no. Tamm said no again.\n\nThen all went home."
    start = text.rindex("said no")
    assert fragment_url(PAGE, text, start, start + 7).endswith(
        "#:~:text=Lind%20said%20no.%20Tamm-,said%20no,-again."
    )


def test_capitals_do_not_hide_that_words_stand_twice() -> None:
    assert "-," in directive("Old News here.\n\nNo more news here.", "news here")


def test_a_passage_within_words_is_widened_to_whole_ones() -> None:
    assert directive("An unforgettable evening.", "forgettable even") == ("unforgettable%20evening")


def test_a_script_without_spaces_is_cut_by_letters() -> None:
    text = "港口将于星期一重新开放市长说" * 40
    head, _comma, tail = directive(text, text).partition(",")
    assert 0 < len(head) < 400 and 0 < len(tail) < 400


def test_an_old_fragment_gives_way() -> None:
    assert directive("It was so.", "was", url=f"{PAGE}#section-2") == "was"


def test_nothing_but_space_gives_the_plain_address() -> None:
    assert fragment_url(PAGE, "a \n\n b", 1, 5) == PAGE
