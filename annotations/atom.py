"""Notes as an Atom feed (RFC 4287). Builds XML; reads nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
#: Code points XML 1.0 has no way to write.
_NOT_WRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One note; ``id`` never changes, ``url`` is the page that shows it."""

    id: str
    title: str
    url: str
    author: str
    published: datetime
    updated: datetime
    html: str
    tags: Sequence[str] = ()
    #: The publisher's page; may be empty.
    related: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of notes: its own address and that of the page it belongs to."""

    title: str
    self_url: str
    page_url: str
    language: str
    entries: Sequence[Entry]
    #: When the list began, for a feed without entries.
    since: datetime


def written(feed: Feed) -> bytes:
    """Return the feed as UTF-8 XML."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set(f"{{{_XML}}}lang", feed.language)
    _text(root, "id", feed.self_url)
    _text(root, "title", feed.title)
    _text(root, "updated", _time(max((one.updated for one in feed.entries), default=feed.since)))
    _link(root, "self", feed.self_url, "application/atom+xml")
    _link(root, "alternate", feed.page_url, "text/html")
    _text(root, "generator", "Newsdesk")
    for one in feed.entries:
        root.append(_entry(one))
    xml: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return xml


def _entry(one: Entry) -> etree._Element:
    entry = etree.Element(f"{{{_ATOM}}}entry")
    _text(entry, "id", one.id)
    _text(entry, "title", one.title)
    _text(entry, "published", _time(one.published))
    _text(entry, "updated", _time(one.updated))
    author = etree.SubElement(entry, f"{{{_ATOM}}}author")
    _text(author, "name", one.author)
    _link(entry, "alternate", one.url, "text/html")
    if one.related:
        _link(entry, "related", one.related)
    for tag in _unique(one.tags):
        etree.SubElement(entry, f"{{{_ATOM}}}category").set("term", _clean(tag))
    content = etree.SubElement(entry, f"{{{_ATOM}}}content")
    content.set("type", "html")
    content.text = _clean(one.html)
    return entry


def _unique(tags: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tags))


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = _clean(text)


def _link(parent: etree._Element, rel: str, href: str, kind: str = "") -> None:
    link = etree.SubElement(parent, f"{{{_ATOM}}}link")
    link.set("rel", rel)
    link.set("href", _clean(href))
    if kind:
        link.set("type", kind)


def _time(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _clean(text: str) -> str:
    return _NOT_WRITABLE.sub("", text)
