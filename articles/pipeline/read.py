"""An article out of whatever bytes came: a web page, scraped text or pasted text."""

from __future__ import annotations

import re

from articles.pipeline.charset import decode_html
from articles.pipeline.extract import extract_page
from articles.pipeline.extraction import Extraction, UnreadableArticle
from articles.pipeline.limits import limit_extraction
from articles.pipeline.scraped import read_scraped

#: Most bytes looked at; more is cut.
MAX_BYTES = 6_000_000

_BINARY_STARTS = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "an archive or office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{\\rtf", "an RTF document"),
)
_PAGE = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|article|main|section|meta|title|div)\b[^>]*>|"
    r"<p\b[^>]*>.*?</p\s*>",
    re.I | re.S,
)
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffd]")
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.I)
_FEED = re.compile(r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.S)


def read_article(raw: bytes, url: str | None = None, *, content_type: str = "") -> Extraction:
    """Read one article from ``raw``: HTML or plain text, in any encoding.

    ``url`` is where it came from, if anywhere; ``content_type`` the header it came
    with. Raises :class:`UnreadableArticle` for what is empty, binary, a feed, or
    holds no words of an article. What is read is cut to what can be stored: see
    :mod:`articles.pipeline.limits`.
    """
    raw = raw[:MAX_BYTES]
    if not raw.strip():
        raise UnreadableArticle("This is empty.")
    for start, name in _BINARY_STARTS:
        if raw.startswith(start):
            raise UnreadableArticle(f"This is {name}, not an article.")
    text = decode_html(raw, content_type)
    if _is_binary(text):
        raise UnreadableArticle("This is not text.")
    if _FEED.match(text[:4000]):
        raise UnreadableArticle("This is a feed, not an article.")
    found = extract_page(text, url or "") if is_page(text) else read_scraped(text)
    return limit_extraction(found)


def is_page(text: str) -> bool:
    """Whether ``text`` is HTML rather than plain text that happens to hold a ``<``."""
    head = text[:20_000]
    if not _PAGE.search(head):
        return False
    start = head.lstrip("\ufeff \t\r\n")[:1]
    return start == "<" or len(_TAG.findall(head)) >= 4


def _is_binary(text: str) -> bool:
    """Whether control characters are too many for text."""
    sample = text[:20_000]
    odd = len(_ODD.findall(sample))
    return odd * 20 > len(sample)
