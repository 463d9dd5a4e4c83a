"""One box over articles, people and quotations: PostgreSQL full text, ranked, words marked."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article, Person, Quote

#: Longest question, in characters; more is cut off.
LONGEST_QUESTION = 200
# Sentinels around matched words: private-use characters, which no stored text keeps its
# meaning by; they become <mark> only after everything else is escaped.
_ON, _OFF = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article found, with its matched words marked."""

    article: Article
    headline_html: SafeString
    snippet_html: SafeString


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """A quotation found, with its matched words marked."""

    quote: Quote
    html: SafeString


def question(words: str) -> SearchQuery:
    """Return what a reader typed as a query: quotes, OR and - work as on the web."""
    return SearchQuery(words, config="english", search_type="websearch")


def find_articles(words: str) -> QuerySet[Article]:
    """Articles that match, best first. One SQL query when evaluated."""
    query = question(words)
    return (
        Article.objects.filter(search=query, current__isnull=False)
        .select_related("outlet")
        .annotate(rank=SearchRank(F("search"), query, normalization=1))
        .order_by("-rank", "-sort_date")
    )


def mark_articles(articles: QuerySet[Article], words: str) -> list[ArticleHit]:
    """Draw found articles; cut the queryset to a page first, marking reads each text."""
    query = question(words)
    marked = articles.annotate(
        headline_marked=_marked("headline", query, highlight_all=True),
        snippet=_marked("current__text", query, max_words=32, min_words=18, max_fragments=2),
    )
    return [
        ArticleHit(article, to_html(article.headline_marked), to_html(article.snippet))
        for article in marked
    ]


def find_quotes(words: str) -> QuerySet[Quote]:
    """Quotations, as articles stand now, that match or whose speaker does. One SQL query."""
    query = question(words)
    named = SearchQuery(words, config="simple", search_type="websearch")
    return (
        Quote.objects.filter(Q(search=query) | Q(speaker__search=named))
        .filter(status__in=Quote.SHOWN, revision=F("revision__article__current"))
        .select_related("speaker", "revision__article__outlet")
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank", "-revision__article__sort_date", "start")
    )


def mark_quotes(quotes: QuerySet[Quote], words: str) -> list[QuoteHit]:
    """Draw found quotations; cut the queryset to a page first."""
    marked = quotes.annotate(marked=_marked("text", question(words), highlight_all=True))
    return [QuoteHit(quote, to_html(quote.marked)) for quote in marked]


def find_people(words: str) -> QuerySet[Person]:
    """People whose name begins with the words typed, in any order. One SQL query."""
    people = Person.objects.filter(merged_into=None)
    for word in words.casefold().split()[:6]:
        people = people.filter(Q(names__key__startswith=word) | Q(names__key__contains=f" {word}"))
    return people.distinct().order_by("name")


def _marked(
    field: str,
    query: SearchQuery,
    *,
    highlight_all: bool | None = None,
    max_words: int | None = None,
    min_words: int | None = None,
    max_fragments: int | None = None,
) -> SearchHeadline:
    return SearchHeadline(
        field,
        query,
        config="english",
        start_sel=_ON,
        stop_sel=_OFF,
        highlight_all=highlight_all,
        max_words=max_words,
        min_words=min_words,
        max_fragments=max_fragments,
        fragment_delimiter=" … ",
    )


def to_html(marked: str) -> SafeString:
    """Escape ``marked`` and turn its sentinels into ``<mark>``, well nested whatever it holds."""
    before, *pieces = marked.split(_ON)
    out: list[str] = [escape(before.replace(_OFF, ""))]
    for piece in pieces:
        matched, closed, rest = piece.partition(_OFF)
        out.append(f"<mark>{escape(matched)}</mark>" if closed else escape(matched))
        out.append(escape(rest.replace(_OFF, "")))
    return mark_safe("".join(out))
