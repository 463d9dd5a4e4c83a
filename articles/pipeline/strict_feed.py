"""RSS and Atom that are well-formed XML, read with lxml.

The quick reader of the feeds that are as they should be. Whatever is not, or is
written in one of the rarer ways, is left to :mod:`articles.pipeline.loose_feed`: this
one then returns None, and a test holds the two to the same result on what both read.
Opens nothing, and expands nothing: entities and document types are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from urllib.parse import urljoin

from lxml import etree

from articles.pipeline.raw_feed import (
    MAX_ENTRIES,
    RawEntry,
    RawFeed,
    RawLink,
    RawText,
    feed_date,
)

_ATOM = ("http://www.w3.org/2005/atom", "http://purl.org/atom/ns#")
#: Short names of namespaces; those of the feed dialects themselves have none.
_NAMES = {
    "": "",
    **dict.fromkeys(_ATOM, ""),
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
}
_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PUBLISHED = frozenset(["pubdate", "published", "issued", "dcterms:issued"])
_UPDATED = frozenset(["updated", "modified", "dc:date", "dcterms:modified", "lastbuilddate"])
_CREATED = frozenset(["created", "dcterms:created"])
_CONTENT = frozenset(["content:encoded", "content", "fullitem"])
_AUTHORS = frozenset(["author", "dc:creator", "dc:author", "itunes:author"])
#: What only the other reader knows how to take.
_UNUSUAL = frozenset(["body", "xhtml:body", "abstract", "tags", "item", "entry", "channel"])


class _Unusual(Exception):
    """The feed is written in a way this reader does not know."""


def read_strict(text: str, *, recover: bool = False) -> RawFeed | None:
    """Read mended ``text``; None where it is not well-formed or unusual.

    With ``recover`` what is not well-formed is read as far as libxml2 makes sense of it.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
        return _feed(root) if root is not None else None
    except (etree.XMLSyntaxError, ValueError, _Unusual):
        return None


def _feed(root: etree._Element) -> RawFeed:
    name = _name(root)
    feed = RawFeed(is_atom=name == "feed", language=_language(root))
    if name == "feed":
        about, items = root, _items(root, "entry")
    elif name in ("rss", "rdf:rdf"):
        channels = [child for child in root if _name(child) == "channel"]
        if len(channels) != 1:
            raise _Unusual
        about, items = channels[0], [*_items(channels[0], "item"), *_items(root, "item")]
    else:
        raise _Unusual
    _read_about(about, feed)
    feed.total = len(items)
    feed.entries = [_entry(item, feed.is_atom) for item in items[:MAX_ENTRIES]]
    return feed


def _items(parent: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in parent if _name(child) == name]


def _read_about(about: etree._Element, feed: RawFeed) -> None:
    for child in about:
        match _name(child):
            case "title" if not feed.title:
                feed.title = _markup(child)
            case "link":
                feed.links.append(_link(child))
            case "language" | "dc:language":
                feed.language = _words(child) or feed.language
            case "ttl":
                feed.ttl = _words(child)
            case "sy:updateperiod":
                feed.period = _words(child)
            case "sy:updatefrequency":
                feed.frequency = _words(child)
            case "author" if feed.is_atom:
                feed.authors.extend(_author(child))


def _entry(item: etree._Element, is_atom: bool) -> RawEntry:
    entry = RawEntry(guid=(item.get(_RDF_ABOUT) or "").strip())
    dates: dict[str, datetime] = {}
    for child in _children(item):
        name = _name(child)
        if name == "title":
            entry.title = entry.title or _markup(child)
        elif name == "link":
            entry.links.append(_link(child))
        elif name in ("guid", "id"):
            entry.guid = _words(child)
            entry.guid_is_link = (child.get("isPermaLink") or "true").lower() == "true"
        elif name in ("description", "summary", "dc:description"):
            if not entry.summary.value:
                entry.summary = _text(child, is_atom)
        elif name in _CONTENT:
            entry.contents.append(_text(child, is_atom))
        elif name in _AUTHORS:
            entry.authors.extend(_author(child))
        elif name in _PUBLISHED:
            _date(child, "published", dates)
        elif name in _UPDATED:
            _date(child, "updated", dates)
        elif name in _CREATED:
            _date(child, "created", dates)
        else:
            _other(child, name, entry)
    entry.published = dates.get("published") or dates.get("created")
    entry.updated = dates.get("updated")
    return entry


def _other(child: etree._Element, name: str, entry: RawEntry) -> None:
    """Take in an element that fewer feeds have."""
    match name:
        case "category" | "dc:subject" | "media:category" | "itunes:category":
            label = child.get("label") or child.get("term") or child.get("text")
            entry.tags.append(label or _words(child))
        case "media:keywords" | "itunes:keywords" | "keywords":
            entry.tags.extend(word.strip() for word in _words(child).split(","))
        case "media:content" | "media:thumbnail":
            kind = child.get("medium") or child.get("type") or ""
            entry.images.append(RawLink(child.get("url") or "", name, kind))
        case "enclosure":
            href = child.get("url") or child.get("href") or ""
            entry.links.append(RawLink(href, "enclosure", (child.get("type") or "").lower()))
        case "feedburner:origlink":
            entry.origin = _words(child)
        case "media:description" | "itunes:summary" if not entry.summary.value:
            entry.spare = entry.spare or _words(child)
        case _ if name in _UNUSUAL:
            raise _Unusual


def _children(item: etree._Element) -> Iterator[etree._Element]:
    """The elements of an entry, those of a group of media among them."""
    for child in item:
        if _name(child) in ("media:group", "media:content") and len(child):
            yield child
            yield from (
                one
                for one in child
                if _name(one).startswith("media:") and (_name(one) != "media:title")
            )
        else:
            yield child


def _name(element: etree._Element) -> str:
    """The element's name in lower case with the short name of its namespace."""
    tag = element.tag
    if not isinstance(tag, str):
        raise _Unusual  # a reference to an entity
    if tag[:1] != "{":
        return tag.lower()
    space, _, local = tag[1:].rpartition("}")
    short = _NAMES.get(space.lower())
    return (f"{{{space}}}" if short is None else short) + local.lower()


def _language(root: etree._Element) -> str:
    return (root.get(f"{_XML}lang") or "").replace("_", "-")


def _words(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()


def _date(element: etree._Element, key: str, dates: dict[str, datetime]) -> None:
    if moment := feed_date(_words(element)):
        dates[key] = moment


def _link(element: etree._Element) -> RawLink:
    href = element.get("href") or element.get("url") or element.get("uri")
    rel = (element.get("rel") or "alternate").lower()
    kind = (element.get("type") or "").lower()
    written = href.strip() if href else _words(element)
    return RawLink(_resolved(written, element), rel, kind)


def _resolved(href: str, element: etree._Element) -> str:
    base = element.base
    return urljoin(base, href) if base and href else href


def _author(element: etree._Element) -> list[str]:
    """The name of a person, else the address; RSS has both in one text."""
    parts = {_name(child): _words(child) for child in element}
    if not parts:
        return [_words(element)]
    return [parts.get("name") or parts.get("email") or ""]


def _text(element: etree._Element, is_atom: bool) -> RawText:
    """A text that may be HTML: escaped, or written out as XHTML."""
    kind = (element.get("type") or "").lower()
    mode = (element.get("mode") or "").lower()
    if mode == "base64" or (kind and not _is_text(kind)):
        raise _Unusual
    base = element.base or ""
    if len(element):
        return RawText(_markup(element), _inner_base(element) or base)
    value = (element.text or "").strip()
    plain = is_atom and kind in ("", "text", "text/plain")
    return RawText(value, base, is_html=not plain)


def _is_text(kind: str) -> bool:
    return kind in ("text", "html", "xhtml") or kind.startswith("text/") or kind.endswith("xml")


def _inner_base(element: etree._Element) -> str:
    return (element[0].base or "") if len(element) == 1 else ""


def _markup(element: etree._Element) -> str:
    """What stands in ``element``, its own elements as HTML."""
    if not len(element):
        return (element.text or "").strip()
    for inner in element.iter(etree.Element):
        inner.tag = str(inner.tag).rpartition("}")[2]
    etree.cleanup_namespaces(element)
    written = escape(element.text or "", quote=False) + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in element
    )
    return written.strip()
