"""Who said what in an article, as rows the database takes as they are.

    analysis -> limits -> JSON text -> (a pipe) -> one INSERT for all articles of a feed

An article has dozens of mentions and quotations; as text they cost a tenth of what they
cost as objects on their way from the process that found them to the tables.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from articles.quotes import Analysis, Quote

#: People and quotations stored of one article; no news story has as many.
MOST_PEOPLE = 300
MOST_QUOTES = 2_000
_MOST_CUE = 60


class Named(NamedTuple):
    """Somebody an article names, and what it calls them."""

    name: str
    aliases: list[str]
    roles: list[str]


@dataclass(frozen=True, slots=True)
class Said:
    """Who said what, as three JSON arrays. Offsets are code points.

    ``people`` has [name, aliases, roles] of each person; ``mentions`` has [person, start,
    end, form], a person being a place in ``people``; ``quotes`` has [person or null, start,
    end, text, kind, speaker's start and end or null, form, cue, confidence, continues].
    """

    people: str = "[]"
    mentions: str = "[]"
    quotes: str = "[]"

    def named(self) -> list[Named]:
        """The people, in order.

        Raises:
            ValueError: This is not what :func:`said_rows` writes.
        """
        rows = json.loads(self.people)
        if not isinstance(rows, list) or len(rows) > MOST_PEOPLE:
            raise ValueError("not a list of people")
        return [_named(row) for row in rows]

    def quoted_words(self) -> list[str]:
        """The text of each quotation, in order."""
        return [str(row[3]) for row in json.loads(self.quotes)]


def said_rows(analysis: Analysis) -> Said:
    """Write an analysis as rows, within the limits on people and quotations."""
    analysis = _limited(analysis)
    text = analysis.text
    return Said(
        _json([[one.name, one.aliases, one.roles] for one in analysis.people]),
        _json(
            [
                [at, mention.start, mention.end, mention.form]
                for at, person in enumerate(analysis.people)
                for mention in person.mentions
            ]
        ),
        _json([_row(quote, text) for quote in analysis.quotes]),
    )


def _row(quote: Quote, text: str) -> list[Any]:
    return [
        quote.speaker,
        quote.start,
        quote.end,
        # PostgreSQL's text cannot hold NUL; no article's can either.
        text[quote.start : quote.end],
        quote.kind,
        quote.speaker_start,
        quote.speaker_end,
        quote.speaker_form,
        quote.cue[:_MOST_CUE],
        quote.confidence,
        quote.continues,
    ]


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


def _json(rows: list[list[Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _named(row: Any) -> Named:
    match row:
        case [str(name), list(aliases), list(roles)]:
            if all(isinstance(word, str) for word in (*aliases, *roles)):
                return Named(name, aliases, roles)
    raise ValueError("not a person")
