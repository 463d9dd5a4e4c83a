"""Stores who said what in new revisions: people, mentions of them, and quotations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from articles.models import Mention, Person, Quote, Revision
from articles.models.bulk import insert_rows
from articles.quotes import Analysis
from articles.services.people import people_for

#: People and quotations stored of one article; no news story has as many.
MOST_PEOPLE = 300
MOST_QUOTES = 2_000


def store_who_said_what(found: Sequence[tuple[Revision, Analysis]]) -> None:
    """Store quotations and mentions of each revision, and the people they mean.

    Two SQL queries, and those of :func:`people_for`, however many revisions there are.
    """
    limited = [(revision, _limited(analysis)) for revision, analysis in found]
    people = people_for([analysis.people for _revision, analysis in limited])
    mentions: list[dict[str, Any]] = []
    quotes: list[dict[str, Any]] = []
    for (revision, analysis), named in zip(limited, people, strict=True):
        mentions += _mentions(revision, analysis, named)
        quotes += _quotes(revision, analysis, named)
    insert_rows(Mention, mentions)
    insert_rows(Quote, quotes)


def _limited(analysis: Analysis) -> Analysis:
    """Leave out the least mentioned people, and the last quotations, beyond the limits."""
    if len(analysis.people) <= MOST_PEOPLE and len(analysis.quotes) <= MOST_QUOTES:
        return analysis
    ranked = sorted(range(len(analysis.people)), key=lambda at: -len(analysis.people[at].mentions))
    kept = {at: new for new, at in enumerate(sorted(ranked[:MOST_PEOPLE]))}
    quotes = tuple(
        replace(quote, speaker=kept.get(quote.speaker) if quote.speaker is not None else None)
        for quote in analysis.quotes[:MOST_QUOTES]
    )
    return replace(analysis, people=tuple(analysis.people[at] for at in kept), quotes=quotes)


def _mentions(
    revision: Revision, analysis: Analysis, people: Sequence[Person]
) -> list[dict[str, Any]]:
    once = {
        (person.pk, mention.start, mention.end): mention.form
        for person, found in zip(people, analysis.people, strict=True)
        for mention in reversed(found.mentions)
    }
    return [
        {"revision": revision.pk, "person": person, "start": start, "end": end, "form": form}
        for (person, start, end), form in once.items()
    ]


def _quotes(
    revision: Revision, analysis: Analysis, people: Sequence[Person]
) -> list[dict[str, Any]]:
    return [
        {
            "uuid": uuid.uuid4(),
            "revision": revision.pk,
            "start": quote.start,
            "end": quote.end,
            "text": revision.text[quote.start : quote.end],
            "kind": quote.kind,
            "speaker": people[quote.speaker].pk if quote.speaker is not None else None,
            "speaker_start": quote.speaker_start,
            "speaker_end": quote.speaker_end,
            "speaker_form": quote.speaker_form,
            "cue": (quote.cue or "")[:60],
            "confidence": quote.confidence,
            "status": Quote.Status.AUTOMATIC,
            "continues": quote.continues,
        }
        for quote in analysis.quotes
    ]
