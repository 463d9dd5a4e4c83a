"""A feed as it is written, before anything in it is judged, resolved or sanitised.

What the readers of XML agree on: each string is as the feed has it, markup included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from articles.pipeline.dates import parse_moment

#: Most entries read of one feed.
MAX_ENTRIES = 1_000

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_RFC822 = re.compile(
    r"(?:[a-z]{3},\s*)?(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d\d):(\d\d)(?::(\d\d))?\s+"
    r"(?:gmt|utc?|z|([+-])(\d\d):?(\d\d))",
    re.I,
)
_SHORT_YEAR = re.compile(r"((?:[a-z]{3},\s*)?\d{1,2}\s+[a-z]{3,9}\s+)(\d\d)(?=\s)", re.I)
_ASCTIME = re.compile(
    r"[a-z]{3}\s+([a-z]{3})\s+(\d{1,2})\s+(\d\d:\d\d:\d\d)\s+(?:gmt\s+|utc\s+)?(\d{4})", re.I
)


@dataclass(slots=True)
class RawLink:
    """A link of a feed or entry; ``kind`` is the media type it is said to lead to."""

    href: str
    rel: str = "alternate"
    kind: str = ""


@dataclass(slots=True)
class RawText:
    """A text with markup; ``base`` is what its links are relative to, where that is said."""

    value: str = ""
    base: str = ""
    is_html: bool = True


@dataclass(slots=True)
class RawEntry:
    """One entry; unknown strings are empty.

    ``origin`` is the outlet's own address where a service stands between; ``spare``
    describes the entry's film or sound, for where there is no text; ``images`` are
    media and thumbnails.
    """

    guid: str = ""
    guid_is_link: bool = True
    title: str = ""
    links: list[RawLink] = field(default_factory=list)
    origin: str = ""
    summary: RawText = field(default_factory=RawText)
    spare: str = ""
    contents: list[RawText] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    published: datetime | None = None
    updated: datetime | None = None
    tags: list[str] = field(default_factory=list)
    images: list[RawLink] = field(default_factory=list)


@dataclass(slots=True)
class RawFeed:
    """A feed and its first :data:`MAX_ENTRIES` entries of ``total``."""

    title: str = ""
    links: list[RawLink] = field(default_factory=list)
    language: str = ""
    ttl: str = ""
    period: str = ""
    frequency: str = ""
    is_atom: bool = False
    authors: list[str] = field(default_factory=list)
    entries: list[RawEntry] = field(default_factory=list)
    total: int = 0


def feed_date(text: str) -> datetime | None:
    """Read a date as feeds write them, in UTC; None where it cannot be read.

    RFC 822 and RFC 3339 first, which nearly all are, then asctime and what
    :func:`articles.pipeline.dates.parse_moment` knows. No zone means UTC. Years of two
    digits up to 69 are of this century.
    """
    text = text.strip()[:100]
    if short := _SHORT_YEAR.match(text):
        century = "20" if short[2] < "70" else "19"
        text = short[1] + century + text[short.start(2) :]
    elif other := _ASCTIME.fullmatch(text):
        month, day, clock, year = other.groups()
        text = f"{day} {month} {year} {clock} GMT"
    try:
        if found := _RFC822.fullmatch(text):
            return _rfc822(found)
        if text[:4].isascii() and text[:4].isdigit() and "T" in text:
            value = datetime.fromisoformat(text)
            value = value if value.tzinfo else value.replace(tzinfo=UTC)
            return value.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError, KeyError):
        pass
    moment = parse_moment(text)
    try:
        return moment.value.astimezone(UTC) if moment else None
    except (OverflowError, ValueError):
        return None


def _rfc822(found: re.Match[str]) -> datetime:
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    zone = f"{sign}{hours}:{minutes}" if sign else "+00:00"
    number = _MONTHS[month.lower()]
    seconds = min(int(second or 0), 59)  # a leap second is none to datetime
    written = f"{year}-{number:02}-{int(day):02}T{hour}:{minute}:{seconds:02}{zone}"
    return datetime.fromisoformat(written).astimezone(UTC)
