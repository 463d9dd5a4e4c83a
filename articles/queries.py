"""Reads of articles, people and quotations, each with what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Left, Length
from django.utils import timezone

from articles.drawing import SURE
from articles.models import Article, Job, Outlet, Person, Quote, Revision

#: Characters of text shown under a headline in lists.
LEAD = 280
#: Quotations whose speaker needs no question mark: see ``drawing.is_sure``.
SURELY_SAID = Q(speaker__isnull=False, status__in=Quote.SHOWN) & (
    Q(confidence__gte=SURE) | ~Q(status=Quote.Status.AUTOMATIC)
)


def article_list(outlet: Outlet | None = None) -> QuerySet[Article]:
    """Articles for a list, newest first, with lead, edits and number of quotations.

    Each says whether the outlet ``corrected`` it, and where its words were ``first_at``
    (the name of another outlet, with the article's ``first_slug``) if it is a copy.

    One SQL query when evaluated; pass the page's rows through :func:`with_speakers`.
    """
    articles = Article.objects.filter(current__isnull=False).select_related("outlet")
    if outlet:
        articles = articles.filter(outlet=outlet)
    quotes = (
        Quote.objects.filter(revision=OuterRef("current"), status__in=Quote.SHOWN)
        .order_by()
        .values("revision")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return articles.annotate(
        lead=Left("current__text", LEAD),
        edits=F("current__number") - 1,
        corrected=Q(current__correction__gt=""),
        first_at=Case(
            When(copy_of__outlet=F("outlet"), then=None), default=F("copy_of__outlet__name")
        ),
        first_slug=F("copy_of__slug"),
        quote_count=Subquery(quotes, output_field=IntegerField()),
    ).order_by("-sort_date", "-pk")


def versions_of(article: Article) -> QuerySet[Revision]:
    """An article's revisions, newest first, without their texts. One SQL query."""
    return article.revisions.defer("text", "spans").order_by("-number")


def copies_of(article: Article) -> QuerySet[Article]:
    """Other articles with the same text or nearly: the first of them first, then by date.

    Each has its outlet at hand; ``copy_share`` is its share with the first, which has
    none. One SQL query when evaluated.
    """
    first = article.copy_of_id or article.pk
    return (
        Article.objects.filter(Q(pk=first) | Q(copy_of=first), current__isnull=False)
        .exclude(pk=article.pk)
        .select_related("outlet")
        .order_by(F("copy_of").asc(nulls_first=True), "sort_date", "pk")
    )


def by_outlet(
    article: Article, copies: Sequence[Article]
) -> tuple[Sequence[Article], Sequence[Article]]:
    """Those of ``copies`` that the article's own outlet carries, and those of others. No query."""
    own = [one for one in copies if one.outlet_id and one.outlet_id == article.outlet_id]
    return own, [one for one in copies if one not in own]


def with_shares(article: Article, copies: Sequence[Article]) -> Sequence[Article]:
    """Give each of ``copies`` its ``shared_percent`` with ``article``; None where unknown.

    Shares are known between a copy and the first of them only. No query.
    """
    for other in copies:
        share = article.copy_share if other.pk == article.copy_of_id else None
        share = other.copy_share if other.copy_of_id == article.pk else share
        other.shared_percent = None if share is None else int(share * 100)  # type: ignore[attr-defined]
    return copies


def with_speakers(articles: Sequence[Article], most: int = 3) -> Sequence[Article]:
    """Give each article ``speakers``: up to ``most`` people quoted in it, most words first.

    One SQL query for all of them.
    """
    rows = (
        Quote.objects.filter(SURELY_SAID, revision__in=[article.current_id for article in articles])
        .values("revision", "speaker")
        .annotate(words=Count("pk"))
        .order_by("revision", "-words", "speaker")
    )
    people = Person.objects.in_bulk({row["speaker"] for row in rows})
    by_revision: dict[int, list[Person]] = {}
    for row in rows:
        said = by_revision.setdefault(row["revision"], [])
        if len(said) < most:
            said.append(people[row["speaker"]])
    for article in articles:
        article.speakers = by_revision.get(article.current_id or 0, [])  # type: ignore[attr-defined]
    return articles


def most_quoted(most: int = 6) -> list[Person]:
    """People quoted most in the newest articles, each with ``quote_count`` and ``latest``.

    Three SQL queries.
    """
    newest = Article.objects.order_by("-sort_date").values("current")[:60]
    spoken = Quote.objects.filter(SURELY_SAID, revision__in=newest, continues=False).exclude(
        revision__source=Revision.Source.PASTE
    )
    rows = list(
        spoken.filter(speaker__merged_into=None)
        .values("speaker")
        .annotate(count=Count("pk"))
        .order_by("-count", "speaker__name")[:most]
    )
    counts = {row["speaker"]: row["count"] for row in rows}
    latest = {
        quote.speaker_id: quote
        for quote in spoken.filter(speaker__in=counts, kind=Quote.Kind.DIRECT)
        .select_related("speaker", "revision__article__outlet")
        # The longest one of the newest article: a whole thought, not a word or two.
        .order_by("speaker_id", "-revision__article__sort_date", Length("text").desc())
        .distinct("speaker_id")
    }
    people = []
    for person in Person.objects.in_bulk(counts).values():
        if quote := latest.get(person.pk):
            person.quote_count, person.latest = counts[person.pk], quote  # type: ignore[attr-defined]
            people.append(person)
    return sorted(people, key=lambda person: (-counts[person.pk], person.name))


def arriving() -> int:
    """How many jobs are due now or being done. One SQL query.

    Those whose service asked to be left alone are not: they may wait for hours.
    """
    now = timezone.now()
    due = Job.objects.filter(state=Job.State.WAITING, due__lte=now)
    return due.exclude(lease=None, service__rest_until__gt=now).count()


def outlet_list() -> QuerySet[Outlet]:
    """Outlets with ``article_count`` and ``latest``. One SQL query."""
    return Outlet.objects.annotate(
        article_count=Count("articles"), latest=Max("articles__sort_date")
    ).order_by("name")


def people_named(revision: Revision) -> QuerySet[Person]:
    """People named in a revision, in order of appearance. One SQL query."""
    return (
        Person.objects.filter(mentions__revision=revision)
        .annotate(first=Min("mentions__start"))
        .order_by("first")
    )
