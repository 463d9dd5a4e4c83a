"""An article's words as plain text, with everything else laid over them as spans.

Offsets are Unicode code points into :attr:`Document.text`, start included, end
excluded. A :class:`Document` is immutable and always valid: its text is in normal
form and its blocks cover it from first to last character, joined by a blank line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from articles.text.normal import flow

#: What stands between two blocks in the text.
BLOCK_BREAK = "\n\n"


class Block(StrEnum):
    """Kinds of span that part the text into blocks; each block has exactly one."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CAPTION = "caption"
    TABLE_ROW = "table_row"
    PREFORMATTED = "preformatted"


class Inline(StrEnum):
    """Kinds of span within a block that come from the source's own markup."""

    LINK = "link"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    CODE = "code"


_BLOCKS = frozenset(Block)


class InvalidDocument(ValueError):  # noqa: N818 - a state, like the stdlib's own
    """The text and spans do not make a document."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text with a kind and, for some kinds, details.

    ``attrs`` holds strings only: ``href`` for links; ``level`` ("2" to "6") for
    headings; ``list`` ("ul" or "ol"), ``depth`` (from "1") for list items.
    """

    kind: str
    start: int
    end: int
    attrs: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_block(self) -> bool:
        """Whether this span is one of the blocks the text is parted into."""
        return self.kind in _BLOCKS

    def to_json(self) -> dict[str, Any]:
        """Return the span as stored: ``attrs`` only where there are some."""
        stored: dict[str, Any] = {"kind": str(self.kind), "start": self.start, "end": self.end}
        if self.attrs:
            stored["attrs"] = dict(self.attrs)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read back what :meth:`to_json` wrote; :class:`InvalidDocument` if it did not."""
        try:
            kind, start, end = stored["kind"], stored["start"], stored["end"]
            attrs = stored.get("attrs", {})
        except (KeyError, AttributeError) as error:
            raise InvalidDocument(f"not a stored span: {stored!r}") from error
        if not (isinstance(kind, str) and isinstance(start, int) and isinstance(end, int)):
            raise InvalidDocument(f"not a stored span: {stored!r}")
        return cls(kind, start, end, {str(key): str(value) for key, value in attrs.items()})


@dataclass(frozen=True, slots=True)
class Document:
    """One article's canonical text and the spans its source gave it."""

    text: str
    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        size, position = len(self.text), 0
        for block in self.blocks:
            if block.start != position or block.end <= block.start or block.end > size:
                raise InvalidDocument(f"block {block} does not start at {position}")
            if self.text[block.end : block.end + 2] != (BLOCK_BREAK if block.end < size else ""):
                raise InvalidDocument(f"no blank line after block {block}")
            position = block.end + len(BLOCK_BREAK)
        if self.text and position != size + len(BLOCK_BREAK):
            raise InvalidDocument("the blocks do not cover the text")
        if any(not 0 <= span.start < span.end <= size for span in self.spans):
            raise InvalidDocument("a span lies outside the text")

    @property
    def blocks(self) -> Iterator[Span]:
        """The block spans, in order."""
        return (span for span in self.spans if span.is_block)

    @property
    def inlines(self) -> Iterator[Span]:
        """The spans within blocks, in the order they were added."""
        return (span for span in self.spans if not span.is_block)

    @classmethod
    def from_json(cls, text: str, spans: Iterable[Mapping[str, Any]]) -> Self:
        """Build a document from stored text and spans; raises :class:`InvalidDocument`."""
        return cls(text, tuple(Span.from_json(span) for span in spans))

    @classmethod
    def from_paragraphs(cls, paragraphs: Iterable[str]) -> Self:
        """Build a document of plain paragraphs; empty ones are left out."""
        builder = DocumentBuilder()
        for paragraph in paragraphs:
            builder.add_block(Block.PARAGRAPH, [Run(paragraph)])
        return cls(*builder.parts())

    def spans_json(self) -> list[dict[str, Any]]:
        """Return the spans as stored."""
        return [span.to_json() for span in self.spans]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one block that share the same inline markup."""

    text: str
    marks: tuple[tuple[str, Mapping[str, str]], ...] = ()


class DocumentBuilder:
    """Collects blocks of runs and lays them out as canonical text with spans.

    Normalising a block as a whole can move its inner boundaries (spaces fold,
    letters compose), so each run's offsets are measured on normalised prefixes.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._blocks: list[Span] = []
        self._inlines: list[Span] = []
        self._position = 0

    def add_block(
        self, kind: Block, runs: Iterable[Run], attrs: Mapping[str, str] | None = None
    ) -> None:
        """Append a block; one without visible words is left out."""
        runs = list(runs)
        raw = "".join(run.text for run in runs)
        text = flow(raw)
        if not text:
            return
        base = self._position
        edges = _edges(runs, raw, text)
        for run, (start, end) in zip(runs, edges, strict=True):
            if start < end:
                for mark, details in run.marks:
                    self._add_inline(Span(mark, base + start, base + end, dict(details)))
        self._texts.append(text)
        self._blocks.append(Span(kind, base, base + len(text), dict(attrs or {})))
        self._position = base + len(text) + len(BLOCK_BREAK)

    def _add_inline(self, span: Span) -> None:
        """Append ``span``, or lengthen the same mark where it runs on without a gap."""
        for index in range(len(self._inlines) - 1, max(-1, len(self._inlines) - 8), -1):
            last = self._inlines[index]
            if (last.kind, last.end, last.attrs) == (span.kind, span.start, span.attrs):
                self._inlines[index] = Span(span.kind, last.start, span.end, span.attrs)
                return
        self._inlines.append(span)

    def parts(self) -> tuple[str, tuple[Span, ...]]:
        """Return the text and spans collected so far, blocks first."""
        return BLOCK_BREAK.join(self._texts), (*self._blocks, *self._inlines)

    def build(self) -> Document:
        """Return the document of everything added so far."""
        return Document(*self.parts())


def _edges(runs: list[Run], raw: str, text: str) -> list[tuple[int, int]]:
    """Offsets of each run of ``raw`` within its normalised form ``text``."""
    if not any(run.marks for run in runs):
        return [(0, 0)] * len(runs)
    lead = len(raw) - len(raw.lstrip())
    edges, at = [], 0
    for run in runs:
        stop = at + len(run.text)
        start = _normal_length(raw[lead:at], text)
        end = _normal_length(raw[lead:stop], text)
        # Space folded into the run's ends belongs to no mark.
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        edges.append((start, end))
        at = stop
    return edges


def _normal_length(prefix: str, text: str) -> int:
    """How much of ``text`` the raw ``prefix`` accounts for.

    ``flow`` strips the prefix's own trailing space, which is inside the block.
    """
    length = len(flow(prefix))
    if prefix[-1:].isspace() and length and length < len(text) and text[length].isspace():
        length += 1
    return min(length, len(text))
