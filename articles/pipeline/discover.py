"""The feeds a web page names, or seems to link to. Fetches nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from articles.pipeline.addresses import same_site
from articles.pipeline.charset import decode_html
from articles.pipeline.structure import safe_link
from articles.pipeline.tame import tame_attributes
from articles.text.normal import one_line

_TYPES = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "json",
    "application/rdf+xml": "rss",
    "text/rss+xml": "rss",
    "text/rss": "rss",
    "application/rss": "rss",
    "application/atom": "atom",
}
_MAYBE_TYPES = {"application/json": "json", "application/xml": "rss", "text/xml": "rss"}
_LIKELY = re.compile(
    r"(?:/(?:feeds?|rss2?|atom)(?:/|\.xml|\.rdf|$)|\.(?:rss|atom|rdf)$|/(?:index|feed|rss|atom)\."
    r"(?:xml|json)$|[?&](?:feed|format)=(?:rss2?|atom|feed)|//(?:feeds?|rss)\.)",
    re.I,
)
_COMMENTS = re.compile(r"comments?\b|/comments/feed|kommentare|oembed|wp-json", re.I)
_HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?(?>(?>\s+|<!--.*?-->|<\?xml[^>]*>)*)<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_HTML_ANYWHERE = re.compile(rb"<(?:html|head|body|title|div|p|a|span|table)\b", re.I)
#: Most feeds returned for one page.
_MAX_FOUND = 25
#: Most links looked at of one page.
_MAX_LINKS = 5_000
#: Longest address of a feed, in characters; longer ones are left out.
_MAX_ADDRESS = 1_000


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed a page leads to; ``type`` is rss, atom, json, or empty where unknown."""

    url: str
    title: str = ""
    type: str = ""


def is_html(raw: bytes, content_type: str = "") -> bool:
    """Whether ``raw`` is a web page, by its start and, failing that, by its header."""
    head = raw[:4096].replace(b"\x00", b"")
    if _HTML_START.match(head):
        return True
    return "html" in content_type.lower() and bool(_HTML_ANYWHERE.search(head))


def find_feeds(page: str | bytes, url: str = "") -> list[FeedLink]:
    """Return the feeds that the page at ``url`` names, the likeliest first.

    Declared feeds (``link rel=alternate``) come first, those of comments last
    among them; then links in the page that look like feeds. Never raises.
    """
    markup = decode_html(page) if isinstance(page, bytes) else page
    data = tame_attributes(markup[:3_000_000]).replace("\x00", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    base = _base(root, url)
    ranked = [*_declared(root, base), *_linked(root, base, url)]
    ranked.sort(key=lambda pair: pair[0])  # stable: the page's order within a rank
    found: dict[str, FeedLink] = {}
    for _, link in ranked:
        if len(link.url) <= _MAX_ADDRESS:
            found.setdefault(link.url, link)
    return list(found.values())[:_MAX_FOUND]


def _base(root: etree._Element, url: str) -> str:
    for element in root.iter("base"):
        if href := element.get("href"):
            try:
                return str(urljoin(url, href))
            except ValueError:
                return url
    return url


def _declared(root: etree._Element, base: str) -> list[tuple[int, FeedLink]]:
    found = []
    for element in islice(root.iter("link"), _MAX_LINKS):
        relations = (element.get("rel") or "").lower().split()
        kind = (element.get("type") or "").lower().split(";")[0].strip()
        known = _TYPES.get(kind) or _MAYBE_TYPES.get(kind)
        if "feed" in relations or ("alternate" in relations and known):
            address = safe_link(element.get("href") or "", base)
            title = one_line(element.get("title") or "")[:200]
            if not address or "oembed" in address or "wp-json" in address:
                continue
            rank = 0 if kind in _TYPES or "feed" in relations else 2
            if _COMMENTS.search(f"{title} {address}"):
                rank = 3
            found.append((rank, FeedLink(address, title, known or "")))
    return found


def _linked(root: etree._Element, base: str, url: str) -> list[tuple[int, FeedLink]]:
    found = []
    for element in islice(root.iter("a"), _MAX_LINKS):
        href = (element.get("href") or "")[: _MAX_ADDRESS + 1]
        words = one_line("".join(islice(element.itertext(), 20))[:1_000])[:200]
        named = words.lower() in ("rss", "atom", "rss feed", "feed", "atom feed", "json feed")
        if not (named or _LIKELY.search(href)):
            continue
        address = safe_link(href, base)
        if not address.startswith(("http://", "https://")) or _COMMENTS.search(address):
            continue
        try:
            path = urlsplit(address).path
        except ValueError:
            continue
        likely = bool(_LIKELY.search(address))
        rank = 4 + (not likely) + (not same_site(address, url))
        kind = "atom" if "atom" in path else "json" if path.endswith(".json") else ""
        found.append((rank, FeedLink(address, words, kind)))
    return found
