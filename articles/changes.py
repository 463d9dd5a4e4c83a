"""Two revisions compared for display: pieces of words, gathered into changes to step through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from articles.models import Revision
from articles.pipeline.revising import describe_changes
from articles.text.diff import WORD_PAIRS, Op, diff_within

#: Unchanged paragraphs shown beside a change, and fewer than this many folded away.
_BESIDE, _FEWEST_FOLDED = 1, 2


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed (``equal``), came (``insert``) or went (``delete``)."""

    kind: str
    text: str


Paragraph = list[Piece]


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring paragraphs that all changed, or all stayed as they were.

    A changed part has its ``number``, from 1. Of a long unchanged part ``paragraphs``
    are the ones before ``folded`` and ``after`` those behind.
    """

    paragraphs: list[Paragraph]
    number: int = 0
    folded: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of one revision in another."""

    headline: Paragraph
    parts: list[Part]
    #: How many parts changed.
    count: int
    #: Whether all was compared word by word; else some passages are shown as replaced.
    is_complete: bool

    @property
    def headline_changed(self) -> bool:
        """Whether the headline is another."""
        return _is_changed(self.headline)


def compared(old: Revision, new: Revision) -> Comparison:
    """Return what changed from ``old`` to ``new``; no query. Takes a second at most."""
    headline, _ = diff_within(old.headline, new.headline)
    ops, is_complete = diff_within(old.text, new.text, WORD_PAIRS)
    paragraphs = _paragraphs(_pieces(ops, old.text, new.text))
    parts = list(_parts(paragraphs))
    return Comparison(
        headline=list(_pieces(headline, old.headline, new.headline)),
        parts=parts,
        count=sum(part.number > 0 for part in parts),
        is_complete=is_complete,
    )


def words_changed(old: str, new: str) -> Paragraph:
    """Return what changed between two passages, in pieces; no query."""
    ops, _is_complete = diff_within(old, new)
    return list(_pieces(ops, old, new))


def kinds_of_change(old: Revision, new: Revision) -> dict[str, object]:
    """Return what ``Revision.changes`` holds, for any two revisions.

    What was counted when the newer one came is taken where it is there; else it costs
    two SQL queries and up to a second.
    """
    if new.changes and new.number == old.number + 1:
        return dict(new.changes)
    if old.pk == new.pk:
        return {}
    return describe_changes(
        old.headline,
        old.text,
        new.headline,
        new.text,
        old_quotes=list(old.quotes.values_list("text", flat=True)),
        new_quotes=list(new.quotes.values_list("text", flat=True)),
        old_correction=old.correction,
        new_correction=new.correction,
    ).to_json()


def _pieces(ops: Iterable[Op], old: str, new: str) -> Iterator[Piece]:
    for op in ops:
        come = new[op.new_start : op.new_end]
        if op.kind == "equal":
            yield Piece("equal", come)
            continue
        if gone := old[op.old_start : op.old_end]:
            yield Piece("delete", gone)
        if come:
            yield Piece("insert", come)


def _paragraphs(pieces: Iterable[Piece]) -> list[Paragraph]:
    """Part the pieces where the text has blank lines."""
    paragraphs: list[Paragraph] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n\n")
        paragraphs[-1].append(Piece(piece.kind, first))
        paragraphs += [[Piece(piece.kind, text)] for text in others]
    return [kept for block in paragraphs if (kept := [piece for piece in block if piece.text])]


def _is_changed(paragraph: Paragraph) -> bool:
    return any(piece.kind != "equal" for piece in paragraph)


def _parts(paragraphs: list[Paragraph]) -> Iterator[Part]:
    """Gather neighbours, number the changes, and fold what is far from any."""
    groups = [(changed, list(group)) for changed, group in groupby(paragraphs, _is_changed)]
    number = 0
    for at, (changed, group) in enumerate(groups):
        if changed:
            number += 1
            yield Part(group, number)
            continue
        before = _BESIDE if at else 0
        behind = len(group) - (_BESIDE if at + 1 < len(groups) else 0)
        if behind - before < _FEWEST_FOLDED:
            yield Part(group)
        else:
            yield Part(group[:before], 0, group[before:behind], group[behind:])
