"""Sayings: the same words in several outlets, side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles import saying_queries as queries
from articles.models import Saying
from articles.sayings import versions
from articles.views.pages import asked, page_of

PAGE = 20


@require_safe
def sayings(request: HttpRequest) -> HttpResponse:
    """The sayings most outlets carry: lately, or ever. Five SQL queries."""
    is_ever = asked(request, "when") == "ever"
    rows = queries.most_carried(None if is_ever else queries.a_week_ago())
    page = page_of(request, rows, PAGE)
    page.object_list = queries.with_carriers(list(page.object_list))
    return render(request, "articles/sayings.html", {"page_obj": page, "is_ever": is_ever})


@require_safe
def saying(request: HttpRequest, slug: str) -> HttpResponse:
    """Every outlet's version of one saying. Seven SQL queries, however many there are."""
    found = get_object_or_404(Saying.objects.select_related("merged_into"), slug=slug)
    if found.merged_into:
        return redirect(found.merged_into)
    if not found.article_count:
        return render(request, "articles/saying_gone.html", status=410)
    page = page_of(request, queries.roots_of(found), PAGE)
    roots = [article.pk for article in page.object_list]
    context = {
        "saying": found,
        "page_obj": page,
        "versions": versions(found, queries.quotes_in(found, roots), roots),
        "attributions": queries.attributions([found.pk]).get(found.pk, []),
        "first": queries.first_of(found),
    }
    return render(request, "articles/saying.html", context)
