"""A feed's bytes to its entries: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed.

Fetches nothing and decides nothing. feedparser reads the XML dialects; what it
is given is always bytes in memory, never a name it could open. Text that is shown
as HTML leaves here sanitised.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings as python_warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from articles.pipeline.bylines import merge_bylines
from articles.pipeline.dates import parse_moment
from articles.pipeline.discover import is_html
from articles.pipeline.feed_types import NotAFeed, ParsedEntry, ParsedFeed
from articles.pipeline.json_feed import looks_like_json, read_json_feed
from articles.pipeline.limits import limit_feed
from articles.pipeline.plain import plain_text
from articles.pipeline.sanitise import sanitise_html
from articles.pipeline.structure import safe_link

__all__ = ["NotAFeed", "ParsedEntry", "ParsedFeed", "parse_feed"]

#: Most bytes read, and most entries kept, of one feed.
MAX_BYTES = 6_000_000
MAX_ENTRIES = 1_000
#: More declarations of entities than any honest feed has.
_MAX_ENTITIES = 300
#: Deepest nesting read; feeds have less than 20.
_MAX_DEPTH = 400

_ROOT = re.compile(rb"<\s*([A-Za-z_][\w:.-]*)")
_FEED_ROOT = re.compile(rb"<\s*(?:[\w.-]+:)?(?:rss|feed|RDF|channel|item|entry)\b", re.I)
#: A tag this long is looked at; more attributes than this cost feedparser seconds.
_LONG_TAG = re.compile(rb"<[^<>]{4000,}")
_MAX_ATTRIBUTES = 200
_TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*?(/?)>")


def parse_feed(raw: bytes, url: str = "", content_type: str = "") -> ParsedFeed:
    """Parse a feed fetched from ``url`` with the header ``content_type``.

    Entries come in the feed's order, duplicates (same guid) folded into the first.
    Dates are aware and in UTC. Raises :class:`NotAFeed` with one plain sentence
    for anything else, hostile XML included; nothing is fetched, nothing expanded.
    """
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise NotAFeed("The answer is empty.")
    warnings = []
    if len(raw) > MAX_BYTES:
        raw = raw[:MAX_BYTES]
        warnings.append("The feed is longer than is read; its end was left out.")
    if looks_like_json(raw):
        return _folded(read_json_feed(raw, url, warnings))
    _refuse(raw, content_type)
    parsed = _run_feedparser(raw, content_type)
    if not parsed.get("version") and not parsed.get("entries"):
        raise NotAFeed(_why_not(raw))
    if parsed.get("bozo"):
        error = parsed.get("bozo_exception")
        warnings.append(f"The feed is not well-formed: {_one_sentence(error)}")
    return _folded(_read(parsed, url, warnings))


def _refuse(raw: bytes, content_type: str) -> None:
    """Raise for what is no feed or is made to hurt its reader."""
    head = raw[:200_000]
    if len(re.findall(rb"<!ENTITY", head, re.I)) > _MAX_ENTITIES:
        raise NotAFeed("The answer declares XML entities as an attack does and was refused.")
    if _depth(raw) > _MAX_DEPTH:
        raise NotAFeed("The answer is nested deeper than any feed and was refused.")
    if any(tag.group().count(b"=") > _MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(raw)):
        raise NotAFeed("The answer has more attributes in one tag than any feed and was refused.")
    if not _FEED_ROOT.search(head) and is_html(raw, content_type):
        raise NotAFeed("This is a web page, not a feed.")
    if b"<" not in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotAFeed("This is not a feed.")


def _depth(raw: bytes) -> int:
    """How deep the elements of ``raw`` are nested at most, roughly."""
    depth = deepest = 0
    for found in _TAG.finditer(raw):
        if found.group(1):
            depth = max(0, depth - 1)
        elif not found.group(2):
            depth += 1
            if depth > deepest:
                deepest = depth
                if deepest > _MAX_DEPTH:
                    break
    return deepest


def _why_not(raw: bytes) -> str:
    if is_html(raw, ""):
        return "This is a web page, not a feed."
    root = _ROOT.search(raw[:20_000])
    if root and raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return (
            f"This is XML, but not a feed: its outermost element is {root.group(1).decode()[:40]}."
        )
    return "This is not a feed."


def _one_sentence(error: object) -> str:
    return re.sub(r"\s+", " ", str(error or "unknown fault"))[:160].rstrip(".") + "."


def _run_feedparser(raw: bytes, content_type: str) -> Mapping[str, Any]:
    # Not told the feed's address, or it would resolve guids against it, and an entry
    # would become another one when the feed moves.
    headers = {"content-type": content_type} if content_type else {}
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")
            parsed = feedparser.parse(
                io.BytesIO(raw),
                response_headers=headers,
                sanitize_html=False,  # ours is stricter and runs on what is kept only
                resolve_relative_uris=False,
            )
    except Exception as error:  # the loose parser fails in many ways on hostile input
        raise NotAFeed("This is not a feed that can be read.") from error
    return parsed if isinstance(parsed, Mapping) else {}


def _read(parsed: Mapping[str, Any], url: str, warnings: list[str]) -> ParsedFeed:
    about = parsed.get("feed") or {}
    entries = parsed.get("entries") or []
    if len(entries) > MAX_ENTRIES:
        warnings.append(f"Of {len(entries)} entries the first {MAX_ENTRIES} were read.")
    site_url = safe_link(_text(about, "link"), url)
    base = site_url or url
    atom = _text(parsed, "version").startswith("atom")
    return ParsedFeed(
        title=plain_text(_text(about, "title")),
        site_url=site_url,
        feed_url=_self_link(about, url) or url,
        language=_text(about, "language"),
        hubs=tuple(_links(about, "hub", url)),
        ttl_seconds=_ttl(about),
        entries=tuple(_read_entry(entry, base, atom) for entry in entries[:MAX_ENTRIES]),
        warnings=tuple(warnings),
    )


def _read_entry(entry: Mapping[str, Any], base: str, atom: bool) -> ParsedEntry:
    url = _entry_url(entry, base)
    content, content_base = _content(entry)
    summary, summary_base = _text(entry, "summary"), _text(entry.get("summary_detail"), "base")
    if summary == content:
        summary = ""
    title = plain_text(_text(entry, "title"))
    guid = _text(entry, "id").strip() or url
    published, updated = _date(entry, "published", "created"), _date(entry, "updated")
    if published is None and not atom:  # the one date RSS 1.0 has is called "updated" here
        published, updated = updated, None
    return ParsedEntry(
        guid=guid or _hash(title, summary, content),
        url=url,
        title=title,
        authors=_authors(entry),
        published=published,
        updated=updated,
        summary_html=sanitise_html(summary, summary_base or url or base),
        content_html=sanitise_html(content, content_base or url or base),
        tags=tuple(_tags(entry)),
        image=_image(entry, url or base),
    )


def _entry_url(entry: Mapping[str, Any], base: str) -> str:
    # A proxy service puts the outlet's own address beside its redirecting one.
    original = safe_link(_text(entry, "feedburner_origlink"), base)
    if original:
        return original
    links = [link for link in entry.get("links") or [] if isinstance(link, Mapping)]
    for link in links:
        kind = _text(link, "type")
        page = _text(link, "rel") in ("alternate", "") and (not kind or "html" in kind)
        if page and (address := safe_link(_text(link, "href"), base)):
            return address
    if address := safe_link(_text(entry, "link"), base):
        return address
    guid = _text(entry, "id")
    return (
        guid if entry.get("guidislink", True) and guid.startswith(("http://", "https://")) else ""
    )


def _content(entry: Mapping[str, Any]) -> tuple[str, str]:
    """The entry's full text, the HTML one where there are several, and its base address."""
    contents = [one for one in entry.get("content") or [] if isinstance(one, Mapping)]
    shown = [one for one in contents if "html" in _text(one, "type")] or contents
    best = max(shown, key=lambda one: len(_text(one, "value")), default={})
    return _text(best, "value"), _text(best, "base")


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    named = [
        _text(author, "name") or _text(author, "email")
        for author in entry.get("authors") or []
        if isinstance(author, Mapping)
    ]
    named = [plain_text(name) for name in named or [_text(entry, "author")] if name]
    people = merge_bylines(re.sub(r"\S+@\S+|[()]", " ", name) for name in named)
    return people or tuple(named)


def _date(entry: Mapping[str, Any], *keys: str) -> datetime | None:
    for key in keys:
        if key not in entry:  # feedparser answers for missing keys with others' values
            continue
        parts = entry.get(f"{key}_parsed")
        try:
            if parts:
                year, month, day, hour, minute, second = parts[:6]
                return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        except (TypeError, ValueError):
            pass
        if moment := parse_moment(_text(entry, key)):
            return _utc(moment.value)
    return None


def _utc(value: datetime) -> datetime | None:
    try:
        return value.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _tags(entry: Mapping[str, Any]) -> Iterator[str]:
    seen: set[str] = set()
    for tag in entry.get("tags") or []:
        name = (
            plain_text(_text(tag, "label") or _text(tag, "term"))
            if isinstance(tag, Mapping)
            else ""
        )
        if name and name.casefold() not in seen:
            seen.add(name.casefold())
            yield name


def _image(entry: Mapping[str, Any], base: str) -> str:
    media = [*(entry.get("media_content") or []), *(entry.get("media_thumbnail") or [])]
    for one in media:
        kind = f"{_text(one, 'medium')} {_text(one, 'type') or 'image'}"
        if _text(one, "url") and "image" in kind:
            return safe_link(_text(one, "url"), base)
    for link in entry.get("enclosures") or []:
        if isinstance(link, Mapping) and _text(link, "type").startswith("image/"):
            return safe_link(_text(link, "href"), base)
    return ""


def _links(node: Mapping[str, Any], relation: str, base: str) -> Iterator[str]:
    for link in node.get("links") or []:
        named = relation in _text(link, "rel").split()
        if named and (address := safe_link(_text(link, "href"), base)):
            yield address


def _self_link(about: Mapping[str, Any], url: str) -> str:
    return next(_links(about, "self", url), "")


def _ttl(about: Mapping[str, Any]) -> int | None:
    """Seconds the feed asks to be left alone, by ``ttl`` or ``sy:updatePeriod``."""
    if (ttl := _text(about, "ttl").strip()).isdigit():
        return min(int(ttl[:6]) * 60, 7 * 86_400) or None
    periods = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000}
    period = periods.get(_text(about, "sy_updateperiod").strip().lower())
    times = _text(about, "sy_updatefrequency").strip()
    if period is None:
        return None
    return period // max(1, int(times[:4]) if times.isdigit() else 1)


def _text(node: Any, key: str) -> str:
    value = node.get(key) if isinstance(node, Mapping) else None
    return value if isinstance(value, str) else ""


def _hash(*parts: str) -> str:
    return "sha256:" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _folded(feed: ParsedFeed) -> ParsedFeed:
    """Cut the feed to what can be stored; keep the first of entries with the same guid."""
    feed = limit_feed(feed)
    first: dict[str, ParsedEntry] = {}
    for entry in feed.entries:
        first.setdefault(entry.guid, entry)
    return feed.with_entries(first.values())
