"""Learning the weights from stories, round by round.

What an engine's choice builds on are its earlier choices. So the first rounds are led through
the stories by what is marked in them, and the later ones see the choices the engine makes by
itself with the weights so far (as it will when it is used).

How sure to be is learned from stories that the other weights have not seen: for each of a few
folds they are learned from the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from articles.quotes.engine import likelihood
from articles.quotes.training.loglinear import Choice, fit
from articles.quotes.training.story import Story
from articles.quotes.training.watching import Outcome, Tables, Watched, watch

_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Settings:
    """How strongly each table's weights are pulled towards nought, and how often to look.

    The defaults did best on held-out stories of the corpus.
    """

    speaker: float = 0.3
    quotation: float = 0.2
    confidence: float = 0.3
    led: int = 2
    rounds: int = 4
    folds: int = 5


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights, and what weights of other stories made of each story."""

    tables: Tables
    held_out: list[Watched]


def learn(stories: Sequence[Story], settings: Settings | None = None) -> Learned:
    """Learn every table from all stories; look at each story with weights of the others.

    The same stories in the same order give the same weights. About a quarter of a second of
    one core for each story.
    """
    how = settings or Settings()
    folds = [list(stories[start :: how.folds]) for start in range(how.folds)]
    seen = [
        _watch_all(fold, _learn_choices(_but(folds, out), how)) for out, fold in enumerate(folds)
    ]
    held_out = [
        row
        for out, fold in enumerate(seen)
        for row in _with_confidence(fold, _learn_confidence(_but(seen, out), how))
    ]
    tables = _learn_choices(stories, how)
    tables["confidence"] = _learn_confidence(held_out, how)
    return Learned(tables, sorted(held_out, key=lambda row: row.story.name))


def _but(folds: Sequence[Sequence[_One]], out: int) -> list[_One]:
    """The members of every fold but one."""
    return [one for at, fold in enumerate(folds) if at != out for one in fold]


def _learn_choices(stories: Sequence[Story], how: Settings) -> Tables:
    """The tables "speaker" and "quotation" that fit the stories best."""
    tables: Tables = {"speaker": {}, "quotation": {}, "confidence": {}}
    for number in range(how.rounds):
        rows = [watch(story, tables, led=number < how.led) for story in stories]
        speakers = [choice for row in rows for choice in row.speakers]
        quotations = [choice for row in rows for choice in row.quotations]
        learned: Tables = {
            "speaker": fit(speakers, strength=how.speaker, start=tables["speaker"]),
            "quotation": fit(
                quotations, strength=how.quotation, free=("bias",), start=tables["quotation"]
            ),
            "confidence": {},
        }
        if learned == tables:
            break
        tables = learned
    return tables


def _learn_confidence(rows: Sequence[Watched], how: Settings) -> dict[str, float]:
    """The table "confidence": how sure to be of choices in stories not learned from."""
    choices = [
        Choice((one.sure,), frozenset({0} if one.right else ()))
        for row in rows
        for one in row.outcomes
        if one.sure and one.right is not None
    ]
    return fit(choices, strength=how.confidence, free=("bias",))


def _watch_all(stories: Sequence[Story], tables: Tables) -> list[Watched]:
    return [watch(story, tables) for story in stories]


def _with_confidence(rows: Sequence[Watched], table: dict[str, float]) -> list[Watched]:
    return [replace(row, outcomes=[_sure(one, table) for one in row.outcomes]) for row in rows]


def _sure(one: Outcome, table: dict[str, float]) -> Outcome:
    if not one.sure:
        return one
    return replace(one, quote=replace(one.quote, confidence=likelihood(one.sure, table)))
