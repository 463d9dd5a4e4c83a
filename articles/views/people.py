"""People: the list, and what one person said."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import access, people_queries, search
from articles.charting import Chart, chart, days_asked
from articles.models import Article, Outlet, Person, Quote
from articles.people_queries import ORDERS, Narrowed
from articles.views.pages import asked, page_of

PAGE, PEOPLE = 20, 60
#: What the form for words and outlet leaves as it is.
KEPT = ("from", "to", "article")
#: Articles that name somebody, listed beside what they said.
NAMING = 12


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who is quoted or named, in the order asked for. Two SQL queries."""
    name, order = asked(request, "q"), asked(request, "order")
    order = order if order in ORDERS else ORDERS[0]
    context = {
        "page_obj": page_of(request, people_queries.people_list(name, order), PEOPLE),
        "q": name,
        "order": order,
        "orders": _orders(),
        "may_curate": access.may_curate(request.user),
    }
    return render(request, "articles/people.html", context)


def _orders() -> list[tuple[str, str]]:
    words = (_("Most quoted"), _("Most recent"), _("By name"))
    return list(zip(ORDERS, words, strict=True))


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """What one person said, newest first, as far as it was asked for.

    Somebody merged into another is found there, for good. About twelve SQL queries.
    """
    found = get_object_or_404(Person.objects.select_related("merged_into"), slug=slug)
    if found.merged_into:
        return _onward(request, found.merged_into)
    wanted = _wanted(request)
    quotes = people_queries.quotes_of(found, wanted)
    page = page_of(request, quotes, PAGE)
    outlets = people_queries.outlets_quoting(found, wanted)
    context = {
        "person": found,
        "asked": wanted,
        "page_obj": page,
        "hits": _marked(page.object_list, wanted.words),
        "outlets": outlets,
        "total": page.paginator.count
        if not wanted.is_narrow
        else people_queries.quotes_of(found).count(),
        "kept": [(name, asked(request, name)) for name in KEPT if asked(request, name)],
        "chart": _chart(found, wanted),
        "external_ids": found.external_ids.all(),
        "terms": people_queries.terms(found.offices.all()),
        "named_in": people_queries.articles_naming(found)[:NAMING],
        "named_count": people_queries.articles_naming(found).count(),
    }
    if access.may_curate(request.user):
        context |= {"may_curate": True, "changes": people_queries.changes_of_people(found)[:5]}
    return render(request, "articles/person.html", context)


def _onward(request: HttpRequest, kept: Person) -> HttpResponse:
    """Lead to the one kept, with what was asked for."""
    query, address = request.META.get("QUERY_STRING", ""), kept.get_absolute_url()
    answer = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    # A merge may be taken back: browsers are to ask again.
    answer["Cache-Control"] = "no-cache"
    return answer


def _wanted(request: HttpRequest) -> Narrowed:
    """What the address asks for; what it names that is not there asks for nothing."""
    start, end = days_asked(asked(request, "from"), asked(request, "to"))
    outlet, article = asked(request, "outlet"), asked(request, "article")
    return Narrowed(
        outlet=Outlet.objects.filter(slug=outlet).first() if outlet else None,
        words=asked(request, "q"),
        article=Article.objects.filter(slug=article).first() if article else None,
        start=start,
        end=end,
    )


def _marked(quotes: Any, words: str) -> list[search.QuoteHit]:
    """The page's quotations, with the words that were asked for marked."""
    found: QuerySet[Quote] = quotes
    if words:
        return search.mark_quotes(found, words)
    return [search.QuoteHit(quote, search.to_html(quote.text)) for quote in found]


def _chart(person: Person, wanted: Narrowed) -> Chart | None:
    """When and where the person is quoted, with the time asked for picked out."""
    unit, counted = people_queries.quoted_over_time(person, wanted)
    keys = {row.outlet for row in counted if row.outlet}
    outlets: dict[int, tuple[str, object]] = {
        pk: (outlet.name, outlet) for pk, outlet in Outlet.objects.in_bulk(keys).items()
    }
    return chart(unit, counted, outlets, (wanted.start, wanted.end))
