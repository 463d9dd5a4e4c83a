"""What a parsed feed is, whichever dialect it was written in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from articles.pipeline.dates import rfc3339
from articles.pipeline.remarks import Code, Remark, remark


class NotAFeed(ValueError):
    """The bytes are no feed; the message is one plain sentence for the reader."""


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry as the feed gives it.

    ``guid`` is never empty: what the feed says, else the address, else a hash.
    ``title`` is plain text; the two HTML fields are sanitised. Dates are in UTC.
    ``image`` is an address or empty.
    """

    guid: str
    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    summary_html: str = ""
    content_html: str = ""
    tags: tuple[str, ...] = ()
    image: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the entry as ``manage.py parse_feed`` prints it."""
        return {
            "guid": self.guid,
            "url": self.url or None,
            "title": self.title,
            "authors": list(self.authors),
            "published": rfc3339(self.published),
            "updated": rfc3339(self.updated),
            "summary_html": self.summary_html,
            "content_html": self.content_html,
            "tags": list(self.tags),
            "image": self.image or None,
        }


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed and its entries in the feed's order; unknown strings are empty.

    ``self_url`` is where the feed says it stands, and ``feed_url`` that or else where it
    was fetched. ``hubs`` are WebSub hubs; ``ttl_seconds`` is how long the feed asks to be left
    alone; ``remarks`` say what is wrong with the feed.
    """

    title: str = ""
    site_url: str = ""
    feed_url: str = ""
    language: str = ""
    hubs: tuple[str, ...] = ()
    ttl_seconds: int | None = None
    entries: tuple[ParsedEntry, ...] = ()
    remarks: tuple[Remark, ...] = ()
    self_url: str = ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """The remarks as plain English sentences."""
        return tuple(map(str, self.remarks))

    def with_entries(self, entries: Iterable[ParsedEntry]) -> Self:
        """Return the feed with other entries; says so where there are fewer."""
        kept = tuple(entries)
        missing = len(self.entries) - len(kept)
        said = (remark(Code.ENTRIES_TWICE, n=missing),) if missing > 0 else ()
        return replace(self, entries=kept, remarks=self.remarks + said)

    def to_json(self) -> dict[str, Any]:
        """Return the shape ``manage.py parse_feed`` prints; unknown values are null."""
        return {
            "title": self.title,
            "site_url": self.site_url or None,
            "feed_url": self.feed_url or None,
            "self_url": self.self_url or None,
            "language": self.language or None,
            "hubs": list(self.hubs),
            "ttl_seconds": self.ttl_seconds,
            "entries": [entry.to_json() for entry in self.entries],
            "warnings": list(self.warnings),
        }
