"""Who may see and change what. What a reader may not see does not exist for them: 404."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from annotations.models import Annotation, Collection, Group, Membership, Reply, Report, Share
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


def posting_groups(reader: Reader) -> QuerySet[Group]:
    """The groups in which a reader may write, and not only read."""
    if not reader.is_authenticated:
        return Group.objects.none()
    return Group.objects.filter(
        memberships__user=reader,
        memberships__role__in=(Membership.Role.OWNER, Membership.Role.MEMBER),
    )


def seen_annotation(reader: Reader, annotation_id: UUID) -> Annotation:
    """Return an annotation this reader may see; ``Http404`` if there is no such one."""
    found = (
        visible_to(reader)
        .select_related("article__outlet", "article__current", "revision", "author", "group")
        .filter(pk=annotation_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def may_reply(reader: Reader, annotation: Annotation) -> bool:
    """Whether a reader who sees an annotation may answer it. A query for groups' ones only."""
    if not reader.is_authenticated:
        return False
    if annotation.group_id is None or annotation.author_id == reader.pk:
        return True
    return posting_groups(reader).filter(pk=annotation.group_id).exists()


def own_reply(reader: Reader, reply_id: UUID) -> Reply:
    """Return the reader's own reply to what they see; else ``Http404``."""
    if not reader.is_authenticated:
        raise Http404
    found = (
        Reply.objects.filter(author=reader, annotation__in=visible_to(reader))
        .select_related("annotation__article__current", "annotation__revision")
        .filter(pk=reply_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


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


def own_share(reader: Reader, share_id: UUID) -> Share:
    """Return a link the reader made; ``Http404`` if it is not theirs or not there."""
    if not reader.is_authenticated:
        raise Http404
    mine = Q(by=reader) | Q(annotation__author=reader) | Q(collection__owner=reader)
    found = Share.objects.filter(mine, pk=share_id).select_related("collection").first()
    if found is None:
        raise Http404
    return found


def opens_for(reader: Reader, share: Share) -> bool:
    """Whether a link opens: not closed, not over, and not for a note a moderator hid.

    What was hidden is opened for its author all the same.
    """
    one = share.annotation
    is_hidden = one is not None and one.hidden is not None and one.author_id != reader.pk
    return share.is_live and not is_hidden


def collections_visible_to(reader: Reader) -> QuerySet[Collection]:
    """Collections this reader may open without a link.

    Their own; public ones; and those for groups they are in.
    """
    public = Q(visibility=Annotation.Visibility.PUBLIC)
    if not reader.is_authenticated:
        return Collection.objects.filter(public)
    for_groups = Q(visibility=Annotation.Visibility.GROUP, group__in=groups_of(reader))
    return Collection.objects.filter(Q(owner=reader) | public | for_groups)


def collections_of(reader: User) -> QuerySet[Collection]:
    """Collections this reader may change.

    Their own, and those for groups in which they do more than read.
    """
    writes = Membership.objects.filter(
        user=reader, role__in=[Membership.Role.OWNER, Membership.Role.MEMBER]
    )
    for_groups = Q(visibility=Annotation.Visibility.GROUP, group__in=writes.values("group"))
    return Collection.objects.filter(Q(owner=reader) | for_groups)


def collection_to_read(reader: Reader, slug: str) -> Collection:
    """Return a collection this reader may open; else ``Http404``."""
    return _found(collections_visible_to(reader), slug)


def collection_to_change(reader: User, slug: str) -> Collection:
    """Return a collection this reader may change; else ``Http404``."""
    return _found(collections_of(reader), slug)


def own_collection(reader: User, slug: str) -> Collection:
    """Return the reader's own collection, to share or delete it; else ``Http404``."""
    return _found(Collection.objects.filter(owner=reader), slug)


def _found(collections: QuerySet[Collection], slug: str) -> Collection:
    found = collections.select_related("owner", "group").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def shown_in(collection: Collection, reader: Reader) -> QuerySet[Annotation]:
    """Return the annotations a reader sees in a collection they may open, by page or by link.

    Those of the collection's owner, who decided to show them there, and those of others that
    this reader may see anyway. Nothing a moderator hid, but to its author.
    """
    owners = Q(author=collection.owner_id, hidden=None)
    if reader.is_authenticated:
        owners |= Q(author=collection.owner_id) & Q(author=reader)
    seen = visible_to(reader).values("pk")
    return Annotation.objects.filter(owners | Q(pk__in=seen))


def moderated_by(reader: Reader) -> QuerySet[Annotation]:
    """Annotations this reader may hide, show again, and read the reports of.

    A moderator's: all public ones, and those for a group or a link of which, or of a reply to
    which, somebody reported. A group's owner's: those for that group. Never a private one.
    """
    if not reader.is_authenticated:
        return Annotation.objects.none()
    scope = Q(visibility=Annotation.Visibility.GROUP, group__in=owned_by(reader))
    if reader.has_perm("annotations.moderate"):
        of_note = Q(annotation=OuterRef("pk")) | Q(reply__annotation=OuterRef("pk"))
        reported = Q(Exists(Report.objects.filter(of_note)))
        scope |= Q(visibility=Annotation.Visibility.PUBLIC)
        scope |= ~Q(visibility=Annotation.Visibility.PRIVATE) & reported
    return Annotation.objects.filter(scope)


def may_collect(reader: User) -> QuerySet[Annotation]:
    """Annotations a reader may put into a collection: all they may see."""
    return visible_to(reader)
