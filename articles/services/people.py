"""Finds or makes the person each name in an article means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from articles.models import Person, PersonName
from articles.quotes import Person as FoundPerson

#: A person's page lists this many descriptions; older ones make way.
MOST_ROLES = 8
MOST_ALIASES = 12


def name_key(name: str) -> str:
    """Return ``name`` as it is looked up: NFKC, case folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:200]


def people_for(found: Sequence[FoundPerson]) -> list[Person]:
    """Return the stored person for each one found, in order; new ones are made.

    A surname alone means the one person of that surname the desk knows, if there is
    exactly one. Names are made in the order of their keys, and then people changed in the
    order of theirs, so that two workers that store the same people wait for each other
    instead of locking each other out.
    """
    wanted = {name_key(person.name): person for person in found}
    stored = {key: _person_for(key, wanted[key]) for key in sorted(wanted)}
    for key in sorted(stored, key=lambda key: stored[key].pk):
        _learn(stored[key], wanted[key])
    return [stored[name_key(person.name)] for person in found]


def _person_for(key: str, found: FoundPerson) -> Person:
    known = (
        PersonName.objects.filter(key=key)
        .select_related("person__merged_into")
        .order_by("pk")
        .first()
    )
    person = known.person if known else _only_one_called(key) or _made(key, found)
    return person.merged_into or person


def _only_one_called(key: str) -> Person | None:
    """The one person whose last name ``key`` is; None if it is a full name, or ambiguous."""
    if " " in key:
        return None
    people = Person.objects.filter(
        names__key__endswith=f" {key}", merged_into__isnull=True
    ).distinct()[:2]
    return people[0] if len(people) == 1 else None


def _made(key: str, found: FoundPerson) -> Person:
    try:
        with transaction.atomic():
            person = Person.objects.create(name=found.name[:200])
            PersonName.objects.create(person=person, key=key)
        return person
    except IntegrityError:
        # Another worker stored the same name first; theirs is the one.
        return PersonName.objects.select_related("person").get(key=key).person


def _learn(person: Person, found: FoundPerson) -> None:
    """Add what this article calls the person to what is known."""
    aliases = _merged(person.aliases, found.aliases, MOST_ALIASES, without=person.name)
    roles = _merged(person.roles, found.roles, MOST_ROLES, without=person.name)
    if (aliases, roles) != (person.aliases, person.roles):
        person.aliases, person.roles = aliases, roles
        person.save(update_fields=["aliases", "roles"])


def _merged(known: list[str], new: Iterable[str], most: int, *, without: str) -> list[str]:
    merged = [*known]
    seen = {name_key(word) for word in (*known, without)}
    for word in new:
        if name_key(word) not in seen:
            seen.add(name_key(word))
            merged.append(word[:200])
    return merged[-most:]
