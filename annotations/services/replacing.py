"""What an author makes of a place that changed: accept it, keep the old one, mark it anew."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from annotations.models import Annotation, Placement
from annotations.services.marking import Selection, located
from annotations.services.placing import place_missing
from articles.models import Article


class NotPlaced(Exception):
    """There is nothing to be decided: no later revision, or no place on it."""


class MovedOn(NotPlaced):
    """The article has another current revision than the one that was decided about."""


@transaction.atomic
def accept(annotation: Annotation, number: int) -> Placement:
    """Take the place found on revision ``number``; raises :class:`NotPlaced`."""
    placement = _placement(annotation, number)
    if placement.state == Placement.State.ORPHAN:
        raise NotPlaced
    return _decide(placement, Placement.Decision.ACCEPTED)


@transaction.atomic
def keep(annotation: Annotation, number: int) -> Placement:
    """Show it at its own revision only, now and later; raises :class:`NotPlaced`."""
    return _decide(_placement(annotation, number), Placement.Decision.KEPT)


@transaction.atomic
def move(annotation: Annotation, number: int, selection: Selection) -> Placement:
    """Put it at other words of revision ``number``.

    Raises :class:`NotPlaced`, or :class:`annotations.services.PassageNotFound`.
    """
    placement = _placement(annotation, number)
    placement.start, placement.end = located(placement.revision.text, selection)
    placement.state, placement.score = Placement.State.ATTACHED, 1.0
    return _decide(placement, Placement.Decision.MARKED)


@transaction.atomic
def undo(annotation: Annotation) -> Placement | None:
    """Take back what was decided, and place it again as if nobody had; None on its revision."""
    _lock(annotation)
    placements = Placement.objects.filter(annotation=annotation)
    first = placements.exclude(decision="").aggregate(number=Min("revision__number"))["number"]
    if first is not None:
        placements.filter(revision__number__gte=first).delete()
    current = annotation.article.current
    if current is None:
        return None
    placed = place_missing([annotation], current).get(annotation.pk)
    if placed:
        # The author knows.
        Placement.objects.filter(pk=placed.pk).update(noticed=timezone.now())
    return placed


def _lock(annotation: Annotation) -> None:
    Annotation.objects.select_for_update(of=("self",)).get(pk=annotation.pk)


def _placement(annotation: Annotation, number: int) -> Placement:
    """The annotation's place on the current revision, its row locked."""
    _lock(annotation)
    article = Article.objects.select_related("current").get(pk=annotation.article_id)
    current = article.current
    if current is None or current.number != number:
        raise MovedOn
    placed = place_missing([annotation], current).get(annotation.pk)
    if placed is None:
        raise NotPlaced
    stored = Placement.objects.select_for_update().get(annotation=annotation, revision=current)
    stored.revision = current
    return stored


def _decide(placement: Placement, decision: Placement.Decision) -> Placement:
    placement.decision = decision
    placement.noticed = placement.noticed or timezone.now()
    placement.save(update_fields=["state", "start", "end", "score", "decision", "noticed"])
    return placement
