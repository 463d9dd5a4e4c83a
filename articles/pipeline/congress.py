"""Members of the US Congress, as the public congress-legislators files list them (JSON).

A list of ``{id, name, bio, terms}``; see github.com/unitedstates/congress-legislators.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles.pipeline.person_records import (
    BadRow,
    Found,
    OfficeRecord,
    PersonRecord,
    Unusable,
    day,
    gender,
    identifiers,
    other_names,
    person_name,
    read_rows,
    rows_of,
    table,
    text,
    tidy_offices,
)

SOURCE = "congress-legislators"
_TITLES = {
    "sen": ("Senator", "United States Senate"),
    "rep": ("Representative", "United States House of Representatives"),
    "prez": ("President", "United States"),
    "viceprez": ("Vice President", "United States"),
}


def is_congress(told: Any) -> bool:
    """Whether a parsed file is such a list."""
    return isinstance(told, list) and any(
        isinstance(row, dict) and "terms" in row and isinstance(row.get("name"), dict)
        for row in told[:20]
    )


def read_congress(told: list[Any]) -> Found:
    """Read the list; a bad row is told, and the rest is read."""
    return read_rows(((f"Row {at}", row) for at, row in enumerate(told, 1)), _read)


def _read(row: str, told: Any) -> Iterator[PersonRecord | BadRow]:
    if not isinstance(told, dict):
        raise Unusable("It is no person.")
    names, ids = table(told.get("name")), table(told.get("id"))
    first, last, suffix = (text(names.get(part)) for part in ("first", "last", "suffix"))
    middle, nickname = text(names.get("middle")), text(names.get("nickname"))
    usual = " ".join(filter(None, (first, last, suffix)))
    if not (first and last):
        usual = ""
    name = person_name(text(names.get("official_full")) or usual)
    row = f"{row} ({name})"
    more = [
        usual,
        " ".join(filter(None, (first, last))) if usual else "",
        f"{nickname} {last}" if nickname and last else "",
        f"{first} {middle} {last}" if usual and middle else "",
    ]
    terms = rows_of(told.get("terms"))
    offices, bad = tidy_offices(row, _offices(terms))
    yield PersonRecord(
        row=row,
        name=name,
        aliases=other_names(name, more),
        gender=gender(table(told.get("bio")).get("gender")),
        party=next((party for term in reversed(terms) if (party := _party(term))), ""),
        country="US",
        ids=identifiers((scheme, ids.get(scheme)) for scheme in ("bioguide", "wikidata")),
        offices=tuple(offices),
    )
    yield from bad


def _party(term: Any) -> str:
    return text(table(term).get("party"))


def _offices(terms: list[Any]) -> Iterator[OfficeRecord]:
    for term in map(table, terms):
        kind = text(term.get("type"))
        if kind in _TITLES:
            title, organisation = _TITLES[kind]
            yield OfficeRecord(
                title,
                organisation,
                _area(kind, term),
                day(term.get("start")),
                day(term.get("end"), last=True),
            )


def _area(kind: str, term: dict[str, Any]) -> str:
    """A senator's state, a representative's district."""
    state, district = text(term.get("state")), term.get("district")
    if kind == "rep" and type(district) is int and 0 < district < 100:
        return f"{state}-{district}"
    return state
