"""What a version of a saying left out, changed or put in, against the fullest one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from articles.text.saying import MOST_WORDS, Block, kept_blocks
from articles.text.spoken import Word, spoken_words


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that were ``kept``, ``left`` out, or are this version's ``own``."""

    kind: Literal["kept", "left", "own"]
    text: str


def trimmed(full: str, version: str) -> list[Piece]:
    """Return ``version`` in pieces, with what ``full`` has beyond it.

    Kept and own pieces joined are ``version``; those left out are stripped, and stand where
    ``full`` has them. Case, marks and spelling make no difference; see `articles.text.spoken`.
    """
    mine, theirs = spoken_words(full)[:MOST_WORDS], spoken_words(version)[:MOST_WORDS]
    blocks = kept_blocks(_keys(mine), _keys(theirs))
    cuts, there = _cuts(full, mine), _cuts(version, theirs)
    edges = [Block(0, 0, 0), *blocks, Block(len(mine), len(theirs), 0)]
    return list(_joined(_pieces(full, version, edges, cuts, there)))


def _pieces(
    full: str, version: str, edges: list[Block], cuts: list[int], there: list[int]
) -> Iterator[Piece]:
    for before, block in pairwise(edges):
        a, b = before.a + before.size, before.b + before.size
        yield Piece("left", full[cuts[a] : cuts[block.a]].strip())
        yield Piece("own", version[there[b] : there[block.b]])
        yield Piece("kept", version[there[block.b] : there[block.b + block.size]])


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Leave out empty pieces, and of the full version what is marks alone."""
    for piece in pieces:
        if piece.text and (piece.kind != "left" or any(map(str.isalnum, piece.text))):
            yield piece


def _keys(found: list[Word]) -> tuple[str, ...]:
    # A word nobody spoke is like no other: its place makes it so.
    return tuple(word.key or f"[{word.start}]" for word in found)


def _cuts(text: str, found: list[Word]) -> list[int]:
    """Where each word's part of the text begins; after the last, the text's end.

    Marks go with the word they stand at: ``said.” “We`` is cut before the second mark.
    """
    cuts = [0]
    for word, following in pairwise(found):
        between = text[word.end : following.start]
        space = max((at for at, letter in enumerate(between) if letter.isspace()), default=-1)
        cuts.append(word.end + space + 1 if space >= 0 else following.start)
    return [*cuts, len(text)] if found else [0]
