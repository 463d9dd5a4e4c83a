"""Splitting somebody off: choosing what is another person's, and whose it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from articles import people_queries
from articles.models import Article, Outlet, Person
from articles.people_forms import SplitForm
from articles.services.merging import CannotChange
from articles.services.splitting import Chosen, split
from articles.views.curating import for_curators, refused, told_of
from articles.views.curating import kept_person as person_at
from articles.views.pages import asked, page_of
from readers.requests import ReaderRequest

#: Articles on one page to choose from, and people offered for a name.
PAGE, OFFERED = 20, 8


@for_curators
@require_http_methods(["GET", "POST"])
def splitting(request: ReaderRequest, slug: str) -> HttpResponse:
    """Choose articles, quotations and names of somebody that belong to another person."""
    person = person_at(slug)
    chosen = _chosen(request)
    form = SplitForm(request.POST or None)
    offered: list[Person] = []
    if form.is_valid():
        into, offered = _whose(person, form.cleaned_data["name"], form.cleaned_data["who"])
        if into is not None and (other := _split(request, person, chosen, into)):
            return redirect(other)
    context = {
        "person": person,
        "form": form,
        "offered": offered,
        "chosen": chosen,
        **_choice(request, person),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "articles/person_split.html", context, status=status)


def _choice(request: ReaderRequest, person: Person) -> dict[str, Any]:
    """What can be chosen: the page's articles with what the person says in them."""
    slug = asked(request, "outlet")
    outlet = Outlet.objects.filter(slug=slug).first() if slug else None
    page = page_of(request, people_queries.articles_with(person, outlet), PAGE)
    page.object_list = people_queries.with_quotes_of(person, list(page.object_list))
    outlets = people_queries.outlets_quoting(person)
    return {"page_obj": page, "outlet": outlet, "outlets": outlets}


def _chosen(request: ReaderRequest) -> Chosen:
    """What was ticked; what is no key of anything is left out."""
    quotes = set()
    for told in request.POST.getlist("quote")[:2_000]:
        try:
            quotes.add(UUID(told))
        except ValueError:
            continue
    slugs = [told.replace("\0", "") for told in request.POST.getlist("article")[:500]]
    articles = Article.objects.filter(slug__in=slugs).values_list("pk", flat=True)
    return Chosen(
        articles=frozenset(articles if slugs else ()),
        quotes=frozenset(quotes),
        aliases=tuple(request.POST.getlist("alias")[:100]),
        roles=tuple(request.POST.getlist("role")[:100]),
    )


def _whose(person: Person, name: str, who: str) -> tuple[Person | str | None, list[Person]]:
    """Who is meant: somebody known, a new name, or nobody yet where there are some to choose."""
    found = people_queries.people_list(name).exclude(pk=person.pk)
    if who == "new":
        return name, []
    if who and (known := Person.objects.filter(slug=who, merged_into=None).first()):
        return known, []
    offered = list(found[:OFFERED])
    return (None, offered) if offered else (name, [])


def _split(
    request: ReaderRequest, person: Person, chosen: Chosen, into: Person | str
) -> Person | None:
    try:
        change = split(person, chosen, into, by=request.user)
    except CannotChange as problem:
        refused(request, problem)
        return None
    messages.success(request, told_of(change))
    return change.other
