"""Writes: making, changing and filling collections, so that two who edit one lose nothing.

An edit names the version it was made to and, for every text, a hash of what the form showed.
Where the collection moved on meanwhile, both edits are joined text by text; only a text that
both changed differently is put before the one who saves last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from annotations import share_services
from annotations.access import may_collect
from annotations.drafts import Clash, Draft, join
from annotations.models import Annotation, Collection, CollectionItem, Group
from readers.models import User

#: Most steps of one collection.
MOST_ITEMS = 400


class Conflict(Exception):
    """Somebody else changed the same texts; ``draft`` has both edits, the clashes as mine."""

    def __init__(self, draft: Draft, clashes: list[Clash]) -> None:
        super().__init__("changed by somebody else")
        self.draft, self.clashes = draft, clashes


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an edit: whether it was joined with another's, and rows by their keys."""

    was_joined: bool
    rows: dict[str, int] = field(default_factory=dict)


class TooMany(ValueError):
    """A collection has no room for more steps."""


def save(collection: Collection, draft: Draft, reader: User) -> Saved:
    """Store an edit; raises :class:`Conflict` or :class:`TooMany`, and stores nothing then."""
    if len(draft.items) > MOST_ITEMS:
        raise TooMany
    with transaction.atomic():
        now = Collection.objects.select_for_update().get(pk=collection.pk)
        rows = {str(item.pk): item for item in now.items.all()}
        joined = now.version != draft.version
        if joined:
            draft, clashes = join(draft, now, list(rows.values()))
            if clashes:
                raise Conflict(draft, clashes)
        placed = _write(now, draft, rows, reader)
        Collection.objects.filter(pk=now.pk).update(
            title=draft.title.text,
            introduction=draft.introduction.text,
            version=F("version") + 1,
            modified=timezone.now(),
        )
    return Saved(joined, placed)


def _write(
    now: Collection, draft: Draft, rows: dict[str, CollectionItem], reader: User
) -> dict[str, int]:
    kept = {item.key for item in draft.items}
    now.items.filter(pk__in=[row.pk for key, row in rows.items() if key not in kept]).delete()
    asked_for = {
        item.annotation for item in draft.items if item.key not in rows and item.annotation
    }
    allowed = set(may_collect(reader).filter(pk__in=asked_for).values_list("pk", flat=True))
    placed = {}
    for position, item in enumerate(draft.items, 1):
        row = rows.get(item.key) or CollectionItem(
            collection=now,
            annotation_id=item.annotation if item.annotation in allowed else None,
        )
        row.position, row.text = position, item.written.text
        row.save()
        placed[item.key] = row.pk
    return placed


def create(reader: User, *, title: str, introduction: str = "") -> Collection:
    """Return a new collection that its owner alone sees."""
    return Collection.objects.create(owner=reader, title=title, introduction=introduction)


def collect(collection: Collection, annotations: Sequence[Annotation], *, text: str = "") -> int:
    """Put passages at the end of a collection; returns how many were not in it before.

    ``text`` stands above the first of them. Raises :class:`TooMany`.
    """
    with transaction.atomic():
        now = Collection.objects.select_for_update().get(pk=collection.pk)
        there = set(now.items.values_list("annotation", flat=True))
        new = [one for one in dict.fromkeys(annotations) if one.pk not in there]
        if now.items.count() + len(new) > MOST_ITEMS:
            raise TooMany
        last = now.items.aggregate(last=Max("position"))["last"] or 0
        CollectionItem.objects.bulk_create(
            CollectionItem(
                collection=now, annotation=one, position=last + n, text=text if n == 1 else ""
            )
            for n, one in enumerate(new, 1)
        )
        if new:
            Collection.objects.filter(pk=now.pk).update(
                version=F("version") + 1, modified=timezone.now()
            )
    return len(new)


def show_to(collection: Collection, visibility: str, group: Group | None, reader: User) -> None:
    """Say who may see a collection.

    For anyone with the link, the link is made if there is none; for its owner only, any link
    is closed.
    """
    with transaction.atomic():
        Collection.objects.filter(pk=collection.pk).update(visibility=visibility, group=group)
        collection.visibility, collection.group = visibility, group
        if visibility == Annotation.Visibility.LINK:
            share_services.share_collection(collection, reader)
        elif visibility == Annotation.Visibility.PRIVATE:
            collection.shares.filter(revoked=None).update(revoked=timezone.now())
