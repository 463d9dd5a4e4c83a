"""The whole reading of a text: marks, names, sentences, attributions, people."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from articles.quotes.attribute import Attributor
from articles.quotes.candidates import Attribution, Candidate
from articles.quotes.clauses import ClausesOfText
from articles.quotes.coref import Salience
from articles.quotes.echoes import find_echoes, settle_echoes
from articles.quotes.evidence import add_evidence
from articles.quotes.frames import build_frames
from articles.quotes.interview import settle_interview
from articles.quotes.marks import Marked, find_marked
from articles.quotes.model import Analysis, KnownPeople, KnownPerson, Mention, Person, Quote
from articles.quotes.names import find_names, headline_blocks
from articles.quotes.people import Entity, People
from articles.quotes.quotation import quotation_features
from articles.quotes.rolelinks import RolePhrase, find_roles, link_roles
from articles.quotes.tokens import Tokens, tokenise

_REASONS = 4
#: Lead over rivals from which a pronoun's person is hardly in doubt.
_CLEAR_LEAD = 1.0


@cache
def weights() -> dict[str, dict[str, float]]:
    """The weights of every feature, by the decision they belong to."""
    stored = Path(__file__).with_name("weights.json").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, float]] = json.loads(stored)
    return loaded


def read(
    text: str, known: Iterable[KnownPerson] | KnownPeople, exclude_names: Iterable[str]
) -> Analysis:
    """Analyse ``text``; see :func:`articles.quotes.analyse`."""
    tokens = tokenise(text)
    marked = find_marked(text, tokens.blocks)
    headlines = headline_blocks(tokens)
    names = find_names(tokens, headlines)
    add_evidence(tokens, names)
    people = People(tokens, known, exclude_names)
    people.link(names)
    roles = find_roles(tokens, names)
    link_roles(roles, people.entities)
    if not marked:
        return Analysis(text, (), _people(tokens, people.entities, roles)[1])
    name_at = {at: name for name in names for at in range(name.phrase, name.last)}
    frames = build_frames(tokens, marked, name_at)
    clauses = ClausesOfText(frames.sentences, name_at)
    salience = Salience(frames, clauses, people.entities, name_at, roles)

    echoes = find_echoes(text, marked, headlines)

    def is_quotation(index: int, result: Attribution) -> bool:
        span = marked[index]
        features = quotation_features(
            tokens, frames, span, index, result, headline=headlines[span.block]
        )
        if index in echoes:
            features["echo"] = 1.0
        return _total(features, weights()["quotation"]) > 0

    attributor = Attributor(
        tokens, marked, frames, clauses, salience, weights()["speaker"], is_quotation
    )
    attributions = attributor.run()
    settle_interview(
        frames, marked, attributions, people.entities, weights()["speaker"]["interview"]
    )
    settle_echoes(echoes, attributions, weights()["speaker"]["echo"])
    rows = [
        (span, result, direct)
        for span, result, direct in zip(marked, attributions, attributor.direct, strict=True)
        if result.quoted
    ]
    order, persons = _people(tokens, people.entities, roles)
    quotes = tuple(
        _quote(tokens, span, result, order, persons, direct=direct) for span, result, direct in rows
    )
    return Analysis(text, quotes, persons)


def _total(features: dict[str, float], table: dict[str, float]) -> float:
    total = 0.0
    for name, value in features.items():
        total += value * table.get(name, 0.0)
    return total


def _people(
    tokens: Tokens, entities: list[Entity], roles: list[RolePhrase]
) -> tuple[dict[int, int], tuple[Person, ...]]:
    """People in order of appearance; the first result maps entities to them."""
    mentions: dict[int, list[Mention]] = {index: [] for index in range(len(entities))}
    for index, entity in enumerate(entities):
        for first, last, form in entity.seen:
            mentions[index].append(Mention(tokens.starts[first], tokens.ends[last - 1], form))
    for role in roles:
        form = "role" if len(role.people) == 1 else "group"
        for index in role.people:
            start, end = tokens.starts[role.first], tokens.ends[role.last - 1]
            mentions[index].append(Mention(start, end, form))
    ranked = sorted(
        (index for index in mentions if mentions[index]),
        key=lambda index: min(mention.start for mention in mentions[index]),
    )
    persons = []
    for index in ranked:
        entity = entities[index]
        name = entity.display()
        aliases = tuple(dict.fromkeys(form for form in entity.forms if form != name))
        rows = tuple(sorted(mentions[index], key=lambda mention: (mention.start, mention.end)))
        persons.append(Person(name, aliases, tuple(entity.roles), rows))
    return {index: place for place, index in enumerate(ranked)}, tuple(persons)


def _quote(
    tokens: Tokens,
    span: Marked,
    result: Attribution,
    order: dict[int, int],
    persons: tuple[Person, ...],
    *,
    direct: bool,
) -> Quote:
    best = result.chosen
    kind = "direct" if direct else "partial"
    if best is None:
        return Quote(
            span.start, span.end, kind, None, None, None, None, "none", "", 0.0,
            result.continues, (),
        )  # fmt: skip
    subject = best.subject
    speaker = order.get(result.person) if result.person is not None else None
    return Quote(
        start=span.start,
        end=span.end,
        kind=kind,
        speaker=speaker,
        speaker_name=None if speaker is None else persons[speaker].name,
        speaker_start=tokens.starts[subject.first],
        speaker_end=tokens.ends[subject.last - 1],
        speaker_form=subject.form,
        cue=best.cue,
        confidence=confidence(best, result, direct=direct),
        continues=result.continues,
        reasons=_reasons(best),
    )


def confidence(best: Candidate, result: Attribution, *, direct: bool) -> float:
    """How likely the chosen speaker is right, from 0 to 1: a logistic of the choice."""
    table = weights()["confidence"]
    features = {
        "bias": 1.0,
        "score": best.score,
        "margin": result.margin,
        "pronoun": 1.0 if best.subject.form == "pronoun" else 0.0,
        "pronoun_rival": 1.0 if result.lead is not None and result.lead < _CLEAR_LEAD else 0.0,
        "pronoun_far": 1.0
        if best.subject.pronoun in {"he", "she"} and result.lead is None
        else 0.0,
        "role": 1.0 if best.subject.form == "role" else 0.0,
        "own_cue": 1.0 if best.own and best.cue else 0.0,
        "direct": 1.0 if direct else 0.0,
        "group": 1.0 if best.subject.form == "group" else 0.0,
        "supposed": best.features.get("supposed", 0.0),
        "unresolved": 1.0 if result.person is None else 0.0,
    }
    return round(1.0 / (1.0 + math.exp(-_total(features, table))), 3)


def _reasons(best: Candidate) -> tuple[str, ...]:
    table = weights()["speaker"]
    told = [(-abs(value * table.get(name, 0.0)), name) for name, value in best.features.items()]
    return tuple(name for weight, name in sorted(told)[:_REASONS] if weight)
