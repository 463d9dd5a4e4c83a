from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.document import (
    Block,
    Document,
    DocumentBuilder,
    Inline,
    InvalidDocument,
    Run,
    Span,
)
from articles.text.normal import clean, flow, flow_pieces, may_join, one_line

LINK = (Inline.LINK, {"href": "https://example.org/"})
OTHER = (Inline.LINK, {"href": "https://example.org/2"})
EMPHASIS = (Inline.EMPHASIS, {})


def inlines(*runs: Run) -> list[tuple[str, str]]:
    builder = DocumentBuilder()
    builder.add_block(Block.PARAGRAPH, [Run("Before ")])
    builder.add_block(Block.PARAGRAPH, runs)
    document = builder.build()
    return [(span.kind, document.text[span.start : span.end]) for span in document.inlines]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([Run("a "), Run(" b ", (LINK,)), Run(" c")], [("link", "b")]),
        ([Run("a", (LINK,)), Run(" b", (LINK, EMPHASIS))], [("link", "a b"), ("emphasis", "b")]),
        ([Run("a", (LINK,)), Run("b", (OTHER,))], [("link", "a"), ("link", "b")]),
        ([Run("a", (LINK,)), Run(" "), Run("b", (LINK,))], [("link", "a"), ("link", "b")]),
        ([Run("a", (LINK,)), Run("", ()), Run("b", (LINK,))], [("link", "ab")]),
        ([Run("a", (LINK,)), Run("  ", (LINK,)), Run("b", (LINK,))], [("link", "a b")]),
        ([Run("  ", (LINK,)), Run("b")], []),
        ([Run("e", (LINK,)), Run("\u0301x", (EMPHASIS,))], [("link", "é"), ("emphasis", "x")]),
        ([Run("e"), Run("\u0301", (EMPHASIS,)), Run("x")], []),
        ([Run("\u1112"), Run("\u1161\u11ab", (EMPHASIS,)), Run("x")], []),
        ([Run("a\r", (LINK,)), Run("\nb", (LINK,))], [("link", "a\nb")]),
        ([Run("\u200b a\u00ad", (LINK,)), Run("\u00ad b")], [("link", "a")]),
        ([Run("aa", (EMPHASIS, EMPHASIS))], [("emphasis", "aa")]),
    ],
)
def test_marks_cover_the_words_of_their_runs(runs, expected) -> None:
    assert inlines(*runs) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a  b\t c", "a b c"),
        (" a \r\n \u2028 b ", "a\nb"),
        ("co\u00adop\u200berate\ufeff", "cooperate"),
        ("e\u0301", "é"),
        ("a\u00a0b", "a b"),
        ("a\u202eb\u2066c", "abc"),
        ("\x00\ud800a\uffff", "a"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_the_text_of_a_block_is_in_normal_form(raw: str, expected: str) -> None:
    assert flow(raw) == expected


def test_one_line_holds_no_line_break() -> None:
    assert one_line(" a\n b\u2029c ") == "a b c"


def test_many_marks_on_one_letter_are_cut_without_taking_the_square_of_their_number() -> None:
    began = time.perf_counter()
    assert len(clean("a" + "\u0316\u0301" * 200_000)) <= 31
    assert time.perf_counter() - began < 2.0


ODD = st.text(
    st.sampled_from("ab \n\r\t\x0b\u00a0\u00ad\u200b\u0301\u0316é\u1112\u1161\u11ab\ud800😀\u2028"),
    max_size=12,
)


@given(st.lists(ODD, max_size=8))
def test_flowing_pieces_gives_the_text_of_the_whole(pieces: list[str]) -> None:
    text, edges = flow_pieces(pieces)
    assert text == flow("".join(pieces))
    assert flow(text) == text
    assert unicodedata.is_normalized("NFC", text)
    last = 0
    for start, end in edges:
        assert last <= start <= end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end
    kept = "".join(text[start:end] for start, end in edges)
    assert kept.replace(" ", "").replace("\n", "") == "".join(text.split())


@given(st.lists(ODD, min_size=1, max_size=6), st.integers(0, 5))
def test_one_marked_piece_is_found_where_its_words_stand(pieces: list[str], which: int) -> None:
    which %= len(pieces)
    # A visible letter at every seam keeps pieces from melting into each other.
    pieces = [f"<{piece}>" for piece in pieces]
    text, edges = flow_pieces(pieces)
    start, end = edges[which]
    assert text[start:end] == flow(pieces[which])


RUNS = st.lists(
    st.builds(
        Run,
        ODD,
        st.lists(st.sampled_from([LINK, OTHER, EMPHASIS]), max_size=3).map(tuple),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(Block)), RUNS), max_size=5))
def test_whatever_is_built_is_a_valid_document(blocks) -> None:
    builder = DocumentBuilder()
    for kind, runs in blocks:
        builder.add_block(kind, runs)
    document = builder.build()
    assert Document.from_json(document.text, document.spans_json()) == document
    wanted = [text for _, runs in blocks if (text := flow("".join(run.text for run in runs)))]
    assert document.text == "\n\n".join(wanted)
    assert [document.text[block.start : block.end] for block in document.blocks] == wanted
    for span in document.inlines:
        words = document.text[span.start : span.end]
        assert words == words.strip() != ""
        assert any(b.start <= span.start and span.end <= b.end for b in document.blocks)


def test_a_hundred_thousand_runs_in_one_block_take_seconds_at_most() -> None:
    builder = DocumentBuilder()
    began = time.perf_counter()
    builder.add_block(
        Block.PARAGRAPH, [Run("ab ", (LINK,) if n % 2 else (EMPHASIS,)) for n in range(100_000)]
    )
    document = builder.build()
    assert time.perf_counter() - began < 5.0
    assert len(list(document.inlines)) == 100_000


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("abc", ()),
        ("abc", (Span("paragraph", 0, 2),)),
        ("abc", (Span("paragraph", 1, 3),)),
        ("abc", (Span("paragraph", 0, 4),)),
        ("a\nbc", (Span("paragraph", 0, 1), Span("paragraph", 2, 4))),
        ("abc", (Span("paragraph", 0, 3), Span("link", 2, 2))),
        ("abc", (Span("paragraph", 0, 3), Span("link", -1, 2))),
        ("abc", (Span("paragraph", 0, 3), Span("link", 1, 4))),
    ],
)
def test_text_and_spans_that_do_not_fit_are_refused(text: str, spans) -> None:
    with pytest.raises(InvalidDocument):
        Document(text, spans)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"kind": "link", "start": "0", "end": 1},
        {"kind": 1, "start": 0, "end": 1},
        {"kind": "link", "start": 0, "end": 1, "attrs": ["x"]},
        {"kind": "link", "start": 0, "end": 1, "attrs": None},
        {"kind": "link", "start": True, "end": 1},
        [],
    ],
)
def test_what_is_no_stored_span_is_refused(stored) -> None:
    with pytest.raises(InvalidDocument):
        Span.from_json(stored)


@pytest.mark.parametrize("character", ["\u0301", "\u1161", "\u11ab", "\u09be", "\u20e3"])
def test_marks_and_conjoining_letters_may_join(character: str) -> None:
    assert may_join(character)


@pytest.mark.parametrize("character", ["a", "é", " ", "\u1112", "한", "😀"])
def test_letters_stand_alone(character: str) -> None:
    assert not may_join(character)
