"""Writes: marking a passage, placing it on later revisions, sharing it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotations.anchoring.locate import locate
from annotations.anchoring.selectors import TextQuoteSelector, describe, verify
from annotations.models import (
    LONGEST_PASSAGE,
    Annotation,
    Placement,
    Share,
)
from articles.models import Revision
from articles.text.align import align
from articles.text.words import snap
from readers.models import User


class PassageNotFound(ValueError):
    """The words to be marked do not stand in the article at that place."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A passage as the browser reports it: code points, words, and words around them."""

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


def annotate(
    revision: Revision, author: User, selection: Selection, *, color: str, note: str = ""
) -> Annotation:
    """Mark a passage of ``revision``; raises :class:`PassageNotFound`.

    The passage is located on the stored text and must be there word for word; it is
    widened to whole letters and freed of space at its ends. The same passage marked
    again in the same colour without a note stays one highlight.
    """
    start, end = _located(revision.text, selection)
    found = describe(revision.text, start, end).quote
    same = Annotation.objects.filter(
        author=author, revision=revision, start=start, end=end, color=color, note=""
    ).first()
    if same and not note:
        return same
    return Annotation.objects.create(
        author=author,
        article=revision.article,
        revision=revision,
        start=start,
        end=end,
        exact=found.exact,
        prefix=found.prefix[-64:],
        suffix=found.suffix[:64],
        color=color,
        note=note,
    )


def _located(text: str, selection: Selection) -> tuple[int, int]:
    start, end = selection.start, selection.end
    if not selection.exact.strip():
        raise PassageNotFound("no words")
    if not verify(text, start, end, selection.exact):
        quote = TextQuoteSelector(selection.exact, selection.prefix, selection.suffix)
        placed = locate(text, quote, start)
        if placed.state != "attached" or placed.start is None or placed.end is None:
            raise PassageNotFound("the words are not in the text")
        start, end = placed.start, placed.end
        if text[start:end] != selection.exact:
            raise PassageNotFound("the words are not in the text as given")
    start, end = snap(text, start, end)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if end - start > LONGEST_PASSAGE:
        raise PassageNotFound("the passage is too long")
    return start, end


def change(annotation: Annotation, *, color: str, note: str) -> None:
    """Give an annotation another colour and note."""
    annotation.color, annotation.note = color, note
    annotation.save(update_fields=["color", "note", "modified"])


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


def share(annotation: Annotation) -> Share:
    """Return the annotation's live link, made if there is none."""
    with transaction.atomic():
        # The row is locked so that two clicks make one link.
        Annotation.objects.select_for_update().get(pk=annotation.pk)
        live = annotation.shares.filter(revoked=None).first()
        if live and live.is_live and live.token:
            return live
        if live:
            revoke(annotation)
        new = Share.issue(annotation=annotation, by_id=annotation.author_id)
        new.save()
    return new


def revoke(annotation: Annotation) -> int:
    """Close every live link of an annotation; returns how many there were."""
    return annotation.shares.filter(revoked=None).update(revoked=timezone.now())
