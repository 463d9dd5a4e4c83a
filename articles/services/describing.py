"""Changes what is known of a person, and by which names articles mean them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from articles.models import Person, PersonName
from articles.services.people import hold_people, name_key
from articles.services.people_rows import new_words


class NameTaken(Exception):
    """Somebody else goes by the name."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.name)
        self.person = person


@transaction.atomic
def describe_person(
    person: Person,
    *,
    name: str,
    description: str,
    gender: str,
    party: str,
    country: str,
    aliases: Sequence[str],
) -> list[Person]:
    """Store what a curator tells; returns others who already go by one of the aliases.

    The name and aliases of two words and more are names by which articles mean this person
    from now on; an alias that is left out no longer is. Raises :class:`NameTaken` where
    ``name`` is another's. About eight SQL queries.
    """
    hold_people()
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    own = name_key(name)
    # What somebody was called so far they are still called by articles.
    aliases = [*aliases, *new_words(aliases, [person.name], without=[name])]
    before = {name_key(word) for word in person.aliases}
    person.name, person.description, person.party = name, description, party
    person.gender, person.country, person.aliases = gender, country, aliases
    keys = {own, *(key for alias in aliases if " " in (key := name_key(alias)))}
    known = {
        row.key: row
        for row in PersonName.objects.filter(key__in=keys)
        .select_related("person__merged_into")
        .prefetch_related("also")
    }
    others = {
        key: row.person.merged_into or row.person
        for key, row in known.items()
        if row.person_id != person.pk and person not in row.also.all()
    }
    if own in others:
        raise NameTaken(others[own])
    PersonName.objects.bulk_create(
        [PersonName(person=person, key=key) for key in sorted(keys - known.keys())],
        ignore_conflicts=True,
    )
    left_out = before - keys - {name_key(alias) for alias in aliases}
    person.names.filter(key__in=left_out, also=None).delete()
    person.save()
    return list({other.pk: other for other in others.values()}.values())
