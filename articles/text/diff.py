"""What changed between two texts, word by word, for display.

Unchanged paragraphs are found first, then sentences, then words; chance matches between
two changes are folded into them, so that a reader sees phrases and not confetti.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from articles.text.matching import Budget, common_pairs
from articles.text.sentences import sentences
from articles.text.words import tokens

Kind = Literal["equal", "insert", "delete", "replace"]
Stretch = tuple[int, int]

_BREAK = re.compile(r"\n{2,}")
# An unchanged run of this many words is worth showing whatever stands around it.
_ISLAND_WORDS = 3
#: Pairs of words compared for a page; an edited article has far fewer, and a second's work
#: is several times as many.
WORD_PAIRS = 100_000_000


@dataclass(frozen=True, slots=True)
class Op:
    """One step from the old text to the new one, in code points of each.

    ``old_start:old_end`` became ``new_start:new_end``; the first is empty for an insert,
    the second for a delete.
    """

    kind: Kind
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def diff(old: str, new: str) -> list[Op]:
    """Return the steps from ``old`` to ``new``: they cover both texts wholly, in order.

    No two neighbours are of the same kind. Takes time about linear in the words where the
    texts share sentences; see :func:`articles.text.matching.common_pairs` for the rest.
    """
    return diff_within(old, new, None)[0]


def diff_within(old: str, new: str, most: int | None = WORD_PAIRS) -> tuple[list[Op], bool]:
    """Return the steps as :func:`diff` does, and whether all was compared word by word.

    ``most`` bounds the work, in pairs of an old word and a new one that are compared
    exactly. Small stretches go first; what is left over is given as replaced whole.
    """
    matched: list[tuple[Stretch, Stretch]] = []
    gaps = [
        inner
        for bounds in _gaps(old, new, _paragraphs, (0, len(old), 0, len(new)), matched)
        for inner in _gaps(old, new, sentences, bounds, matched)
    ]
    budget = None if most is None else Budget(most)
    for bounds in sorted(gaps, key=_size):
        matched += _words(old, new, bounds, budget)
    runs = _joined(old, new, sorted(matched))
    return _steps(old, new, _slid(old, new, runs)), not (budget and budget.is_spent)


def _size(bounds: _Bounds) -> int:
    low, high, left, right = bounds
    return (high - low) * (right - left)


_Bounds = tuple[int, int, int, int]


def _paragraphs(text: str, start: int, end: int) -> list[Stretch]:
    """The blocks of ``text[start:end]``."""
    found, at = [], start
    for gap in _BREAK.finditer(text, start, end):
        found.append((at, gap.start()))
        at = gap.end()
    return [(low, high) for low, high in (*found, (at, end)) if low < high]


def _gaps(
    old: str,
    new: str,
    cut: Callable[[str, int, int], list[Stretch]],
    bounds: _Bounds,
    matched: list[tuple[Stretch, Stretch]],
) -> Iterator[_Bounds]:
    """Match equal parts within ``bounds`` and yield the stretches between them."""
    low, high, left, right = bounds
    mine, theirs = cut(old, low, high), cut(new, left, right)
    pairs = common_pairs([old[a:b] for a, b in mine], [new[a:b] for a, b in theirs])
    for i, j in pairs:
        matched.append((mine[i], theirs[j]))
        if low < mine[i][0] or left < theirs[j][0]:
            yield low, mine[i][0], left, theirs[j][0]
        low, left = mine[i][1], theirs[j][1]
    if low < high or left < right:
        yield low, high, left, right


def _words(
    old: str, new: str, bounds: _Bounds, budget: Budget | None
) -> list[tuple[Stretch, Stretch]]:
    """The words that stay within ``bounds``, without chance matches."""
    low, high, left, right = bounds
    mine, theirs = _tokens(old, low, high), _tokens(new, left, right)
    pairs = common_pairs([old[a:b] for a, b in mine], [new[a:b] for a, b in theirs], budget)
    return [(mine[i], theirs[j]) for i, j in _without_islands(mine, theirs, pairs)]


def _tokens(text: str, start: int, end: int) -> list[Stretch]:
    """Words, symbols and blank lines of ``text[start:end]``."""
    breaks = [gap.span() for gap in _BREAK.finditer(text, start, end)]
    found = tokens(text, start, end)
    return sorted(found + breaks) if breaks else found


def _without_islands(
    mine: list[Stretch], theirs: list[Stretch], pairs: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Drop unchanged runs that are short beside the changes on both their sides."""
    runs: list[list[tuple[int, int]]] = []
    for pair in pairs:
        if runs and runs[-1][-1] == (pair[0] - 1, pair[1] - 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    kept: list[tuple[int, int]] = []
    before = (-1, -1)
    letters = _letters(mine), _letters(theirs)
    for index, run in enumerate(runs):
        after = runs[index + 1][0] if index + 1 < len(runs) else (len(mine), len(theirs))
        size = letters[0][run[-1][0] + 1] - letters[0][run[0][0]]
        lost = _change(letters, before, run[0]), _change(letters, run[-1], after)
        if len(run) >= _ISLAND_WORDS or size > min(lost):
            kept += run
            before = run[-1]
    return kept


def _change(
    letters: tuple[list[int], list[int]], before: tuple[int, int], after: tuple[int, int]
) -> int:
    """How many letters the change between two matched tokens shows."""
    mine, theirs = letters
    return max(
        mine[after[0]] - mine[before[0] + 1],
        theirs[after[1]] - theirs[before[1] + 1],
    )


def _letters(found: list[Stretch]) -> list[int]:
    """How many letters the tokens before each one have together."""
    return list(accumulate((end - start for start, end in found), initial=0))


def _joined(
    old: str, new: str, matched: list[tuple[Stretch, Stretch]]
) -> list[tuple[int, int, int]]:
    """Unchanged stretches as ``(old start, new start, length)``, across equal space."""
    runs: list[tuple[int, int, int]] = []
    for (start, end), (there, _) in matched:
        if runs:
            low, left, size = runs[-1]
            between = old[low + size : start]
            if new[left + size : there] == between and not between.strip():
                runs[-1] = (low, left, end - low)
                continue
        runs.append((start, there, end - start))
    return runs


def _slid(old: str, new: str, runs: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Move paragraphs that came or went to their own bounds, where a full stop blurs them.

    "A.[+ B.+]" and "A[+. B+]." are the same change, and only the first reads as one.
    """
    slid = list(runs)
    for at, (low, left, size) in enumerate(slid[:-1]):
        high, right, length = slid[at + 1]
        end, stop = low + size, left + size
        if end != high and stop != right:
            continue
        gap = new[stop:right] if end == high else old[end:high]
        head, tail = gap.find("\n\n"), len(gap) - gap.rfind("\n\n") - 2
        if head < 0:
            continue
        # A run may be used up only where nothing else changed behind it, or before it.
        is_last = (high + length, right + length) == (len(old), len(new))
        is_first = (low, left) == (0, 0)
        if 0 < head < length + is_last and new.startswith(gap[:head], right):
            step = head
        elif 0 < tail < size + is_first and new.endswith(gap[-tail:], 0, stop):
            step = -tail
        else:
            continue
        slid[at] = (low, left, size + step)
        slid[at + 1] = (high + step, right + step, length - step)
    return slid


def _steps(old: str, new: str, runs: list[tuple[int, int, int]]) -> list[Op]:
    """Lay runs and the changes between them out in order; equal space goes to the runs."""
    ops: list[Op] = []
    edges = [(0, 0, 0), *runs, (len(old), len(new), 0)]
    start = there = 0
    for (low, left, size), (high, right, _) in pairwise(edges):
        end, stop = low + size, left + size
        while end < high and stop < right and _same_space(old[end], new[stop]):
            end, stop = end + 1, stop + 1
        while end < high and stop < right and _same_space(old[high - 1], new[right - 1]):
            high, right = high - 1, right - 1
        if (end, stop) == (high, right):
            continue
        if start < end:
            ops.append(Op("equal", start, end, there, stop))
        ops.append(Op(_kind(end < high, stop < right), end, high, stop, right))
        start, there = high, right
    if start < len(old):
        ops.append(Op("equal", start, len(old), there, len(new)))
    return ops


def _same_space(mine: str, theirs: str) -> bool:
    return mine == theirs and mine.isspace()


def _kind(lost: bool, gained: bool) -> Kind:
    """What a change that lost words, gained some, or both, is called."""
    if lost and gained:
        return "replace"
    return "delete" if lost else "insert"
