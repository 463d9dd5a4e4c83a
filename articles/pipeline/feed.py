"""A feed's bytes to its entries: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed.

Fetches nothing and decides nothing. The way of a feed:

    bytes -> charset (text) -> mend (well-formed, mostly) -> strict_feed, else loose_feed
          -> here (addresses, authors, HTML sanitised) -> limits (storable)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from html import escape

from articles.pipeline.bylines import merge_bylines
from articles.pipeline.charset import decode_feed
from articles.pipeline.discover import is_html
from articles.pipeline.feed_types import NotAFeed, ParsedEntry, ParsedFeed
from articles.pipeline.json_feed import looks_like_json, read_json_feed
from articles.pipeline.limits import limit_feed
from articles.pipeline.loose_feed import read_loose
from articles.pipeline.mend import mend
from articles.pipeline.plain import plain_text
from articles.pipeline.raw_feed import MAX_ENTRIES, RawEntry, RawFeed, RawLink, RawText
from articles.pipeline.remarks import Code, Remark, remark
from articles.pipeline.sanitise import sanitise_html
from articles.pipeline.strict_feed import read_strict
from articles.pipeline.structure import safe_link

__all__ = ["NotAFeed", "ParsedEntry", "ParsedFeed", "parse_feed"]

#: Most bytes read of one feed.
MAX_BYTES = 6_000_000

#: Most names of people, and most subjects, looked at of one entry; fewer are kept.
_MAX_PEOPLE = 60
_MAX_SUBJECTS = 300

_ROOT = re.compile(r"<\s*([A-Za-z_][\w:.-]*)")
_ENTRY = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.I)
_SEEMS_HTML = re.compile(r"</[a-z]|<(?:p|br|img|hr)\b", re.I)
_ADDRESS = re.compile(r"(?<!\S)\S+@\S+|[()]")
_FILMS = (".mp4", ".m4v", ".mov", ".webm", ".mp3", ".m4a", ".ogg", ".pdf")


def parse_feed(raw: bytes, url: str = "", content_type: str = "") -> ParsedFeed:
    """Parse a feed fetched from ``url`` with the header ``content_type``.

    Entries come in the feed's order, duplicates (same guid) folded into the first.
    Dates are aware and in UTC. Raises :class:`NotAFeed` with one plain sentence
    for anything else, hostile XML included; nothing is fetched, nothing expanded.
    """
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise NotAFeed("The answer is empty.")
    remarks = []
    if len(raw) > MAX_BYTES:
        raw = raw[:MAX_BYTES]
        remarks.append(Remark(Code.FEED_TOO_LONG))
    text, false_encoding = decode_feed(raw, content_type)
    if false_encoding:
        remarks.append(remark(Code.FALSE_ENCODING, encoding=false_encoding))
    if looks_like_json(text):
        return _folded(read_json_feed(text, url, remarks))
    return _folded(_built(_read_xml(text, raw, content_type, remarks), url, remarks))


def _read_xml(text: str, raw: bytes, content_type: str, remarks: list[Remark]) -> RawFeed:
    mended = mend(text)
    if mended is None:
        raise NotAFeed(_why_not(text, raw, content_type))
    faults = mended.faults
    feed = read_strict(mended.text)
    if feed is None:
        feed, fault = read_loose(mended.text)
        if feed is None or len(feed.entries) < len(_ENTRY.findall(mended.text)):
            # One of two ways to guess where a tag should have ended; the other finds more.
            other = read_strict(mended.text, recover=True)
            if other and len(other.entries) > (len(feed.entries) if feed else -1):
                feed = other
        if feed is None:
            raise NotAFeed(_why_not(text, raw, content_type))
        said = re.sub(r"\s+", " ", fault)[:200].rstrip(".")
        faults = [*faults, remark(Code.FAULT, said=said)] if fault else faults
    if faults:
        remarks.append(remark(Code.NOT_WELL_FORMED, faults=tuple(faults)))
    return feed


def _why_not(text: str, raw: bytes, content_type: str) -> str:
    if is_html(raw, content_type):
        return "This is a web page, not a feed."
    root = _ROOT.search(text[:20_000])
    if root and text.lstrip("\ufeff \t\r\n\x00").startswith("<"):
        return f"This is XML, but not a feed: its outermost element is {root.group(1)[:40]}."
    return "This is not a feed."


def _built(raw: RawFeed, url: str, remarks: list[Remark]) -> ParsedFeed:
    if raw.total > MAX_ENTRIES:
        remarks.append(remark(Code.MORE_ENTRIES, total=raw.total, most=MAX_ENTRIES))
    site_url = _page(raw.links, url)
    base = site_url or url
    self_url = next(_links(raw.links, "self", url), "")
    remarks.extend(_health(raw))
    feed_authors = _people(raw.authors)
    return ParsedFeed(
        title=plain_text(raw.title),
        site_url=site_url,
        feed_url=self_url or url,
        self_url=self_url,
        language=raw.language,
        hubs=tuple(dict.fromkeys(_links(raw.links, "hub", url))),
        ttl_seconds=_ttl(raw),
        entries=tuple(_entry(entry, base, raw.is_atom, feed_authors) for entry in raw.entries),
        remarks=tuple(remarks),
    )


def _health(raw: RawFeed) -> Iterator[Remark]:
    """What the entries lack that readers of feeds rely on."""
    entries = raw.entries
    lacks = {
        (Code.NO_DATE, Code.NO_DATES): sum(not (one.published or one.updated) for one in entries),
        (Code.NO_GUID, Code.NO_GUIDS): sum(not one.guid for one in entries),
        (Code.NO_ADDRESS, Code.NO_ADDRESSES): sum(
            not (one.origin or any(link.href for link in one.links) or _guid_url(one))
            for one in entries
        ),
    }
    if not entries:
        yield Remark(Code.NO_ENTRIES)
    for (some, all_of_them), count in lacks.items():
        if 1 < count == len(entries):
            yield Remark(all_of_them)
        elif count:
            yield remark(some, n=count)


def _entry(raw: RawEntry, base: str, is_atom: bool, feed_authors: tuple[str, ...]) -> ParsedEntry:
    url = _entry_url(raw, base)
    content, summary = _fullest(raw.contents), raw.summary
    if summary.value == content.value:
        summary = RawText()
    if raw.spare and not (summary.value or content.value):
        summary = RawText(raw.spare, is_html=False)
    published, updated = raw.published, raw.updated
    if published is None and not is_atom:  # the one date RSS 1.0 has is read as "updated"
        published, updated = updated, None
    return ParsedEntry(
        guid=raw.guid or url or _hash(raw.title, summary.value, content.value),
        url=url,
        title=plain_text(raw.title),
        authors=_people(raw.authors) or feed_authors,
        published=published,
        updated=updated,
        summary_html=_html(summary, url or base),
        content_html=_html(content, url or base),
        tags=tuple(_tags(raw.tags)),
        image=_image(raw, url or base),
    )


def _entry_url(raw: RawEntry, base: str) -> str:
    # A proxy service puts the outlet's own address beside its redirecting one.
    return safe_link(raw.origin, base) or _page(raw.links, base) or _guid_url(raw)


def _guid_url(raw: RawEntry) -> str:
    is_address = raw.guid_is_link and raw.guid.startswith(("http://", "https://"))
    return safe_link(raw.guid, "") if is_address else ""


def _page(links: list[RawLink], base: str) -> str:
    """The first link to a page, else the first to anything the text is an alternative of."""
    pages = [link for link in links if link.rel == "alternate"]
    for link in [*(one for one in pages if not one.kind or "html" in one.kind), *pages]:
        if address := safe_link(link.href, base):
            return address
    return ""


def _fullest(contents: list[RawText]) -> RawText:
    """The longest of an entry's full texts, of the HTML ones where there are any."""
    shown = [one for one in contents if one.is_html] or contents
    return max(shown, key=lambda one: len(one.value), default=RawText())


def _html(text: RawText, url: str) -> str:
    base = safe_link(text.base, url) if text.base else url
    # By the letter, Atom's text without a type is plain; it often is not.
    if not text.is_html and not _SEEMS_HTML.search(text.value):
        paragraphs = [part for part in re.split(r"\n\s*\n", text.value) if part.strip()]
        lines = (escape(part.strip(), quote=False) for part in paragraphs)
        return sanitise_html("".join(f"<p>{line}</p>" for line in lines))
    return sanitise_html(text.value, base or url)


def _people(written: list[str]) -> tuple[str, ...]:
    named = [plain_text(name[:1_000]) for name in written[:_MAX_PEOPLE] if name]
    return merge_bylines(_ADDRESS.sub(" ", name) for name in named) or tuple(filter(None, named))


def _tags(written: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for tag in written[:_MAX_SUBJECTS]:
        name = plain_text(tag[:1_000])
        if name and name.casefold() not in seen:
            seen.add(name.casefold())
            yield name


def _image(raw: RawEntry, base: str) -> str:
    # Pictures come before their thumbnails, whichever the feed has first.
    for one in sorted(raw.images, key=lambda one: one.rel):
        is_film = not one.kind and one.href.lower().endswith(_FILMS)
        is_picture = "image" in (one.kind or "image") and not is_film
        if is_picture and (address := safe_link(one.href, base)):
            return address
    for link in raw.links:
        if link.rel == "enclosure" and link.kind.startswith("image/"):
            return safe_link(link.href, base)
    return ""


def _links(links: list[RawLink], relation: str, base: str) -> Iterator[str]:
    for link in links:
        if relation in link.rel.split() and (address := safe_link(link.href, base)):
            yield address


def _ttl(raw: RawFeed) -> int | None:
    """Seconds the feed asks to be left alone, by ``ttl`` or ``sy:updatePeriod``."""
    if (ttl := raw.ttl.strip()).isdigit():
        return min(int(ttl[:6]) * 60, 7 * 86_400) or None
    periods = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000}
    period = periods.get(raw.period.strip().lower())
    times = raw.frequency.strip()
    if period is None:
        return None
    return period // max(1, int(times[:4]) if times.isdigit() else 1)


def _hash(*parts: str) -> str:
    return "sha256:" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _folded(feed: ParsedFeed) -> ParsedFeed:
    """Cut the feed to what can be stored; keep the first of entries with the same guid."""
    feed = limit_feed(feed)
    first: dict[str, ParsedEntry] = {}
    for entry in feed.entries:
        first.setdefault(entry.guid, entry)
    return feed.with_entries(first.values())
