"""JSON Feed, versions 1 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from articles.pipeline.dates import parse_moment
from articles.pipeline.feed_types import NotAFeed, ParsedEntry, ParsedFeed
from articles.pipeline.plain import plain_text
from articles.pipeline.remarks import Code, Remark, remark
from articles.pipeline.sanitise import sanitise_html
from articles.pipeline.structure import safe_link

_MAX_ENTRIES = 1_000
#: Most authors or tags looked at in one list; fewer are kept.
_MAX_NAMES = 100


def looks_like_json(text: str) -> bool:
    """Whether ``text`` starts as a JSON object or list."""
    return text[:200].lstrip("\x00\ufeff \t\r\n")[:1] in ("{", "[")


def read_json_feed(text: str, url: str, remarks: list[Remark]) -> ParsedFeed:
    """Read a JSON Feed; raises :class:`NotAFeed` for other JSON or broken JSON."""
    try:
        feed = json.loads(text.lstrip("\x00\ufeff \t\r\n"), strict=False, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("This looks like JSON, but cannot be read.") from error
    if not isinstance(feed, dict) or not isinstance(items := feed.get("items"), list):
        raise NotAFeed("This is JSON, but not a feed.")
    if "jsonfeed.org/version/" not in _text(feed, "version"):
        if not items or not any(isinstance(item, dict) and "id" in item for item in items):
            raise NotAFeed("This is JSON, but not a feed.")
        remarks.append(Remark(Code.NO_VERSION))
    good = [item for item in items if isinstance(item, dict)]
    if len(good) < len(items):
        remarks.append(remark(Code.NO_OBJECTS, n=len(items) - len(good)))
    if len(good) > _MAX_ENTRIES:
        remarks.append(remark(Code.MORE_ENTRIES, total=len(good), most=_MAX_ENTRIES))
    site_url = safe_link(_text(feed, "home_page_url"), url)
    base = site_url or url
    authors = _authors(feed)
    return ParsedFeed(
        title=plain_text(_text(feed, "title")),
        site_url=site_url,
        feed_url=(self_url := safe_link(_text(feed, "feed_url"), url)) or url,
        self_url=self_url,
        language=_text(feed, "language"),
        hubs=tuple(_hubs(feed, url)),
        entries=tuple(_entry(item, base, authors) for item in good[:_MAX_ENTRIES]),
        remarks=tuple(remarks),
    )


def _entry(item: Mapping[str, Any], base: str, authors: tuple[str, ...]) -> ParsedEntry:
    url = safe_link(_text(item, "url") or _text(item, "external_url"), base)
    content, plain = _text(item, "content_html"), _text(item, "content_text")
    if not content and plain:
        content = "".join(f"<p>{escape(part)}</p>" for part in plain.split("\n\n") if part.strip())
    guid = item.get("id")
    named = str(guid).strip() if isinstance(guid, (str, int)) else ""
    title = plain_text(escape(_text(item, "title"), quote=False))
    fallback = hashlib.sha256(f"{title}\n{content}".encode("utf-8", "replace")).hexdigest()
    tags = item.get("tags")
    return ParsedEntry(
        guid=named or url or f"sha256:{fallback}",
        url=url,
        title=title,
        authors=_authors(item) or authors,
        published=_date(item, "date_published"),
        updated=_date(item, "date_modified"),
        summary_html=sanitise_html(escape(_text(item, "summary")), url or base),
        content_html=sanitise_html(content, url or base),
        tags=tuple(
            plain_text(tag) for tag in tags[:_MAX_NAMES] if isinstance(tag, str) and tag.strip()
        )
        if isinstance(tags, list)
        else (),
        image=safe_link(_text(item, "image") or _text(item, "banner_image"), base),
    )


def _authors(node: Mapping[str, Any]) -> tuple[str, ...]:
    listed = node.get("authors")
    several = listed if isinstance(listed, list) else [node.get("author")]
    names = (
        plain_text(_text(one, "name")) for one in several[:_MAX_NAMES] if isinstance(one, Mapping)
    )
    return tuple(dict.fromkeys(name for name in names if name))


def _hubs(feed: Mapping[str, Any], url: str) -> list[str]:
    hubs = feed.get("hubs")
    found = [
        safe_link(_text(hub, "url"), url)
        for hub in (hubs if isinstance(hubs, list) else [])
        if isinstance(hub, Mapping) and _text(hub, "type").lower() in ("websub", "pubsubhubbub")
    ]
    return [hub for hub in found if hub]


def _date(item: Mapping[str, Any], key: str) -> datetime | None:
    moment = parse_moment(_text(item, key))
    try:
        return moment.value.astimezone(UTC) if moment else None
    except (OverflowError, ValueError):
        return None


def _number(digits: str) -> int | str:
    """A whole number; one of more digits than Python converts stays text."""
    return int(digits) if len(digits) < 100 else digits


def _text(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""
