"""Dates as outlets write them.

Does not guess between day and month: ``03/04/2024`` is read as neither. A time
without a zone is read as UTC, so that the day it names stays the day shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

#: The earliest day taken for the date of an article or entry.
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
#: How far ahead of the clock a date may lie: zones, and clocks that run fast.
_AHEAD = timedelta(days=2)


class Precision(StrEnum):
    """How exactly a moment is known."""

    DAY = "day"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as read: aware, with how exact it is and whether a zone was given."""

    value: datetime
    precision: Precision
    zoned: bool = False


def _month_numbers() -> dict[str, int]:
    """Month names, whole and short, in the languages of the outlets most read here."""
    names = (
        "january jan janvier januar enero gennaio janeiro januari ene gen",
        "february feb februar febrero febbraio fevereiro februari février fév fevrier fevr févr",
        "march mar mars märz marz maerz marzo março maart mär",
        "april apr avril abril aprile avr abr",
        "may mai mayo maggio maio mei mag",
        "june jun juin juni junio giugno junho giu",
        "july jul juillet juli julio luglio julho juil lug",
        "august aug août aout agosto augustus ago",
        "september sep sept septembre septiembre settembre setembro set",
        "october oct octobre oktober octubre ottobre outubro okt ott out",
        "november nov novembre noviembre novembro",
        "december dec décembre decembre dezember diciembre dicembre dezembro dez dic déc",
    )
    return {word: at for at, line in enumerate(names, 1) for word in line.split()}


_MONTHS = _month_numbers()
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?"
#: Hours west or east of Greenwich of the zone letters outlets use.
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "bst": 1, "ist": 5.5, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "aest": 10, "aedt": 11, "jst": 9, "msk": 3,
}  # fmt: skip
#: Zones named without saying whether summer time holds; decided by the date.
_AMERICAN = {"et": -5, "ct": -6, "mt": -7, "pt": -8}
_ZONE = (
    r"(?P<zone>(?:(?:utc|gmt)\s*)?[+-]\d\d(?::?\d\d)?|"
    + "|".join(sorted({*_ZONES, *_AMERICAN}, key=len, reverse=True))
    + r")\b"
)
_CLOCK = (
    r"(?P<hour>[0-2]?\d)(?:[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d+)?)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?\s*\(?(?:" + _ZONE + r")?\)?"
)
_WRITTEN_DAYS = (
    re.compile(rf"\b{_MONTH}\s+{_DAY}\s*,?\s+{_YEAR}\b", re.I),
    re.compile(rf"\b{_DAY}\s*(?:de\s+)?{_MONTH}\s*,?\s*(?:de\s+|del\s+)?{_YEAR}\b", re.I),
    re.compile(rf"\b{_YEAR}[-/.年](?P<month>[01]?\d)[-/.月](?P<day>[0-3]?\d)日?(?!\d)"),
    re.compile(rf"\b(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.{_YEAR}\b"),
)
_CLOCK_AT = re.compile(_CLOCK, re.I)
_BEFORE_CLOCK = re.compile(r"[\s,|•·—–-]*(?:at|um|à|a las|alle|ore)?[\s,|•·]*", re.I)
_ISO = re.compile(
    rf"^\s*{_YEAR}-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[T\s]+(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?\s*$",
    re.I,
)


def parse_moment(text: str) -> Moment | None:
    """Read a date that is the whole of ``text`` or stands in it; None if there is none.

    Understands ISO 8601, RFC 822 and dates with month names ("Mar. 16, 2025,
    4:05 p.m. ET", "16 March 2025"), and ``16.03.2025``.
    """
    found = find_moment(text[:400])
    return found[0] if found else None


def is_credible(value: datetime, now: datetime | None = None) -> bool:
    """Whether the aware ``value`` can date a text: from 1900 to two days after ``now``.

    ``now`` is the clock's time where it is not given. What is credible can be shown
    in any time zone without leaving the calendar.
    """
    return _EARLIEST <= value <= (now or datetime.now(UTC)) + _AHEAD


def first_credible(moments: Iterable[Moment | None]) -> Moment | None:
    """Return the first moment that is credible, else the first there is.

    The others are taken from ``moments`` only as far as need be.
    """
    first: Moment | None = None
    for moment in moments:
        if moment and is_credible(moment.value):
            return moment
        first = first or moment
    return first


def find_moment(text: str) -> tuple[Moment, int, int] | None:
    """Find the first date in ``text``: the moment and where it starts and ends."""
    if iso := _ISO.match(text):
        moment = _moment(iso, iso if iso["hour"] else None)
        return (moment, iso.start(), iso.end()) if moment else None
    days = (found for pattern in _WRITTEN_DAYS if (found := pattern.search(text)))
    for day in sorted(days, key=lambda found: found.start()):
        gap = _BEFORE_CLOCK.match(text, day.end())
        clock = _CLOCK_AT.match(text, gap.end() if gap else day.end())
        if clock and not (clock["minute"] or clock["half"]):
            clock = None
        if moment := _moment(day, clock):
            return moment, day.start(), clock.end() if clock else day.end()
    return None


def rfc3339(value: datetime | None, precision: Precision = Precision.MINUTE) -> str | None:
    """Write a moment as RFC 3339, or only its day (``2025-03-16``) if no more is known."""
    if value is None:
        return None
    if precision is Precision.DAY:
        return value.date().isoformat()
    return value.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _moment(day: re.Match[str], clock: re.Match[str] | None) -> Moment | None:
    month = day["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS[month]
    try:
        date = datetime(int(day["year"]), number, int(day["day"]), tzinfo=UTC)
    except ValueError:
        return None
    if clock is None:
        return Moment(date, Precision.DAY)
    hour = int(clock["hour"])
    half = (clock.groupdict().get("half") or "")[:1].lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = _zone(clock["zone"], date)
    try:
        value = date.replace(
            hour=hour,
            minute=int(clock["minute"] or 0),
            second=int(clock["second"] or 0),
            tzinfo=zone or UTC,
        )
    except ValueError:
        return Moment(date, Precision.DAY)
    return Moment(value, Precision.MINUTE, zoned=zone is not None)


def _zone(name: str | None, day: datetime) -> timezone | None:
    if not name:
        return None
    name = name.lower().replace(" ", "")
    if name in _AMERICAN:
        return timezone(timedelta(hours=_AMERICAN[name] + _is_american_summer(day)))
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    digits = re.sub(r"\D", "", name).ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=24):
        return None
    return timezone(-offset if "-" in name else offset)


def _is_american_summer(day: datetime) -> bool:
    """Whether US daylight saving time holds: second Sunday of March to first of November."""
    march, november = day.replace(month=3, day=8), day.replace(month=11, day=1)
    start = march + timedelta(days=(6 - march.weekday()) % 7)
    end = november + timedelta(days=(6 - november.weekday()) % 7)
    return start <= day < end
