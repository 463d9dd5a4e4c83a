"""Makes two people one, and takes that back.

    hold_people -> lock both people, in one order -> hand every row over -> PersonChange

The one who is merged stays as a row that points to the one kept, with name, aliases and roles
as they were: that is how old addresses lead on, and most of what taking it back needs. What
changed hands is written down by key in ``PersonChange.moved``:

    quotes, mentions, names, external_ids, offices, merged   keys of rows handed over
    mentions_left, offices_left                              doubles that were deleted
    shared, unshared                                         further bearers of names
    aliases, roles                                           words the one kept was given
    filled                                                   what was unknown of the one kept
    app.model.field                                          keys of rows of other apps
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ManyToOneRel, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import ExternalId, Mention, Office, Person, PersonChange, PersonName, Quote
from articles.services import people_rows as rows
from articles.services.people import hold_people
from readers.models import User

#: What is taken over where it is unknown of the one who is kept.
FACTS = ("description", "gender", "party", "country")
#: Every row of this app that refers to a person and is handed over: name in the log, model, field.
HELD = (
    ("quotes", Quote, "speaker"),
    ("mentions", Mention, "person"),
    ("names", PersonName, "person"),
    ("external_ids", ExternalId, "person"),
    ("offices", Office, "person"),
    ("merged", Person, "merged_into"),
)


def held() -> list[tuple[str, type[Model], str]]:
    """:data:`HELD`, and rows of other apps that refer to people, named by model and field."""
    elsewhere = [
        (relation.related_model._meta.label_lower, relation.related_model, relation.field.name)
        for relation in Person._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel)
        and relation.related_model._meta.app_label != Person._meta.app_label
    ]
    return [*HELD, *((f"{label}.{field}", model, field) for label, model, field in elsewhere)]


class CannotChange(Exception):
    """Why people cannot be merged, split or parted again; the words are for readers."""

    def __init__(self, why: str, blocking: PersonChange | None = None) -> None:
        super().__init__(why)
        #: What has to be taken back first, if that is it.
        self.blocking = blocking


@transaction.atomic
def merge(gone: Person, kept: Person, *, by: User | None) -> PersonChange:
    """Make everything of ``gone`` that of ``kept``; raises :class:`CannotChange`.

    About twenty SQL queries, whatever there is to hand over.
    """
    if gone.pk == kept.pk:
        raise CannotChange(_("That is one and the same person already: choose another one."))
    hold_people(alone=True)
    people = rows.lock_people(gone.pk, kept.pk)
    if len(people) < 2:
        raise CannotChange(_("One of the two is no longer there."))
    gone, kept = people[gone.pk], people[kept.pk]
    _refuse_merged(gone, kept)
    moved = absorb(gone, kept)
    return PersonChange.objects.create(
        kind=PersonChange.Kind.MERGE, person=kept, other=gone, by=by, moved=moved
    )


def _refuse_merged(gone: Person, kept: Person) -> None:
    """Raise where one of the two has been merged already."""
    for one, other in ((gone, kept), (kept, gone)):
        if one.merged_into_id == other.pk:
            raise CannotChange(_("They are one already: somebody merged them before."))
    for one in (gone, kept):
        if one.merged_into:
            raise CannotChange(
                _("%(name)s has been merged into %(into)s. Merge %(into)s instead.")
                % {"name": one.name, "into": one.merged_into.name}
            )


def absorb(gone: Person, kept: Person) -> dict[str, Any]:
    """Hand everything over and point ``gone`` to ``kept``; both are locked.

    Returns what is needed to take it back.
    """
    moved: dict[str, Any] = {
        "mentions_left": rows.drop_double_mentions(gone, kept),
        "offices_left": rows.drop_double_offices(gone, kept),
    }
    for name, model, field in held():
        moved[name] = rows.hand_over(model, field, gone, kept)
    moved |= rows.hand_over_shared_names(gone, kept)
    moved["aliases"] = rows.new_words(kept.aliases, [gone.name, *gone.aliases], without=[kept.name])
    moved["roles"] = rows.new_words(kept.roles, gone.roles, without=[])
    moved["filled"] = {
        fact: getattr(gone, fact)
        for fact in FACTS
        if getattr(gone, fact) and not getattr(kept, fact)
    }
    kept.aliases += moved["aliases"]
    # Before the others: what articles say next makes the first ones go.
    kept.roles = moved["roles"] + kept.roles
    for fact, value in moved["filled"].items():
        setattr(kept, fact, value)
    kept.save()
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    return moved


def unmerge(change: PersonChange, *, by: User | None) -> None:
    """Take a merge back: everything that was handed over goes back, if it is there still.

    What came in since then stays. The caller has locked the change. Raises
    :class:`CannotChange`.
    """
    moved = change.moved
    people = rows.lock_people(change.person_id, change.other_id)
    kept, gone = people[change.person_id], people[change.other_id]
    later = list(PersonChange.objects.filter(pk__gt=change.pk, undone=None, person=kept))
    _refuse_built_upon(change, kept, gone, later)
    kept_back = _words_of_others(later)
    rows.unshare(moved.get("shared", ()))
    for name, model, field in held():
        rows.hand_over(model, field, kept, gone, moved.get(name, ()))
    rows.share(moved.get("unshared", ()))
    rows.make_mentions(gone, moved.get("mentions_left", ()))
    rows.make_offices(gone, moved.get("offices_left", ()))
    kept.aliases = rows.less(kept.aliases, rows.less(moved["aliases"], kept_back))
    kept.roles = rows.less(kept.roles, rows.less(moved["roles"], kept_back))
    for fact, value in moved["filled"].items():
        if getattr(kept, fact) == value:
            setattr(kept, fact, "")
    kept.save()
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    for one in later:
        if one.kind == PersonChange.Kind.MERGE:
            _settle_again(one, kept, moved)
    _taken_back(change, by)


def _refuse_built_upon(
    change: PersonChange, kept: Person, gone: Person, later: list[PersonChange]
) -> None:
    """Raise where something done later would be broken by taking ``change`` back."""
    if kept.merged_into:
        blocking = PersonChange.objects.filter(
            kind=PersonChange.Kind.MERGE, other=kept, undone=None
        ).first()
        raise CannotChange(
            _("%(name)s has been merged into %(into)s since. Take that back first.")
            % {"name": kept.name, "into": kept.merged_into.name},
            blocking,
        )
    if gone.merged_into_id != kept.pk:
        raise CannotChange(_("They have been parted already."))
    for one in later:
        if one.kind == PersonChange.Kind.SPLIT and _overlap(change.moved, one.moved):
            raise CannotChange(_("Some of it has been split off since. Take that back first."), one)


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return any(
        not set(one.get(name, ())).isdisjoint(other.get(name, ()))
        for name in ("quotes", "mentions", "names")
    )


def _words_of_others(later: list[PersonChange]) -> list[str]:
    """Names and roles of people who were merged into the same one later, and still are."""
    words: list[str] = []
    for one in later:
        if one.kind == PersonChange.Kind.MERGE:
            words += [one.other.name, *one.other.aliases, *one.other.roles]
    return words


def _settle_again(later: PersonChange, kept: Person, moved: dict[str, Any]) -> None:
    """What a later merge left as a double of what has gone is needed now."""
    left = later.moved.get("mentions_left", [])
    if left:
        there = set(
            Mention.objects.filter(person=kept, revision__in={row[0] for row in left})
            .values_list("revision", "start", "end")
        )  # fmt: skip
        needed = [row for row in left if tuple(row[:3]) not in there]
        later.moved["mentions_left"] = [row for row in left if row not in needed]
        later.moved["mentions"] += rows.make_mentions(kept, needed)
    own = {word for name in ("aliases", "roles") for word in moved[name]}
    other = later.other
    later.moved["aliases"] += [word for word in (other.name, *other.aliases) if word in own]
    later.moved["roles"] += [word for word in other.roles if word in own]
    later.save(update_fields=["moved"])


def _taken_back(change: PersonChange, by: User | None) -> None:
    change.undone, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone", "undone_by"])
