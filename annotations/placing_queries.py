"""Reads of where an author's annotations are by now."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from annotations.models import Annotation, Placement
from readers.models import User

#: Annotations placed at once, at most.
_MOST = 300


def unplaced_of(author: User) -> QuerySet[Annotation]:
    """An author's annotations that have no place yet on their article as it stands now.

    One SQL query when evaluated; those of one article stand together.
    """
    placed = Placement.objects.filter(
        annotation=OuterRef("pk"), revision=OuterRef("article__current")
    )
    return (
        _outdated(author)
        .filter(~Exists(placed))
        .select_related("revision", "article__current")
        .order_by("article", "pk")[:_MOST]
    )


def to_look_at(author: User) -> QuerySet[Placement]:
    """Places of an author's annotations that changed or are gone, and nobody decided about.

    One SQL query when evaluated, the latest edited articles first.
    """
    return (
        Placement.objects.filter(
            annotation__author=author, revision=F("annotation__article__current"), decision=""
        )
        .exclude(state=Placement.State.ATTACHED)
        .select_related(
            "revision", "annotation__article__outlet", "annotation__revision", "annotation__author"
        )
        .order_by("-revision__fetched", "annotation__start", "pk")
    )


def news_for(author: User) -> tuple[int, bool]:
    """How many changed places an author was not shown yet, and whether more may be found.

    One SQL query.
    """
    here = Placement.objects.filter(
        annotation=OuterRef("pk"), revision=OuterRef("article__current")
    )
    told = (
        _outdated(author)
        .annotate(now=Subquery(here.values("state")), seen=Subquery(here.values("noticed")))
        .annotate(made=Subquery(here.values("decision")))
        .aggregate(
            new=Count("pk", filter=Q(now__in=("changed", "orphan"), seen=None, made="")),
            unplaced=Count("pk", filter=Q(now=None)),
        )
    )
    return told["new"], told["unplaced"] > 0


def _outdated(author: User) -> QuerySet[Annotation]:
    """An author's passages on revisions that are no longer the current ones."""
    return (
        Annotation.objects.filter(
            author=author, start__isnull=False, article__current__isnull=False
        )
        .exclude(revision=F("article__current"))
        .order_by()
    )
