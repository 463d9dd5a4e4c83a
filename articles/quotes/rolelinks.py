"""Role phrases ("the mayor", "both presidents") and the people they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from articles.quotes.lexicon import DESCRIPTORS
from articles.quotes.names import Name
from articles.quotes.offices import contradict
from articles.quotes.people import Entity, gender_of
from articles.quotes.roles import LEADERS, ROLE_WORDS, plural_head, role_head
from articles.quotes.tokens import Tokens
from articles.quotes.wordlist import word_set

_DEFINITE = word_set("the this that his her their our my its")
_COUNTS = {"two": 2, "both": 2, "three": 3, "four": 4}
# Heads any person fits, told apart by gender and nearness alone.
_ANYBODY = {"man": "m", "woman": "f", "person": "", "rival": "", "friend": "", "opponent": "",
            "nominee": "", "politician": "", "statesman": ""}  # fmt: skip
_LONGEST = 6
_EXPLANATION_ENDS = word_set(", . ; : ) — –")
#: How many of the people met last a phrase may stand for one of.
_REMEMBERED = 60


@dataclass(slots=True)
class RolePhrase:
    """A phrase for one or more people by what they are. Token indices."""

    first: int
    last: int
    head: str
    count: int
    """How many people it speaks of; 0 for an uncounted plural."""
    modifiers: tuple[str, ...]
    asked: tuple[str, ...] = ()
    """The modifiers, and what "of" adds: words that may tell who is meant."""
    fresh: bool = False
    """Whether it opens with "the" and no such person was brought in before ("a judge")."""
    people: tuple[int, ...] = ()
    name: Name | None = None
    """The name that follows and says who is meant ("the mayor, Ann Lee,")."""


def find_roles(tokens: Tokens, names: list[Name]) -> list[RolePhrase]:
    """Definite phrases whose head is a role noun and that carry no name after it."""
    lower = tokens.lower
    inside = {
        at
        for name in names
        if name.kind not in {"office", "other"}
        for at in range(name.phrase if name.kind == "person" else name.first, name.last)
    }
    found = []
    brought_in: set[str] = set()
    follows = {name.phrase: name for name in names if name.kind == "person"}
    for index, word in enumerate(lower):
        if word not in ROLE_WORDS:
            continue
        single = role_head(word)
        many = "" if single else plural_head(word)
        if not (single or many) or index in inside:
            continue
        if index + 1 < len(lower) and (role_head(lower[index + 1]) or index + 1 in inside):
            continue
        phrase = _phrase(tokens, index, single or many, plural=bool(many))
        if phrase is None:
            brought_in.add(single or many)
        else:
            phrase.fresh = lower[phrase.first] == "the" and phrase.head not in brought_in
            if phrase.count == 1 and index + 2 < len(lower) and lower[index + 1] == ",":
                phrase.name = _explaining(tokens, follows.get(index + 2))
            found.append(phrase)
    return found


def _explaining(tokens: Tokens, name: Name | None) -> Name | None:
    """The name, where it ends as an explanation does ("the mayor, Ann Lee, said")."""
    if name is None or name.last >= len(tokens.words):
        return name
    return name if tokens.words[name.last] in _EXPLANATION_ENDS else None


def _phrase(tokens: Tokens, index: int, head: str, *, plural: bool) -> RolePhrase | None:
    """Walk left from the head noun to the determiner that makes the phrase definite."""
    lower = tokens.lower
    count, first = (0 if plural else 1), index
    for at in range(index - 1, max(-1, index - 1 - _LONGEST), -1):
        word = lower[at]
        if word in _COUNTS and plural:
            count, first = _COUNTS[word], at
            if word == "both":
                break
        elif word in _DEFINITE:
            first = at
            break
        elif word == "'s" or not (word[0].isalpha() or word[0].isdigit()) or word in _STOP:
            break
    if first == index:
        return None
    opens = lower[first]
    if opens not in _DEFINITE and (opens not in _COUNTS or (head in _ANYBODY and opens != "both")):
        return None
    modifiers = tuple(w for w in lower[first:index] if w not in _DEFINITE and w not in _COUNTS)
    complement = lower[index + 2 : index + 4] if lower[index + 1 : index + 2] == ["of"] else []
    return RolePhrase(first, index + 1, head, count, modifiers, (*modifiers, *complement))


_STOP = word_set(
    "and or but of in on at to for from with by as is was were are who that said says a an"
)


def link_roles(phrases: list[RolePhrase], entities: list[Entity]) -> None:
    """Find whom each phrase stands for among the people met before it."""
    events = sorted(
        (first, index) for index, entity in enumerate(entities) for first, _, _ in entity.seen
    )
    latest: dict[int, int] = {}
    at = 0
    for phrase in sorted(phrases, key=lambda phrase: phrase.first):
        while at < len(events) and events[at][0] < phrase.first:
            token, index = events[at]
            latest.pop(index, None)
            latest[index] = token
            at += 1
        met = [(latest[index], index) for index in islice(reversed(latest), _REMEMBERED)]
        if phrase.name is not None and phrase.name.person is not None:
            phrase.people = (phrase.name.person,)
        elif phrase.count == 1:
            chosen = _one(phrase, met, entities)
            phrase.people = () if chosen is None else (chosen,)
        elif phrase.count > 1:
            phrase.people = _several(phrase, met, entities)


def _fits(phrase: RolePhrase, entity: Entity) -> float:
    """How well a person's roles answer a phrase; 0 for not at all."""
    best = 0.0
    wanted = {word for word in phrase.modifiers if word not in DESCRIPTORS}
    for text, head in entity.roles.items():
        if head != phrase.head or contradict(phrase.asked, entity.tags.get(head)):
            continue
        has = set(text.split()[:-1])
        score = 1.0 + 0.5 * len(wanted & has)
        # "the vice president" is not the president, nor the other way round.
        for word in ("vice", "former", "deputy", "assistant", "acting"):
            if (word in wanted) != (word in has):
                score -= 0.8
        best = max(best, score)
    return best


def _one(phrase: RolePhrase, met: list[tuple[int, int]], entities: list[Entity]) -> int | None:
    rated = [(_fits(phrase, entities[index]), last, index) for last, index in met]
    rated = [row for row in rated if row[0] > 0.3]
    return max(rated)[2] if rated else None


def _several(
    phrase: RolePhrase, met: list[tuple[int, int]], entities: list[Entity]
) -> tuple[int, ...]:
    if phrase.head in {"leader", "statesman", "politician"}:
        fitting = [i for _, i in met if LEADERS & set(entities[i].roles.values())]
    elif phrase.head in _ANYBODY:
        sex = _ANYBODY[phrase.head]
        fitting = [i for _, i in met if not sex or gender_of(entities[i]) in {sex, ""}]
    else:
        fitting = [i for _, i in met if phrase.head in entities[i].roles.values()]
    if len(fitting) < phrase.count:
        return ()
    return tuple(sorted(fitting[: phrase.count]))
