"""Reads of annotations, as a page shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Func, Prefetch, Q, QuerySet
from django.utils.safestring import SafeString, mark_safe

from annotations.access import Reader, posting_groups, visible_to
from annotations.models import Annotation, FactCheck, Placement, Reply, Share, still_open
from articles.models import Quote, Revision
from newsdesk.lib.markdown import to_html
from readers.models import User

#: Tags offered while one is typed.
MOST_TAGS_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply as shown under its note."""

    reply: Reply
    note_html: SafeString
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation as shown on a page: its note drawn, its place, its link.

    ``start`` and ``end`` are None where it has no place in the text shown.
    """

    annotation: Annotation
    note_html: SafeString
    state: str
    start: int | None
    end: int | None
    share: Share | None
    is_mine: bool
    #: What the author made of a place that changed: see ``Placement.Decision``.
    decision: str = ""
    #: Whether it was written on another article that carries the same quotation.
    is_elsewhere: bool = False
    may_reply: bool = False
    answers: Sequence[Answer] = field(default_factory=list)

    @property
    def share_url(self) -> str:
        """The whole address of the live link; empty when there is none."""
        if self.share is None or not self.share.token:
            return ""
        return f"{settings.BASE_URL}{self.share.get_absolute_url()}"

    @property
    def original_url(self) -> str:
        """The revision it was made on, when its words moved on since; else empty."""
        if self.state == Placement.State.ATTACHED and not self.decision:
            return ""
        return f"{self.annotation.revision.get_absolute_url()}#a-{self.annotation.pk}"

    @property
    def fact_check(self) -> FactCheck | None:
        """What was found, if it is a fact check and its verdict is in."""
        if self.annotation.kind != Annotation.Kind.FACT_CHECK:
            return None
        return getattr(self.annotation, "fact_check", None)

    @property
    def is_unfinished(self) -> bool:
        """Whether it is a fact check without a verdict."""
        return self.annotation.kind == Annotation.Kind.FACT_CHECK and self.fact_check is None

    @property
    def is_bare(self) -> bool:
        """Whether it is a highlight with nothing written to it."""
        one = self.annotation
        return not (one.note or one.tags or self.answers or one.kind != Annotation.Kind.COMMENT)


def annotations_on(
    revision: Revision, reader: Reader, *, current: bool, quotes: Iterable[Quote] = ()
) -> QuerySet[Annotation]:
    """What a reader may see on a revision: all of the article on its current one.

    With the revision's ``quotes`` also notes on the same sayings in other articles.
    Five SQL queries when evaluated.
    """
    wanted = Q(article=revision.article_id)
    if not current:
        wanted &= Q(revision=revision)
    if sayings := {quote.saying_id for quote in quotes if quote.saying_id}:
        wanted |= Q(quote__saying__in=sayings) & ~Q(article=revision.article_id)
    return with_links(visible_to(reader).filter(wanted))


def with_links(annotations: QuerySet[Annotation]) -> QuerySet[Annotation]:
    """Annotations with all at hand that is shown of them: article, links, replies, findings."""
    live = Share.objects.filter(still_open())
    return annotations.select_related(
        "author",
        "group",
        "quote",
        "revision__article",
        "article__outlet",
        "article__current",
        "fact_check__claimant",
    ).prefetch_related(
        Prefetch("shares", queryset=live, to_attr="live_shares"),
        Prefetch("replies", queryset=_answers(), to_attr="shown_replies"),
        "fact_check__sources",
    )


def _answers() -> QuerySet[Reply]:
    return Reply.objects.select_related("author")


def as_notes(
    annotations: Iterable[Annotation],
    placements: Mapping[UUID, Placement],
    reader: Reader,
    *,
    on: Revision | None = None,
    quotes: Iterable[Quote] = (),
) -> list[Note]:
    """Return annotations as notes in the order of the text; orphans last.

    ``on`` is the revision they are shown on; ``quotes``, its quotations, tell where notes on
    other articles' quotations belong. One SQL query if any is for a group.
    """
    annotations = list(annotations)
    groups = _groups_to_write_in(annotations, reader)
    places = {quote.saying_id: quote for quote in quotes if quote.saying_id}
    notes = []
    for one in annotations:
        place: Placement | Quote | None = placements.get(one.pk)
        is_elsewhere = on is not None and one.article_id != on.article_id
        if is_elsewhere and one.quote:
            place = places.get(one.quote.saying_id or 0)
        notes.append(_note(one, place, reader, groups, is_elsewhere=is_elsewhere))
    return sorted(notes, key=_order)


def _order(note: Note) -> tuple[int, int, int]:
    """Notes on the whole first, then those in the text, then those that lost their place."""
    if note.start is None or note.end is None:
        return (0 if note.annotation.is_page_note else 2, 0, 0)
    return (1, note.start, note.end)


def as_note(annotation: Annotation, placement: Placement | None, reader: Reader) -> Note:
    """Return one annotation as a note; ``placement`` is None on its own revision.

    At most six SQL queries for one that did not go through :func:`with_links`.
    """
    return _note(annotation, placement, reader, _groups_to_write_in([annotation], reader))


def _groups_to_write_in(annotations: Iterable[Annotation], reader: Reader) -> set[int]:
    if not reader.is_authenticated or not any(one.group_id for one in annotations):
        return set()
    return set(posting_groups(reader).values_list("pk", flat=True))


def _note(
    annotation: Annotation,
    place: Placement | Quote | None,
    reader: Reader,
    groups: Collection[int],
    *,
    is_elsewhere: bool = False,
) -> Note:
    live: list[Share] | None = getattr(annotation, "live_shares", None)
    if live is None:
        live = list(annotation.shares.filter(still_open())[:1])
    placement = place if isinstance(place, Placement) else None
    decision = placement.decision if placement else ""
    state = placement.state if placement else Placement.State.ATTACHED
    if decision == Placement.Decision.ACCEPTED:
        state = Placement.State.ATTACHED
    stands = place if place else annotation
    kept = decision == Placement.Decision.KEPT
    is_mine = annotation.author_id == reader.pk
    return Note(
        annotation=annotation,
        note_html=mark_safe(to_html(annotation.note)),
        state=state,
        start=None if kept else stands.start,
        end=None if kept else stands.end,
        share=live[0] if live else None,
        is_mine=is_mine,
        decision=decision,
        is_elsewhere=is_elsewhere,
        may_reply=reader.is_authenticated
        and not (is_mine and annotation.visibility == Annotation.Visibility.PRIVATE)
        and (annotation.group_id is None or is_mine or annotation.group_id in groups),
        answers=_answers_of(annotation, reader),
    )


def _answers_of(annotation: Annotation, reader: Reader) -> list[Answer]:
    replies: list[Reply] | None = getattr(annotation, "shown_replies", None)
    if replies is None:
        replies = list(_answers().filter(annotation=annotation))
    return [
        Answer(one, mark_safe(to_html(one.note)), one.author_id == reader.pk)
        for one in replies
        if one.hidden is None or one.author_id == reader.pk
    ]


def own_tags(author: User) -> list[str]:
    """The tags an author has used, those used most first. One SQL query."""
    tags = (
        Annotation.objects.filter(author=author)
        .order_by()
        .annotate(tag=Func(F("tags"), function="unnest"))
        .values("tag")
        .annotate(uses=Count("pk"))
        .order_by("-uses", "tag")[:MOST_TAGS_OFFERED]
    )
    return [row["tag"] for row in tags]


def quotation_at(annotation: Annotation) -> Quote | None:
    """The quotation within which an annotation's passage is. At most one SQL query."""
    if annotation.quote_id:
        return annotation.quote
    if annotation.start is None or annotation.end is None:
        return None
    return (
        Quote.objects.filter(
            revision=annotation.revision_id,
            status__in=Quote.SHOWN,
            # The marks may have been left out of the passage, or taken in.
            start__lte=annotation.start + 1,
            end__gte=annotation.end - 2,
            end__gt=annotation.start,
        )
        .select_related("speaker")
        .order_by("start")
        .first()
    )
