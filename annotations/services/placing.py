"""Where annotations are on later revisions than the one they were made on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import F

from annotations.models import Annotation, Placement
from articles.models import Revision
from articles.text.align import align


def place_missing(
    annotations: Iterable[Annotation], revision: Revision
) -> dict[uuid.UUID, Placement]:
    """Return where each annotation is on ``revision``; those not placed yet are placed now.

    Annotations made on ``revision`` itself, and notes on the page, need no placement and are left
    out. Two SQL
    queries, and one alignment for each older revision there are new ones from.
    """
    older = [one for one in annotations if one.revision_id != revision.pk and not one.is_page_note]
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

    One SQL query, and two for each article that was edited since and not placed yet.
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


def _placed(annotations: list[Annotation], revision: Revision) -> list[Placement]:
    placements = []
    alignments = {}
    for one in annotations:
        if one.start is None or one.end is None:
            continue
        if one.revision_id not in alignments:
            alignments[one.revision_id] = align(one.revision.text, revision.text)
        carried = alignments[one.revision_id].carry(one.start, one.end)
        placements.append(
            Placement(
                annotation=one,
                revision=revision,
                state=carried.state,
                start=carried.start,
                end=carried.end,
                score=carried.score,
            )
        )
    return placements
