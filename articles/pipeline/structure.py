"""HTML as a canonical document: blocks and inline marks, nothing else.

Does not judge what belongs to the article; whoever calls has chosen the markup.
Walks without recursion, so the depth of the markup costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from articles.pipeline.tame import tame_attributes
from articles.text.document import (
    BLOCK_BREAK,
    Block,
    Document,
    DocumentBuilder,
    Inline,
    Run,
    Span,
)
from articles.text.normal import may_join

#: Longest text of an article that is kept, in characters; a long book chapter is half of it.
MAX_TEXT = 200_000
#: Longest HTML looked at, in characters; an article is far below it.
MAX_HTML = 3_000_000

# White space of HTML's besides the space.
_SPACE = re.compile(r"[\t\r\n\f\v]+")
_LINK_SCHEMES = frozenset({"http", "https", "mailto"})


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_BLOCKS: Mapping[str, Block] = {
    "p": Block.PARAGRAPH,
    **{f"h{level}": Block.HEADING for level in range(1, 7)},
    "li": Block.LIST_ITEM,
    "dt": Block.LIST_ITEM,
    "dd": Block.LIST_ITEM,
    "blockquote": Block.QUOTE,
    "figcaption": Block.CAPTION,
    "caption": Block.CAPTION,
    "pre": Block.PREFORMATTED,
}
_MARKS: Mapping[str, Inline] = {
    "a": Inline.LINK,
    **dict.fromkeys(("em", "i", "cite"), Inline.EMPHASIS),
    **dict.fromkeys(("strong", "b"), Inline.STRONG),
    **dict.fromkeys(("code", "kbd", "samp"), Inline.CODE),
}
_LISTS: Mapping[str, str] = {"ul": "ul", "ol": "ol", "dl": "ul", "menu": "ul"}
_CELLS = _names("td th")
_DROPPED = _names(
    "script style template noscript iframe object embed svg math head nav form button "
    "select option input textarea audio video canvas map dialog title"
)
#: Elements that end a block without starting a kind of their own.
_CONTAINERS = _names(
    "div section article main header footer aside body html center address figure hr "
    "table tbody thead tfoot details summary fieldset"
)


#: All elements that mean anything for the layout; the others only hold text.
_TOLD_APART = frozenset({"br", "tr", *_CELLS, *_BLOCKS, *_LISTS, *_CONTAINERS, *_MARKS})


def _stands_apart(tag: str) -> bool:
    """Whether an element parts the text around it."""
    return tag in _BLOCKS or tag in _CONTAINERS or tag in _LISTS


def html_to_document(markup: str, base_url: str = "") -> Document:
    """Lay out a piece of HTML, such as a feed's body, as a document.

    Links are resolved against ``base_url``; only http, https and mailto links
    stay. Anything may be passed; what has no words gives an empty document.
    """
    root = parse_fragment(markup)
    return Document("") if root is None else tree_to_document(root, base_url)


def parse_fragment(markup: str) -> html.HtmlElement | None:
    """Parse a piece of HTML into one ``div``; None where there is nothing to parse."""
    # NUL ends a document for libxml2; lone surrogates cannot be encoded for it.
    markup = (
        tame_attributes(markup[:MAX_HTML])
        .replace("\x00", "")
        .encode("utf-8", "replace")
        .decode("utf-8")
    )
    if not markup.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(f"<div>{markup}</div>".encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root if isinstance(root, html.HtmlElement) else None


def tree_to_document(root: etree._Element, base_url: str = "") -> Document:
    """Lay out a parsed tree of HTML elements as a document."""
    return resolve_links(lay_out(root)[0], base_url)


def lay_out(
    root: etree._Element, *, shelved: frozenset[str] = frozenset()
) -> tuple[Document, list[etree._Element]]:
    """Lay out a parsed tree without comments; also return the element each block began in.

    Links are as the markup has them: see :func:`resolve_links`. ``shelved`` are names of
    elements left out besides those that never hold an article.
    """
    walker = _Walker()
    dropped = _DROPPED | shelved
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag not in dropped or element is root:
                if tag in _TOLD_APART:
                    walker.start(element, tag)
                if element.text:
                    walker.text(element.text, element)
                continue
            walk.skip_subtree()
        elif tag in _TOLD_APART and (tag not in dropped or element is root):
            walker.end(tag)
        if event == "end" and element.tail and element is not root:
            walker.text(element.tail, element.getparent())
    return walker.finish(), walker.origins


def resolve_links(document: Document, base_url: str) -> Document:
    """Return ``document`` with absolute links; those that may not be kept are taken off."""
    spans = []
    for span in document.spans:
        if span.kind == Inline.LINK:
            href = safe_link(span.attrs.get("href", ""), base_url)
            if not href:
                continue
            span = Span(span.kind, span.start, span.end, {"href": href})
        spans.append(span)
    return Document(document.text, tuple(spans))


def keep_blocks(document: Document, keep: Sequence[bool]) -> Document:
    """Return ``document`` with only the blocks for which ``keep`` is true, in order."""
    blocks = list(document.blocks)
    if all(keep):
        return document
    texts, spans, position = [], [], 0
    inlines = sorted(document.inlines, key=lambda span: span.start)
    shifts: list[tuple[int, int, int]] = []
    for block, kept in zip(blocks, keep, strict=True):
        if kept:
            shifts.append((block.start, block.end, position - block.start))
            texts.append(document.text[block.start : block.end])
            spans.append(Span(block.kind, position, position + len(texts[-1]), block.attrs))
            position += len(texts[-1]) + len(BLOCK_BREAK)
    starts = [start for start, _, _ in shifts]
    for span in inlines:
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and span.end <= shifts[at][1]:
            shift = shifts[at][2]
            spans.append(Span(span.kind, span.start + shift, span.end + shift, span.attrs))
    return Document(BLOCK_BREAK.join(texts), tuple(spans))


def link_shares(document: Document) -> list[float]:
    """The share of each block's text that is links, from 0 to 1."""
    blocks = list(document.blocks)
    shares = [0] * len(blocks)
    links = sorted(
        (span for span in document.inlines if span.kind == Inline.LINK), key=lambda span: span.start
    )
    at = 0
    for link in links:
        while at + 1 < len(blocks) and blocks[at].end <= link.start:
            at += 1
        shares[at] += link.end - link.start
    return [share / (block.end - block.start) for share, block in zip(shares, blocks, strict=True)]


def limit_document(document: Document, most: int = MAX_TEXT) -> tuple[Document, bool]:
    """Return ``document`` in at most ``most`` characters, and whether it was cut.

    It is cut after the last whole block that fits; a first block that does not fit
    by itself is cut at a word.
    """
    text = document.text
    if len(text) <= most:
        return document, False
    ends = [block.end for block in document.blocks]
    fitting = bisect_right(ends, most)
    end = ends[fitting - 1] if fitting else _word_end(text, most)
    spans = tuple(
        Span(span.kind, span.start, min(span.end, end), span.attrs)
        for span in document.spans
        if span.start < end
    )
    return Document(text[:end], spans), True


def _word_end(text: str, most: int) -> int:
    """Where the last whole word within ``most`` characters ends; in a word without end, there."""
    head = text[: most + 1]
    space = max(head.rfind(" "), head.rfind("\n"))
    if space > most // 2:
        return space
    end = most
    while end > 1 and may_join(text[end]):
        end -= 1
    return end


def safe_link(href: str, base_url: str) -> str:
    """Return ``href`` made absolute, or "" unless it is an http, https or mailto link."""
    if not href.strip():
        return ""
    try:
        url = urljoin(base_url, href.strip())
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in _LINK_SCHEMES or (parts.scheme != "mailto" and not parts.hostname):
        return ""
    if url.isprintable() and " " not in url:  # no other white space is printable
        return url
    return "".join(char for char in url if char.isprintable() and not char.isspace())


@dataclass(slots=True)
class _Walker:
    """Turns a walk over elements into blocks of runs."""

    builder: DocumentBuilder = field(default_factory=DocumentBuilder)
    runs: list[Run] = field(default_factory=list)
    kinds: list[tuple[Block, dict[str, str]]] = field(default_factory=list)
    marks: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    rows: int = 0
    #: Where the words of the block at hand began, and where those of each finished block did.
    origin: etree._Element | None = None
    origins: list[etree._Element] = field(default_factory=list)

    def start(self, element: etree._Element, tag: str) -> None:
        if tag == "br":
            self._line_break()
        elif tag in _CELLS and self.rows:
            if any(run.text.strip() for run in self.runs):
                self.runs.append(Run(" | "))
        elif tag == "tr":
            self._flush()
            self.rows += 1
        elif self.rows and _stands_apart(tag):
            self.runs.append(Run(" "))
        elif tag in _BLOCKS:
            self._flush()
            self.kinds.append((_BLOCKS[tag], self._attrs(element, tag)))
        elif tag in _LISTS:
            self._flush()
            self.lists.append(_LISTS[tag])
        elif tag in _CONTAINERS:
            self._flush()
        elif mark := _MARKS.get(tag):
            self.marks.append((mark, self._mark_attrs(element, mark)))

    def end(self, tag: str) -> None:
        if tag == "tr":
            self._flush(Block.TABLE_ROW)
            self.rows = max(0, self.rows - 1)
        elif self.rows and _stands_apart(tag):
            self.runs.append(Run(" "))
        elif tag in _BLOCKS:
            self._flush()
            self.kinds.pop()
        elif tag in _LISTS:
            self._flush()
            self.lists.pop()
        elif tag in _CONTAINERS:
            self._flush()
        elif tag in _MARKS:
            self.marks.pop()

    def text(self, text: str, element: etree._Element) -> None:
        if self.origin is None and not text.isspace():
            self.origin = element
        as_written = self.kinds and self.kinds[-1][0] is Block.PREFORMATTED
        if not as_written and not text.isprintable():
            # In HTML a line end is a space; only <br> is a line break.
            text = _SPACE.sub(" ", text)
        if not self.marks:
            self.runs.append(Run(text))
            return
        marks = tuple(
            (kind, details)
            for kind, details in dict.fromkeys(_hashable(mark) for mark in self.marks)
            if kind != Inline.LINK or details
        )
        plain = tuple((kind, dict(details)) for kind, details in marks)
        self.runs.append(Run(text, plain))

    def finish(self) -> Document:
        self._flush()
        return self.builder.build()

    def _line_break(self) -> None:
        if self.rows:
            self.runs.append(Run(" "))
            return
        last = next((run for run in reversed(self.runs) if run.text.strip(" ")), None)
        if last and last.text == "\n":
            self._flush()  # two in a row part paragraphs on pages without <p>
        else:
            self.runs.append(Run("\n"))

    def _flush(self, kind: Block | None = None) -> None:
        runs, self.runs = self.runs, []
        origin, self.origin = self.origin, None
        if not any(run.text.strip() for run in runs):
            return
        default = (Block.LIST_ITEM, self._item_attrs()) if self.lists else (Block.PARAGRAPH, {})
        inner, attrs = self.kinds[-1] if self.kinds else default
        if inner is Block.PARAGRAPH and len(self.kinds) > 1:
            inner, attrs = self._enclosing()
        added = self.builder.add_block(kind or inner, runs, {} if kind else attrs)
        if added and origin is not None:
            self.origins.append(origin)

    def _enclosing(self) -> tuple[Block, dict[str, str]]:
        """The kind a paragraph takes from what it stands in: a quote, an item, a caption."""
        for kind, attrs in reversed(self.kinds):
            if kind is not Block.PARAGRAPH:
                return kind, attrs
        return Block.PARAGRAPH, {}

    def _attrs(self, element: etree._Element, tag: str) -> dict[str, str]:
        kind = _BLOCKS[tag]
        if kind is Block.HEADING:
            level = max(2, int(tag[1]))
            return {"level": str(level)}
        return self._item_attrs() if kind is Block.LIST_ITEM else {}

    def _item_attrs(self) -> dict[str, str]:
        style = self.lists[-1] if self.lists else "ul"
        return {"list": style, "depth": str(max(1, len(self.lists)))}

    def _mark_attrs(self, element: etree._Element, mark: Inline) -> dict[str, str]:
        if mark is not Inline.LINK:
            return {}
        href = element.get("href") or ""
        return {"href": href} if href else {}


def _hashable(mark: tuple[str, Mapping[str, str]]) -> tuple[str, tuple[tuple[str, str], ...]]:
    return mark[0], tuple(mark[1].items())
