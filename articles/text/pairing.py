"""Which sentences of a new text carry on those of an old one, word by word.

Works on words and sentences only. A word of the new text stands for at most one word of
the old: a sentence that is spoken for is no longer there to be mistaken for another.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.text.matching import common_pairs
from articles.text.sentences import sentences
from articles.text.words import words

#: Least likeness (see :func:`_likeness`) at which a sentence counts as carried on.
FLOOR = 0.7
# A sentence already placed may have given words to another one too (it was split, or
# told in two places); that part must make up most of the other one and be worth showing.
_PART_OF_NEW, _PART_OF_OLD = 0.55, 0.15
# Words found in more sentences than this say little about which one is meant.
_COMMON = 40
_CANDIDATES = 6
_NEAR_BONUS = 0.08


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text cut into words and sentences.

    ``spans`` and ``keys`` are the words' offsets and folded forms; ``starts`` holds the
    index of each sentence's first word, and at its end the number of words.
    """

    text: str
    spans: list[tuple[int, int]]
    keys: list[str]
    starts: list[int]
    bounds: list[tuple[int, int]]

    def sentence_of(self, word: int) -> int:
        """The sentence that holds ``word``."""
        return bisect_left(self.starts, word + 1) - 1

    def sentence_keys(self, sentence: int) -> list[str]:
        """The folded words of one sentence."""
        return self.keys[self.starts[sentence] : self.starts[sentence + 1]]


def parse(text: str) -> Parsed:
    """Cut ``text`` into words and sentences; sentences without words are left out."""
    spans = words(text)
    keys = [text[start:end].casefold().replace("’", "'") for start, end in spans]
    firsts = [start for start, _ in spans]
    starts, bounds = [], []
    for start, end in sentences(text):
        low = bisect_left(firsts, start)
        if low < len(firsts) and firsts[low] < end:
            starts.append(low)
            bounds.append((start, end))
    return Parsed(text, spans, keys, [*starts, len(spans)], bounds)


def word_weights(*texts: Parsed) -> dict[str, float]:
    """How much each word tells: long and rare ones most (frequency in these texts)."""
    counts: Counter[str] = Counter()
    for parsed in texts:
        counts.update(parsed.keys)
    return {key: min(len(key), 8) / math.sqrt(count) for key, count in counts.items()}


class Pairing:
    """The words of ``old`` and the words of ``new`` that carry them on.

    ``placed[i]`` is the new word for old word ``i``, or -1. ``trust[s]`` is how like the
    old sentence ``s`` is to what carries it on: 0 if nothing does, 2 if it is the same.
    """

    def __init__(self, old: Parsed, new: Parsed, weights: dict[str, float]) -> None:
        self._old, self._new = old, new
        self._old_weights = [weights[key] for key in old.keys]
        self._new_weights = [weights[key] for key in new.keys]
        self.placed = [-1] * len(old.keys)
        self.taken = [False] * len(new.keys)
        self.trust = [0.0] * (len(old.starts) - 1)
        self._anchors: list[tuple[int, int]] = []
        self._pair_same()
        self._pair_like()

    def _pair_same(self) -> None:
        """Pair sentences whose words did not change: first those in order, then moved ones."""
        old = [tuple(self._old.sentence_keys(at)) for at in range(len(self._old.starts) - 1)]
        new = [tuple(self._new.sentence_keys(at)) for at in range(len(self._new.starts) - 1)]
        self._anchors = common_pairs(old, new)
        done = {i for i, _ in self._anchors}, {j for _, j in self._anchors}
        moved: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for j, keys in enumerate(new):
            if j not in done[1]:
                moved[keys].append(j)
        pairs = list(self._anchors)
        for i, keys in enumerate(old):
            if i not in done[0] and moved.get(keys):
                pairs.append((i, moved[keys].pop(0)))
        for i, j in pairs:
            self.trust[i] = 2.0
            self._place(zip(self._old_range(i), self._new_range(j), strict=True))

    def _pair_like(self) -> None:
        """Pair what is left, the likeliest sentences first."""
        heap = [
            (-likeness, i, j)
            for i, j in self._candidates()
            if (likeness := self._likeness(i, j)[0]) > 0
        ]
        heapq.heapify(heap)
        while heap:
            claimed, i, j = heapq.heappop(heap)
            likeness, pairs = self._likeness(i, j)
            if likeness < -claimed - 1e-9:
                # Others took words of these two in the meantime.
                if likeness > 0:
                    heapq.heappush(heap, (-likeness, i, j))
            elif self.trust[i]:
                if self._is_part(i, j, pairs):
                    self._place(pairs)
            elif likeness >= FLOOR:
                self.trust[i] = min(likeness, 2.0)
                self._place(pairs)

    def _is_part(self, i: int, j: int, pairs: Sequence[tuple[int, int]]) -> bool:
        """Whether ``pairs`` are a further part of the placed sentence ``i``."""
        shared = sum(self._old_weights[word] for word, _ in pairs)
        return shared >= _PART_OF_NEW * self._new_weight(j) and shared >= (
            _PART_OF_OLD * self._old_weight(i)
        )

    def _likeness(self, i: int, j: int) -> tuple[float, list[tuple[int, int]]]:
        """How like two sentences are (0 to about 2), and the words they share in order.

        Counted are words not yet spoken for: their part of the old sentence, half their
        part of the new one, and half the part that stands side by side in both.
        """
        mine = [word for word in self._old_range(i) if self.placed[word] < 0]
        theirs = [word for word in self._new_range(j) if not self.taken[word]]
        found = common_pairs(
            [self._old.keys[word] for word in mine], [self._new.keys[word] for word in theirs]
        )
        if not found:
            return 0.0, []
        pairs = [(mine[a], theirs[b]) for a, b in found]
        shared = sum(self._old_weights[word] for word, _ in pairs)
        runs = sum(b - a == d - c == 1 for (a, c), (b, d) in pairwise(pairs))
        size = len(self._old_range(i))
        likeness = (
            shared / self._old_weight(i)
            + 0.5 * shared / self._new_weight(j)
            + 0.5 * runs / max(1, size - 1)
        )
        return likeness + (_NEAR_BONUS if self._in_place(i, j) else 0.0), pairs

    def _in_place(self, i: int, j: int) -> bool:
        """Whether ``j`` lies between the same unchanged sentences as ``i``."""
        at = bisect_left(self._anchors, (i, -1))
        before = self._anchors[at - 1][1] if at else -1
        after = self._anchors[at][1] if at < len(self._anchors) else len(self._new.starts)
        return before < j < after

    def _candidates(self) -> list[tuple[int, int]]:
        """Pairs of unplaced sentences that share telling words."""
        homes: dict[str, list[int]] = defaultdict(list)
        for j in range(len(self._new.starts) - 1):
            if not self.taken[self._new.starts[j]]:
                for key in set(self._new.sentence_keys(j)):
                    homes[key].append(j)
        weight = dict(zip(self._old.keys, self._old_weights, strict=True))
        pairs = []
        for i in range(len(self._old.starts) - 1):
            if self.trust[i]:
                continue
            votes: dict[int, float] = defaultdict(float)
            for key in set(self._old.sentence_keys(i)):
                if len(homes.get(key, ())) <= _COMMON:
                    for j in homes.get(key, ()):
                        votes[j] += weight[key]
            best = heapq.nsmallest(_CANDIDATES, votes, key=lambda j: (-votes[j], j))
            pairs += [(i, j) for j in best]
        return pairs

    def _place(self, pairs: zip[tuple[int, int]] | Sequence[tuple[int, int]]) -> None:
        for word, there in pairs:
            self.placed[word] = there
            self.taken[there] = True

    def _old_range(self, i: int) -> range:
        return range(self._old.starts[i], self._old.starts[i + 1])

    def _new_range(self, j: int) -> range:
        return range(self._new.starts[j], self._new.starts[j + 1])

    def _old_weight(self, i: int) -> float:
        return sum(self._old_weights[self._old.starts[i] : self._old.starts[i + 1]])

    def _new_weight(self, j: int) -> float:
        return sum(self._new_weights[self._new.starts[j] : self._new.starts[j + 1]])
