"""What was decided of two people, and taking it back, whatever it was."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Person, PersonChange
from articles.services.merging import CannotChange, unmerge
from articles.services.people import hold_people
from articles.services.splitting import unsplit
from readers.models import User


def tell_apart(one: Person, other: Person, *, by: User | None) -> PersonChange:
    """Remember that two people are not the same; the same twice is one. Two SQL queries.

    Raises :class:`CannotChange`.
    """
    if one.pk == other.pk:
        raise CannotChange(_("That is one and the same person already: choose another one."))
    first, second = sorted((one, other), key=lambda person: person.pk)
    pair = {"kind": PersonChange.Kind.DISTINCT, "person": first, "other": second}
    known = PersonChange.objects.filter(**pair, undone=None)
    try:
        with transaction.atomic():
            return known.first() or PersonChange.objects.create(**pair, by=by)
    except IntegrityError:
        return known.get()


@transaction.atomic
def take_back(key: int, *, by: User | None) -> PersonChange:
    """Undo a merge, a split, or that two are not the same; returns the change.

    Raises :class:`CannotChange`, and ``PersonChange.DoesNotExist``.
    """
    hold_people(alone=True)
    change = PersonChange.objects.select_for_update().get(pk=key)
    if change.undone:
        raise CannotChange(_("This has been taken back already."))
    if change.kind == PersonChange.Kind.MERGE:
        unmerge(change, by=by)
    elif change.kind == PersonChange.Kind.SPLIT:
        unsplit(change, by=by)
    else:
        change.undone, change.undone_by = timezone.now(), by
        change.save(update_fields=["undone", "undone_by"])
    return change
