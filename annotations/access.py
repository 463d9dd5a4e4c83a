"""Who may see and change what. What a reader may not see does not exist for them: 404."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from annotations.models import Annotation, Group, Membership
from readers.models import User

Reader = User | AnonymousUser


def visible_to(reader: Reader) -> QuerySet[Annotation]:
    """Annotations this reader may see on a page.

    Their own; public ones; and those for groups they are in. Of a group that wants it so,
    only once they have posted a note of their own on the article. What moderators hid
    is seen by its author only; what anyone with a link may see is seen by the link only.
    """
    public = Q(visibility=Annotation.Visibility.PUBLIC, hidden=None)
    if not reader.is_authenticated:
        return Annotation.objects.filter(public)
    posted = Annotation.objects.filter(
        author=reader, group=OuterRef("group"), article=OuterRef("article")
    )
    for_groups = Q(
        visibility=Annotation.Visibility.GROUP, group__in=groups_of(reader), hidden=None
    ) & (Q(group__own_first=False) | Exists(posted) | Q(group__in=owned_by(reader)))
    return Annotation.objects.filter(Q(author=reader) | public | for_groups)


def groups_of(reader: User) -> QuerySet[Group]:
    """The groups a reader is in, whatever their role."""
    return Group.objects.filter(memberships__user=reader)


def owned_by(reader: User) -> QuerySet[Group]:
    """The groups a reader manages."""
    return Group.objects.filter(memberships__user=reader, memberships__role=Membership.Role.OWNER)


def own_annotation(reader: Reader, annotation_id: UUID) -> Annotation:
    """Return the reader's own annotation; ``Http404`` if it is not theirs or not there."""
    if not reader.is_authenticated:
        raise Http404
    found = (
        Annotation.objects.filter(author=reader)
        .select_related("article__outlet", "article__current", "revision", "author")
        .filter(pk=annotation_id)
        .first()
    )
    if found is None:
        raise Http404
    return found
