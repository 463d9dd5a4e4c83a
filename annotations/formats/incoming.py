"""One note as another program tells it, whatever its format.

Nothing here knows of articles or readers; whether a passage is where it is said to be is
decided by who places it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from articles.text.normal import clean, one_line

#: What the desk keeps of a note, in characters; the models hold the same numbers.
LONGEST_NOTE, LONGEST_PASSAGE = 20_000, 20_000
#: Longest address of anything.
LONGEST_ADDRESS = 2000
_PATTERNS = ("%B %d, %Y %I:%M %p", "%B %d, %Y, %I:%M:%S %p", "%m/%d/%Y %H:%M")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

#: Colours other programs have, and the nearest of the desk's.
COLORS = {
    "yellow": "yellow",
    "orange": "yellow",
    "green": "green",
    "blue": "blue",
    "cyan": "blue",
    "pink": "pink",
    "red": "pink",
    "magenta": "pink",
    "violet": "violet",
    "purple": "violet",
}


class BadItem(ValueError):
    """One note that cannot be read; ``reason`` is a key of ``importing.REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotReadable(ValueError):
    """A file that is none of the formats; ``reason`` is a key of ``importing.REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Review:
    """A fact check's finding: schema.org's ClaimReview."""

    claim: str
    rating: str
    claimant: str = ""
    claimed: date | None = None
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """A note on a passage (``exact``), on a whole page, or on another note.

    ``start`` and ``end`` are code points, but of whose text the sender alone knows: a hint,
    unless ``cached`` names a version the desk keeps.
    """

    source: str
    title: str = ""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    cached: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    kind: str = "comment"
    #: Empty where it has none, or one the desk has not.
    color: str = ""
    #: What it is called where it came from.
    origin: str = ""
    canonical: str = ""
    via: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    created: datetime | None = None
    modified: datetime | None = None
    author: str = ""
    is_reply: bool = False
    review: Review | None = None

    @property
    def is_page_note(self) -> bool:
        """Whether it is about the whole page."""
        return not self.exact and self.start is None

    @property
    def names(self) -> set[str]:
        """Everything it is called; what it says, if nobody gave it a name."""
        given = {one for one in (self.origin, self.canonical, *self.via) if one}
        return given or {self.fingerprint}

    @property
    def fingerprint(self) -> str:
        """A name made of what it says and where."""
        told = (self.source, self.title, self.exact, self.prefix, self.note, *self.tags)
        digest = hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()
        return f"content:{digest[:40]}"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a file: as it stood there, and what was read, or why it cannot be."""

    raw: Any
    incoming: Incoming | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file read: its format, its notes in order, and remarks (keys of ``importing.REASONS``)."""

    format: str
    items: list[Item] = field(default_factory=list)
    remarks: tuple[str, ...] = ()
    #: The columns of a table, for writing out rows that were left over.
    columns: tuple[str, ...] = ()


def words(value: object, longest: int) -> str:
    """Return a string cleaned of what cannot be stored; raises :class:`BadItem` when too long."""
    if not isinstance(value, str):
        return ""
    if len(value) > 4 * longest:
        raise BadItem("too-long")
    text = clean(value)
    if len(text) > longest:
        raise BadItem("too-long")
    return text


def line(value: object, longest: int) -> str:
    """Return a string on one line, cut to ``longest``; empty for anything else."""
    return one_line(value[: 4 * longest])[:longest] if isinstance(value, str) else ""


def address(value: object) -> str:
    """Return an http or https address as given; empty for anything else."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    if len(text) > LONGEST_ADDRESS or not text.isprintable() or " " in text:
        return ""
    return text if text.lower().startswith(("http://", "https://")) else ""


def name(value: object, longest: int = LONGEST_ADDRESS) -> str:
    """Return what names a thing, an IRI, unchanged; empty when it is no such name."""
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        return ""
    if not value.isprintable() or any(map(str.isspace, value)):
        return ""
    return value if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value) else ""


def moment(value: object) -> datetime | None:
    """Return a time in UTC; None where it is no time, or none a note can have."""
    if not isinstance(value, str) or not 4 < len(value) < 60:
        return None
    found = _told(value.strip())
    if found is None:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    try:
        found = found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return found if _EARLIEST <= found <= datetime.now(UTC) else None


def _told(text: str) -> datetime | None:
    readers: tuple[Callable[[str], datetime], ...] = (
        datetime.fromisoformat,
        *(partial(_by_pattern, pattern) for pattern in _PATTERNS),
        parsedate_to_datetime,
    )
    for read in readers:
        try:
            return read(text)
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def _by_pattern(pattern: str, text: str) -> datetime:
    return datetime.strptime(text, pattern)


def position(selector: dict[str, Any]) -> tuple[int | None, int | None]:
    """Return start and end of a TextPositionSelector; None for what makes no sense."""
    start, end = selector.get("start"), selector.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end < 2**31:
        return None, None
    return start, end
