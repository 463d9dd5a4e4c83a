"""An article's page to its words, headline, writers and dates.

trafilatura chooses the part of the page that is the article; this module keeps
the links it would lose, takes out what is not the article's, and checks the
choice against the text the outlet itself gives in JSON-LD. Fetches nothing.
"""

from __future__ import annotations

import logging
import re
from collections import Counter

from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from articles.pipeline.addresses import canonical_url
from articles.pipeline.charset import decode_html
from articles.pipeline.clean_body import clean_body
from articles.pipeline.dates import Precision
from articles.pipeline.extraction import NO_WORDS, Extraction, UnreadableArticle
from articles.pipeline.language import guess_language
from articles.pipeline.metadata import Metadata, read_metadata
from articles.pipeline.split_body import join_split_body
from articles.pipeline.structure import html_to_document, tree_to_document
from articles.pipeline.tame import tame_attributes
from articles.text.document import Document

#: Longest page read, in characters.
MAX_PAGE = 6_000_000
#: Most tags read; large news pages have a tenth of it, and time grows with them.
MAX_TAGS = 150_000
#: A page whose outlet says it is not free and that has fewer words is marked paywalled.
_STUB_WORDS = 250

# trafilatura weighs text by how much of it is links when it is told to keep them,
# and then loses paragraphs. So links are hidden from it: each is marked in the text
# by a letter of a script no outlet writes (Tangut), and found again afterwards.
_FIRST_MARK, _LINK_END, _LAST_MARK = 0x17000, chr(0x187EC), 0x187EB
_MARKED = re.compile(f"[{chr(_FIRST_MARK)}-{_LINK_END}]")

#: What stands in a page's head; the rest is its body.
_OF_HEAD = frozenset({"head", "title", "meta", "link", "script", "style", "base", "noscript"})

_SETTINGS = Extractor(fast=True, comments=False, formatting=True, links=False, tables=True)
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def extract_page(page: str | bytes, url: str = "", *, content_type: str = "") -> Extraction:
    """Read the article out of a web page at ``url`` (used to resolve its links).

    ``content_type`` is the header the page came with; it matters for bytes only.
    Raises :class:`UnreadableArticle` where the page holds no article text.
    """
    markup = decode_html(page, content_type) if isinstance(page, bytes) else page
    if markup.count("<") > MAX_TAGS:
        raise UnreadableArticle("This page has more parts than any article and was refused.")
    root = _parse(_MARKED.sub("", tame_attributes(markup[:MAX_PAGE])))
    metadata = read_metadata(root, url)
    document = _choose_body(root, metadata, url)
    if not document.text:
        raise UnreadableArticle("No article text was found on this page.")
    return _extraction(metadata, document, url)


def _extraction(metadata: Metadata, document: Document, url: str) -> Extraction:
    published, updated = metadata.published, metadata.updated
    warnings = []
    if published and published.precision is Precision.MINUTE and not published.zoned:
        warnings.append("The time is given without a zone and was read as UTC.")
    stub = not metadata.free and len(document.text.split()) < _STUB_WORDS
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
        image=metadata.image,
        document=document,
        warnings=tuple(warnings),
        paywalled=stub,
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


def _choose_body(root: html.HtmlElement, metadata: Metadata, url: str) -> Document:
    """The page's text as found, checked against what the outlet's own data says it is."""
    said = _said_body(metadata)
    found = clean_body(_find_body(root, url), metadata, said)
    if not found.text:
        return said
    if said.text and _share(said.text, found.text) < 0.5 and _words(said) > 1.3 * _words(found):
        return said
    return found


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


def _find_body(root: html.HtmlElement, url: str) -> Document:
    join_split_body(root)
    links = _hide_links(root)
    try:
        found = bare_extraction(root, url=url or None, options=_SETTINGS)
    except Exception:  # whatever the library trips over, there is no body
        return NO_WORDS
    body = getattr(found, "body", None)
    if body is None:
        return NO_WORDS
    return tree_to_document(_as_html(body, links), url)


def _hide_links(root: html.HtmlElement) -> list[str]:
    """Mark the start and end of each link in the text; return the addresses by number."""
    links: list[str] = []
    for link in root.iter("a"):
        href = link.get("href") or ""
        if (
            not href
            or href.startswith(("#", "javascript:"))
            or not "".join(link.itertext()).strip()
        ):
            continue
        if _FIRST_MARK + len(links) >= _LAST_MARK:
            break
        link.text = chr(_FIRST_MARK + len(links)) + (link.text or "")
        if len(link):
            link[-1].tail = (link[-1].tail or "") + _LINK_END
        else:
            link.text += _LINK_END
        links.append(href)
    return links


_RENAMED = {
    "list": "ul",
    "item": "li",
    "quote": "blockquote",
    "row": "tr",
    "cell": "td",
    "lb": "br",
}
_STYLES = {"#b": "strong", "#i": "em", "#t": "code"}


def _as_html(body: etree._Element, links: list[str]) -> etree._Element:
    """Turn trafilatura's element names back into HTML's and its marks back into links."""
    for element in list(body.iter("*")):
        tag, rend = element.tag, element.get("rend") or ""
        if tag == "head":
            element.tag = rend if re.fullmatch(r"h[1-6]", rend) else "h2"
        elif tag == "list" and rend == "ol":
            element.tag = "ol"
        elif tag == "hi":
            element.tag = _STYLES.get(rend, "span")
        elif tag == "code":
            element.tag = "pre" if "\n" in "".join(element.itertext()) else "code"
        elif tag in _RENAMED:
            element.tag = _RENAMED[tag]
    body.tag = "div"
    return _show_links(body, links)


def _show_links(body: etree._Element, links: list[str]) -> etree._Element:
    """Put ``a`` elements where the marks are; a mark without its pair is dropped.

    Works on the serialised tree, where a mark's pair is the next end mark; a link
    that would cross an element's edge is closed and opened again by the parser.
    """
    markup = html.tostring(body, encoding="unicode")
    if not _MARKED.search(markup):
        return body
    opened = False

    def link(found: re.Match[str]) -> str:
        nonlocal opened
        mark = found.group()
        if mark == _LINK_END:
            closing, opened = opened, False
            return "</a>" if closing else ""
        number = ord(mark) - _FIRST_MARK
        before, opened = "</a>" if opened else "", number < len(links)
        return f'{before}<a href="{_escape(links[number])}">' if opened else before

    rebuilt = html.fragment_fromstring(_MARKED.sub(link, markup))
    return rebuilt if isinstance(rebuilt, etree._Element) else body


def _escape(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
