"""Near-identical texts: a small sketch to find them by, and how much they share exactly.

A text is the set of its runs of words. The sketch keeps those with the smallest hashes,
the same ones in every text that holds them: bottom-k sketches after A. Broder, "On the
resemblance and containment of documents" (1997). Knows no language and no outlet.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from zlib import crc32

#: Values in a sketch, at most.
SIZE = 24
#: Words in a run of the sketch: long enough that unrelated texts share none.
_RUN = 5
#: Words in a run of the comparison: short, so that a changed word spoils few of them.
_SHARED_RUN = 3
#: A text with fewer words has no sketch: any two notes of a line are alike.
FEWEST_WORDS = 40

# Scripts written without spaces: each letter counts as one word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30fe\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(r"\w+")
_MIXED_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")


def sketch(text: str) -> list[int]:
    """Return at most :data:`SIZE` signed 64-bit hashes of runs of words, ascending.

    The same on every machine. Two texts whose :func:`similarity` is 0.8 or more share two
    values or more in all but one case in hundred thousands; unrelated ones share none.
    Empty for fewer than :data:`FEWEST_WORDS` words. Linear time.
    """
    words = _words(text)
    if len(words) < FEWEST_WORDS:
        return []
    data = " ".join(words).encode("utf-8", "replace").split(b" ")
    runs = list(map(b" ".join, zip(*(data[at:] for at in range(_RUN)), strict=False)))
    # The quick hash chooses, the long one names: 32 bits are too few for a large desk.
    by_hash = dict(zip(map(crc32, runs), runs, strict=True))
    return sorted({_name(by_hash[key]) for key in sorted(by_hash)[:SIZE]})


def similarity(a: str, b: str) -> float:
    """Return the share of runs of three words that two texts have in common, 0 to 1.

    That is Dice's coefficient: 1 for the same words in the same order, whatever their
    case, marks and spacing. A text of fewer than three words is like its equal only.
    Linear time.
    """
    mine, theirs = _words(a), _words(b)
    if min(len(mine), len(theirs)) < _SHARED_RUN:
        return float(mine == theirs)
    first, second = _runs(mine), _runs(theirs)
    return 2 * len(first & second) / (len(first) + len(second))


def overlap(a: str, b: str) -> float:
    """Return the share of the shorter text's runs of three words that the other has, 0 to 1.

    1 where one text holds all of the other, however much longer it is. 0 for texts of fewer
    than three words. Linear time.
    """
    first, second = _runs(_words(a)), _runs(_words(b))
    fewer = min(len(first), len(second))
    return len(first & second) / fewer if fewer else 0.0


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text).casefold().replace("\u00ad", "")
    pattern = _MIXED_WORD if _IS_UNSPACED.search(text) else _WORD
    return pattern.findall(text)


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[at:] for at in range(_SHARED_RUN)), strict=False))


def _name(run: bytes) -> int:
    return int.from_bytes(blake2b(run, digest_size=8).digest(), "big", signed=True)
