"""Who may see and change what. What a reader may not see does not exist for them: 404."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from annotations.models import Annotation
from readers.models import User

Reader = User | AnonymousUser


def visible_to(reader: Reader) -> QuerySet[Annotation]:
    """Annotations this reader may see on a page: their own."""
    if not reader.is_authenticated:
        return Annotation.objects.none()
    return Annotation.objects.filter(author=reader)


def own_annotation(reader: Reader, annotation_id: UUID) -> Annotation:
    """Return the reader's own annotation; ``Http404`` if it is not theirs or not there."""
    found = (
        visible_to(reader)
        .select_related("article__outlet", "article__current", "revision", "author")
        .filter(pk=annotation_id)
        .first()
    )
    if found is None:
        raise Http404
    return found
