"""Every hard case is read exactly: its spans, their speakers, and what else it tells."""

from __future__ import annotations

import pytest

from articles.quotes import Quote, analyse
from tests.quotes.adversarial.cases import Case, Expected, read_table, tables

_SURE, _UNSURE = 0.7, 0.5
_CASES = [
    pytest.param(case, id=f"{table}: {case.name}")
    for table in tables()
    for case in read_table(table)
]
_FORMS = {"name", "pronoun", "role", "group", "none"}


@pytest.mark.parametrize("case", _CASES)
def test_a_hard_case_is_read_exactly(case: Case) -> None:
    found = analyse(case.text).quotes
    assert [(case.text[q.start : q.end], q.speaker_name) for q in found] == [
        (expected.words, expected.speaker) for expected in case.quotes
    ]
    for quote, expected in zip(found, case.quotes, strict=True):
        for wanted in expected.also:
            assert _holds(wanted, quote, case.text), (wanted, quote, expected)


def _holds(wanted: str, quote: Quote, text: str) -> bool:
    """Whether one thing that a case wants of a quotation is so."""
    if wanted in _FORMS:
        return quote.speaker_form == wanted
    if wanted in {"direct", "partial"}:
        return quote.kind == wanted
    if wanted.startswith("by "):
        return text[slice(quote.speaker_start, quote.speaker_end)] == wanted.removeprefix("by ")
    checks = {
        "continues": quote.continues,
        "sure": quote.confidence >= _SURE,
        "unsure": quote.confidence < _UNSURE,
    }
    return checks[wanted]


def test_the_tables_are_large_and_name_each_case_once() -> None:
    names = [case.name for table in tables() for case in read_table(table)]
    assert len(names) >= 170
    assert len(set(names)) == len(names)


def test_a_case_is_read_with_all_it_wants(tmp_path_factory: pytest.TempPathFactory) -> None:
    case = next(case for case in read_table("attributions") if case.name == "role in apposition")
    assert case.quotes == (
        Expected("“It rains,”", "Hugh Hill", ("name", "by Hugh Hill", "direct")),
    )
