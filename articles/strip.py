"""The strip under a headline: whose words an article quotes, and how much of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from articles.models import Person, Quote

#: Quotations from which on there is anything to compare.
FEWEST_QUOTATIONS = 2
#: Percent of the quoted words below which people are shown together, and people shown apart.
LEAST_PERCENT, MOST_PEOPLE = 5.0, 6


class Part(Enum):
    """Whose words a part of the strip is."""

    PERSON = "person"
    OTHERS = "others"
    UNNAMED = "unnamed"


@dataclass(slots=True)
class Segment:
    """A part of the strip: from ``start``, ``width`` wide, both in percent of its length.

    ``percent`` is the same as a whole number; those of a strip make 100. ``place`` counts the
    people from 1; it is 0 for others and the unnamed.
    """

    part: Part
    people: list[Person] = field(default_factory=list)
    words: int = 0
    start: float = 0.0
    width: float = 0.0
    percent: int = 0
    place: int = 0

    @property
    def is_person(self) -> bool:
        """Whether it is one person's."""
        return self.part is Part.PERSON


def strip_of(quotes: Sequence[Quote]) -> list[Segment]:
    """Return the parts of the strip: people by their words, others, then the unnamed.

    Empty for fewer than :data:`FEWEST_QUOTATIONS` quotations; one over several paragraphs
    is one, and what readers dismissed is none. Speakers have to be at hand: no query.
    """
    kept = [quote for quote in quotes if quote.status != Quote.Status.DISMISSED]
    if sum(not quote.continues for quote in kept) < FEWEST_QUOTATIONS:
        return []
    people: dict[int, Segment] = {}
    unnamed = Segment(Part.UNNAMED)
    for quote in kept:
        segment = unnamed
        if quote.speaker is not None:
            segment = people.setdefault(
                quote.speaker.pk, Segment(Part.PERSON, people=[quote.speaker])
            )
        segment.words += len(quote.text.split())
    total = unnamed.words + sum(segment.words for segment in people.values())
    ranked = sorted(people.values(), key=lambda segment: -segment.words)
    segments = [*_together(ranked, total), *([unnamed] if unnamed.words else [])]
    return _laid_out(segments, total)


def _together(ranked: list[Segment], total: int) -> list[Segment]:
    """Put those with few words into one segment, unless it would be of one alone."""
    apart = [one for one in ranked if 100 * one.words >= LEAST_PERCENT * total][:MOST_PEOPLE]
    few = ranked[len(apart) :]
    if len(few) == 1 and len(apart) < MOST_PEOPLE:
        apart, few = ranked, []
    for place, one in enumerate(apart, 1):
        one.place = place
    if not few:
        return apart
    others = Segment(Part.OTHERS, [one.people[0] for one in few], sum(one.words for one in few))
    return [*apart, others]


def _laid_out(segments: list[Segment], total: int) -> list[Segment]:
    """Give each its place, and whole percents that make 100: the largest remainders go up."""
    at = 0
    for segment in segments:
        segment.start = round(100 * at / total, 2)
        at += segment.words
        segment.width = round(100 * at / total - segment.start, 2)
        segment.percent = 100 * segment.words // total
    short = 100 - sum(segment.percent for segment in segments)
    for segment in sorted(segments, key=lambda one: -(100 * one.words % total))[:short]:
        segment.percent += 1
    return segments
