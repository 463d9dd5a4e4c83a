from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring.selectors import (
    InvalidSelector,
    TextPositionSelector,
    TextQuoteSelector,
    describe,
    verify,
)
from annotations.anchoring.utf16 import from_utf16, to_utf16
from articles.text.words import is_boundary


def test_a_passage_is_described_by_place_and_by_words() -> None:
    found = describe("One two three four.", 4, 7, context=4)
    assert found.to_json() == [
        {"type": "TextPositionSelector", "start": 4, "end": 7},
        {"type": "TextQuoteSelector", "exact": "two", "prefix": "One ", "suffix": " thr"},
    ]


def test_context_is_not_cut_within_a_letter() -> None:
    text = "👩\u200d🚀a two b👩\u200d🚀"
    quote = describe(text, text.index("two"), text.index("two") + 3, context=3).quote
    assert (quote.prefix, quote.suffix) == ("👩\u200d🚀a ", " b👩\u200d🚀")


def test_no_context_is_left_out_of_the_json() -> None:
    assert describe("two", 0, 3).quote.to_json() == {"type": "TextQuoteSelector", "exact": "two"}


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 99)])
def test_what_is_no_passage_is_neither_described_nor_verified(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no passage"):
        describe("One two.", start, end)
    assert not verify("One two.", start, end, "One two."[max(start, 0) : end])


def test_a_passage_is_verified_by_its_words() -> None:
    assert verify("One two.", 4, 7, "two")
    assert not verify("One two.", 4, 7, "Two")


@given(st.text(max_size=60), st.data())
def test_selectors_survive_json_and_context_stays_whole(text: str, data) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = describe(text, start, end, data.draw(st.integers(0, 9)))
    position, quote = found.to_json()
    assert TextPositionSelector.from_json(position) == found.position
    assert TextQuoteSelector.from_json(quote) == found.quote
    assert text[start:end] == found.quote.exact
    assert text[:start].endswith(found.quote.prefix)
    assert text[end:].startswith(found.quote.suffix)
    assert is_boundary(text, start - len(found.quote.prefix)) or not found.quote.prefix


@pytest.mark.parametrize(
    "stored",
    [
        {"type": "TextPositionSelector", "start": 3, "end": 2},
        {"type": "TextPositionSelector", "start": -1, "end": 2},
        {"type": "TextPositionSelector", "start": "1", "end": 2},
        {"type": "TextPositionSelector", "start": False, "end": 2},
        {"type": "TextPositionSelector"},
        {"type": "TextQuoteSelector", "exact": "x"},
        [],
    ],
)
def test_what_is_no_position_is_refused(stored) -> None:
    with pytest.raises(InvalidSelector):
        TextPositionSelector.from_json(stored)


@pytest.mark.parametrize(
    "stored",
    [
        {"type": "TextQuoteSelector"},
        {"type": "TextQuoteSelector", "exact": ""},
        {"type": "TextQuoteSelector", "exact": ["x"]},
        {"type": "TextQuoteSelector", "exact": "x", "prefix": None},
        {"type": "XPathSelector", "value": "/p"},
    ],
)
def test_what_is_no_quote_is_refused(stored) -> None:
    with pytest.raises(InvalidSelector):
        TextQuoteSelector.from_json(stored)


@given(st.text(max_size=30))
def test_offsets_go_to_utf16_and_back(text: str) -> None:
    for offset in range(len(text) + 1):
        units = to_utf16(text, offset)
        assert units == len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
        assert from_utf16(text, units) == offset


def test_a_place_within_a_surrogate_pair_is_its_start() -> None:
    assert from_utf16("a😀b", 2) == 1


@pytest.mark.parametrize(("convert", "offset"), [(to_utf16, -1), (to_utf16, 4), (from_utf16, -1)])
def test_offsets_outside_the_text_are_refused(convert, offset: int) -> None:
    with pytest.raises(ValueError, match="offset"):
        convert("a😀b", offset)


def test_units_past_the_text_are_refused() -> None:
    assert from_utf16("a😀b", 4) == 3
    with pytest.raises(ValueError, match="of 4 units"):
        from_utf16("a😀b", 5)
