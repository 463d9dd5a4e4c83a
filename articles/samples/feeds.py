"""The sample outlets' feeds, each in another of the formats outlets use. PURE.

RSS carries summaries only, so that whoever reads it must fetch the pages; Atom and JSON Feed
carry the whole text. The wire also has an RSS 1.0 feed, as some old sites do.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree as ET

from articles.samples import markup
from articles.samples.content import Edition, SampleOutlet, SampleStory, published, stories, updated

Chooser = Callable[[SampleStory], int]
ImageAddress = Callable[[str], str]

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RSS1 = "http://purl.org/rss/1.0/"
_XML = "http://www.w3.org/XML/1998/namespace"
for _prefix, _uri in (("atom", _ATOM), ("dc", _DC), ("rdf", _RDF)):
    ET.register_namespace(_prefix, _uri)

CONTENT_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "rdf": "application/rdf+xml",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A story as a feed at one moment lists it."""

    story: SampleStory
    edition: Edition
    url: str
    published: datetime
    updated: datetime

    @property
    def id(self) -> str:
        """An identifier that stays the same over editions and addresses."""
        return f"tag:{self.story.outlet.slug}.example,2001:{self.story.slug}"


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is rendered from."""

    outlet: SampleOutlet
    base_url: str
    anchor: datetime
    items: tuple[Item, ...]
    image_address: ImageAddress | None = None

    @property
    def url(self) -> str:
        """The outlet's own page."""
        return f"{self.base_url}{self.outlet.slug}/"

    @property
    def feed_url(self) -> str:
        """The feed's address."""
        return f"{self.url}feed"

    @property
    def updated(self) -> datetime:
        """When the newest of the editions listed came out."""
        return max((item.updated for item in self.items), default=self.anchor)


def channel(
    outlet: SampleOutlet,
    base_url: str,
    anchor: datetime,
    edition: Chooser,
    image_address: ImageAddress | None = None,
) -> Channel:
    """Gather what an outlet's feed lists.

    Args:
        outlet: Whose feed.
        base_url: The samples' own address, ending in a slash.
        anchor: The time that ages are counted back from, with a zone.
        edition: Says which edition of a story to list.
        image_address: Gives a drawing's address by file name; without it none are listed.
    """
    items = []
    for story in stories(outlet):
        shown = story.edition(edition(story))
        times = published(shown, anchor), updated(shown, anchor)
        items.append(Item(story, shown, base_url + story.path, *times))
    return Channel(outlet, base_url, anchor, tuple(items), image_address)


def render(of: Channel, kind: str | None = None) -> bytes:
    """Return the feed, UTF-8, as the outlet's own kind or another key of CONTENT_TYPES."""
    renderers = {"rss": _rss, "atom": _atom, "json": _json, "rdf": _rdf}
    return renderers[kind or of.outlet.feed_kind](of)


def _rss(of: Channel) -> bytes:
    root = ET.Element("rss", version="2.0")
    top = ET.SubElement(root, "channel")
    _add(top, "title", of.outlet.name)
    _add(top, "link", of.url)
    _add(top, "description", of.outlet.tagline)
    _add(top, "language", of.outlet.language.lower())
    _add(top, "lastBuildDate", format_datetime(of.updated))
    _add(top, "ttl", "60")
    own = {"rel": "self", "type": CONTENT_TYPES["rss"], "href": of.feed_url}
    ET.SubElement(top, f"{{{_ATOM}}}link", own)
    for item in of.items:
        entry = ET.SubElement(top, "item")
        _add(entry, "title", item.edition.headline)
        _add(entry, "link", item.url)
        _add(entry, "guid", item.id, isPermaLink="false")
        _add(entry, "pubDate", format_datetime(item.published))
        for author in item.edition.authors:
            _add(entry, f"{{{_DC}}}creator", author)
        for tag in (item.edition.section, *item.edition.tags):
            _add(entry, "category", tag)
        _add(entry, "description", item.edition.summary)
    return _document(root)


def _atom(of: Channel) -> bytes:
    # Atom's own elements stand in the default namespace: some readers know no prefixes.
    root = ET.Element("feed", {"xmlns": _ATOM, f"{{{_XML}}}lang": of.outlet.language})
    _add(root, "title", of.outlet.name)
    _add(root, "subtitle", of.outlet.tagline)
    _add(root, "id", f"tag:{of.outlet.slug}.example,2001:feed")
    _add(root, "updated", of.updated.isoformat())
    ET.SubElement(root, "link", rel="self", type=CONTENT_TYPES["atom"], href=of.feed_url)
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=of.url)
    for item in of.items:
        entry = ET.SubElement(root, "entry")
        _add(entry, "title", item.edition.headline)
        _add(entry, "id", item.id)
        ET.SubElement(entry, "link", rel="alternate", type="text/html", href=item.url)
        _add(entry, "published", item.published.isoformat())
        _add(entry, "updated", item.updated.isoformat())
        for author in item.edition.authors:
            _add(ET.SubElement(entry, "author"), "name", author)
        for tag in (item.edition.section, *item.edition.tags):
            ET.SubElement(entry, "category", term=tag)
        _add(entry, "summary", item.edition.summary)
        _add(entry, "content", markup.html(item.edition, of.anchor, of.base_url), type="html")
    return _document(root)


def _json(of: Channel) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": of.outlet.name,
        "description": of.outlet.tagline,
        "home_page_url": of.url,
        "feed_url": of.feed_url,
        "language": of.outlet.language,
        "items": [_json_item(of, item) for item in of.items],
    }
    return json.dumps(feed, ensure_ascii=False, indent=2).encode()


def _json_item(of: Channel, item: Item) -> dict[str, Any]:
    listed: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "title": item.edition.headline,
        "summary": item.edition.summary,
        "content_html": markup.html(item.edition, of.anchor, of.base_url),
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "authors": [{"name": author} for author in item.edition.authors],
        "tags": [item.edition.section, *item.edition.tags],
        "language": of.outlet.language,
    }
    if item.edition.image and of.image_address:
        listed["image"] = of.image_address(item.edition.image.file)
    return listed


def _rdf(of: Channel) -> bytes:
    root = ET.Element(f"{{{_RDF}}}RDF", {"xmlns": _RSS1})
    top = ET.SubElement(root, "channel", {f"{{{_RDF}}}about": of.feed_url})
    _add(top, "title", of.outlet.name)
    _add(top, "link", of.url)
    _add(top, "description", of.outlet.tagline)
    _add(top, f"{{{_DC}}}language", of.outlet.language)
    listing = ET.SubElement(ET.SubElement(top, "items"), f"{{{_RDF}}}Seq")
    for item in of.items:
        ET.SubElement(listing, f"{{{_RDF}}}li", {f"{{{_RDF}}}resource": item.url})
    for item in of.items:
        entry = ET.SubElement(root, "item", {f"{{{_RDF}}}about": item.url})
        _add(entry, "title", item.edition.headline)
        _add(entry, "link", item.url)
        _add(entry, "description", item.edition.summary)
        _add(entry, f"{{{_DC}}}creator", ", ".join(item.edition.authors))
        _add(entry, f"{{{_DC}}}date", item.published.isoformat())
        _add(entry, f"{{{_DC}}}subject", item.edition.section)
    return _document(root)


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text


def _document(root: ET.Element) -> bytes:
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
