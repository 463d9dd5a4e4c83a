"""Finds a quoted passage in a text without the text it was quoted from.

A ladder: the words as they stand, told apart by their context and the place they had;
the words but for case, spacing and kinds of quotation marks; words that are like them.
Where two places are as good as each other the answer is never *attached*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import Literal

from annotations.anchoring.folding import Folded, fold, fold_words
from annotations.anchoring.selectors import TextQuoteSelector
from articles.text.matching import common_pairs
from articles.text.pairing import Parsed, parse, word_weights

State = Literal["attached", "changed", "orphan"]

#: Least score of a fuzzy match that counts at all, and of one that counts as attached.
FLOOR, SURE = 0.38, 0.8
#: How much better than the next place one must be.
MARGIN = 0.1
#: Context agreement below which a short quote's only occurrence is taken for a lookalike.
STRANGE = 0.3
_TELLING_WORDS = 5
_CONTEXT = 64
_MOST_PLACES = 400
_WINDOWS = 8
_COMMON = 60


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a passage stands, in code points; ``start`` and ``end`` None for an orphan.

    ``score`` tells how sure the place is, from 0 to 1.
    """

    state: State
    start: int | None
    end: int | None
    score: float


_ORPHAN = Placement("orphan", None, None, 0.0)


@dataclass(frozen=True, slots=True)
class _Place:
    """One candidate: how like its words are, and how like its context (None: unknown)."""

    start: int
    end: int
    words: float
    context: float | None

    @property
    def score(self) -> float:
        if self.context is None:
            return self.words
        return self.words * (0.7 + 0.3 * self.context)


def locate(text: str, quote: TextQuoteSelector, position: int | None = None) -> Placement:
    """Place ``quote`` in ``text``; ``position`` is the code point it once started at."""
    return Locator(text).place(quote, position)


class Locator:
    """One text in which many quotes are to be placed."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _folded(self) -> Folded:
        return fold(self.text)

    @cached_property
    def _parsed(self) -> Parsed:
        return parse(self.text)

    @cached_property
    def _homes(self) -> dict[str, list[int]]:
        homes: dict[str, list[int]] = defaultdict(list)
        for at, key in enumerate(self._parsed.keys):
            homes[key].append(at)
        return homes

    def place(self, quote: TextQuoteSelector, position: int | None = None) -> Placement:
        """Place ``quote``; time is linear in the text and the number of places tried."""
        if not quote.exact.strip():
            return _ORPHAN
        context = _Context(quote)
        for rung in (self._verbatim, self._alike):
            places = rung(quote.exact, context)
            if places:
                return _choose_exact(places, quote, position)
        return self._fuzzy(quote, context, position)

    def _verbatim(self, exact: str, context: _Context) -> list[_Place]:
        """Every place where the words stand exactly."""
        return [
            _Place(at, at + len(exact), 1.0, context.agreement(self.text, at, at + len(exact)))
            for at in _occurrences(self.text, exact)
        ]

    def _alike(self, exact: str, context: _Context) -> list[_Place]:
        """Every place where the folded words stand."""
        wanted = fold_words(exact)
        if not wanted:
            return []
        spans = [
            self._folded.source(at, at + len(wanted))
            for at in _occurrences(self._folded.text, wanted)
        ]
        return [
            _Place(start, end, 0.98, context.agreement(self.text, start, end))
            for start, end in spans
        ]

    def _fuzzy(self, quote: TextQuoteSelector, context: _Context, near: int | None) -> Placement:
        """The best place of words like the quote's, if it stands out."""
        wanted = parse(quote.exact)
        if not wanted.keys:
            return _ORPHAN
        weights = word_weights(wanted, self._parsed)
        places = self._windows(wanted, weights, context)
        places.sort(key=lambda place: (-place.score, _distance(place, near), place.start))
        if not places or places[0].score < FLOOR:
            return Placement("orphan", None, None, round(places[0].score, 4) if places else 0.0)
        best = places[0]
        rivals = [
            other for other in places[1:] if other.start >= best.end or other.end <= best.start
        ]
        clear = not rivals or best.score - rivals[0].score >= MARGIN
        short = len(wanted.keys) < _TELLING_WORDS
        if short and (best.context or 0.0) < STRANGE:
            return Placement("orphan", None, None, round(best.score, 4))
        state: State = "attached" if best.words >= SURE and clear else "changed"
        return Placement(state, best.start, best.end, round(best.score, 4))

    def _windows(
        self, wanted: Parsed, weights: dict[str, float], context: _Context
    ) -> list[_Place]:
        """The stretches that share most of the telling words in about the same order."""
        step = max(2, len(wanted.keys) // 3)
        votes: dict[int, float] = defaultdict(float)
        for at, key in enumerate(wanted.keys):
            homes = self._homes.get(key, ())
            if len(homes) <= _COMMON:
                for home in homes:
                    votes[(home - at) // step] += weights[key]
        # A passage may straddle two buckets, so each also speaks for the next one.
        starts = nsmallest(
            _WINDOWS,
            votes,
            key=lambda bucket: (-votes[bucket] - votes.get(bucket + 1, 0.0), bucket),
        )
        places: list[_Place] = []
        for bucket in starts:
            low = max(0, bucket * step - step)
            high = min(len(self._parsed.keys), (bucket + 2) * step + len(wanted.keys) + step)
            place = self._window(wanted, weights, context, low, high)
            if place and place not in places:
                places.append(place)
        return places

    def _window(
        self, wanted: Parsed, weights: dict[str, float], context: _Context, low: int, high: int
    ) -> _Place | None:
        """The best stretch within the words ``low:high``."""
        keys = self._parsed.keys
        pairs = common_pairs(wanted.keys, keys[low:high])
        pairs = _trimmed(pairs, wanted.keys, weights)
        if not pairs:
            return None
        first, last = low + pairs[0][1], low + pairs[-1][1]
        shared = sum(weights[wanted.keys[i]] for i, _ in pairs)
        mine = sum(weights[key] for key in wanted.keys)
        theirs = sum(weights[key] for key in keys[first : last + 1])
        start, end = self._parsed.spans[first][0], self._parsed.spans[last][1]
        likeness = 2 * shared / (mine + theirs)
        # Context only lowers a score, so one below the floor needs none.
        agreed = context.agreement(self.text, start, end) if likeness >= FLOOR else None
        return _Place(start, end, likeness, agreed)


class _Context:
    """The words a quote stood between."""

    def __init__(self, quote: TextQuoteSelector) -> None:
        self._prefix = fold_words(quote.prefix[-_CONTEXT:])
        self._suffix = fold_words(quote.suffix[:_CONTEXT])

    def agreement(self, text: str, start: int, end: int) -> float | None:
        """How like the words around ``start:end`` are (0 to 1); None if none are known."""
        scores = []
        if self._prefix:
            before = fold_words(text[max(0, start - 2 * _CONTEXT) : start])
            scores.append(_agreed(self._prefix[::-1], before[::-1], self._prefix, before))
        if self._suffix:
            after = fold_words(text[end : end + 2 * _CONTEXT])
            scores.append(_agreed(self._suffix, after, self._suffix, after))
        return sum(scores) / len(scores) if scores else None


def _agreed(wanted: str, found: str, forward: str, around: str) -> float:
    """How far two contexts agree from the quote outwards, or else in their words."""
    same = 0
    for mine, theirs in zip(wanted, found, strict=False):
        if mine != theirs:
            break
        same += 1
    straight = same / len(wanted)
    if straight > 0.8:
        return straight
    known, there = forward.split(), around.split()
    pairs = common_pairs(known, there)
    return max(straight, 0.8 * sum(len(known[i]) for i, _ in pairs) / sum(map(len, known)))


def _choose_exact(
    places: Sequence[_Place], quote: TextQuoteSelector, position: int | None
) -> Placement:
    """The place among equal words: by context first, then by where they once stood."""
    ranked = sorted(
        places, key=lambda place: (-place.score, _distance(place, position), place.start)
    )
    best = ranked[0]
    if len(ranked) == 1:
        strange = best.context is not None and best.context < STRANGE
        state: State = "changed" if strange and _is_short(quote.exact) else "attached"
        return Placement(state, best.start, best.end, round(best.score, 4))
    ties = [place for place in ranked if best.score - place.score < MARGIN * best.words]
    if len(ties) == 1:
        return Placement("attached", best.start, best.end, round(best.score, 4))
    here = [place for place in ties if place.start == position]
    if here:
        return Placement("attached", here[0].start, here[0].end, round(here[0].score, 4))
    nearest = min(ties, key=lambda place: (_distance(place, position), place.start))
    # Nothing tells these places apart; a reader has to say which one was meant.
    return Placement("changed", nearest.start, nearest.end, round(nearest.score / len(ties), 4))


def _is_short(exact: str) -> bool:
    return len(parse(exact).keys) < _TELLING_WORDS


def _distance(place: _Place, position: int | None) -> int:
    return abs(place.start - position) if position is not None else 0


def _occurrences(text: str, wanted: str) -> list[int]:
    """Where ``wanted`` stands in ``text``; the first few hundred places."""
    found: list[int] = []
    at = text.find(wanted)
    while at >= 0 and len(found) < _MOST_PLACES:
        found.append(at)
        at = text.find(wanted, at + 1)
    return found


def _trimmed(
    pairs: list[tuple[int, int]], keys: Sequence[str], weights: dict[str, float]
) -> list[tuple[int, int]]:
    """Drop chance matches at the ends: light words far from the rest."""

    def stray(end: tuple[int, int], inner: tuple[int, int]) -> bool:
        gap = abs(inner[1] - end[1]) - abs(inner[0] - end[0])
        return gap > 2 and weights[keys[end[0]]] < gap

    low, high = 0, len(pairs)
    while high - low > 1 and stray(pairs[low], pairs[low + 1]):
        low += 1
    while high - low > 1 and stray(pairs[high - 1], pairs[high - 2]):
        high -= 1
    return pairs[low:high]
