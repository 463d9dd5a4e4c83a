"""Lists of annotations as the Web Annotation Protocol cuts them into pages.

A container holds what its reader may see, no more, and counts no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import BooleanField, Q, QuerySet, Value
from django.utils.translation import gettext as _

from annotations.access import Reader, visible_to
from annotations.importing import own_id
from annotations.jsonld import (
    Json,
    annotation_iri,
    any_json,
    collection_facts,
    iri,
    presentable,
    presentable_replies,
    step_json,
)
from annotations.locating import articles_at
from annotations.models import Annotation, Collection, CollectionItem, Group, Reply

#: Annotations on one page: described in full, and only named.
DESCRIBED, NAMED = 20, 200


def replies_visible_to(reader: Reader) -> QuerySet[Reply]:
    """Replies to what a reader may see; hidden ones only their author's."""
    shown = Q(hidden=None)
    if reader.is_authenticated:
        shown |= Q(author=reader)
    return Reply.objects.filter(shown, annotation__in=visible_to(reader))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a container: its entries in JSON-LD, or only their names."""

    number: int
    start: int
    items: list[Json] | list[str]


class Container:
    """Annotations and replies, newest first."""

    def __init__(
        self,
        address: str,
        label: str,
        annotations: QuerySet[Annotation],
        replies: QuerySet[Reply],
        query: dict[str, str] | None = None,
    ) -> None:
        self.address, self.label, self.query = address, label, query or {}
        self._annotations, self._replies = annotations, replies
        self.facts: Json = {}

    def iri(self, **more: object) -> str:
        """Return the container's address with ``more`` in its query."""
        query = urlencode({**more, **self.query})
        return f"{self.address}?{query}" if query else self.address

    def count(self) -> int:
        """Return how many there are. Two SQL queries."""
        return self._annotations.count() + self._replies.count()

    def page(self, number: int, *, named: bool) -> Page:
        """Return one page; an empty one beyond the end. Up to four SQL queries."""
        size = NAMED if named else DESCRIBED
        start = number * size
        keys = self._keys(start, start + size)
        if named:
            return Page(number, start, [iri("annotation", key) for key, _is_reply in keys])
        rows = self._rows(keys)
        return Page(number, start, [any_json(row, context=False) for row in rows])

    def _keys(self, start: int, stop: int) -> list[tuple[UUID, bool]]:
        fields = ("pk", "created", "is_reply")
        mine = self._annotations.order_by().annotate(
            is_reply=Value(False, output_field=BooleanField())
        )
        others = self._replies.order_by().annotate(
            is_reply=Value(True, output_field=BooleanField())
        )
        both = mine.values_list(*fields).union(others.values_list(*fields), all=True)
        return [(row[0], row[2]) for row in both.order_by("-created", "pk")[start:stop]]

    def _rows(self, keys: Sequence[tuple[UUID, bool]]) -> list[Annotation | Reply]:
        found: dict[UUID, Annotation | Reply] = {}
        whole = presentable(Annotation.objects.filter(pk__in=[key for key, no in keys if not no]))
        found |= {row.pk: row for row in whole}
        answers = [key for key, is_reply in keys if is_reply]
        if answers:
            rows = presentable_replies(Reply.objects.filter(pk__in=answers))
            found |= {reply.pk: reply for reply in rows}
        return [found[key] for key, _is_reply in keys if key in found]


class CollectionContainer(Container):
    """A dossier: its passages and the texts between them, in its order."""

    def __init__(self, collection: Collection, reader: Reader) -> None:
        super().__init__(
            iri("collection", collection.pk),
            collection.title,
            Annotation.objects.none(),
            Reply.objects.none(),
        )
        self._collection = collection
        self.facts = collection_facts(collection)
        self._steps = _steps(collection, reader)

    def count(self) -> int:
        """Return how many there are. No further query."""
        return len(self._steps)

    def page(self, number: int, *, named: bool) -> Page:
        """Return one page. Two SQL queries, none if only named."""
        size = NAMED if named else DESCRIBED
        start = number * size
        some = self._steps[start : start + size]
        if named:
            return Page(number, start, [self._name(item) for item in some])
        keys = [one.annotation.pk for one in some if not one.text and one.annotation]
        rows = {row.pk: row for row in presentable(Annotation.objects.filter(pk__in=keys))}
        items = [
            step_json(one, context=False)
            if one.text or one.annotation_id is None
            else any_json(rows[one.annotation_id], context=False)
            for one in some
        ]
        return Page(number, start, items)

    def _name(self, item: CollectionItem) -> str:
        if not item.text and item.annotation:
            return annotation_iri(item.annotation)
        return f"{self.address}#text-{item.position}"


def _steps(collection: Collection, reader: Reader) -> list[CollectionItem]:
    """Entries of a collection: a text, then its passage, as two; nothing the reader may not see.

    Two SQL queries.
    """
    items = list(collection.items.select_related("annotation").order_by("position", "pk"))
    keys = [item.annotation.pk for item in items if item.annotation]
    seen = set(visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True))
    steps = []
    for item in items:
        annotation = item.annotation if item.annotation_id in seen else None
        if item.text:
            steps.append(_step(collection, item, annotation, item.text))
        if annotation:
            steps.append(_step(collection, item, annotation, ""))
    return steps


def _step(
    collection: Collection, item: CollectionItem, annotation: Annotation | None, text: str
) -> CollectionItem:
    return CollectionItem(
        collection=collection, position=item.position, annotation=annotation, text=text
    )


# --- The containers there are -----------------------------------------------------------


def everything(reader: Reader, target: str = "") -> Container:
    """What a reader may see; with ``target`` only what is about that article or annotation."""
    annotations, replies = visible_to(reader), replies_visible_to(reader)
    query = {"target": target} if target else {}
    if target:
        parent = own_id(target)
        article = None if parent else articles_at([target]).get(target)
        annotations = annotations.filter(article=article) if article else annotations.none()
        replies = replies.filter(annotation=parent) if parent else replies.none()
    return Container(iri("container"), _("Notes on this desk"), annotations, replies, query)


def of_group(group: Group, reader: Reader) -> Container:
    """What a reader may see of a group's notes, and the answers to them."""
    annotations = visible_to(reader).filter(group=group)
    replies = replies_visible_to(reader).filter(annotation__group=group)
    return Container(iri("group", group.slug), group.name, annotations, replies)
