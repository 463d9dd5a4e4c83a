"""RSS and Atom as they come, read with feedparser.

Takes what is not well-formed and the rarer dialects. What it is given is always bytes
in memory, never a name it could open.
"""

from __future__ import annotations

import io
import warnings as python_warnings
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import feedparser

from articles.pipeline.feed_types import NotAFeed
from articles.pipeline.raw_feed import (
    MAX_ENTRIES,
    RawEntry,
    RawFeed,
    RawLink,
    RawText,
    feed_date,
)

#: Longest text read, in characters, and most tags: feedparser takes a second for twice that.
_MAX_TEXT = 1_500_000
_MAX_TAGS = 50_000


def read_loose(text: str) -> tuple[RawFeed | None, str]:
    """Read mended ``text``; the second value is what is wrong with it, or "".

    None where there is no feed in it. Raises :class:`NotAFeed` where feedparser gives up.
    """
    text = "<".join(text[:_MAX_TEXT].split("<", _MAX_TAGS + 1)[: _MAX_TAGS + 1])
    # Not told the feed's address, or it would resolve guids against it, and an entry
    # would become another one when the feed moves.
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")
            parsed = feedparser.parse(
                io.BytesIO(text.encode("utf-8", "replace")),
                response_headers={"content-type": "application/xml; charset=utf-8"},
                sanitize_html=False,  # ours is stricter and runs on what is kept only
                resolve_relative_uris=False,
            )
    except Exception as error:  # the loose parser fails in many ways on hostile input
        raise NotAFeed("This is not a feed that can be read.") from error
    if not parsed.get("version") and not parsed.get("entries"):
        return None, ""
    fault = str(parsed.get("bozo_exception") or "unknown fault") if parsed.get("bozo") else ""
    return _feed(parsed), fault


def _feed(parsed: Mapping[str, Any]) -> RawFeed:
    about = parsed.get("feed") or {}
    entries = parsed.get("entries") or []
    is_atom = _text(parsed, "version").startswith("atom")
    return RawFeed(
        title=_text(about, "title"),
        links=list(_links(about)),
        language=_text(about, "language"),
        ttl=_text(about, "ttl"),
        period=_text(about, "sy_updateperiod"),
        frequency=_text(about, "sy_updatefrequency"),
        is_atom=is_atom,
        authors=_authors(about) if is_atom else [],
        entries=[_entry(entry, is_atom) for entry in entries[:MAX_ENTRIES]],
        total=len(entries),
    )


def _entry(entry: Mapping[str, Any], is_atom: bool) -> RawEntry:
    detail = entry.get("summary_detail")
    contents = [one for one in entry.get("content") or [] if isinstance(one, Mapping)]
    return RawEntry(
        guid=_text(entry, "id").strip(),
        guid_is_link=bool(entry.get("guidislink", True)),
        title=_text(entry, "title"),
        links=list(_links(entry)),
        origin=_text(entry, "feedburner_origlink"),
        summary=_raw_text(_text(entry, "summary"), detail, is_atom),
        contents=[_raw_text(_text(one, "value"), one, is_atom) for one in contents],
        authors=_authors(entry),
        published=_date(entry, "published", "created"),
        updated=_date(entry, "updated"),
        tags=[_tag(tag) for tag in entry.get("tags") or [] if isinstance(tag, Mapping)],
        images=list(_images(entry)),
    )


def _links(node: Mapping[str, Any]) -> Iterator[RawLink]:
    for link in node.get("links") or []:
        if isinstance(link, Mapping):
            kind = _text(link, "type").lower()
            yield RawLink(_text(link, "href"), _text(link, "rel").lower() or "alternate", kind)
    link = _text(node, "link")
    # An identifier that is no address comes as the link where there is none.
    if link and (link != _text(node, "id") or link.startswith(("http://", "https://"))):
        yield RawLink(link)


def _raw_text(value: str, detail: object, is_atom: bool) -> RawText:
    plain = is_atom and _text(detail, "type") == "text/plain"
    # An empty element of XHTML comes with an end of its own, which is another one in HTML.
    return RawText(value.replace("</br>", ""), _text(detail, "base"), is_html=not plain)


def _authors(node: Mapping[str, Any]) -> list[str]:
    named = [
        _text(author, "name") or _text(author, "email")
        for author in node.get("authors") or []
        if isinstance(author, Mapping)
    ]
    named = [name for name in named if name]
    # As written: of a name beside an address with a long ending, the parts come out wrong.
    return named if len(named) > 1 else [_text(node, "author") or "".join(named)]


def _date(entry: Mapping[str, Any], *keys: str) -> datetime | None:
    # feedparser's own reading is not used: it makes days up for what it does not know.
    for key in keys:
        if key in entry and (moment := feed_date(_text(entry, key))):
            return moment  # "in": it answers for missing keys with others' values
    return None


def _tag(tag: Mapping[str, Any]) -> str:
    return _text(tag, "label") or _text(tag, "term")


def _images(entry: Mapping[str, Any]) -> Iterator[RawLink]:
    for relation in ("media_content", "media_thumbnail"):
        for one in entry.get(relation) or []:
            if isinstance(one, Mapping):
                kind = _text(one, "medium") or _text(one, "type")
                yield RawLink(_text(one, "url"), relation.replace("_", ":"), kind)


def _text(node: Any, key: str) -> str:
    value = node.get(key) if isinstance(node, Mapping) else None
    return value if isinstance(value, str) else ""
