"""Lists to browse: the front page, outlets, and search."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import queries, search
from articles.models import Outlet
from articles.views.pages import asked, page_of

PAGE = 20


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The newest articles of all outlets. Seven SQL queries whatever their number."""
    page = page_of(request, queries.article_list(), PAGE)
    page.object_list = queries.with_speakers(list(page.object_list))
    context = {
        "heading": _("Front page"),
        "page_obj": page,
        "most_quoted": queries.most_quoted() if page.number == 1 else [],
        "arriving": queries.arriving(),
        "is_front": True,
    }
    return render(request, "articles/list.html", context)


@require_safe
def outlets(request: HttpRequest) -> HttpResponse:
    """All outlets. One SQL query."""
    return render(request, "articles/outlets.html", {"outlets": queries.outlet_list()})


@require_safe
def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest articles of one outlet."""
    found = get_object_or_404(Outlet, slug=slug)
    page = page_of(request, queries.article_list(found), PAGE)
    page.object_list = queries.with_speakers(list(page.object_list))
    context = {"heading": found.name, "page_obj": page, "outlet": found, "arriving": 0}
    return render(request, "articles/list.html", context)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Articles, people and quotations that match; of one kind, page by page."""
    words, kind = asked(request, "q"), asked(request, "kind")
    context: dict[str, Any] = {"q": words, "kind": kind, "results": None}
    if words:
        context |= _found(request, words, kind)
    return render(request, "articles/search.html", context)


def _found(request: HttpRequest, words: str, kind: str) -> dict[str, Any]:
    articles, quotes = search.find_articles(words), search.find_quotes(words)
    people = search.find_people(words)
    all_counts = {
        "articles": articles.count(),
        "people": people.count(),
        "quotes": quotes.count(),
    }
    results: dict[str, Any] = {"counts": all_counts}
    if kind not in all_counts:
        results |= {
            "articles": search.mark_articles(articles[:6], words),
            "people": people[:8],
            "quotes": search.mark_quotes(quotes[:6], words),
        }
        return {"results": results, "page_obj": None, "kind": ""}
    rows: QuerySet[Any] = {"articles": articles, "people": people, "quotes": quotes}[kind]
    page = page_of(request, rows, PAGE)
    # The page's rows are still a queryset, cut to the page: marking adds to that query.
    found: Any = page.object_list
    if kind == "articles":
        found = search.mark_articles(found, words)
    elif kind == "quotes":
        found = search.mark_quotes(found, words)
    results[kind] = found
    return {"results": results, "page_obj": page}
