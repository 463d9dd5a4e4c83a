"""Makes one person two: what belongs to somebody else is handed to them, and taken back.

A reader chooses whole articles, single quotations, aliases and roles. Of an article every
version goes, of a single quotation every version of the article that has the same words. The
names by which what went is known are borne by both from now on: see ``namesakes.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Mention, Person, PersonChange, PersonName, Quote
from articles.services import people_rows as rows
from articles.services.merging import CannotChange, absorb
from articles.services.people import hold_people, name_key
from readers.models import User


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to go: keys of articles, UUIDs of quotations, and words."""

    articles: frozenset[int] = frozenset()
    quotes: frozenset[UUID] = frozenset()
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return self == Chosen()


@transaction.atomic
def split(person: Person, chosen: Chosen, into: Person | str, *, by: User | None) -> PersonChange:
    """Hand what was chosen to ``into``: somebody known, or a name for somebody new.

    Raises :class:`CannotChange`. About twenty SQL queries.
    """
    if chosen.is_empty:
        raise CannotChange(_("Choose what belongs to somebody else."))
    if isinstance(into, Person) and into.pk == person.pk:
        raise CannotChange(_("That is the same person: choose another one, or a new name."))
    hold_people(alone=True)
    quotes = _quotes(person, chosen)
    other = into if isinstance(into, Person) else Person.objects.create(name=into[:200])
    people = rows.lock_people(person.pk, other.pk)
    if len(people) < 2:
        raise CannotChange(_("One of the two is no longer there."))
    person, other = people[person.pk], people[other.pk]
    if person.merged_into_id or other.merged_into_id:
        raise CannotChange(_("One of the two has just been merged. Look again."))
    moved = _hand_over(person, other, chosen, quotes)
    if not (moved["quotes"] or moved["mentions"] or moved["aliases"] or moved["roles"]):
        raise CannotChange(_("None of this belongs to them any more. Look again."))
    moved["made"] = isinstance(into, str)
    return PersonChange.objects.create(
        kind=PersonChange.Kind.SPLIT, person=person, other=other, by=by, moved=moved
    )


def _quotes(person: Person, chosen: Chosen) -> list[int]:
    """Keys of the quotations that go. One SQL query."""
    same = Quote.objects.filter(
        uuid__in=chosen.quotes,
        text=OuterRef("text"),
        revision__article=OuterRef("revision__article"),
    )
    of_articles = Q(revision__article__in=chosen.articles)
    single = Q(Exists(same)) if chosen.quotes else Q(pk__in=[])
    quotes = Quote.objects.filter(of_articles | single, speaker=person)
    return list(quotes.values_list("pk", flat=True))


def _mentions(person: Person, chosen: Chosen, quotes: Iterable[int]) -> list[int]:
    """Keys of the mentions that go: of whole articles, and those that attribute. One SQL query."""
    attributing = Quote.objects.filter(
        pk__in=quotes,
        revision=OuterRef("revision"),
        speaker_start=OuterRef("start"),
        speaker_end=OuterRef("end"),
    )
    mentions = Mention.objects.filter(
        Q(revision__article__in=chosen.articles) | Q(Exists(attributing)), person=person
    )
    return list(mentions.values_list("pk", flat=True))


def _hand_over(person: Person, other: Person, chosen: Chosen, quotes: list[int]) -> dict[str, Any]:
    mentions = _mentions(person, chosen, quotes)
    aliases = [word for word in person.aliases if word in chosen.aliases]
    roles = [word for word in person.roles if word in chosen.roles]
    shared = _names_used(person, mentions)
    moved: dict[str, Any] = {
        "mentions_left": rows.drop_double_mentions(person, other, mentions),
        "mentions": rows.hand_over(Mention, "person", person, other, mentions),
        "quotes": rows.hand_over(Quote, "speaker", person, other, quotes),
        "aliases": aliases,
        "roles": roles,
        "aliases_added": rows.new_words(other.aliases, aliases, without=[other.name]),
        "roles_added": rows.new_words(other.roles, roles, without=[]),
    }
    keys = [name_key(word) for word in aliases]
    own = person.names.filter(key__in=keys).exclude(key=name_key(person.name))
    moved["names"] = rows.hand_over(
        PersonName, "person", person, other, own.values_list("pk", flat=True)
    )
    moved |= _name(person, other, shared - set(moved["names"]))
    person.aliases = rows.less(person.aliases, aliases)
    person.roles = rows.less(person.roles, roles)
    person.save(update_fields=["aliases", "roles"])
    other.aliases += moved["aliases_added"]
    other.roles += moved["roles_added"]
    other.save(update_fields=["aliases", "roles"])
    return moved


def _names_used(person: Person, mentions: list[int]) -> set[int]:
    """Keys of the names of ``person`` by which articles mean them there. Two SQL queries."""
    words = (
        Mention.objects.filter(pk__in=mentions, form="name")
        .annotate(words=Substr("revision__text", F("start") + 1, F("end") - F("start")))
        .values_list("words", flat=True)
        .distinct()
    )
    keys = {name_key(text) for text in words}
    own = person.names.filter(key__in=keys)
    shared = PersonName.objects.filter(key__in=keys, also=person)
    return {*own.values_list("pk", flat=True), *shared.values_list("pk", flat=True)}


def _name(person: Person, other: Person, used: set[int]) -> dict[str, Any]:
    """Have ``other`` bear their own name, and share those they are known by in what went.

    Returns the names that were made, and the pairs that are shared now.
    """
    key = name_key(other.name)
    name, is_new = PersonName.objects.get_or_create(key=key, defaults={"person": other})
    if name.person_id != other.pk:
        used = used | {name.pk}
    bearing = set(other.names_shared.values_list("pk", flat=True))
    owned = set(other.names.values_list("pk", flat=True))
    pairs = [[pk, other.pk] for pk in sorted(used - bearing - owned)]
    rows.share(pairs)
    return {"names_made": [name.pk] if is_new else [], "shared": pairs}


def unsplit(change: PersonChange, *, by: User | None) -> None:
    """Take a split back: what went comes back, and who was made for it goes with it.

    The caller has locked the change. Raises :class:`CannotChange`.
    """
    moved = change.moved
    people = rows.lock_people(change.person_id, change.other_id)
    person, other = people[change.person_id], people[change.other_id]
    _refuse_built_upon(change, person, other)
    rows.unshare(moved.get("shared", ()))
    for name, model, field in (
        ("quotes", Quote, "speaker"),
        ("mentions", Mention, "person"),
        ("names", PersonName, "person"),
    ):
        rows.hand_over(model, field, other, person, moved.get(name, ()))
    rows.make_mentions(person, moved.get("mentions_left", ()))
    person.aliases += rows.new_words(person.aliases, moved["aliases"], without=[person.name])
    person.roles += rows.new_words(person.roles, moved["roles"], without=[])
    other.aliases = rows.less(other.aliases, moved["aliases_added"])
    other.roles = rows.less(other.roles, moved["roles_added"])
    person.save(update_fields=["aliases", "roles"])
    other.save(update_fields=["aliases", "roles"])
    if moved["made"]:
        absorb(other, person)
    else:
        PersonName.objects.filter(pk__in=moved["names_made"], person=other).delete()
    change.undone, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone", "undone_by"])


def _refuse_built_upon(change: PersonChange, person: Person, other: Person) -> None:
    """Raise where something done later would be broken by taking ``change`` back."""
    either = Q(person=other) | Q(other=other)
    of_parted = PersonChange.objects.filter(either, pk__gt=change.pk, undone=None).exclude(
        kind=PersonChange.Kind.DISTINCT
    )
    merged = PersonChange.objects.filter(kind=PersonChange.Kind.MERGE, other=person, undone=None)
    blocking = of_parted.first() or merged.first()
    if blocking or person.merged_into_id or other.merged_into_id:
        raise CannotChange(
            _("One of the two has been merged or split again since. Take that back first."),
            blocking,
        )
