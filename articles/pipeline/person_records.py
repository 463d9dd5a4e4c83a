"""What files of other bodies of knowledge tell of people, each read into the same records.

The readers beside this module (``congress.py``, ``popolo.py``, ``wikidata.py``) know a format
each; here is what they hand back, and how single values are read. Whatever a file holds, a
value that is not what it should be is none, and lengths are bounded.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from articles.text.normal import one_line

#: Longest name, title or party, and longest description, in characters.
LONGEST, LONGEST_DESCRIPTION = 200, 300
#: Most people of a file, and most names and offices of each.
MOST_PEOPLE, MOST_ALIASES, MOST_OFFICES = 100_000, 30, 100

_DAY = re.compile(r"\+?(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.{0,40})?", re.ASCII)
#: What identifiers look like; others are not believed.
_IDS = {
    "wikidata": re.compile(r"Q[1-9]\d{0,11}", re.ASCII),
    "bioguide": re.compile(r"[A-Z]\d{6}", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class OfficeRecord:
    """A post with its first and last day; None is unknown, or still held."""

    title: str
    organisation: str = ""
    area: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person of a file. ``ids`` are pairs of scheme and value, as ``ExternalId`` has them."""

    row: str
    """Where it stands in the file, for reports."""
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    gender: str = ""
    """``m``, ``f`` or nothing."""
    party: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2, upper case."""
    ids: tuple[tuple[str, str], ...] = ()
    offices: tuple[OfficeRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row, or a part of one, that could not be used, and why: one plain sentence."""

    row: str
    reason: str

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class Unusable(ValueError):
    """A row is of no use; the message says why."""


class NotPeople(ValueError):
    """The file is none that people can be read from; the message is for whoever gave it."""


Row = tuple[str, Any]
Found = Iterator[PersonRecord | BadRow]


def read_rows(rows: Iterable[Row], read: Callable[[str, Any], Iterator[Any]]) -> Found:
    """Read each row by itself: what is wrong with one is told, and the next one is read."""
    for at, (row, told) in enumerate(rows):
        if at >= MOST_PEOPLE:
            yield BadRow("The rest of the file", f"More than {MOST_PEOPLE:,} people; left out.")
            return
        try:
            yield from read(row, told)
        except Unusable as problem:
            yield BadRow(row, str(problem))


def text(told: Any, longest: int = LONGEST) -> str:
    """Return ``told`` on one line if it is text, cut to ``longest``; else nothing."""
    if not isinstance(told, str):
        return ""
    # Twice the length is enough to find so many characters after tidying.
    return one_line(told[: 8 * longest])[:longest].strip()


def table(told: Any) -> dict[str, Any]:
    """Return ``told`` if it is an object; else an empty one."""
    return told if isinstance(told, dict) else {}


def rows_of(told: Any, most: int = 1_000) -> list[Any]:
    """Return the first ``most`` of ``told`` if it is a list; else nothing."""
    return told[:most] if isinstance(told, list) else []


def person_name(told: Any) -> str:
    """Return a name; raises :class:`Unusable` where there is none that articles could use."""
    name = text(told)
    if not any(letter.isalpha() for letter in name):
        raise Unusable("It has no name.")
    return name


def other_names(name: str, told: Iterable[Any]) -> tuple[str, ...]:
    """Return names besides ``name``, each once, at most :data:`MOST_ALIASES`."""
    seen, names = {name.casefold()}, []
    for each in told:
        other = text(each)
        if any(letter.isalpha() for letter in other) and other.casefold() not in seen:
            seen.add(other.casefold())
            names.append(other)
            if len(names) == MOST_ALIASES:
                break
    return tuple(names)


def identifiers(told: Iterable[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of scheme and value that the desk knows and that look right."""
    found: dict[tuple[str, str], None] = {}
    for scheme, value in told:
        if scheme in _IDS and _IDS[scheme].fullmatch(text(value)):
            found.setdefault((scheme, text(value)))
    return tuple(found)


def gender(told: Any) -> str:
    """Return ``m`` or ``f`` for what files call them; else nothing."""
    word = text(told).casefold()
    return {"m": "m", "male": "m", "man": "m", "f": "f", "female": "f", "woman": "f"}.get(word, "")


def day(told: Any, *, last: bool = False) -> date | None:
    """Return a day, or the first (or ``last``) one of the month or year that is told."""
    found = _DAY.fullmatch(told.strip()) if isinstance(told, str) and len(told) < 60 else None
    if found is None:
        return None
    year, month, number = (int(part or 0) for part in found.groups())
    try:
        if not month:
            return date(year, 12, 31) if last else date(year, 1, 1)
        if not number:
            number = calendar.monthrange(year, month)[1] if last else 1
        return date(year, month, number)
    except (ValueError, calendar.IllegalMonthError):
        return None


def tidy_offices(
    row: str, offices: Iterable[OfficeRecord]
) -> tuple[list[OfficeRecord], list[BadRow]]:
    """Return the offices that make sense, each once, and what is wrong with the others."""
    kept: dict[tuple[Any, ...], OfficeRecord] = {}
    bad: list[BadRow] = []
    for office in offices:
        if office.start and office.end and office.end < office.start:
            bad.append(BadRow(row, f"“{office.title}” ends before it begins; left out."))
            continue
        key = office.title, office.organisation, office.area, office.start
        known = kept.get(key)
        if known is None or (known.end is None and office.end):
            kept[key] = office
    if len(kept) > MOST_OFFICES:
        bad.append(BadRow(row, f"More than {MOST_OFFICES} offices; the earliest are left out."))
    latest = sorted(kept.values(), key=lambda office: office.start or date.max, reverse=True)
    return latest[:MOST_OFFICES], bad
