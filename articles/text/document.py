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

from articles.text.normal import flow, flow_pieces

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


class InvalidDocument(ValueError):
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
        if not isinstance(stored, Mapping):
            raise InvalidDocument(f"not a stored span: {stored!r}")
        kind, start, end = (stored.get(name) for name in ("kind", "start", "end"))
        attrs = stored.get("attrs", {})
        # JSON's true and false are ints to isinstance, and no offsets.
        if not (isinstance(kind, str) and type(start) is int and type(end) is int):
            raise InvalidDocument(f"not a stored span: {stored!r}")
        if not isinstance(attrs, Mapping):
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

    Neighbouring runs under the same mark (same kind, same details) make one span; space
    at the ends of a span is left out of it.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._blocks: list[Span] = []
        self._inlines: list[Span] = []
        self._position = 0

    def add_block(
        self, kind: Block, runs: Iterable[Run], attrs: Mapping[str, str] | None = None
    ) -> bool:
        """Append a block; one without visible words is left out. Return whether it was added.

        Takes time linear in the text and the number of marks of all runs.
        """
        runs = [run for run in runs if run.text]
        if any(run.marks for run in runs):
            text, edges = flow_pieces([run.text for run in runs])
        else:
            text, edges = flow("".join(run.text for run in runs)), []
        if not text:
            return False
        base = self._position
        if edges:
            self._inlines += _inline_spans(runs, edges, base)
        self._texts.append(text)
        self._blocks.append(Span(kind, base, base + len(text), dict(attrs or {})))
        self._position = base + len(text) + len(BLOCK_BREAK)
        return True

    def parts(self) -> tuple[str, tuple[Span, ...]]:
        """Return the text and spans collected so far, blocks first."""
        return BLOCK_BREAK.join(self._texts), (*self._blocks, *self._inlines)

    def build(self) -> Document:
        """Return the document of everything added so far."""
        return Document(*self.parts())


_MarkKey = tuple[str, frozenset[tuple[str, str]]]


def _inline_spans(runs: list[Run], edges: list[tuple[int, int]], base: int) -> list[Span]:
    """The spans of one block's marks, each over as many neighbouring runs as share it."""
    spans: list[Span] = []
    # Marks that run on, with where their words start and end so far.
    running: dict[_MarkKey, tuple[int, int]] = {}
    for run, (start, end) in zip(runs, edges, strict=True):
        here: dict[_MarkKey, tuple[int, int]] = {}
        for mark, details in run.marks:
            key = (str(mark), frozenset(details.items()))
            low, high = running.pop(key, here.get(key, (start, start)))
            if start < end:
                low, high = (low if low < high else start), end
            here[key] = (low, high)
        spans += _ended(running, base)
        running = here
    spans += _ended(running, base)
    return sorted(spans, key=lambda span: (span.start, -span.end))


def _ended(running: Mapping[_MarkKey, tuple[int, int]], base: int) -> list[Span]:
    """Spans of the marks in ``running`` that cover words."""
    return [
        Span(kind, base + start, base + end, dict(details))
        for (kind, details), (start, end) in running.items()
        if start < end
    ]
