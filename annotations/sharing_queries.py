"""Reads of shared links: what a token opens, what a reader shares, what may go with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from annotations.access import visible_to
from annotations.models import Annotation, FactCheck, Share, still_open, token_hash
from articles.drawing import is_sure
from articles.models import Article, Person, Quote
from readers.models import User

#: Share of a passage that must be within quotations of one speaker for it to be theirs.
_MOSTLY = 0.6


def shared(token: str) -> Share | None:
    """Return the share a token opens, revoked or not; None if there is none. One SQL query."""
    return (
        Share.objects.select_related(
            "by",
            "annotation__author",
            "annotation__revision",
            "annotation__article__outlet",
            "annotation__article__current",
            "annotation__fact_check__claimant",
            "article__outlet",
            "article__current",
            "collection__owner",
        )
        .filter(token_hash=token_hash(token))
        .first()
    )


def with_everything(annotations: QuerySet[Annotation]) -> QuerySet[Annotation]:
    """Annotations with all that a shared passage shows at hand. Two SQL queries when evaluated."""
    return annotations.select_related(
        "author",
        "revision",
        "article__outlet",
        "article__current",
        "fact_check__claimant",
    ).prefetch_related("fact_check__sources", "fact_check__claimant__external_ids")


def notes_of(share: Share) -> QuerySet[Annotation]:
    """Return the notes an article's share shows, in the order of the text.

    Those of whoever shares it, and others' as long as everybody may see them; none that a
    moderator hid. Two SQL queries when evaluated.
    """
    allowed = Q(author=share.by_id) | Q(visibility=Annotation.Visibility.PUBLIC)
    return with_everything(share.notes.filter(allowed, hidden=None))


def notes_to_choose(reader: User, article: Article) -> QuerySet[Annotation]:
    """Return the notes on an article that a reader may share with it. One SQL query.

    Their own, and those that everybody may see.
    """
    mine_or_public = Q(author=reader) | Q(visibility=Annotation.Visibility.PUBLIC)
    return visible_to(reader).filter(mine_or_public, article=article).select_related("author")


@dataclass(frozen=True, slots=True)
class SharedLink:
    """One line of a reader's shared links."""

    share: Share
    #: What it opens: "passage", "article" or "collection".
    kind: str
    #: The words, the headline or the title.
    title: str
    #: Where the reader finds it on the desk.
    place: str
    #: How many notes an article's link shows.
    notes: int

    @property
    def url(self) -> str:
        """The whole address; empty when it cannot be shown again."""
        return absolute(self.share) if self.share.token else ""


def absolute(share: Share) -> str:
    """Return the whole address of a link, for use outside the desk."""
    return f"{settings.BASE_URL}{share.get_absolute_url()}"


def links_of(reader: User) -> QuerySet[Share]:
    """Return all a reader shared, newest first, closed links too. One SQL query."""
    mine = Q(by=reader) | Q(annotation__author=reader) | Q(collection__owner=reader)
    return (
        Share.objects.filter(mine)
        .select_related("annotation__article", "article", "collection")
        .annotate(note_count=Count("notes"))
        .order_by("-created", "pk")
    )


def as_links(shares: Iterable[Share]) -> list[SharedLink]:
    """Return the rows of :func:`links_of` as lines of a list. No query."""
    return [_as_link(share) for share in shares]


def _as_link(share: Share) -> SharedLink:
    count = getattr(share, "note_count", 0)
    if share.annotation:
        one = share.annotation
        words = one.exact or one.article.headline
        return SharedLink(share, "passage", words, one.get_absolute_url(), 0)
    if share.article:
        address = share.article.get_absolute_url()
        return SharedLink(share, "article", share.article.headline, address, count)
    if share.collection:
        address = share.collection.get_absolute_url()
        return SharedLink(share, "collection", share.collection.title, address, 0)
    raise ValueError(f"share {share.pk} opens nothing")


def live_link(**opens: object) -> Share | None:
    """Return the link that opens something now; None if there is none. One SQL query."""
    return Share.objects.filter(still_open(), **opens).first()


def speakers_of(annotations: Iterable[Annotation]) -> dict[UUID, Person]:
    """Return who says each passage: those whose words are mostly one sure speaker's.

    Annotations need their revision's id only. One SQL query.
    """
    passages = [one for one in annotations if one.start is not None and one.end is not None]
    if not passages:
        return {}
    quotes = (
        Quote.objects.filter(
            revision__in={one.revision_id for one in passages}, speaker__isnull=False
        )
        .exclude(status=Quote.Status.DISMISSED)
        .select_related("speaker__merged_into")
        .defer("text")
    )
    by_revision: dict[int, list[Quote]] = {}
    for quote in quotes:
        if is_sure(quote):
            by_revision.setdefault(quote.revision_id, []).append(quote)
    found = {}
    for one in passages:
        speaker = _speaker(one.start or 0, one.end or 0, by_revision.get(one.revision_id, []))
        if speaker:
            found[one.pk] = speaker.merged_into or speaker
    return found


def _speaker(start: int, end: int, quotes: Iterable[Quote]) -> Person | None:
    said: dict[int, int] = {}
    people: dict[int, Person] = {}
    for quote in quotes:
        common = min(end, quote.end) - max(start, quote.start)
        if common > 0 and quote.speaker:
            said[quote.speaker.pk] = said.get(quote.speaker.pk, 0) + common
            people[quote.speaker.pk] = quote.speaker
    best = max(said, key=said.__getitem__, default=None)
    return people[best] if best is not None and said[best] >= _MOSTLY * (end - start) else None


def fact_check_of(annotation: Annotation) -> FactCheck | None:
    """Return an annotation's fact check, if it is one. No query where it was selected."""
    return getattr(annotation, "fact_check", None)
