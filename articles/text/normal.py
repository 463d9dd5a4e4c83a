"""The normal form of every piece of text Newsdesk stores.

Does not know about blocks, spans or markup; it maps a string to a string.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Characters that draw nothing and would make two equal-looking passages differ
# (soft hyphen, zero-width space, word joiner, BOM), or that reorder what a reader
# sees (bidirectional overrides and embeddings, UAX #9). The joiners U+200C and
# U+200D and the marks U+200E and U+200F stay: emoji, Persian and Hebrew need them.
_INVISIBLE = "\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069"
# C0 and C1 controls other than white space, lone surrogates, and the code points
# Unicode reserves as "not characters" at the end of the first plane.
_FORBIDDEN = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef"
_DROP = re.compile(f"[{_INVISIBLE}{_FORBIDDEN}]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")


# Runs of marks on one letter are put in order by a sort that takes the square of their
# number, so they are cut at the length Unicode's stream-safe format allows (UAX #15,
# D3). Only stretches free of Latin, Han and Hangul letters need a closer look.
_MAX_MARKS = 30
_MAYBE_MARKS = re.compile(rf"[^\s\x00-\u02ff\u3100-\ud7ff]{{{_MAX_MARKS + 1},}}")
# Code points besides marks that may melt into the one before: conjoining Hangul vowels
# and finals, and two Kirat Rai vowels (UAX #15, "NFC_QC=Maybe").
_MAY_JOIN = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff\U00016d63-\U00016d6a]")


def clean(text: str) -> str:
    r"""Return ``text`` in NFC without invisible, control or unpaired characters.

    Line ends become ``\n``; nothing else about white space changes. Of more than 30
    marks in a row on one letter the rest is dropped.
    """
    return unicodedata.normalize("NFC", _printable(text))


def one_line(text: str) -> str:
    """Return ``text`` cleaned, every run of white space one space, ends stripped."""
    return " ".join(clean(text).split())


def flow(text: str) -> str:
    r"""Return the text of one block: cleaned, runs of space folded to one space.

    A line break (``<br>`` in the source) stays as a single ``\n``; blank lines
    cannot occur, because a blank line is what parts two blocks.
    """
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    return "\n".join(line for line in lines if line)


def flow_pieces(pieces: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return ``flow`` of the joined ``pieces`` and where each piece's words stand in it.

    The second value has one ``(start, end)`` per piece, in code points of the text
    returned; space at a piece's ends belongs to none, and a mark that melts into the
    letter before it belongs to that letter's piece. Takes linear time.
    """
    composed = _composed_pieces([_LINE_END.sub("\n", _DROP.sub("", piece)) for piece in pieces])
    joined = "".join(composed)
    tail = len(joined.rstrip())
    lead = min(tail, len(joined) - len(joined.lstrip()))
    folds = [fold.span() for fold in _SPACES.finditer(joined, lead, tail)]
    edges: list[tuple[int, int]] = []
    at, fold, lost, last = 0, 0, lead, 0
    for piece in composed:
        start, end = at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip())
        at += len(piece)
        if start >= end:
            edges.append((last, last))
            continue
        # Folds that end by ``start`` come before the piece, others up to ``end`` inside.
        while fold < len(folds) and folds[fold][1] <= start:
            lost += folds[fold][1] - folds[fold][0] - 1
            fold += 1
        low = start - lost
        while fold < len(folds) and folds[fold][1] <= end:
            lost += folds[fold][1] - folds[fold][0] - 1
            fold += 1
        last = end - lost
        edges.append((low, last))
    text = _SPACES.sub(lambda m: "\n" if "\n" in m[0] else " ", joined[lead:tail])
    return text, edges


def may_join(character: str) -> bool:
    """Whether NFC may melt ``character`` into the one before it, or move it."""
    return unicodedata.category(character)[0] == "M" or _MAY_JOIN.match(character) is not None


def _printable(text: str) -> str:
    """Drop what is never stored and bound runs of marks."""
    # What is printable holds nothing of the two patterns, which take 50 times as long.
    if not text.replace("\n", "").replace("\xa0", "").isprintable():
        text = _DROP.sub("", _LINE_END.sub("\n", text))
    if text.isascii():
        return text
    return _MAYBE_MARKS.sub(lambda run: _bounded(run[0]), text)


def _bounded(text: str) -> str:
    """Cut every run of marks in ``text`` to the first 30."""
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def _composed_pieces(pieces: Sequence[str]) -> list[str]:
    """Bring pieces to NFC so that joined they are the NFC of the whole."""
    joined = "".join(pieces)
    cuts, at, last = [], 0, 0
    for piece in pieces:
        at += len(piece)
        last = max(last, at)
        while last < len(joined) and may_join(joined[last]):
            last += 1
        cuts.append(last)
    bounds = zip([0, *cuts], cuts, strict=False)
    return [clean(joined[start:end]) for start, end in bounds]
