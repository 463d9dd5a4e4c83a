"""Finds or makes the person each name in an article means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F

from articles.models import Person, PersonName
from articles.models.bulk import update_rows
from articles.models.slugs import readable_slug
from articles.quotes import Person as FoundPerson

#: A person's page lists this many descriptions; older ones make way.
MOST_ROLES = 8
MOST_ALIASES = 12


def name_key(name: str) -> str:
    """Return ``name`` as it is looked up: NFKC, case folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:200]


def people_for(found: Sequence[Sequence[FoundPerson]]) -> list[list[Person]]:
    """Return the stored person for each one found, article by article; new ones are made.

    A surname alone means the one person of that surname the desk knows, if there is
    exactly one. Names are made in the order of their keys, and then people changed in the
    order of theirs, so that two workers that store the same people wait for each other
    instead of locking each other out. At most nine SQL queries, however many there are.
    """
    wanted: dict[str, list[FoundPerson]] = {}
    for people in found:
        for person in people:
            wanted.setdefault(name_key(person.name), []).append(person)
    if not wanted:
        return [[] for _people in found]
    stored = _stored(wanted)
    stored |= _only_ones_called({key for key in wanted if key not in stored and " " not in key})
    if missing := sorted(key for key in wanted if key not in stored):
        stored |= _made({key: wanted[key][0] for key in missing})
    _learn_all([(stored[key], people) for key, people in wanted.items()])
    return [[stored[name_key(person.name)] for person in people] for people in found]


def _stored(keys: Iterable[str]) -> dict[str, Person]:
    """Whom each name means; merged people are followed to the one kept. One SQL query."""
    names = PersonName.objects.filter(key__in=list(keys)).select_related("person__merged_into")
    return {name.key: name.person.merged_into or name.person for name in names}


def _only_ones_called(surnames: set[str]) -> dict[str, Person]:
    """For each surname the one person who has it; none where there are several. One SQL query."""
    if not surnames:
        return {}
    bearers: dict[str, dict[int, Person]] = {}
    names = (
        PersonName.objects.filter(last__in=surnames, person__merged_into=None)
        .exclude(key=F("last"))
        .select_related("person")
    )
    for name in names:
        bearers.setdefault(name.last, {})[name.person_id] = name.person
    return {
        surname: next(iter(people.values()))
        for surname, people in bearers.items()
        if len(people) == 1
    }


def _made(missing: Mapping[str, FoundPerson]) -> dict[str, Person]:
    """Make a person for each name; one that another worker made first is theirs.

    ``missing`` is in the order of its keys. At most four SQL queries.
    """
    people = Person.objects.bulk_create(
        Person(name=found.name[:200], slug=readable_slug(found.name[:200]))
        for found in missing.values()
    )
    PersonName.objects.bulk_create(
        [PersonName(person=person, key=key) for key, person in zip(missing, people, strict=True)],
        ignore_conflicts=True,
    )
    stored = _stored(missing)
    kept = set(PersonName.objects.filter(person__in=people).values_list("person", flat=True))
    Person.objects.filter(pk__in=[one.pk for one in people if one.pk not in kept]).delete()
    return stored


def _learn_all(told: Sequence[tuple[Person, Sequence[FoundPerson]]]) -> None:
    """Add what articles call people to what is known of them. At most two SQL queries."""
    changed: dict[int, tuple[Person, list[FoundPerson]]] = {}
    for person, found in told:
        news = [one for one in found if _learned(person, one) != (person.aliases, person.roles)]
        if news:
            changed.setdefault(person.pk, (person, []))[1].extend(news)
    if not changed:
        return
    # As they stand now: another worker may have added to them.
    people = list(
        Person.objects.select_for_update(no_key=True).filter(pk__in=changed).order_by("pk")
    )
    for person in people:
        for one in changed[person.pk][1]:
            person.aliases, person.roles = _learned(person, one)
    update_rows(
        Person,
        [{"id": person.pk, "aliases": person.aliases, "roles": person.roles} for person in people],
    )


def _learned(person: Person, found: FoundPerson) -> tuple[list[str], list[str]]:
    """The person's aliases and roles with those this article gives."""
    return (
        _merged(person.aliases, found.aliases, MOST_ALIASES, without=person.name),
        _merged(person.roles, found.roles, MOST_ROLES, without=person.name),
    )


def _merged(known: list[str], new: Iterable[str], most: int, *, without: str) -> list[str]:
    merged = [*known]
    seen = {name_key(word) for word in (*known, without)}
    for word in new:
        if name_key(word) not in seen:
            seen.add(name_key(word))
            merged.append(word[:200])
    return merged[-most:]
