"""The table of odd texts that the browser test reads too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotations.anchoring.folding import fold, fold_words
from annotations.anchoring.locate import locate
from annotations.anchoring.selectors import TextQuoteSelector, describe, verify
from annotations.anchoring.utf16 import from_utf16, to_utf16
from articles.text.normal import flow

CASES = json.loads(Path(__file__).with_name("cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_odd_text_is_stored_and_counted_as_the_table_says(case) -> None:
    text, start, end = case["text"], case["start"], case["end"]
    assert flow(case["source"]) == text
    units = text.encode("utf-16-le")
    low, high = case["utf16"]
    assert units[2 * low : 2 * high].decode("utf-16-le") == text[start:end]
    assert [to_utf16(text, start), to_utf16(text, end)] == [low, high]
    assert [from_utf16(text, low), from_utf16(text, high)] == [start, end]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_passage_is_found_however_its_source_wrote_it(case) -> None:
    text, start, end = case["text"], case["start"], case["end"]
    placed = locate(text, TextQuoteSelector(case["quoted"]))
    assert (placed.state, placed.start, placed.end) == ("attached", start, end)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_described_passage_is_found_again(case) -> None:
    text, start, end = case["text"], case["start"], case["end"]
    found = describe(text, start, end)
    assert verify(text, found.position.start, found.position.end, found.quote.exact)
    placed = locate(text, found.quote, start)
    assert (placed.state, placed.start, placed.end, placed.score) == ("attached", start, end, 1.0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_folding_with_and_without_places_agrees(case) -> None:
    for text in (case["source"], case["text"], case["quoted"]):
        assert fold(text).text.strip() == fold_words(text)
