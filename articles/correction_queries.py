"""Reads for correcting who said what: one quotation, what is to be checked, the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet

from articles.models import Correction, Mention, Outlet, Person, Quote, Revision

#: People of an article offered as its speakers.
MOST_CHOICES = 12


def quote_with_id(quote_id: UUID) -> Quote | None:
    """The quotation with everything its card shows at hand. One SQL query."""
    return _whole(Quote.objects.filter(uuid=quote_id)).first()


def _whole(quotes: QuerySet[Quote]) -> QuerySet[Quote]:
    return quotes.select_related("speaker", "revision__article__outlet", "carried_from").defer(
        "revision__article__search", "revision__spans", "carried_from__text"
    )


def to_check(outlet: Outlet | None = None) -> QuerySet[Quote]:
    """Quotations nobody has decided about, as articles stand now, the least certain first.

    One SQL query when evaluated.
    """
    quotes = Quote.objects.filter(
        status=Quote.Status.AUTOMATIC, revision=F("revision__article__current")
    )
    if outlet:
        quotes = quotes.filter(revision__article__outlet=outlet)
    return _whole(quotes).order_by("confidence", "pk")


def checked_after(quotes: QuerySet[Quote], last: Quote | None) -> QuerySet[Quote]:
    """Those of :func:`to_check` that come after ``last``, decided meanwhile or not."""
    if last is None:
        return quotes
    return quotes.filter(
        Q(confidence__gt=last.confidence) | Q(confidence=last.confidence, pk__gt=last.pk)
    )


def outlets_to_check() -> list[tuple[Outlet, int]]:
    """Outlets with quotations to be checked and how many, by name. One SQL query."""
    outlets = (
        Outlet.objects.filter(articles__current__quotes__status=Quote.Status.AUTOMATIC)
        .annotate(count=Count("articles__current__quotes"))
        .order_by("name")
    )
    return [(outlet, outlet.count) for outlet in outlets]


def choices_of(revisions: Iterable[int]) -> dict[int, list[Person]]:
    """People each revision quotes, most often first, and then those it names.

    Three SQL queries for all of them.
    """
    wanted = set(revisions)
    quotes = Quote.objects.filter(
        revision__in=wanted, status__in=Quote.SHOWN, speaker__isnull=False
    )
    mentions = Mention.objects.filter(revision__in=wanted)
    rows = [
        *quotes.values_list("revision", "speaker").annotate(n=-Count("pk")).order_by("n"),
        *mentions.values_list("revision", "person").annotate(n=Min("start")).order_by("n"),
    ]
    people = Person.objects.filter(merged_into=None).in_bulk({person for _of, person, _n in rows})
    found: dict[int, dict[int, Person]] = {}
    for revision, person, _n in rows:
        named = found.setdefault(revision, {})
        if person in people and len(named) < MOST_CHOICES:
            named[person] = people[person]
    return {revision: list(named.values()) for revision, named in found.items()}


def last_steps(quotes: Sequence[Quote]) -> dict[int, Correction]:
    """The last step of each quotation that is not undone, with who made it. One SQL query."""
    steps = (
        Correction.objects.filter(quote__in=[quote.pk for quote in quotes], undone=None)
        .select_related("by")
        .order_by("quote_id", "-made", "-pk")
        .distinct("quote_id")
    )
    return {step.quote_id: step for step in steps}


def log() -> QuerySet[Correction]:
    """Every decision, newest first, undone or not. One SQL query when evaluated."""
    return Correction.objects.select_related(
        "by", "undone_by", "before_speaker", "after_speaker",
        "quote__speaker", "quote__revision__article__outlet",
    ).defer(
        "quote__revision__text", "quote__revision__spans", "quote__revision__article__search"
    )  # fmt: skip


def with_undo(steps: Sequence[Correction]) -> Sequence[Correction]:
    """Give each of ``steps`` ``can_undo``: it is the last of a quotation as it stands now.

    One SQL query for all of them.
    """
    last = {step.pk for step in last_steps([step.quote for step in steps]).values()}
    for step in steps:
        quote = step.quote
        is_now = quote.revision_id == quote.revision.article.current_id
        step.can_undo = (  # type: ignore[attr-defined]
            step.pk in last and is_now and step.after_status == quote.status
        )
    return steps


def decided_revisions(*, undecided: bool = False) -> Iterator[Revision]:
    """Current revisions in which every quotation is decided, with article, quotations, mentions.

    With ``undecided`` all that have any quotation. Four SQL queries for each 100 of them.
    """
    quotes = Quote.objects.filter(revision=OuterRef("pk"))
    revisions = Revision.objects.filter(Exists(quotes), pk=F("article__current"))
    if not undecided:
        revisions = revisions.exclude(Exists(quotes.filter(status=Quote.Status.AUTOMATIC)))
    return (
        revisions.select_related("article")
        .defer("article__search", "spans")
        .prefetch_related(
            Prefetch("quotes", Quote.objects.select_related("speaker").order_by("start")),
            Prefetch("mentions", Mention.objects.select_related("person").order_by("start")),
        )
        .order_by("pk")
        .iterator(chunk_size=100)
    )
