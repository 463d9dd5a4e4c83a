"""Reads of collections: lists of them, and the steps of one as a reader may see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.safestring import SafeString, mark_safe

from annotations.access import Reader, collections_of, collections_visible_to, shown_in
from annotations.drafts import Draft, DraftItem
from annotations.models import Annotation, Collection, CollectionItem
from annotations.sharing_queries import with_everything
from newsdesk.lib.markdown import to_html
from readers.models import User


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a collection: text, and a passage below it if there is one to be seen."""

    item: CollectionItem
    text_html: SafeString
    annotation: Annotation | None
    #: Whether a passage stands here that this reader may not see.
    is_withheld: bool


def steps_of(collection: Collection, reader: Reader) -> list[Step]:
    """Return a collection's steps in order, passages only as ``reader`` may see them.

    Three SQL queries.
    """
    items = list(collection.items.all())
    seen = {
        one.pk: one
        for one in with_everything(shown_in(collection, reader)).filter(
            in_collections__collection=collection
        )
    }
    return [_step(item, seen.get(item.annotation_id) if item.annotation_id else None)
            for item in items]  # fmt: skip


def _step(item: CollectionItem, annotation: Annotation | None) -> Step:
    return Step(
        item=item,
        text_html=mark_safe(to_html(item.text, heading="h2")),
        annotation=annotation,
        is_withheld=item.annotation_id is not None and annotation is None,
    )


def with_counts(collections: QuerySet[Collection]) -> QuerySet[Collection]:
    """Collections with ``passage_count`` and ``article_count``. One SQL query when evaluated."""
    passages = Q(items__annotation__isnull=False)
    return collections.select_related("owner", "group").annotate(
        passage_count=Count("items", filter=passages, distinct=True),
        article_count=Count("items__annotation__article", filter=passages, distinct=True),
    )


def mine(reader: User) -> QuerySet[Collection]:
    """Return what a reader may change, last changed first. One SQL query."""
    return with_counts(collections_of(reader)).order_by("-modified", "pk")


def others(reader: Reader) -> QuerySet[Collection]:
    """Return what a reader may open and not change, last changed first. One SQL query."""
    seen = collections_visible_to(reader)
    if reader.is_authenticated:
        seen = seen.exclude(pk__in=collections_of(reader).values("pk"))
    return with_counts(seen).order_by("-modified", "pk")


def notes_to_add(reader: User, collection: Collection) -> QuerySet[Annotation]:
    """Return the reader's own notes that are not in a collection yet, newest first."""
    return (
        Annotation.objects.filter(author=reader)
        .exclude(in_collections__collection=collection)
        .select_related("article__outlet")
        .order_by("-created")
    )


@dataclass(frozen=True, slots=True)
class DrawnItem:
    """A step of an edit form, with the passage it is about."""

    draft: DraftItem
    annotation: Annotation | None
    is_withheld: bool


def drawn(collection: Collection, draft: Draft, reader: User) -> list[DrawnItem]:
    """Return an edit's steps with their passages, as far as the reader may see them.

    Two SQL queries.
    """
    wanted = {item.annotation for item in draft.items if item.annotation}
    seen = {
        one.pk: one for one in with_everything(shown_in(collection, reader)).filter(pk__in=wanted)
    }
    return [
        DrawnItem(item, annotation, item.annotation is not None and annotation is None)
        for item in draft.items
        for annotation in [seen.get(item.annotation) if item.annotation else None]
    ]
