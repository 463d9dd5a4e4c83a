"""Which items of two sequences stand for each other, in order.

Knows nothing of words or sentences: items are anything that can be hashed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

#: Largest table (items by items, in bits) worked out exactly; larger ones are first cut
#: at sequences of items that occur once on each side.
EXACT_LIMIT = 30_000_000
_GRAMS = (4, 2, 1)

Pairs = list[tuple[int, int]]


@dataclass(slots=True)
class Budget:
    """How much may still be worked out exactly, in items by items."""

    left: int
    is_spent: bool = False

    def allows(self, size: int) -> bool:
        """Take ``size`` out of the budget if it holds as much, else note that it is spent."""
        if size > self.left:
            self.is_spent = True
            return False
        self.left -= size
        return True


def common_pairs(
    old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget | None = None
) -> Pairs:
    """Return pairs ``(i, j)`` with ``old[i] == new[j]``, ascending on both sides.

    Up to :data:`EXACT_LIMIT` it is a longest common subsequence. Beyond, runs of items
    that occur once in each (patience diff, after Bram Cohen) part the sequences, and what
    cannot be parted that far is taken to have nothing in common. So is what goes beyond
    the ``budget``.
    """
    pairs: Pairs = []
    todo = [(0, len(old), 0, len(new))]
    while todo:
        low, high, left, right = todo.pop()
        while low < high and left < right and old[low] == new[left]:
            pairs.append((low, left))
            low, left = low + 1, left + 1
        while low < high and left < right and old[high - 1] == new[right - 1]:
            high, right = high - 1, right - 1
            pairs.append((high, right))
        if low == high or left == right:
            continue
        size = (high - low) * (right - left)
        if size <= EXACT_LIMIT:
            if budget is None or budget.allows(size):
                found = _longest(old[low:high], new[left:right])
                pairs += [(low + i, left + j) for i, j in found]
        else:
            todo += _parted(old, new, (low, high, left, right))
    return sorted(pairs)


def _parted(
    old: Sequence[Hashable], new: Sequence[Hashable], bounds: tuple[int, int, int, int]
) -> Iterator[tuple[int, int, int, int]]:
    """Smaller stretches between anchors; none if there are no anchors."""
    low, high, left, right = bounds
    for size in _GRAMS:
        mine, theirs = _once(old, low, high, size), _once(new, left, right, size)
        anchors = [(at, theirs[gram]) for gram, at in mine.items() if gram in theirs]
        chain = increasing(sorted(anchors))
        if chain:
            break
    else:
        return
    for i, j in chain:
        yield low, i, left, j
        low, left = i, j
    # Stretches from the second on begin with an anchor, so every one gets smaller.
    yield low, high, left, right


def _once(items: Sequence[Hashable], low: int, high: int, size: int) -> dict[Hashable, int]:
    """Where each run of ``size`` items that occurs once starts."""
    seen: dict[Hashable, int] = {}
    for at in range(low, high - size + 1):
        gram = tuple(items[at : at + size])
        seen[gram] = -1 if gram in seen else at
    return {gram: at for gram, at in seen.items() if at >= 0}


def increasing(pairs: Sequence[tuple[int, int]]) -> Pairs:
    """The longest chain of ``pairs`` (first members ascending) ascending in both."""
    tails: list[int] = []
    heads: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        before.append(heads[place - 1] if place else -1)
        if place == len(tails):
            tails.append(j)
            heads.append(index)
        else:
            tails[place], heads[place] = j, index
    chain, at = [], heads[-1] if heads else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _longest(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """A longest common subsequence, a machine word of columns at a time.

    Bit vectors after H. Hyyrö, "Bit-parallel LCS-length computation revisited" (2004):
    bit ``j`` of row ``i`` is unset where the table's value steps up at column ``j``.
    """
    columns: dict[Hashable, int] = {}
    for j, item in enumerate(new):
        columns[item] = columns.get(item, 0) | 1 << j
    row = full = (1 << len(new)) - 1
    rows = []
    for item in old:
        hits = row & columns.get(item, 0)
        row = ((row + hits) | (row - hits)) & full
        rows.append(row)
    pairs, i, j = [], len(old), len(new)
    while i and j:
        if rows[i - 1] >> (j - 1) & 1:
            j -= 1
            continue
        i -= 1
        if not i or rows[i - 1] >> (j - 1) & 1:
            j -= 1
            pairs.append((i, j))
    return pairs[::-1]
