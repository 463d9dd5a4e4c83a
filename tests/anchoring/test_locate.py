from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring.folding import fold, fold_words
from annotations.anchoring.locate import Locator, locate
from annotations.anchoring.selectors import TextQuoteSelector, describe

STORY = (
    "The mayor of Elmford met the council on Tuesday. She said the bridge would open in May.\n\n"
    "The council had voted against the bridge in 2019. She said nothing about the cost.\n\n"
    "Traders on the quay were really hopeful about the summer."
)


def placed(exact: str, prefix: str = "", suffix: str = "", position: int | None = None):
    found = locate(STORY, TextQuoteSelector(exact, prefix, suffix), position)
    words = None if found.start is None else STORY[found.start : found.end]
    return found.state, found.start, words


def test_words_that_stand_once_are_attached() -> None:
    assert placed("really hopeful") == ("attached", STORY.index("really"), "really hopeful")


def test_equal_words_are_told_apart_by_their_context() -> None:
    second = STORY.rindex("She said")
    assert placed("She said", "bridge in 2019. ", " nothing about") == (
        "attached",
        second,
        "She said",
    )


def test_equal_words_without_context_are_told_apart_by_their_place() -> None:
    second = STORY.rindex("She said")
    assert placed("She said", position=second) == ("attached", second, "She said")


def test_equal_words_with_nothing_to_tell_them_apart_are_never_attached() -> None:
    assert placed("She said")[0] == "changed"
    assert placed("She said", position=STORY.rindex("She said") - 9)[0] == "changed"


def test_a_few_words_in_strange_company_are_to_be_looked_at() -> None:
    assert placed("the cost", "Ministers argued for days over ", " of the new stadium")[0] == (
        "changed"
    )


def test_a_reworded_sentence_is_found() -> None:
    state, _, words = placed("The council had voted strongly against a bridge in 2019.")
    assert (state, words) == ("attached", "The council had voted against the bridge in 2019")


def test_a_much_reworded_sentence_is_to_be_looked_at() -> None:
    state, _, words = placed("Traders all along the old quay were said to be hopeful for summer.")
    assert state == "changed"
    assert words == "Traders on the quay were really hopeful about the summer"


@pytest.mark.parametrize(
    "exact",
    ["Farmers in the hills want rain before harvest.", "the", "???", " \n", "hopeful trade deal"],
)
def test_what_is_not_there_is_an_orphan_or_never_attached(exact: str) -> None:
    assert placed(exact)[0] != "attached"


def test_words_of_another_sentence_are_no_place_for_a_lost_one() -> None:
    assert placed("The minister said the tunnel would close in June.")[0] != "attached"


def test_one_locator_places_many_quotes() -> None:
    locator = Locator(STORY)
    for start in range(0, len(STORY) - 20, 7):
        quote = describe(STORY, start, start + 20).quote
        assert locator.place(quote, start).start == start


@given(st.text(st.sampled_from("aAéE\u0301 \n\u00ad\u200d😀ß“\"'’…-—İ")))
def test_folding_keeps_track_of_where_letters_came_from(text: str) -> None:
    folded = fold(text)
    assert folded.text.strip() == fold_words(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))
    assert folded.starts == sorted(folded.starts)


@given(st.text(max_size=50), st.text(max_size=12), st.text(max_size=6), st.integers(-5, 60))
def test_any_quote_gives_a_place_inside_the_text(text, exact, prefix, position) -> None:
    found = locate(text, TextQuoteSelector(exact or "x", prefix), position)
    assert 0 <= found.score <= 1
    if found.state == "orphan":
        assert (found.start, found.end) == (None, None)
    else:
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("a" * 200_000, "aa"),
        ("a b " * 50_000, "b a"),
        ("x " * 50_000, "y " * 10_000 + "x"),
        ("word " * 20_000, "Word word wor " * 300),
    ],
)
def test_hostile_texts_take_seconds_at_most(text: str, exact: str) -> None:
    began = time.perf_counter()
    locate(text, TextQuoteSelector(exact, "a" * 900, "b" * 900), 5)
    assert time.perf_counter() - began < 4.0
