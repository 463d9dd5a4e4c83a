"""People as Wikidata tells of them, in either of two forms of JSON.

Items, as ``Special:EntityData`` and ``wbgetentities`` give them: ``{"entities": {"Q1": ...}}``;
items of offices, parties and countries may stand beside people and lend their labels. And the
results of a query (SPARQL 1.1 results JSON), one row for each office, whose variables may be
``person``, ``personLabel``, ``personDescription``, ``personAltLabel``, ``gender``, ``party``,
``country``, ``position`` (or ``office``), ``district`` (each with its ``...Label``), ``start``,
``end`` and ``bioguide``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from articles.pipeline.person_records import (
    LONGEST_DESCRIPTION,
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
from articles.pipeline.wikidata_countries import COUNTRIES

SOURCE = "wikidata"
_GENDERS = {
    "Q6581097": "m",
    "Q2449503": "m",
    "Q15145778": "m",
    "Q6581072": "f",
    "Q1052281": "f",
    "Q15145779": "f",
}
_HUMAN = "Q5"
_ITEM = re.compile(r"Q[1-9]\d{0,11}", re.ASCII)
_CODE = re.compile(r"[A-Z]{2}", re.ASCII)
#: Rows of a query's results looked at.
_MOST_ROWS = 1_000_000


def is_items(told: Any) -> bool:
    """Whether a parsed file holds items."""
    return isinstance(told, dict) and isinstance(told.get("entities"), dict)


def read_items(told: dict[str, Any]) -> Found:
    """Read the people among the items; what is wrong with one is told."""
    items = {str(key): table(item) for key, item in told["entities"].items()}
    file = _Items(items)
    people = ((key[:20], item) for key, item in items.items() if not file.lends_its_label(item))
    return read_rows(people, file.read)


class _Items:
    """Items, some of which lend others their labels."""

    def __init__(self, items: dict[str, dict[str, Any]]) -> None:
        self._items = items

    def lends_its_label(self, item: dict[str, Any]) -> bool:
        """Whether an item is an office, a party or a country, and no person."""
        kinds = list(self._values(item, "P31"))
        if kinds:
            return _HUMAN not in kinds
        claims = table(item.get("claims"))
        return "missing" not in item and not {"P21", "P39", "P102", "P27", "P1157"} & claims.keys()

    def read(self, row: str, item: dict[str, Any]) -> Iterator[PersonRecord | BadRow]:
        """Read one person."""
        if "missing" in item:
            raise Unusable("Wikidata has no such item.")
        key = text(item.get("id")) or row
        name = person_name(_label(item))
        row = f"{row} ({name})"
        aliases = [table(each).get("value") for each in rows_of(_english(item, "aliases"))]
        told_of = _english(item, "descriptions")
        offices, bad = tidy_offices(row, self._offices(item))
        yield PersonRecord(
            row=row,
            name=name,
            aliases=other_names(name, aliases),
            description=text(table(told_of).get("value"), LONGEST_DESCRIPTION),
            gender=next(
                (_GENDERS[each] for each in self._values(item, "P21") if each in _GENDERS), ""
            ),
            party=next(filter(None, map(self._label_of, self._values(item, "P102"))), ""),
            country=next(filter(None, map(self._country, self._values(item, "P27"))), ""),
            ids=identifiers(
                [("wikidata", key), *(("bioguide", each) for each in self._values(item, "P1157"))]
            ),
            offices=tuple(offices),
        )
        yield from bad

    def _offices(self, item: dict[str, Any]) -> Iterator[OfficeRecord]:
        for claim in _claims(item, "P39"):
            title = self._label_of(_value(claim.get("mainsnak")))
            if title:
                yield OfficeRecord(
                    title,
                    "",
                    self._label_of(_qualifier(claim, "P768")),
                    day(_qualifier(claim, "P580")),
                    day(_qualifier(claim, "P582"), last=True),
                )

    @staticmethod
    def _values(item: dict[str, Any], name: str) -> Iterator[str]:
        """Values of a property: those preferred first, the latest told first among equals."""
        claims = [claim for claim in _claims(item, name) if not _qualifier(claim, "P582")]
        claims = claims or list(_claims(item, name))
        preferred = [claim for claim in claims if claim.get("rank") == "preferred"]
        others = [claim for claim in claims if claim.get("rank") != "preferred"]
        return filter(None, (_value(claim.get("mainsnak")) for claim in preferred + others[::-1]))

    def _label_of(self, key: str) -> str:
        return _label(self._items.get(key, {}))

    def _country(self, key: str) -> str:
        codes = self._values(self._items.get(key, {}), "P297")
        return COUNTRIES.get(key) or next(filter(_CODE.fullmatch, codes), "")


def _claims(item: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Statements of a property that Wikidata stands by."""
    for claim in map(table, rows_of(table(item.get("claims")).get(name))):
        if claim.get("rank") != "deprecated":
            yield claim


def _qualifier(claim: dict[str, Any], name: str) -> str:
    told = rows_of(table(claim.get("qualifiers")).get(name), 1)
    return _value(told[0]) if told else ""


def _value(snak: Any) -> str:
    """The item, text or time of a snak."""
    value = table(table(snak).get("datavalue")).get("value")
    if isinstance(value, dict):
        value = value.get("id") or value.get("time")
    return text(value)


def _label(item: dict[str, Any]) -> str:
    return text(table(_english(item, "labels")).get("value"))


def _english(item: dict[str, Any], what: str) -> Any:
    """Labels, aliases or a description in English, or in every language."""
    told = table(item.get(what))
    return told.get("en") or told.get("mul") or next(
        (told[each] for each in ("en-gb", "en-us", "en-ca") if each in told), None
    )  # fmt: skip


def is_results(told: Any) -> bool:
    """Whether a parsed file holds the results of a query."""
    return isinstance(told, dict) and isinstance(table(told.get("results")).get("bindings"), list)


def read_results(told: dict[str, Any]) -> Found:
    """Read the people of a query's results, whose rows may each tell a part of them."""
    people: dict[str, list[dict[str, str]]] = {}
    bad: list[tuple[str, Any]] = []
    for at, binding in enumerate(told["results"]["bindings"][:_MOST_ROWS], 1):
        row = {
            str(name): text(table(value).get("value"), 1_000)
            for name, value in table(binding).items()
        }
        item = row.get("person", "").rpartition("/")[2]
        if _ITEM.fullmatch(item):
            people.setdefault(item, []).append(row)
        else:
            bad.append((f"Row {at}", None))
    return read_rows([*people.items(), *bad], _read_person)


def _read_person(item: str, rows: list[dict[str, str]] | None) -> Iterator[PersonRecord | BadRow]:
    if rows is None:
        raise Unusable("It names no item of Wikidata as “person”.")
    name = person_name(_first(rows, "personLabel"))
    if _ITEM.fullmatch(name):
        raise Unusable("It has no name in English.")
    row = f"{item} ({name})"
    listed = [word for told in _all(rows, "personAltLabel") for word in told.split(", ")]
    offices, bad = tidy_offices(row, _offices_of(rows))
    country = _first(rows, "countryCode").upper()
    yield PersonRecord(
        row=row,
        name=name,
        aliases=other_names(name, [*listed, *_all(rows, "alias"), *_all(rows, "aliasLabel")]),
        description=_first(rows, "personDescription")[:LONGEST_DESCRIPTION],
        gender=_GENDERS.get(_item(_first(rows, "gender")), gender(_first(rows, "genderLabel"))),
        party=_named(rows, "party"),
        country=COUNTRIES.get(
            _item(_first(rows, "country")), country if _CODE.fullmatch(country) else ""
        ),
        ids=identifiers(
            [("wikidata", item), *(("bioguide", each) for each in _all(rows, "bioguide"))]
        ),
        offices=tuple(offices),
    )
    yield from bad


def _offices_of(rows: Iterable[dict[str, str]]) -> Iterator[OfficeRecord]:
    for row in rows:
        title = _named([row], "position") or _named([row], "office")
        if title:
            yield OfficeRecord(
                title,
                "",
                _named([row], "district"),
                day(row.get("start")),
                day(row.get("end"), last=True),
            )


def _named(rows: Iterable[dict[str, str]], name: str) -> str:
    """The label of what a variable stands for; nothing where only the item is told."""
    for row in rows:
        for told in (row.get(f"{name}Label", ""), row.get(name, "")):
            if told and not _ITEM.fullmatch(_item(told)):
                return text(told)
    return ""


def _item(told: str) -> str:
    return told.rpartition("/")[2]


def _first(rows: Iterable[dict[str, str]], name: str) -> str:
    return next((row[name] for row in rows if row.get(name)), "")


def _all(rows: Iterable[dict[str, str]], name: str) -> Iterator[str]:
    return (row[name] for row in rows if row.get(name))
