"""Finds or makes the person each name in an article means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from articles.models import Person, PersonName, Revision
from articles.models.bulk import draw_keys, insert_models, update_rows
from articles.models.slugs import readable_slug
from articles.said_rows import Named
from articles.services.namesakes import Meant, decide, shared_names

#: A person's page lists this many descriptions, and older ones make way; and articles add
#: other names until there are this many.
MOST_ROLES = 8
MOST_ALIASES = 12
#: Key of the advisory lock under which people change hands; any number no other code uses.
_LOCK = 0x70656F706C65


def name_key(name: str) -> str:
    """Return ``name`` as it is looked up: NFKC, case folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:200]


def hold_people(*, alone: bool = False) -> None:
    """Until the transaction ends nobody merges or splits people. One SQL query.

    For whoever looks up a person and then refers to them; ``alone`` for those who merge and
    split: they wait until nobody does.
    """
    kind = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{kind}(%s)", [_LOCK])


@dataclass(frozen=True, slots=True)
class _Known:
    """A stored person, as far as names are concerned."""

    pk: int
    name: str
    aliases: list[str]
    roles: list[str]


def people_for(
    found: Sequence[Sequence[Named]], revisions: Sequence[Revision] = ()
) -> list[list[Meant]]:
    """Return the stored person that each one found is taken for, article by article.

    New ones are made. A surname alone means the one person of that surname the desk knows,
    if there is exactly one. Whom a name means that several bear is decided for each article by
    itself: see ``namesakes.py``; ``revisions`` are those the people were found in. Names are
    made in the order of their keys, and then people changed in the order of theirs, so that two
    workers that store the same people wait for each other instead of locking each other out. At
    most a dozen SQL queries, however many there are, and six more where names are shared.
    """
    keys = [[name_key(person.name) for person in people] for people in found]
    wanted: dict[str, list[Named]] = {}
    for names, people in zip(keys, found, strict=True):
        for key, person in zip(names, people, strict=True):
            wanted.setdefault(key, []).append(person)
    # Also where nobody is named: decisions about earlier versions name somebody.
    hold_people()
    if not wanted:
        return [[] for _people in found]
    stored = _stored(wanted)
    stored |= _only_ones_called({key for key in wanted if key not in stored and " " not in key})
    if missing := sorted(key for key in wanted if key not in stored):
        stored |= _made({key: wanted[key][0] for key in missing})
    if shared := shared_names(wanted):
        return _decided(found, keys, stored, decide(found, keys, shared, revisions))
    _learn_all([(stored[key], people) for key, people in wanted.items()])
    return [[Meant(stored[key].pk) for key in names] for names in keys]


def _decided(
    found: Sequence[Sequence[Named]],
    keys: Sequence[Sequence[str]],
    stored: Mapping[str, _Known],
    decided: Sequence[Mapping[str, Meant]],
) -> list[list[Meant]]:
    """The same where names are shared; ``decided`` has those of each article by name.

    Of who is in doubt nothing is learned. At most three SQL queries.
    """
    meant = [
        [chosen.get(key) or Meant(stored[key].pk) for key in names]
        for names, chosen in zip(keys, decided, strict=True)
    ]
    known = {one.pk: one for one in stored.values()}
    known |= {
        one.pk: one
        for one in _people_of(
            {str(who.pk): who.pk for row in meant for who in row if who.pk not in known}
        ).values()
    }
    _learn_all(
        [
            (known[who.pk], [person])
            for people, row in zip(found, meant, strict=True)
            for person, who in zip(people, row, strict=True)
            if not who.is_doubtful
        ]
    )
    return meant


_COLUMNS = ("pk", "name", "aliases", "roles")


def _stored(keys: Iterable[str]) -> dict[str, _Known]:
    """Whom each name means; merged people are followed to the one kept. Two SQL queries."""
    names = dict(
        PersonName.objects.filter(key__in=list(keys)).values_list(
            "key", Coalesce("person__merged_into", "person")
        )
    )
    return _people_of(names)


def _people_of(names: Mapping[str, int]) -> dict[str, _Known]:
    """The people of those keys, by name. At most one SQL query."""
    if not names:
        return {}
    rows = Person.objects.filter(pk__in=set(names.values())).values_list(*_COLUMNS)
    people = {row[0]: _Known(*row) for row in rows.order_by()}
    return {name: people[pk] for name, pk in names.items()}


def _only_ones_called(surnames: set[str]) -> dict[str, _Known]:
    """For each surname the one person who has it; none where there are several.

    At most two SQL queries.
    """
    if not surnames:
        return {}
    bearers: dict[str, set[int]] = {}
    also = PersonName.also.through.objects.filter(personname=OuterRef("pk"))
    names = PersonName.objects.filter(last__in=surnames, person__merged_into=None)
    rows = names.exclude(key=F("last")).values_list("last", "person", Exists(also))
    for last, pk, is_shared in rows:
        # Who bears a shared name has no key of their own: any other will do.
        bearers.setdefault(last, set()).update((pk, -pk) if is_shared else (pk,))
    return _people_of({last: pks.pop() for last, pks in bearers.items() if len(pks) == 1})


def _made(missing: Mapping[str, Named]) -> dict[str, _Known]:
    """Make a person for each name; one that another worker made first is theirs.

    ``missing`` is in the order of its keys. At most five SQL queries.
    """
    people = [
        Person(pk=pk, name=found.name[:200], slug=readable_slug(found.name[:200]))
        for pk, found in zip(draw_keys(Person, len(missing)), missing.values(), strict=True)
    ]
    insert_models(people)
    PersonName.objects.bulk_create(
        [PersonName(person=person, key=key) for key, person in zip(missing, people, strict=True)],
        ignore_conflicts=True,
    )
    stored = _stored(missing)
    kept = {known.pk for known in stored.values()}
    if lost := [person.pk for person in people if person.pk not in kept]:
        Person.objects.filter(pk__in=lost).delete()
    return stored


def _learn_all(told: Sequence[tuple[_Known, Sequence[Named]]]) -> None:
    """Add what articles call people to what is known of them. At most two SQL queries."""
    changed: dict[int, list[Named]] = {}
    for known, found in told:
        news = [one for one in found if _learned(known, one) != (known.aliases, known.roles)]
        if news:
            changed.setdefault(known.pk, []).extend(news)
    if not changed:
        return
    # As they stand now: another worker may have added to them.
    people = list(
        Person.objects.select_for_update(no_key=True).filter(pk__in=changed).order_by("pk")
    )
    for person in people:
        for one in changed[person.pk]:
            person.aliases, person.roles = _learned(person, one)
    update_rows(
        Person,
        [{"id": person.pk, "aliases": person.aliases, "roles": person.roles} for person in people],
    )


def _learned(person: Person | _Known, found: Named) -> tuple[list[str], list[str]]:
    """The person's aliases and roles with those this article gives."""
    return (
        # The first stay: a curator, or another body of knowledge, may have told them.
        _merged(person.aliases, found.aliases, without=person.name)[
            : max(MOST_ALIASES, len(person.aliases))
        ],
        _merged(person.roles, found.roles, without=person.name)[-MOST_ROLES:],
    )


def _merged(known: list[str], new: Iterable[str], *, without: str) -> list[str]:
    merged = [*known]
    # Most articles call people what others have called them before.
    new = [word for word in new if word not in known and word != without]
    if not new:
        return merged
    seen = {name_key(word) for word in (*known, without)}
    for word in new:
        if name_key(word) not in seen:
            seen.add(name_key(word))
            merged.append(word[:200])
    return merged
