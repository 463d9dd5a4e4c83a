"""Rows that belong to people, and handing them from one to another.

What was handed over is told by key, so that it can be handed back. Every function counts on
the caller to have locked both people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Exists, OuterRef

from articles.models import Mention, Office, Person, PersonName, Revision
from articles.services.people import name_key

#: Further bearers of names; the table has no class of its own.
Also = PersonName.also.through


def hand_over(
    model: type[models.Model],
    field: str,
    giver: Person,
    taker: Person,
    keys: Iterable[int | str] | None = None,
) -> list[Any]:
    """Make ``taker`` what ``giver`` is to rows of ``model``; returns the keys of those changed.

    Of ``keys`` only, where they are given. One SQL query.
    """
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    column = quote(str(model._meta.get_field(field).column))  # type: ignore[union-attr]
    key = quote(str(model._meta.pk.column))
    kind = model._meta.pk.rel_db_type(connection)
    only, values = "", list[Any]([taker.pk, giver.pk])
    if keys is not None:
        only, values = f" AND {key} = ANY(%s::{kind}[])", [*values, list(keys)]
    with connection.cursor() as cursor:
        cursor.execute(
            # Only names of our own models are put in.
            f"UPDATE {table} SET {column} = %s WHERE {column} = %s{only} RETURNING {key}",  # noqa: S608
            values,
        )
        found = [row[0] for row in cursor.fetchall()]
    return sorted(key if isinstance(key, int) else str(key) for key in found)


def drop_double_mentions(
    giver: Person, taker: Person, keys: Iterable[int] | None = None
) -> list[list[Any]]:
    """Delete mentions of ``giver`` where ``taker`` is mentioned by the same words.

    Returns what is needed to make them again: revision, start, end, form. Two SQL queries.
    """
    same = Mention.objects.filter(
        person=taker,
        revision=OuterRef("revision"),
        start=OuterRef("start"),
        end=OuterRef("end"),
    )
    double = Mention.objects.filter(Exists(same), person=giver)
    if keys is not None:
        double = double.filter(pk__in=list(keys))
    told = list(double.values_list("pk", "revision", "start", "end", "form"))
    Mention.objects.filter(pk__in=[row[0] for row in told]).delete()
    return [list(row[1:]) for row in told]


def make_mentions(person: Person, rows: Sequence[Sequence[Any]]) -> list[int]:
    """Make mentions of ``person`` again, where revisions are there still; returns their keys."""
    there = set(
        Revision.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", flat=True)
    )
    made = Mention.objects.bulk_create(
        Mention(revision_id=revision, person=person, start=start, end=end, form=form)
        for revision, start, end, form in rows
        if revision in there
    )
    return [mention.pk for mention in made]


def drop_double_offices(giver: Person, taker: Person) -> list[list[Any]]:
    """Delete offices of ``giver`` that ``taker`` holds too; returns what they were."""
    known = {_office(office) for office in taker.offices.all()}
    double = [office for office in giver.offices.all() if _office(office) in known]
    Office.objects.filter(pk__in=[office.pk for office in double]).delete()
    return [
        [*_office(office)[:3], *(day and day.isoformat() for day in (office.start, office.end)),
         office.source]
        for office in double
    ]  # fmt: skip


def make_offices(person: Person, rows: Sequence[Sequence[Any]]) -> None:
    """Give ``person`` offices again that were a double of another's."""
    Office.objects.bulk_create(
        [
            Office(
                *(), person=person, title=title, organisation=organisation, area=area,
                start=start, end=end, source=source,
            )
            for title, organisation, area, start, end, source in rows
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _office(office: Office) -> tuple[Any, ...]:
    return office.title, office.organisation, office.area, office.start


def hand_over_shared_names(giver: Person, taker: Person) -> dict[str, list[list[int]]]:
    """Make ``taker`` a bearer of the names ``giver`` shares, once each, and of none they have.

    To be called after the names themselves were handed over. Returns the pairs of name and
    person that were removed and added. Four SQL queries.
    """
    own = set(taker.names.values_list("pk", flat=True))
    rows = list(Also.objects.filter(person__in=[giver, taker]).values_list("personname", "person"))
    taken = {name for name, person in rows if person == taker.pk}
    removed = [[name, person] for name, person in rows if person == giver.pk or name in own]
    added = [
        [name, taker.pk]
        for name, person in rows
        if person == giver.pk and name not in own and name not in taken
    ]
    unshare(removed)
    share(added)
    return {"unshared": removed, "shared": added}


def share(pairs: Iterable[Sequence[int]]) -> None:
    """Let people bear names of others, too. One SQL query."""
    names = list(pairs)
    there = set(
        PersonName.objects.filter(pk__in=[name for name, _person in names]).values_list(
            "pk", "person"
        )
    )
    still, bearers = {name for name, _person in there}, set(there)
    Also.objects.bulk_create(
        [
            Also(personname_id=name, person_id=person)
            for name, person in names
            if name in still and (name, person) not in bearers
        ],
        ignore_conflicts=True,
    )


def unshare(pairs: Iterable[Sequence[int]]) -> None:
    """End that people bear names of others. One SQL query for each."""
    for name, person in pairs:
        Also.objects.filter(personname=name, person=person).delete()


def new_words(known: Iterable[str], more: Iterable[str], *, without: Iterable[str]) -> list[str]:
    """Those of ``more`` that are neither known nor in ``without``, each once."""
    seen = {name_key(word) for word in (*known, *without)}
    new = []
    for word in more:
        if name_key(word) not in seen:
            seen.add(name_key(word))
            new.append(word)
    return new


def less(words: Iterable[str], gone: Iterable[str]) -> list[str]:
    """``words`` without those that are ``gone``."""
    keys = {name_key(word) for word in gone}
    return [word for word in words if name_key(word) not in keys]


def lock_people(*keys: int) -> dict[int, Person]:
    """Lock people until the transaction ends, in the order of their keys; by key.

    Nobody can refer to them meanwhile. Whoever locks quotations, too, locks people first. One
    SQL query.
    """
    people = Person.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {person.pk: person for person in people}
