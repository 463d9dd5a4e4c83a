"""Reads of annotations, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString, mark_safe

from annotations.access import Reader, visible_to
from annotations.models import Annotation, Placement, Share, still_open
from articles.models import Revision
from newsdesk.lib.markdown import to_html


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation as shown on a page: its note drawn, its place, its link."""

    annotation: Annotation
    note_html: SafeString
    state: str
    start: int | None
    end: int | None
    share: Share | None
    is_mine: bool

    @property
    def share_url(self) -> str:
        """The whole address of the live link; empty when there is none."""
        if self.share is None or not self.share.token:
            return ""
        return f"{settings.BASE_URL}{self.share.get_absolute_url()}"

    @property
    def original_url(self) -> str:
        """The revision it was made on, when its words moved on since; else empty."""
        if self.state == Placement.State.ATTACHED:
            return ""
        return f"{self.annotation.revision.get_absolute_url()}#a-{self.annotation.pk}"


def annotations_on(revision: Revision, reader: Reader, *, current: bool) -> QuerySet[Annotation]:
    """What a reader may see on a revision: all of the article on its current one.

    Three SQL queries when evaluated.
    """
    seen = visible_to(reader).filter(article=revision.article_id)
    if not current:
        seen = seen.filter(revision=revision)
    return with_links(seen)


def with_links(annotations: QuerySet[Annotation]) -> QuerySet[Annotation]:
    """Annotations with author, revision, article and live links at hand."""
    live = Share.objects.filter(still_open())
    return annotations.select_related(
        "author", "revision__article", "article__outlet", "article__current"
    ).prefetch_related(Prefetch("shares", queryset=live, to_attr="live_shares"))


def as_notes(
    annotations: Iterable[Annotation], placements: Mapping[UUID, Placement], reader: Reader
) -> list[Note]:
    """Return annotations as notes in the order of the text; orphans last."""
    notes = [as_note(one, placements.get(one.pk), reader) for one in annotations]
    return sorted(notes, key=lambda note: (note.start is None, note.start or 0, note.end or 0))


def as_note(annotation: Annotation, placement: Placement | None, reader: Reader) -> Note:
    """Return one annotation as a note; ``placement`` is None on its own revision."""
    live: list[Share] | None = getattr(annotation, "live_shares", None)
    if live is None:
        live = list(annotation.shares.filter(still_open())[:1])
    return Note(
        annotation=annotation,
        note_html=mark_safe(to_html(annotation.note)),
        state=placement.state if placement else Placement.State.ATTACHED,
        start=placement.start if placement else annotation.start,
        end=placement.end if placement else annotation.end,
        share=live[0] if live else None,
        is_mine=annotation.author_id == reader.pk,
    )
