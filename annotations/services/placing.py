"""Where annotations are on later revisions than the one they were made on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from annotations.models import Annotation, Placement
from annotations.placing_queries import unplaced_of
from articles.models import Revision
from articles.text.align import Alignment, align
from readers.models import User

_FOLLOWED = (Placement.Decision.ACCEPTED, Placement.Decision.MARKED)


def place_missing(
    annotations: Iterable[Annotation], revision: Revision
) -> dict[uuid.UUID, Placement]:
    """Return where each annotation is on ``revision``; those not placed yet are placed now.

    Annotations made on ``revision`` itself, notes on the page, and those on other articles need
    no placement and are left out. One SQL query, three more and an alignment for each older
    revision where there are new ones.
    """
    older = [
        one
        for one in annotations
        if one.revision_id != revision.pk
        and one.article_id == revision.article_id
        and not one.is_page_note
    ]
    if not older:
        return {}
    known = {
        placement.annotation_id: placement
        for placement in Placement.objects.filter(revision=revision, annotation__in=older)
    }
    new = [one for one in older if one.pk not in known]
    if new:
        placed = _placed(new, revision)
        # Two readers of the same page may both get here; the first one's rows stay.
        Placement.objects.bulk_create(placed, ignore_conflicts=True)
        known |= {placement.annotation_id: placement for placement in placed}
    return known


def place_now(annotations: Iterable[Annotation]) -> dict[uuid.UUID, Placement]:
    """Return where annotations of any articles are on those articles' current revisions.

    One SQL query, and four for each article that was edited since and not placed yet.
    """
    moved = [one for one in annotations if one.article.current_id != one.revision_id]
    known = {
        placement.annotation_id: placement
        for placement in Placement.objects.filter(
            annotation__in=moved, revision=F("annotation__article__current")
        )
    }
    waiting: dict[Revision, list[Annotation]] = {}
    for one in moved:
        if one.pk not in known and one.article.current:
            waiting.setdefault(one.article.current, []).append(one)
    for revision, some in waiting.items():
        known |= place_missing(some, revision)
    return known


def place_waiting(author: User, articles: int) -> None:
    """Place what an author marked on articles that were edited since: so many articles.

    One SQL query where nothing waits, and four for each article.
    """
    waiting: dict[Revision, list[Annotation]] = {}
    for one in unplaced_of(author):
        if one.article.current is None:
            continue
        if one.article.current not in waiting and len(waiting) == articles:
            break
        waiting.setdefault(one.article.current, []).append(one)
    for revision, some in waiting.items():
        place_missing(some, revision)


def notice(placements: Iterable[Placement]) -> None:
    """Remember that their author was shown what became of these. At most one SQL query."""
    new = [
        placement
        for placement in placements
        if placement.noticed is None and placement.state != Placement.State.ATTACHED
    ]
    if new:
        rows = Placement.objects.filter(pk__in=[one.pk for one in new if one.pk], noticed=None)
        rows.update(noticed=timezone.now())


def _placed(annotations: list[Annotation], revision: Revision) -> list[Placement]:
    decided = _decided_before(annotations, revision)
    alignments: dict[int, Alignment] = {}
    placements = []
    for one in annotations:
        before = decided.get(one.pk)
        followed = before if before and before.decision in _FOLLOWED else None
        base, start, end = one.revision, one.start, one.end
        if followed:
            base, start, end = followed.revision, followed.start, followed.end
        if start is None or end is None:
            continue
        if base.pk not in alignments:
            alignments[base.pk] = align(base.text, revision.text)
        carried = alignments[base.pk].carry(start, end)
        # What was decided holds as long as the words it was decided about still stand.
        holds = before and (not followed or carried.state == "attached")
        placements.append(
            Placement(
                annotation=one,
                revision=revision,
                state=carried.state,
                start=carried.start,
                end=carried.end,
                score=carried.score,
                decision=before.decision if before and holds else "",
            )
        )
    return placements


def _decided_before(
    annotations: list[Annotation], revision: Revision
) -> dict[uuid.UUID, Placement]:
    """The last decision about each annotation on a revision before this one. One SQL query."""
    rows = (
        Placement.objects.filter(annotation__in=annotations, revision__number__lt=revision.number)
        .exclude(decision="")
        .select_related("revision")
        .order_by("revision__number")
    )
    return {placement.annotation_id: placement for placement in rows}
