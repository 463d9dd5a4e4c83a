"""Reads of sayings: who carries the same words, who says them, and since when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from articles.drawing import SURE
from articles.models import Article, Person, Quote, Revision, Saying

#: How long words count as carried lately.
LATELY = timedelta(days=7)
#: Columns of joined rows that no page of sayings needs.
_HEAVY = ("revision__text", "revision__spans", "revision__article__search", "search")


@dataclass(slots=True)
class Attribution:
    """Somebody who says the words, and the names of outlets that say so."""

    person: Person
    outlets: list[str] = field(default_factory=list)


def came_out(article: str = "") -> Case:
    """When an article was out at the latest: as its outlet says, or when the desk had it.

    ``article`` is the way to it, ending in two underscores. What a reader pasted proves no
    date; a day without a time counts as its end. So do copies: see services/copies.py.
    """
    day = Case(
        When(Q(**{f"{article}published_precision": Article.Precision.DAY}), Value(timedelta(1))),
        default=Value(timedelta(0)),
        output_field=DurationField(),
    )
    told = ExpressionWrapper(F(f"{article}published") + day, output_field=DateTimeField())
    unproven = Q(**{f"{article}published": None}) | Q(
        **{f"{article}current__source": Revision.Source.PASTE}
    )
    return Case(When(unproven, F(f"{article}created")), default=Least(F(f"{article}created"), told))


def most_carried(since: datetime | None = None) -> QuerySet[Saying]:
    """Sayings, those in most outlets first; with ``since``, by outlets that carried them then.

    One SQL query when evaluated; pass the page's rows through :func:`with_carriers`.
    """
    sayings = Saying.objects.filter(article_count__gt=1)
    if since is None:
        return sayings.order_by("-outlet_count", "-latest", "-pk")
    outlets = Count(
        "quotes__revision__article__outlet",
        distinct=True,
        filter=Q(quotes__revision__article__sort_date__gte=since),
    )
    lately = sayings.filter(latest__gte=since).annotate(lately=outlets)
    return lately.order_by("-lately", "-outlet_count", "-latest", "-pk")


def a_week_ago() -> datetime:
    """Since when words were carried lately."""
    return timezone.now() - LATELY


def with_carriers(sayings: Sequence[Saying]) -> Sequence[Saying]:
    """Give each saying its ``first`` quotation and ``attributions``. Three SQL queries for all."""
    wanted = [saying.pk for saying in sayings]
    first = {
        quote.saying_id: quote
        for quote in _carried(wanted).order_by("saying_id", _out(), "pk").distinct("saying_id")
    }
    said = attributions(wanted)
    for saying in sayings:
        saying.first = first.get(saying.pk)  # type: ignore[attr-defined]
        saying.attributions = said.get(saying.pk, [])  # type: ignore[attr-defined]
    return sayings


def attributions(sayings: Collection[int]) -> dict[int, list[Attribution]]:
    """Who says the words, of each saying, where that is sure: in most outlets first.

    More than one where outlets disagree. Two SQL queries.
    """
    sure = ~Q(status=Quote.Status.AUTOMATIC) | Q(confidence__gte=SURE)
    rows = (
        _counted(sayings)
        .filter(sure, speaker__isnull=False)
        .annotate(who=Coalesce("speaker__merged_into", "speaker"))
        .order_by("saying_id", "who", "revision__article__outlet__name")
        .values_list("saying_id", "who", "revision__article__outlet__name")
        .distinct()
    )
    told = list(rows)
    people = Person.objects.in_bulk({who for _saying, who, _outlet in told})
    found: dict[int, dict[int, Attribution]] = {}
    for saying, who, outlet in told:
        said = found.setdefault(saying, {}).setdefault(who, Attribution(people[who]))
        said.outlets += [outlet] if outlet else []
    return {
        saying: sorted(said.values(), key=lambda one: (-len(one.outlets), one.person.name))
        for saying, said in found.items()
    }


def roots_of(saying: Saying) -> QuerySet[Article]:
    """Articles that carry a saying, or whose copies do, by when the first of them came out.

    One SQL query when evaluated.
    """
    root = Coalesce("revision__article__copy_of", "revision__article")
    quotes = _counted([saying.pk]).annotate(root=root)
    first = (
        quotes.filter(root=OuterRef("pk"))
        .order_by()
        .values("root")
        .annotate(first=Min(_out()))
        .values("first")
    )
    return (
        Article.objects.filter(pk__in=quotes.order_by().values("root"))
        .only("pk")
        .annotate(first=Subquery(first))
        .order_by("first", "pk")
    )


def quotes_in(saying: Saying, roots: Collection[int]) -> QuerySet[Quote]:
    """The quotations of a saying in some articles and their copies, in order of time.

    Article, outlet and speaker are at hand. One SQL query when evaluated.
    """
    articles = Q(revision__article__in=roots) | Q(revision__article__copy_of__in=roots)
    return _carried([saying.pk]).filter(articles).order_by(_out(), "revision_id", "start")


def first_of(saying: Saying) -> Quote | None:
    """The quotation that was out first, with its article and outlet. One SQL query."""
    return _carried([saying.pk]).order_by(_out(), "pk").first()


def _counted(sayings: Collection[int]) -> QuerySet[Quote]:
    return Quote.objects.filter(saying__in=sayings).exclude(status=Quote.Status.DISMISSED)


def _carried(sayings: Collection[int]) -> QuerySet[Quote]:
    rows = _counted(sayings).select_related("speaker", "revision__article__outlet")
    return rows.defer(*_HEAVY)


def _out() -> Case:
    return came_out("revision__article__")
