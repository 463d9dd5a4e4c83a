"""Reads of people: lists, what one person said and where, what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Lower, TruncMonth, TruncWeek, TruncYear
from django.utils import timezone

from articles import search
from articles.charting import Counted, unit_for
from articles.models import (
    Article,
    ExternalId,
    Mention,
    Office,
    Outlet,
    Person,
    PersonChange,
    PersonName,
    Quote,
)

#: Orders of the list of people, the one it has by itself first.
ORDERS = ("quoted", "recent", "name")
#: Two terms of one office this near to each other are told as one.
_NEXT_TERM = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of a person's words a reader asked for; what is None or empty asks for nothing.

    ``start`` and ``end`` are the first and last day, in the desk's time zone.
    """

    outlet: Outlet | None = None
    words: str = ""
    article: Article | None = None
    start: date | None = None
    end: date | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for."""
        return self != Narrowed()


def quotes_of_people() -> QuerySet[Quote]:
    """Quotations in articles as they stand now, without those a reader dismissed."""
    return Quote.objects.filter(revision=F("revision__article__current"), status__in=Quote.SHOWN)


def people_list(name: str = "", order: str = "quoted") -> QuerySet[Person]:
    """People with ``quote_count``, ``article_count`` and when they were quoted ``last``.

    Those merged into others are not among them. ``name`` has words of a name or alias,
    ``order`` is one of :data:`ORDERS`. One SQL query.
    """
    said = quotes_of_people().filter(speaker=OuterRef("pk")).order_by().values("speaker")
    named = (
        Mention.objects.filter(person=OuterRef("pk"), revision=F("revision__article__current"))
        .order_by()
        .values("person")
    )
    people = called(Person.objects.filter(merged_into=None), name).annotate(
        quote_count=Subquery(said.annotate(n=Count("pk")).values("n"), IntegerField()),
        article_count=Subquery(
            named.annotate(n=Count("revision", distinct=True)).values("n"), IntegerField()
        ),
        last=Subquery(said.annotate(n=Max("revision__article__sort_date")).values("n")),
    )
    by_name = Lower("name"), "pk"
    if order == "name":
        return people.order_by(*by_name)
    field = "last" if order == "recent" else "quote_count"
    return people.order_by(F(field).desc(nulls_last=True), *by_name)


def called(people: QuerySet[Person], name: str) -> QuerySet[Person]:
    """Those of ``people`` who have every word of ``name`` in their name or an alias."""
    words = name.split()[:6]
    if not words:
        return people
    joined = Func(F("aliases"), Value(" "), function="array_to_string", output_field=CharField())
    people = people.alias(known_as=joined)
    for word in words:
        key = PersonName.objects.filter(person=OuterRef("pk"), key__contains=word.casefold())
        people = people.filter(
            Q(name__icontains=word) | Q(known_as__icontains=word) | Q(Exists(key))
        )
    return people


def quotes_of(person: Person, asked: Narrowed | None = None) -> QuerySet[Quote]:
    """What a person is quoted as saying, newest first. One SQL query when evaluated."""
    return (
        _narrow(quotes_of_people().filter(speaker=person), asked or Narrowed())
        .select_related("revision__article__outlet", "saying")
        .order_by("-revision__article__sort_date", "revision", "start")
    )


def _narrow(quotes: QuerySet[Quote], asked: Narrowed) -> QuerySet[Quote]:
    if asked.outlet:
        quotes = quotes.filter(revision__article__outlet=asked.outlet)
    if asked.article:
        quotes = quotes.filter(revision__article=asked.article)
    if asked.words:
        quotes = quotes.filter(search=search.question(asked.words))
    if asked.start:
        quotes = quotes.filter(revision__article__sort_date__gte=_midnight(asked.start))
    if asked.end and asked.end < date.max:
        after = _midnight(asked.end + timedelta(days=1))
        quotes = quotes.filter(revision__article__sort_date__lt=after)
    return quotes


def _midnight(day: date) -> datetime:
    """The first moment of a day where the desk is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def outlets_quoting(person: Person, asked: Narrowed | None = None) -> list[tuple[Outlet, int]]:
    """Outlets that quote a person, with how often, most often first.

    Counts what was asked for, in whatever outlet. Two SQL queries.
    """
    quotes = _narrow(
        quotes_of_people().filter(speaker=person), replace(asked or Narrowed(), outlet=None)
    )
    counts = dict(
        quotes.exclude(revision__article__outlet=None)
        .order_by()
        .values_list("revision__article__outlet")
        .annotate(n=Count("pk"))
        .values_list("revision__article__outlet", "n")
    )
    outlets = Outlet.objects.in_bulk(counts)
    counted = [(outlets[pk], count) for pk, count in counts.items()]
    return sorted(counted, key=lambda row: (-row[1], row[0].name))


def quoted_over_time(person: Person, asked: Narrowed) -> tuple[str, list[Counted]]:
    """How often each outlet quotes a person in each week, month or year, as fits.

    Returns which of them it is, and the counts by period and outlet; whatever outlet and
    time are asked for, all are counted. Two SQL queries.
    """
    quotes = _narrow(
        quotes_of_people().filter(speaker=person),
        replace(asked, outlet=None, start=None, end=None),
    ).order_by()
    when = "revision__article__sort_date"
    ends = quotes.aggregate(first=Min(when), last=Max(when))
    if ends["first"] is None:
        return "month", []
    first, last = (timezone.localdate(ends[end]) for end in ("first", "last"))
    unit = unit_for(first, last)
    trunc = {"week": TruncWeek, "month": TruncMonth, "year": TruncYear}[unit]
    rows = (
        quotes.annotate(period=trunc(when))
        .values("period", "revision__article__outlet")
        .annotate(n=Count("pk"))
        .values_list("period", "revision__article__outlet", "n")
    )
    return unit, [Counted(timezone.localdate(period), outlet, n) for period, outlet, n in rows]


def articles_naming(person: Person) -> QuerySet[Article]:
    """Articles whose current text names a person, newest first. One SQL query."""
    named = Mention.objects.filter(person=person, revision=OuterRef("current"))
    return Article.objects.filter(Exists(named)).select_related("outlet")


@dataclass(frozen=True, slots=True)
class Term:
    """An office held without a break, however many terms that were."""

    title: str
    organisation: str
    area: str
    start: date | None
    end: date | None


def terms(offices: Iterable[Office]) -> list[Term]:
    """Offices with the terms that follow each other joined; the latest first. No SQL query."""
    told: list[Term] = []
    by_start = sorted(offices, key=lambda office: office.start or date.min)
    for office in by_start:
        for at, term in enumerate(told):
            same = (term.title, term.organisation, term.area) == (
                *(office.title, office.organisation, office.area),
            )
            if same and _follows(term, office):
                told[at] = replace(term, end=office.end)
                break
        else:
            told.append(
                Term(office.title, office.organisation, office.area, office.start, office.end)
            )
    return sorted(
        told, key=lambda term: (term.end or date.max, term.start or date.min), reverse=True
    )


def _follows(term: Term, office: Office) -> bool:
    return bool(term.end and office.start and term.end <= office.start <= term.end + _NEXT_TERM)


def counted(keys: Iterable[int]) -> list[Person]:
    """People by key, as :func:`people_list` gives them. One SQL query."""
    return list(people_list().filter(pk__in=list(keys)))


def changes_of_people(person: Person | None = None) -> QuerySet[PersonChange]:
    """What was merged, split and told apart, newest first; of one person if told. One SQL query."""
    changes = PersonChange.objects.select_related("person", "other", "by", "undone_by")
    if person:
        changes = changes.filter(Q(person=person) | Q(other=person))
    return changes.defer("moved")


def articles_with(person: Person, outlet: Outlet | None = None) -> QuerySet[Article]:
    """Articles whose current words name or quote a person, newest first. One SQL query."""
    named = Mention.objects.filter(person=person, revision=OuterRef("current"))
    quoted = Quote.objects.filter(speaker=person, revision=OuterRef("current"))
    articles = Article.objects.filter(Q(Exists(named)) | Q(Exists(quoted)))
    if outlet:
        articles = articles.filter(outlet=outlet)
    return articles.select_related("outlet").order_by("-sort_date", "-pk")


def with_quotes_of(person: Person, articles: Sequence[Article]) -> Sequence[Article]:
    """Give each article ``said``: what ``person`` says in its current words. One SQL query."""
    by_revision: dict[int, list[Quote]] = {}
    quotes = Quote.objects.filter(
        speaker=person, revision__in=[article.current_id for article in articles]
    )
    for quote in quotes.order_by("start"):
        by_revision.setdefault(quote.revision_id, []).append(quote)
    for article in articles:
        article.said = by_revision.get(article.current_id or 0, [])  # type: ignore[attr-defined]
    return articles


@dataclass(frozen=True, slots=True)
class Side:
    """One of two people before they are merged, with what there is of them."""

    person: Person
    outlets: list[tuple[Outlet, int]]
    quotes: list[Quote]
    terms: list[Term]
    external_ids: list[ExternalId]


def side(person: Person) -> Side:
    """What is shown of a person beside another. Seven SQL queries."""
    [found] = counted([person.pk])
    return Side(
        person=found,
        outlets=outlets_quoting(person)[:5],
        quotes=list(quotes_of(person)[:3]),
        terms=terms(person.offices.all())[:4],
        external_ids=list(person.external_ids.all()),
    )


def articles_naming_both(one: Person, other: Person) -> int:
    """How many articles name both in their current words. One SQL query."""
    named = Mention.objects.filter(person=other, revision=OuterRef("current"))
    return articles_naming(one).filter(Exists(named)).count()


def told_apart(one: Person, other: Person) -> bool:
    """Whether a curator said that the two are not the same. One SQL query."""
    pair = [one.pk, other.pk]
    apart = PersonChange.objects.filter(kind=PersonChange.Kind.DISTINCT, undone=None)
    return apart.filter(person__in=pair, other__in=pair).exists()
