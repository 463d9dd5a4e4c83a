"""Two revisions compared for display."""

from __future__ import annotations

from dataclasses import dataclass

from articles.models import Revision
from articles.text.diff import Op, diff


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed (``equal``), came (``insert``) or went (``delete``)."""

    kind: str
    text: str


def compared(old: Revision, new: Revision) -> dict[str, object]:
    """Return the headline's and the text's pieces; the text's by paragraph."""
    paragraphs = _paragraphs(_pieces(old.text, new.text))
    return {
        "headline_ops": _pieces(old.headline, new.headline),
        "ops_blocks": paragraphs,
        "changed": sum(any(piece.kind != "equal" for piece in block) for block in paragraphs),
    }


def _pieces(old: str, new: str) -> list[Piece]:
    pieces: list[Piece] = []
    for op in diff(old, new):
        pieces += _of(op, old, new)
    return pieces


def _of(op: Op, old: str, new: str) -> list[Piece]:
    if op.kind == "equal":
        return [Piece("equal", new[op.new_start : op.new_end])]
    gone = Piece("delete", old[op.old_start : op.old_end])
    come = Piece("insert", new[op.new_start : op.new_end])
    return [piece for piece in (gone, come) if piece.text]


def _paragraphs(pieces: list[Piece]) -> list[list[Piece]]:
    """Part the pieces where the text has blank lines."""
    paragraphs: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n\n")
        paragraphs[-1].append(Piece(piece.kind, first))
        paragraphs += [[Piece(piece.kind, text)] for text in others]
    return [kept for block in paragraphs if (kept := [piece for piece in block if piece.text])]
