"""Whether two quotations are the same words, trimmed or edited by whoever printed them.

Outlets shorten what somebody said, drop words from its middle, change a letter or put a
word of their own in brackets. What is left is runs of words in the same order. They count
only where they are long enough and hold words that not everybody says: "thank you very
much" is no saying, whoever says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from hashlib import blake2b
from typing import NamedTuple

from articles.text.spoken import is_telling, keys

#: Words in a run of the sketch. Each has at least one telling word.
RUN = 4
#: Values in a sketch; a longer quotation keeps the smallest ones.
MOST_VALUES = 256
#: Words that are compared of one quotation.
MOST_WORDS = 400
# A run this long is no accident; shorter ones count beside another run, this near to it.
_OWN_RIGHT, _NEAR = 3, 2
# Share of the shorter quotation's words that the longer one has, where it is a part of it.
_PART = 0.75


class Speakers(Enum):
    """What is known of who says either of two quotations."""

    SAME = "same"
    UNKNOWN = "unknown"
    OTHER = "other"


class _Needed(NamedTuple):
    """Fewest words, and telling ones among them, where one is part of the other, or not."""

    part: int
    part_telling: int
    run: int
    run_telling: int


# Two people may say the same words; the less is known, the more has to agree.
_NEEDED = {
    Speakers.SAME: _Needed(4, 2, 9, 3),
    Speakers.UNKNOWN: _Needed(6, 2, 11, 4),
    Speakers.OTHER: _Needed(10, 4, 14, 5),
}


class Block(NamedTuple):
    """``size`` equal words: from ``a`` in the one, from ``b`` in the other."""

    a: int
    b: int
    size: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two quotations share: words, telling ones, and the longest run of either kind.

    A run goes on across one word that was changed, dropped or put in.
    """

    words: int
    telling: int
    run: int
    run_telling: int
    #: Share of the shorter one's words.
    share: float


def sketch(text: str) -> list[int]:
    """Return signed 64-bit hashes of runs of :data:`RUN` words, ascending.

    The same on every machine. Two quotations that share a run with a telling word share a
    value. Empty for fewer words than a run has. Linear time.
    """
    found = keys(text)
    values = {
        _hash(found[at : at + RUN])
        for at in range(len(found) - RUN + 1)
        if any(map(is_telling, found[at : at + RUN]))
    }
    return sorted(values)[:MOST_VALUES]


def _hash(run: tuple[str, ...]) -> int:
    data = " ".join(run).encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)


def same_words(
    a: tuple[str, ...], b: tuple[str, ...], speakers: Speakers = Speakers.UNKNOWN
) -> bool:
    """Whether two quotations, given as :func:`articles.text.spoken.keys`, are one saying.

    Symmetric. Takes about a tenth of a millisecond for two long sentences.
    """
    found, needed = likeness(a, b), _NEEDED[speakers]
    is_part = found.share >= _PART
    if is_part and found.words >= needed.part and found.telling >= needed.part_telling:
        return True
    return found.run >= needed.run and found.run_telling >= needed.run_telling


def likeness(a: tuple[str, ...], b: tuple[str, ...]) -> Likeness:
    """Return what two quotations share. Symmetric."""
    if (len(b), b) < (len(a), a):
        a, b = b, a
    a, b = a[:MOST_WORDS], b[:MOST_WORDS]
    telling = [is_telling(key) for key in a]
    words = told = run = run_told = best = best_told = 0
    end_a = end_b = -2
    for at, there, size in kept_blocks(a, b):
        if at - end_a > 1 or there - end_b > 1:
            run = run_told = 0
        count = sum(telling[at : at + size])
        words, told, run, run_told = words + size, told + count, run + size, run_told + count
        if run > best:
            best, best_told = run, run_told
        end_a, end_b = at + size, there + size
    return Likeness(words, told, best, best_told, words / len(a) if a else 0.0)


def kept_blocks(a: tuple[str, ...], b: tuple[str, ...]) -> list[Block]:
    """Return the words that both have, in order of both; single words far from others left out."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    found = [Block(*block) for block in matcher.get_matching_blocks() if block.size]
    least = min(_OWN_RIGHT, len(a), len(b))
    kept = [block.size >= least for block in found]
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for at in order:
            beside = at - 1 if order.step > 0 else at + 1
            kept[at] = kept[at] or (kept[beside] and _is_near(found[at], found[beside]))
    return [block for block, keep in zip(found, kept, strict=True) if keep]


def _is_near(one: Block, other: Block) -> bool:
    first, second = min(one, other), max(one, other)
    return second.a - first.a - first.size <= _NEAR and second.b - first.b - first.size <= _NEAR
