"""Lays a document and any marks over it out as well-nested, escaped HTML.

Every block becomes one element whose text nodes, joined, are exactly the block's text
(a line break stays a newline; style sheets give it ``white-space: pre-line``). Browser
code can therefore turn a DOM position into an offset by counting. The strings returned
are safe to print; nothing in them comes from anywhere but the escaping done here.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from articles.text.document import Block, Document, Inline, Span
from articles.text.marks import INLINE_RANK, LINK_RANK, Mark, Tag, attributes, safe_href

__all__ = [
    "Excerpt",
    "Mark",
    "RenderedBlock",
    "RenderedGroup",
    "group_blocks",
    "render_blocks",
    "render_excerpt",
    "render_groups",
]

#: How many marks may stand over one character. More cannot be told apart by a reader,
#: and browsers stop nesting elements at some depth; the innermost ones give way.
MAX_DEPTH = 32

_LINK_REL = "nofollow noopener noreferrer external"
_INLINE_TAGS = {Inline.EMPHASIS: "em", Inline.STRONG: "strong", Inline.CODE: "code"}
_BLOCK_TAGS = {
    Block.PARAGRAPH: ("p", ""),
    Block.LIST_ITEM: ("li", ""),
    Block.QUOTE: ("p", ""),
    Block.CAPTION: ("p", "caption"),
    Block.TABLE_ROW: ("p", "table-row"),
    Block.PREFORMATTED: ("pre", ""),
}
_MAX_LIST_DEPTH = 9


@dataclass(frozen=True, slots=True)
class RenderedBlock:
    """One block of a document as HTML; ``html`` is what stands inside its element."""

    index: int
    kind: str
    start: int
    end: int
    tag: str
    attrs: tuple[tuple[str, str], ...]
    html: str

    def outer(self) -> str:
        """Return the whole element."""
        # An HTML parser drops a line break right after <pre>; the text must keep it.
        lead = "\n" if self.tag == "pre" and self.html.startswith("\n") else ""
        return f"<{self.tag}{attributes(self.attrs)}>{lead}{self.html}</{self.tag}>"


@dataclass(frozen=True, slots=True)
class RenderedGroup:
    """Blocks that share a wrapper: ``ul``, ``ol``, ``blockquote``, or none (``""``)."""

    tag: str
    blocks: tuple[RenderedBlock, ...]

    def outer(self) -> str:
        """Return the blocks within their wrapper."""
        inner = "".join(block.outer() for block in self.blocks)
        return f"<{self.tag}>{inner}</{self.tag}>" if self.tag else inner


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage with some of the words around it.

    ``start`` and ``end`` are what is shown, in code points of the document. ``cut_before``
    and ``cut_after`` say that the first or last block goes on where the excerpt stops; the
    ellipsis is the page's to draw, since it is not part of the text. Blocks carry no id.
    """

    start: int
    end: int
    cut_before: bool
    cut_after: bool
    blocks: tuple[RenderedBlock, ...]


def render_blocks(document: Document, marks: Iterable[Mark] = ()) -> list[RenderedBlock]:
    """Draw every block of ``document`` with ``marks`` and its own inline markup.

    Marks may overlap freely and run over several blocks; they are parted into well-nested
    pieces and cut at block bounds. Where more than :data:`MAX_DEPTH` lie over the same
    words the innermost are left out there. Of two links over the same words the outer one
    is drawn. Takes time linear in the text and, for ``n`` marks, ``n * MAX_DEPTH``.
    """
    blocks = list(document.blocks)
    bodies = _lay_out(
        document.text,
        [(block.start, block.end) for block in blocks],
        [*_own_marks(document), *marks],
    )
    return [
        _rendered(index, block, block.start, block.end, document.text, body)
        for index, (block, body) in enumerate(zip(blocks, bodies, strict=True))
    ]


def render_groups(document: Document, marks: Iterable[Mark] = ()) -> list[RenderedGroup]:
    """Draw ``document`` as :func:`render_blocks` does, blocks grouped for their wrappers."""
    return group_blocks(render_blocks(document, marks), document)


def group_blocks(blocks: Sequence[RenderedBlock], document: Document) -> list[RenderedGroup]:
    """Group neighbouring list items and quoted paragraphs under their wrapper element."""
    spans = list(document.blocks)
    groups: list[tuple[str, list[RenderedBlock]]] = []
    first_depth = 0
    for block in blocks:
        wrapper, depth = _wrapper(spans[block.index])
        last = groups[-1][0] if groups else ""
        # A deeper item stays in the list it stands in, whatever its own kind of list.
        joins = last in ("ul", "ol") and depth > first_depth > 0
        if (wrapper and wrapper == last) or joins:
            groups[-1][1].append(block)
        else:
            groups.append((wrapper, [block]))
            first_depth = depth
    return [RenderedGroup(tag, tuple(members)) for tag, members in groups]


def render_excerpt(
    document: Document,
    start: int,
    end: int,
    context: int = 160,
    marks: Iterable[Mark] = (),
) -> Excerpt:
    """Draw the passage ``start:end`` with up to ``context`` code points either side.

    The context stays within the passage's own first and last blocks and is cut between
    words. ``marks`` are offsets into the document as ever; without any the passage itself
    is wrapped in ``<mark>``. Raises ValueError if the passage is not inside the text.
    """
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"no passage {start}:{end} in a text of {len(document.text)}")
    marks = tuple(marks) or (Mark(start, end, "mark"),)
    shown = [
        (index, block)
        for index, block in enumerate(document.blocks)
        if block.start < end and block.end > start
    ]
    if not shown:
        raise ValueError(f"{start}:{end} lies between two blocks")
    first, last = shown[0][1], shown[-1][1]
    low = _word_start(document.text, first.start, start, context)
    high = _word_end(document.text, end, last.end, context)
    bounds = [(max(block.start, low), min(block.end, high)) for _, block in shown]
    bodies = _lay_out(document.text, bounds, [*_own_marks(document), *marks])
    blocks = tuple(
        _rendered(index, block, *bound, document.text, body, with_id=False)
        for (index, block), bound, body in zip(shown, bounds, bodies, strict=True)
    )
    return Excerpt(bounds[0][0], bounds[-1][1], low > first.start, high < last.end, blocks)


def _word_start(text: str, floor: int, start: int, context: int) -> int:
    """The first word start at most ``context`` before ``start`` and not below ``floor``."""
    low = max(floor, start - context)
    if low <= floor:
        return floor
    while low < start and not (text[low - 1].isspace() and not text[low].isspace()):
        low += 1
    return low


def _word_end(text: str, end: int, ceiling: int, context: int) -> int:
    """The last word end at most ``context`` after ``end`` and not above ``ceiling``."""
    high = min(ceiling, end + context)
    if high >= ceiling:
        return ceiling
    while high > end and not (text[high].isspace() and not text[high - 1].isspace()):
        high -= 1
    return high


def _own_marks(document: Document) -> list[Mark]:
    """The document's links, emphasis, strong and code as marks."""
    marks = []
    for span in document.inlines:
        if span.kind == Inline.LINK:
            href = safe_href(span.attrs.get("href", ""))
            if href is not None:
                attrs = (("href", href), ("rel", _LINK_REL))
                marks.append(Mark(span.start, span.end, "a", attrs, LINK_RANK))
        elif (tag := _INLINE_TAGS.get(span.kind)) is not None:  # type: ignore[call-overload]
            marks.append(Mark(span.start, span.end, tag, (), INLINE_RANK))
    return marks


def _wrapper(block: Span) -> tuple[str, int]:
    """The wrapper a block asks for, and its depth if it is a list item, else 0."""
    if block.kind == Block.QUOTE:
        return "blockquote", 0
    if block.kind == Block.LIST_ITEM:
        return "ol" if block.attrs.get("list") == "ol" else "ul", _number(block, "depth", 1)
    return "", 0


def _number(block: Span, name: str, least: int) -> int:
    """A small whole number from a block's attrs; ``least`` if it is missing or absurd."""
    value = block.attrs.get(name, "")
    return max(least, min(int(value), _MAX_LIST_DEPTH)) if value in "123456789" and value else least


def _rendered(
    index: int, block: Span, start: int, end: int, text: str, body: str, *, with_id: bool = True
) -> RenderedBlock:
    """Put a block's inner HTML together with its element."""
    attrs: list[tuple[str, str]] = [("id", f"b{index}")] if with_id else []
    attrs.append(("data-start", str(start)))
    if block.kind == Block.HEADING:
        tag, class_name = f"h{min(6, _number(block, 'level', 2))}", ""
    else:
        tag, class_name = _BLOCK_TAGS[Block(block.kind)]
    if class_name:
        attrs.append(("class", class_name))
    if block.kind == Block.LIST_ITEM and (depth := _number(block, "depth", 1)) > 1:
        attrs += [("data-depth", str(depth)), ("data-list", _wrapper(block)[0])]
    if _reads_right_to_left(text, start, end):
        attrs.append(("dir", "rtl"))
    return RenderedBlock(index, str(block.kind), start, end, tag, tuple(attrs), body)


def _reads_right_to_left(text: str, start: int, end: int) -> bool:
    """Whether the first strong character is right-to-left (UAX #9, rules P2 and P3)."""
    for at in range(start, end):
        direction = unicodedata.bidirectional(text[at])
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def _lay_out(text: str, bounds: Sequence[tuple[int, int]], marks: Iterable[Mark]) -> list[str]:
    """The inner HTML of each stretch of ``bounds`` (ascending, apart) under ``marks``."""
    tags = [
        Tag(mark, serial)
        for serial, mark in enumerate(marks)
        if mark.start < mark.end and mark.end > 0 and mark.start < len(text)
    ]
    _clip_ends(tags, bounds)
    starts = sorted(tags, key=lambda tag: (tag.mark.start, tag.order))
    ends = sorted(tags, key=lambda tag: (tag.end, tag.order))
    layout = _Layout(text, starts, ends)
    return [layout.stretch(start, end) for start, end in bounds]


def _clip_ends(tags: list[Tag], bounds: Sequence[tuple[int, int]]) -> None:
    """Move an end that lies in no stretch back to the end of the last one before it."""
    lows = [start for start, _ in bounds]
    for tag in tags:
        before = bisect_left(lows, tag.mark.end) - 1
        if before >= 0:
            tag.end = min(tag.mark.end, bounds[before][1])


class _Layout:
    """A sweep over the text that keeps the marks over the current character in order."""

    def __init__(self, text: str, starts: list[Tag], ends: list[Tag]) -> None:
        self._text = text
        self._starts, self._ends = starts, ends
        self._next_start = self._next_end = 0
        self._active: list[tuple[tuple[int, int, int, int], Tag]] = []

    def stretch(self, start: int, end: int) -> str:
        """Draw ``start:end``, opening at its start and closing at its end all it needs."""
        out: list[str] = []
        # The open elements, outermost first, each with the place of its opening tag in
        # ``out``: which piece is a mark's last is known only where the piece closes.
        stack: list[tuple[Tag, int]] = []
        at = start
        while at < end:
            self._advance(at)
            self._restack(stack, out, at)
            stop = min(end, self._next_bound(end))
            out.append(escape(self._text[at:stop], quote=False))
            at = stop
        _close(stack, 0, out, end)
        return "".join(out)

    def _advance(self, at: int) -> None:
        """Bring the active marks to those over the character ``at``."""
        starts, ends, active = self._starts, self._ends, self._active
        while self._next_start < len(starts) and starts[self._next_start].mark.start <= at:
            tag = starts[self._next_start]
            if tag.end > at:
                insort(active, (tag.order, tag), key=lambda entry: entry[0])
            self._next_start += 1
        while self._next_end < len(ends) and ends[self._next_end].end <= at:
            order = ends[self._next_end].order
            place = bisect_left(active, order, key=lambda entry: entry[0])
            if place < len(active) and active[place][0] == order:
                del active[place]
            self._next_end += 1

    def _next_bound(self, end: int) -> int:
        """Where the set of active marks changes next."""
        if self._next_start < len(self._starts):
            end = min(end, self._starts[self._next_start].mark.start)
        if self._next_end < len(self._ends):
            end = min(end, self._ends[self._next_end].end)
        return end

    def _restack(self, stack: list[tuple[Tag, int]], out: list[str], at: int) -> None:
        """Close and open elements so that the stack is the outermost active marks."""
        wanted: list[Tag] = []
        linked = False
        for _, tag in self._active:
            if tag.is_link:
                if linked:
                    continue
                linked = True
            wanted.append(tag)
            if len(wanted) == MAX_DEPTH:
                break
        same = 0
        while same < min(len(stack), len(wanted)) and stack[same][0] is wanted[same]:
            same += 1
        _close(stack, same, out, at)
        for tag in wanted[same:]:
            stack.append((tag, len(out)))
            out.append("")


def _close(stack: list[tuple[Tag, int]], keep: int, out: list[str], at: int) -> None:
    """Close all but the ``keep`` outermost elements and write their opening tags."""
    for tag, place in stack[keep:]:
        out[place] = tag.open(last=tag.end == at)
    for tag, _ in reversed(stack[keep:]):
        out.append(tag.close)
    del stack[keep:]
