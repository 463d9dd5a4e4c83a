"""What an analysis hands back: quotations, people, and how sure it is of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person the caller already knows of; ``gender`` is ``m``, ``f`` or nothing."""

    name: str
    aliases: tuple[str, ...] = ()
    gender: str = ""


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Known people by every name they go by, in lower case; made once, used for many texts.

    ``by_surname`` is empty where a surname alone is not to be taken for a known person.
    """

    by_name: Mapping[str, Sequence[KnownPerson]] = field(default_factory=dict)
    by_surname: Mapping[str, Sequence[KnownPerson]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for a person. ``form`` is ``name``, ``role`` or ``group``."""

    start: int
    end: int
    form: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the text names, under the fullest name it gives (or the known one)."""

    name: str
    aliases: tuple[str, ...]
    roles: tuple[str, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words. ``start:end`` covers them with their marks, in code points.

    ``speaker`` is an index into :attr:`Analysis.people`, or none where the speaker is
    unknown or not one named person; ``speaker_start:speaker_end`` is the mention that
    carries the attribution, which a group or an unnamed source has too. ``reasons``
    are the features that told most for the speaker, strongest first.
    """

    start: int
    end: int
    kind: str
    speaker: int | None
    speaker_name: str | None
    speaker_start: int | None
    speaker_end: int | None
    speaker_form: str
    cue: str
    confidence: float
    continues: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Every quotation and person of one text, each in order of appearance."""

    text: str
    quotes: tuple[Quote, ...] = ()
    people: tuple[Person, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return quotations and people as ``manage.py quotes`` prints them."""
        return {
            "quotes": [self._quote_json(quote) for quote in self.quotes],
            "people": [
                {
                    "name": person.name,
                    "aliases": list(person.aliases),
                    "roles": list(person.roles),
                    "mentions": [[mention.start, mention.end] for mention in person.mentions],
                }
                for person in self.people
            ],
        }

    def _quote_json(self, quote: Quote) -> dict[str, Any]:
        row: dict[str, Any] = {
            "start": quote.start,
            "end": quote.end,
            "text": self.text[quote.start : quote.end],
            "kind": quote.kind,
            "speaker": quote.speaker_name,
            "speaker_start": quote.speaker_start,
            "speaker_end": quote.speaker_end,
            "speaker_form": quote.speaker_form,
            "cue": quote.cue,
            "confidence": quote.confidence,
            "reasons": list(quote.reasons),
        }
        if quote.continues:
            row["continues"] = True
        return row
