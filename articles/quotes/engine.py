"""The whole reading of a text: marks, names, sentences, attributions, people."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from articles.quotes.attribute import Attributor, total
from articles.quotes.candidates import PARTIAL, Attribution, Candidate
from articles.quotes.clauses import ClausesOfText
from articles.quotes.coref import Salience
from articles.quotes.echoes import find_echoes, settle_echoes
from articles.quotes.evidence import add_evidence
from articles.quotes.frames import Frames, build_frames
from articles.quotes.interview import settle_interview
from articles.quotes.marks import Marked, find_marked
from articles.quotes.model import Analysis, KnownPeople, KnownPerson, Mention, Person, Quote
from articles.quotes.names import Name, find_names, headline_blocks
from articles.quotes.people import Entity, People
from articles.quotes.quotation import quotation_features
from articles.quotes.rolelinks import RolePhrase, find_roles, link_roles
from articles.quotes.tokens import Tokens, tokenise

_REASONS = 4
#: Forms of mentions, and features of candidates, that tell how sure a choice is.
_TOLD_FORMS = frozenset({"pronoun", "role", "group"})
_TOLD_OF_CHOICE = frozenset({"supposed", "interview", "echo"})
#: Where attributions stand that are far from the words.
_OTHER_BLOCK = frozenset(
    {"carry_previous_block", "carry_two_blocks", "previous_block_cue", "previous_block_subject"}
)
#: Lead over rivals from which a pronoun's person is hardly in doubt.
_CLEAR_LEAD = 1.0


@cache
def weights() -> dict[str, dict[str, float]]:
    """The weights of every feature, by the decision they belong to."""
    stored = Path(__file__).with_name("weights.json").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, float]] = json.loads(stored)
    return loaded


@dataclass(slots=True)
class Apart:
    """A text taken apart: all that is known of it before anybody is credited with words."""

    tokens: Tokens
    marked: list[Marked]
    headlines: list[bool]
    entities: list[Entity]
    roles: list[RolePhrase]
    frames: Frames
    clauses: ClausesOfText
    salience: Salience
    echoes: dict[int, list[int]]


def take_apart(
    text: str, known: Iterable[KnownPerson] | KnownPeople, exclude_names: Iterable[str]
) -> Apart:
    """Find marks, people, sentences and clauses. Uses no weights."""
    tokens = tokenise(text)
    marked = find_marked(text, tokens.blocks)
    headlines = headline_blocks(tokens)
    names = find_names(tokens, headlines)
    add_evidence(tokens, names)
    people = People(tokens, known, exclude_names)
    people.link(names)
    roles = find_roles(tokens, names)
    link_roles(roles, people.entities)
    name_at: dict[int, Name] = {}
    frames = Frames([], [], [])
    if marked:
        name_at = {at: name for name in names for at in range(name.phrase, name.last)}
        frames = build_frames(tokens, marked, name_at)
    clauses = ClausesOfText(frames.sentences, name_at)
    salience = Salience(frames, clauses, people.entities, name_at, roles)
    echoes = find_echoes(text, marked, headlines)
    return Apart(
        tokens, marked, headlines, people.entities, roles, frames, clauses, salience, echoes
    )


def read(
    text: str, known: Iterable[KnownPerson] | KnownPeople, exclude_names: Iterable[str]
) -> Analysis:
    """Analyse ``text``; see :func:`articles.quotes.analyse`."""
    apart = take_apart(text, known, exclude_names)
    tables = weights()

    def is_quotation(index: int, result: Attribution) -> bool:
        return total(features_of(apart, index, result), tables["quotation"]) > 0

    attributor = Attributor(
        apart.tokens, apart.marked, apart.frames, apart.clauses, apart.salience,
        tables["speaker"], is_quotation,
    )  # fmt: skip
    return conclude(apart, attributor, tables)


def features_of(apart: Apart, index: int, result: Attribution) -> dict[str, float]:
    """What speaks for and against a marked stretch being a quotation."""
    span = apart.marked[index]
    headline = apart.headlines[span.block]
    features = quotation_features(
        apart.tokens, apart.frames, span, index, result, headline=headline
    )
    if index in apart.echoes:
        features["echo"] = 1.0
    return features


def conclude(apart: Apart, attributor: Attributor, tables: dict[str, dict[str, float]]) -> Analysis:
    """Let the attributor choose, and put what it chose in the form that is handed back."""
    attributions = attributor.run()
    settle_interview(apart.frames, apart.marked, attributions, apart.entities)
    settle_echoes(apart.echoes, attributions)
    order, persons = _people(apart.tokens, apart.entities, apart.roles)
    quotes = tuple(
        _quote(apart.tokens, span, result, order, persons, tables, direct=direct)
        for span, result, direct in zip(apart.marked, attributions, attributor.direct, strict=True)
        if result.quoted
    )
    return Analysis(apart.tokens.text, quotes, persons)


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
    tables: dict[str, dict[str, float]],
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
        confidence=likelihood(
            confidence_features(best, result, direct=direct), tables["confidence"]
        ),
        continues=result.continues,
        reasons=_reasons(best, tables["speaker"]),
    )


def confidence_features(best: Candidate, result: Attribution, *, direct: bool) -> dict[str, float]:
    """What tells how sure the choice of a speaker is."""
    features = {"bias": 1.0, "score": best.score, "margin": result.margin}
    form = best.subject.form
    if form in _TOLD_FORMS:
        features[form] = 1.0
    if result.lead is not None and result.lead < _CLEAR_LEAD:
        features["pronoun_rival"] = 1.0
    elif result.lead is None and best.subject.pronoun in {"he", "she"}:
        features["pronoun_far"] = 1.0
    if not best.cue:
        features["uncued"] = 1.0
    elif best.own:
        features["own_cue"] = 1.0
    if direct:
        features["direct"] = 1.0
    if best.what in _OTHER_BLOCK:
        features["other_block"] = 1.0
    if result.person is None:
        features["unresolved"] = 1.0
    for name in _TOLD_OF_CHOICE & best.features.keys():
        features[name] = 1.0
    return features


def likelihood(features: dict[str, float], table: dict[str, float]) -> float:
    """How likely the chosen speaker is right, from 0 to 1: a logistic of the choice."""
    return round(1.0 / (1.0 + math.exp(-total(features, table))), 3)


def _reasons(best: Candidate, table: dict[str, float]) -> tuple[str, ...]:
    """The features that told most; one of two things at once counts with the first of them."""
    told: dict[str, float] = {}
    for name, value in best.features.items():
        plain = name.removesuffix(PARTIAL)
        told[plain] = told.get(plain, 0.0) + value * table.get(name, 0.0)
    ranked = sorted((-abs(weight), name) for name, weight in told.items())
    return tuple(name for weight, name in ranked[:_REASONS] if weight or len(ranked) == 1)
