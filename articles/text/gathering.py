"""Which utterances are versions of one saying.

A saying is a star: one utterance in its middle, and those that are the same words as that
one. So a long speech does not become one saying by way of passages that overlap.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from articles.text.saying import Speakers, same_words

#: Different wordings compared with each other, at most.
MOST_WORDINGS = 120


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one article has somebody say; ``words`` are folded, ``speaker`` None if unknown."""

    words: tuple[str, ...]
    speaker: Hashable | None
    article: Hashable
    values: frozenset[int]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Places in what was given: those of each saying, the fullest version first.

    ``left`` were too many to be looked at.
    """

    sayings: list[list[int]]
    left: list[int]


@dataclass(slots=True)
class _Wording:
    """The same words of the same speaker, wherever they stand."""

    words: tuple[str, ...]
    speaker: Hashable | None
    places: list[int] = field(default_factory=list)
    articles: set[Hashable] = field(default_factory=set)
    values: set[int] = field(default_factory=set)
    alike: set[int] = field(default_factory=set)


def gathered(utterances: Sequence[Utterance]) -> Gathered:
    """Gather ``utterances`` into sayings, each of two articles at least.

    Of different wordings the first :data:`MOST_WORDINGS` count. Those in most articles go
    together first; the result does not depend on the order otherwise.
    """
    wordings: dict[tuple[tuple[str, ...], Hashable | None], _Wording] = {}
    for place, one in enumerate(utterances):
        wording = wordings.setdefault((one.words, one.speaker), _Wording(one.words, one.speaker))
        wording.places.append(place)
        wording.articles.add(one.article)
        wording.values |= one.values
    known = list(wordings.values())
    nodes, beyond = known[:MOST_WORDINGS], known[MOST_WORDINGS:]
    _link(nodes)
    return Gathered(
        [_fullest_first(nodes, group) for group in _stars(nodes)],
        [place for wording in beyond for place in wording.places],
    )


def _link(nodes: list[_Wording]) -> None:
    for at, node in enumerate(nodes):
        own = Speakers.UNKNOWN if node.speaker is None else Speakers.SAME
        # Also itself, unless it is a commonplace, which is like nothing.
        if same_words(node.words, node.words, own):
            node.alike.add(at)
    able = [at for at, node in enumerate(nodes) if node.alike]
    for one, other in combinations(able, 2):
        a, b = nodes[one], nodes[other]
        if not a.values.isdisjoint(b.values) and same_words(a.words, b.words, _speakers(a, b)):
            a.alike.add(other)
            b.alike.add(one)


def _speakers(a: _Wording, b: _Wording) -> Speakers:
    if a.speaker is None or b.speaker is None:
        return Speakers.UNKNOWN
    return Speakers.SAME if a.speaker == b.speaker else Speakers.OTHER


def _stars(nodes: list[_Wording]) -> list[set[int]]:
    """Take the wording that most articles share words with, and those; and so on."""
    free = set(range(len(nodes)))
    stars = []
    while free:
        middle = max(free, key=lambda at: _weight(nodes, at, free))
        star = nodes[middle].alike & free
        if len(set().union(*(nodes[at].articles for at in star))) < 2:
            break
        stars.append(star)
        free -= star
    return stars


def _weight(
    nodes: list[_Wording], at: int, free: set[int]
) -> tuple[int, int, tuple[str, ...], str]:
    articles = set().union(*(nodes[other].articles for other in nodes[at].alike & free))
    node = nodes[at]
    return len(articles), len(node.words), node.words, str(node.speaker)


def _fullest_first(nodes: list[_Wording], star: set[int]) -> list[int]:
    """Places of a star: first the longest wording that all others share words with."""
    fullest = max(
        (at for at in star if star <= nodes[at].alike), key=lambda at: len(nodes[at].words)
    )
    rest = sorted(place for at in star - {fullest} for place in nodes[at].places)
    return [*nodes[fullest].places, *rest]
