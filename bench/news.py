"""News that never happened, by the thousand: invented people quoted in invented places.

A story depends on a seed, its feed, its number and its edition alone, so a server can make it
again at any time, and two runs compare like with like. It has about 300 words in ten to
fourteen paragraphs, four to eight quotations with speakers (by full name, surname, pronoun or
role), and words drawn from lists wide enough that an index has something to index.
"""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from bench import news_words as words

T = TypeVar("T")
#: People who may be quoted; few are in the news every day and many once.
CAST = 4_000
#: Quotations with a speaker, and paragraphs without, that a story has.
_FEWEST_QUOTED, _MOST_QUOTED = 4, 6
_PLAIN = 7
_BEFORE_VOWEL = re.compile(r"\b([Aa]) (?=[aeiou])")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented."""

    name: str
    surname: str
    role: str
    pronoun: str


@dataclass(frozen=True, slots=True)
class Story:
    """One edition of a story. ``marker`` stands in its text and in no other one."""

    title: str
    summary: str
    author: str
    paragraphs: tuple[str, ...]
    marker: str

    @property
    def body(self) -> str:
        """The paragraphs as HTML."""
        return "".join(f"<p>{html.escape(one, quote=False)}</p>\n" for one in self.paragraphs)


class Words(dict[str, str]):
    """Fills the gaps of a template: each name of a list gives one of its words."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    def __missing__(self, name: str) -> str:
        if name == "number":
            return f"{int(2 + 4000 * self._chance.random() ** 3):,}"
        if name == "place":
            return pick(self._chance, places())
        return pick(self._chance, words.LISTS[name])

    def fill(self, template: str) -> str:
        """Return the template with a word in each gap."""
        return _BEFORE_VOWEL.sub(r"\1n ", template.format_map(self))


def pick(chance: random.Random, choices: tuple[T, ...]) -> T:
    """Return one of the choices, each as likely."""
    return choices[int(chance.random() * len(choices))]


@cache
def places() -> tuple[str, ...]:
    """Names of towns that are on no map."""
    return tuple(
        f"{start}{end}".capitalize() for start in words.PLACE_STARTS for end in words.PLACE_ENDS
    )


@cache
def cast() -> tuple[Person, ...]:
    """Everybody who may be quoted, the same in every run."""
    chance = random.Random("cast")
    found: dict[str, Person] = {}
    while len(found) < CAST:
        at = int(chance.random() * len(words.GIVEN))
        surname = pick(chance, words.NAME_STARTS) + pick(chance, words.NAME_ENDS)
        name = f"{words.GIVEN[at]} {surname}"
        pronoun = "she" if at % 2 else "he"
        found[name] = Person(name, surname, pick(chance, words.ROLES), pronoun)
    return tuple(found.values())


def story(seed: int, feed: int, number: int, edition: int = 1) -> Story:
    """Return an edition of a story; a later one says in its text what an earlier did not."""
    chance = random.Random(f"{seed}/{feed}/{number}")
    gaps = Words(chance)
    marker = f"{feed}-{number}-{edition}"
    # Squared: a few of the cast are in many stories, as in the news.
    people = [cast()[int(CAST * chance.random() ** 2)] for _ in range(3)]
    title = gaps.fill(pick(chance, words.TITLES))
    paragraphs = [gaps.fill(pick(chance, words.OPENINGS))]
    quoted = _FEWEST_QUOTED + int(chance.random() * (_MOST_QUOTED - _FEWEST_QUOTED + 1))
    known: set[str] = set()
    for at in range(quoted):
        person = people[0] if at == 1 else people[at % 3]
        paragraphs.append(_said(gaps, chance, person, known, follows=at == 1))
        if at != 0:  # what follows the first quotation at once may say only "he"
            paragraphs.append(_told(gaps, chance))
    while len(paragraphs) < quoted + _PLAIN:
        paragraphs.append(_told(gaps, chance))
    paragraphs.append(f"The papers are kept in the register of {gaps['place']} under {marker}.")
    if edition > 1:
        paragraphs[2] = _said(gaps, chance, people[2], set(), follows=False)
        paragraphs.insert(4, gaps.fill(f"Edition {edition} adds: the {{noun}} was {{past}}."))
    return Story(
        title=title[0].upper() + title[1:],
        summary=paragraphs[0],
        author=pick(chance, cast()).name,
        paragraphs=tuple(paragraphs),
        marker=marker,
    )


def _told(gaps: Words, chance: random.Random) -> str:
    return f"{gaps.fill(pick(chance, words.NARRATIVE))} {gaps.fill(pick(chance, words.NARRATIVE))}"


def _said(
    gaps: Words, chance: random.Random, person: Person, known: set[str], *, follows: bool
) -> str:
    """A paragraph that quotes a person; ``known`` are those the story has introduced."""
    claim, more = gaps.fill(pick(chance, words.CLAIMS)), gaps.fill(pick(chance, words.CLAIMS))
    verb = pick(chance, words.SAYING)
    if follows:
        return f"“{claim[0].upper()}{claim[1:]},” {person.pronoun} {verb}. {_told(gaps, chance)}"
    if person.name in known:
        shape = pick(chance, words.AGAIN)
    else:
        shape = pick(chance, words.INTRODUCED)
        known.add(person.name)
    return shape.format(
        claim=claim[0].upper() + claim[1:],
        part=gaps.fill(pick(chance, words.PARTS)),
        more=more[0].upper() + more[1:],
        name=person.name,
        surname=person.surname,
        role=person.role,
        verb=verb,
        noun=gaps["noun"],
        place=gaps["place"],
    )
