"""An article's page to its words, headline, writers and dates.

trafilatura chooses the part of the page that is the article; this module keeps
the links it would lose, takes out what is not the article's, and checks the
choice against the text the outlet itself gives in JSON-LD. Fetches nothing.
"""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree, html

from articles.pipeline.addresses import canonical_url
from articles.pipeline.bylines import is_byline, merge_bylines
from articles.pipeline.charset import decode_html
from articles.pipeline.choose_body import choose_body
from articles.pipeline.clean_body import clean_body
from articles.pipeline.dates import Precision
from articles.pipeline.extraction import (
    NO_WORDS,
    ArticleKind,
    Extraction,
    Picture,
    UnreadableArticle,
)
from articles.pipeline.language import guess_language
from articles.pipeline.metadata import Metadata, read_metadata
from articles.pipeline.paywall import is_stub
from articles.pipeline.pictures import settle, take_lead
from articles.pipeline.structure import html_to_document
from articles.pipeline.tame import tame_attributes
from articles.text.document import Document

#: Longest page read, in characters.
MAX_PAGE = 6_000_000
#: Most tags read; large news pages have a sixth of it, and time grows with them.
MAX_TAGS = 50_000
#: A byline in the text is among so many blocks at either end of it.
_SIGNED_WITHIN = 4

#: What stands in a page's head; the rest is its body.
_OF_HEAD = frozenset({"head", "title", "meta", "link", "script", "style", "base", "noscript"})


def extract_page(page: str | bytes, url: str = "", *, content_type: str = "") -> Extraction:
    """Read the article out of a web page at ``url`` (used to resolve its links).

    ``content_type`` is the header the page came with; it matters for bytes only.
    Raises :class:`UnreadableArticle` where the page holds no article text.
    """
    markup = decode_html(page, content_type) if isinstance(page, bytes) else page
    if markup.count("<") > MAX_TAGS:
        raise UnreadableArticle("This page has more parts than any article and was refused.")
    root = _parse(tame_attributes(markup[:MAX_PAGE]))
    metadata = read_metadata(root, url)
    found, pictures = choose_body(root, url, metadata.headline, metadata.summaries, metadata.kind)
    document = _choose_body(found, metadata)
    if not document.text:
        raise UnreadableArticle("No article text was found on this page.")
    return _extraction(metadata, document, settle(pictures, found, document), url)


def _extraction(
    metadata: Metadata, document: Document, pictures: tuple[Picture, ...], url: str
) -> Extraction:
    image, pictures = take_lead(metadata.image, pictures)
    published, updated = metadata.published, metadata.updated
    warnings = []
    if published and published.precision is Precision.MINUTE and not published.zoned:
        warnings.append("The time is given without a zone and was read as UTC.")
    stub = is_stub(document, locked=metadata.locked, gated=metadata.gated)
    if stub:
        warnings.append("The page holds only the start; the rest is for subscribers.")
    return Extraction(
        headline=metadata.headline,
        bylines=metadata.bylines,
        published=published.value if published else None,
        published_precision=published.precision if published else Precision.DAY,
        updated=updated.value if updated else None,
        updated_precision=updated.precision if updated else Precision.DAY,
        section=metadata.section,
        language=metadata.language or guess_language(document.text),
        site_name=metadata.site_name,
        canonical_url=metadata.canonical or canonical_url(url),
        image=image,
        pictures=pictures,
        document=document,
        warnings=tuple(warnings),
        paywalled=stub,
        kind=metadata.kind,
        other_urls=metadata.other_urls,
    )


def _parse(markup: str) -> html.HtmlElement:
    data = markup.replace("\x00", "").encode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableArticle("This is not a page that can be read.") from error
    if not isinstance(root, html.HtmlElement):
        raise UnreadableArticle("This is not a page that can be read.")
    _add_body(root)
    return root


def _add_body(root: html.HtmlElement) -> None:
    """Give the page the ``<body>`` its author left out, as HTML allows and parsers add.

    libxml2 leaves the content beside, or within, the head instead.
    """
    if root.tag != "html" or root.find("body") is not None:
        return
    body = html.Element("body")
    for parent in (*root.findall("head"), root):
        for child in list(parent):
            if child.tag not in _OF_HEAD:
                body.append(child)
    root.append(body)


def _choose_body(found: Document, metadata: Metadata) -> Document:
    """The page's text as found, checked against what the outlet's own data says it is."""
    said = _said_body(metadata) if metadata.kind is ArticleKind.ARTICLE else NO_WORDS
    if not metadata.bylines and metadata.kind is not ArticleKind.LIVE:
        metadata.bylines = _signed(found)
    found = clean_body(found, metadata, said)
    if not found.text:
        return said if said.text else _said_body(metadata)
    if said.text and _share(said.text, found.text) < 0.5 and _words(said) > 1.3 * _words(found):
        return said
    return found


def _signed(document: Document) -> tuple[str, ...]:
    """Who signs above or below the text, where nothing else of the page says."""
    lines = [document.text[block.start : block.end] for block in document.blocks]
    ends = [*lines[:_SIGNED_WITHIN], *lines[-_SIGNED_WITHIN:]]
    return merge_bylines(line.rstrip(".") for line in ends if is_byline(line.rstrip(".")))


def _said_body(metadata: Metadata) -> Document:
    body = metadata.body
    if "<p" in body or "<br" in body:
        return html_to_document(body)
    return Document.from_paragraphs(re.split(r"\s*\n\s*", body)) if body else NO_WORDS


def _words(document: Document) -> int:
    return len(document.text.split())


def _share(part: str, whole: str) -> float:
    """The share of three-word runs of ``part`` that ``whole`` has too."""
    wanted, given = _runs(part), _runs(whole)
    size = sum(wanted.values())
    return sum((wanted & given).values()) / size if size else 0.0


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(zip(words, words[1:], words[2:], strict=False))
