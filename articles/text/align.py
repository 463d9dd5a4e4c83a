"""Carries passages from one revision of a text to the next.

Unchanged, moved, split, merged and reworded sentences are followed; what has no clear
continuation is an orphan. A passage is never moved to words that stand for others.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from articles.text.pairing import Pairing, parse, word_weights

State = Literal["attached", "changed", "orphan"]

#: Least score at which a passage counts as attached, or as changed.
ATTACHED = 0.65
CHANGED = 0.25
# Words put into one sentence, and between several, that do not part a passage.
_GAP, _GAP_OF_SEVERAL = 16, 48
# So many words together are taken for the same where they stand again, if that is one place.
_TELLING_WORDS = 3


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a passage stands in the new text, in code points; None if it is gone.

    ``score`` is the part of the passage that is still there, from 0 to 1, rare and long
    words counting most.
    """

    state: State
    start: int | None
    end: int | None
    score: float


class Alignment:
    """Two texts, and for every word of the old one its place in the new one, if any."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._old, self._new = parse(old), parse(new)
        weights = word_weights(self._old, self._new)
        self._weights = [weights[key] for key in self._old.keys]
        self._new_weights = [weights[key] for key in self._new.keys]
        self._pairing = Pairing(self._old, self._new, weights)
        self._ends = [end for _, end in self._old.spans]
        self._starts = [start for start, _ in self._old.spans]

    def carry(self, start: int, end: int) -> Carried:
        """Place the passage ``old[start:end]``; takes time linear in its words.

        Raises ValueError if the passage is empty or not inside the old text.
        """
        if not 0 <= start < end <= len(self.old):
            raise ValueError(f"no passage {start}:{end} in a text of {len(self.old)}")
        first, last = bisect_left(self._ends, start + 1), bisect_left(self._starts, end)
        if first >= last:
            return self._carry_wordless(start, end, first)
        pairs = [
            (word, there)
            for word in range(first, last)
            if (there := self._pairing.placed[word]) >= 0
        ]
        if not pairs:
            return self._unclaimed(start, end, first, last) or Carried("orphan", None, None, 0.0)
        exact = self._exact(start, end, pairs, last - first)
        exact = exact or self._unclaimed(start, end, first, last)
        if exact:
            return exact
        return self._changed(start, end, first, last, pairs)

    def _exact(
        self, start: int, end: int, pairs: list[tuple[int, int]], size: int
    ) -> Carried | None:
        """The place of a passage that stands unchanged, character by character."""
        word, there = pairs[0]
        if len(pairs) != size or pairs[-1][1] - there != size - 1:
            return None
        shift = self._new.spans[there][0] - self._old.spans[word][0]
        if start + shift < 0 or self.new[start + shift : end + shift] != self.old[start:end]:
            return None
        return Carried("attached", start + shift, end + shift, 1.0)

    def _unclaimed(self, start: int, end: int, first: int, last: int) -> Carried | None:
        """The only place of the very words, where they stand for no others.

        For words whose sentence was taken apart: they are found once in either text, and
        nothing else was carried there.
        """
        passage = self.old[start:end]
        at = self.new.find(passage) if last - first >= _TELLING_WORDS else -1
        if at < 0 or self.new.find(passage, at + 1) >= 0 or self.old.count(passage) > 1:
            return None
        spans = self._new.spans
        there = bisect_left(spans, (at, at))
        shift = at - start
        for word in range(first, last):
            place = there + word - first
            low, high = self._old.spans[word]
            if place >= len(spans) or spans[place] != (low + shift, high + shift):
                return None
            if self._pairing.taken[place] and self._pairing.placed[word] != place:
                return None
        return Carried("attached", at, at + end - start, 1.0)

    def _carry_wordless(self, start: int, end: int, after: int) -> Carried:
        """Place a passage without words: it goes where the words around it went."""
        placed, spans = self._pairing.placed, self._old.spans
        for word in (after - 1, after):
            if 0 <= word < len(placed) and placed[word] >= 0:
                shift = self._new.spans[placed[word]][0] - spans[word][0]
                low, high = start + shift, end + shift
                if low >= 0 and self.new[low:high] == self.old[start:end]:
                    return Carried("attached", low, high, 1.0)
        return Carried("orphan", None, None, 0.0)

    def _changed(
        self, start: int, end: int, first: int, last: int, pairs: list[tuple[int, int]]
    ) -> Carried:
        """Place a passage whose words changed: at the densest cluster of what is left."""
        cluster = self._densest(pairs, self._gap(first, last))
        total = sum(self._weights[first:last])
        kept = sum(self._weights[word] for word, _ in cluster)
        low, high = cluster[0][1], cluster[-1][1]
        # What was put in between counts half as much as what was lost.
        added = sum(self._new_weights[low : high + 1]) - kept
        score = round(kept / (total + 0.5 * max(0.0, added)), 4)
        if score < CHANGED:
            return Carried("orphan", None, None, score)
        low, high = self._to_sentence_ends(start, end, low, high)
        state: State = "attached" if score >= ATTACHED else "changed"
        begin, stop = self._new.spans[low][0], self._new.spans[high][1]
        begin, stop = self._with_marks(start, end, begin, stop)
        return Carried(state, begin, stop, score)

    def _gap(self, first: int, last: int) -> int:
        """How many words may have been put into a passage before its parts are apart."""
        if self._old.sentence_of(first) != self._old.sentence_of(last - 1):
            return _GAP_OF_SEVERAL
        return min(_GAP, last - first + 4)

    def _densest(self, pairs: list[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
        """The heaviest group of new places without a gap of more than ``gap`` words."""
        ordered = sorted(pairs, key=lambda pair: pair[1])
        groups = [[ordered[0]]]
        for pair in ordered[1:]:
            if pair[1] - groups[-1][-1][1] > gap:
                groups.append([])
            groups[-1].append(pair)
        return max(groups, key=lambda group: sum(self._weights[word] for word, _ in group))

    def _to_sentence_ends(self, start: int, end: int, low: int, high: int) -> tuple[int, int]:
        """Widen to whole sentences at the ends where the passage covered whole ones."""
        new = self._new
        limit = max(3, (high - low + 1) // 2)
        first = new.starts[new.sentence_of(low)]
        if any(start <= bound[0] < end for bound in self._old.bounds) and low - first <= limit:
            low = first
        last = new.starts[new.sentence_of(high) + 1] - 1
        if any(start < bound[1] <= end for bound in self._old.bounds) and last - high <= limit:
            high = last
        return low, high

    def _with_marks(self, start: int, end: int, begin: int, stop: int) -> tuple[int, int]:
        """Take in the punctuation the passage began and ended with, where it is there."""
        lead = self.old[start : min(end, self._starts[bisect_left(self._ends, start + 1)])]
        while lead and self.new[max(0, begin - len(lead)) : begin] != lead:
            lead = lead[1:]
        tail = self.old[max(start, self._ends[bisect_left(self._starts, end) - 1]) : end]
        while tail and not self.new.startswith(tail, stop):
            tail = tail[:-1]
        return begin - len(lead), stop + len(tail)


def align(old: str, new: str) -> Alignment:
    """Align two revisions; takes time about linear in their words."""
    return Alignment(old, new)
