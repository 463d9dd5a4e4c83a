"""Looking after people: who may be the same, merging, what is known of them, taking back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import access, people_alike, people_queries
from articles.models import Person, PersonChange
from articles.people_forms import PersonForm
from articles.services.describing import NameTaken, describe_person
from articles.services.merging import CannotChange, merge
from articles.services.people_changes import take_back, tell_apart
from articles.views.pages import asked, page_of, posted
from readers.requests import ReaderRequest

#: Pairs proposed at a time, people found by name, and entries on a page of the log.
PAIRS, FOUND, PAGE = 30, 20, 40

View = Callable[..., HttpResponse]


def for_curators(view: View) -> View:
    """Let only those into ``view`` who may merge, split and describe people."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.may_curate(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def kept_person(slug: str) -> Person:
    """The person at an address, or whoever they were merged into; else a 404."""
    found = get_object_or_404(Person.objects.select_related("merged_into"), slug=slug)
    return found.merged_into or found


def refused(request: HttpRequest, problem: CannotChange) -> None:
    """Tell why something cannot be done, and what is in its way."""
    messages.warning(request, str(problem))
    if problem.blocking:
        messages.info(request, told_of(problem.blocking))


def told_of(change: PersonChange) -> str:
    """What was done, in one sentence."""
    names = {"person": change.person.name, "other": change.other.name}
    if change.kind == PersonChange.Kind.MERGE:
        return _("%(other)s was merged into %(person)s.") % names
    if change.kind == PersonChange.Kind.SPLIT:
        return _("%(other)s was split off from %(person)s.") % names
    return _("%(person)s and %(other)s are not the same.") % names


@for_curators
@require_http_methods(["GET", "POST"])
def alike(request: ReaderRequest) -> HttpResponse:
    """People who may be the same; merge two, or say that they are not. Nine SQL queries."""
    if request.method == "POST":
        _decide(request)
        return redirect("articles:alike")
    pairs, count = people_alike.alike(PAIRS)
    context = {"pairs": pairs, "count": count, "more": count - len(pairs)}
    return render(request, "articles/people_alike.html", context)


def _decide(request: ReaderRequest) -> None:
    """Merge the two that are posted, or remember that they are not the same."""
    kept = get_object_or_404(Person, slug=posted(request, "kept"))
    gone = get_object_or_404(Person, slug=posted(request, "gone"))
    try:
        if posted(request, "what") == "merge":
            change = merge(gone, kept, by=request.user)
        else:
            change = tell_apart(kept, gone, by=request.user)
    except CannotChange as problem:
        refused(request, problem)
    else:
        messages.success(request, told_of(change))


@for_curators
@require_http_methods(["GET", "POST"])
def merging(request: ReaderRequest, slug: str) -> HttpResponse:
    """Find whom to merge somebody with, see both side by side, and merge them."""
    person = kept_person(slug)
    other = posted(request, "with") or asked(request, "with")
    if not other:
        words = asked(request, "q") or person.name.split()[-1]
        found = people_queries.people_list(words).exclude(pk=person.pk)[:FOUND]
        context = {"person": person, "found": found, "q": words}
        return render(request, "articles/person_merge_find.html", context)
    beside = kept_person(other)
    if request.method == "POST":
        if kept := _merged(request, person, beside):
            return redirect(kept)
        return redirect(person)
    if beside.pk == person.pk:
        messages.info(request, _("That is one and the same person already: choose another one."))
        return redirect("articles:person-merge", person.slug)
    sides = [people_queries.side(person), people_queries.side(beside)]
    context = {"person": person, "sides": sides, "doubts": _doubts(*sides)}
    return render(request, "articles/person_merge.html", context)


def _merged(request: ReaderRequest, one: Person, other: Person) -> Person | None:
    """Merge the two that were posted into the one that was chosen to be kept."""
    kept, gone = (other, one) if posted(request, "keep") == other.slug else (one, other)
    try:
        change = merge(gone, kept, by=request.user)
    except CannotChange as problem:
        refused(request, problem)
        return None
    messages.success(request, told_of(change))
    return kept


def _doubts(one: people_queries.Side, other: people_queries.Side) -> list[str]:
    """What speaks against the two being the same."""
    doubts = []
    if people_queries.told_apart(one.person, other.person):
        doubts.append(_("Somebody said that they are not the same."))
    if both := people_queries.articles_naming_both(one.person, other.person):
        doubts.append(_("Articles that name both: %(n)d.") % {"n": both})
    genders = {one.person.gender, other.person.gender} - {""}
    if len(genders) > 1:
        doubts.append(_("One is called “he” and the other “she”."))
    if len({one.person.country, other.person.country} - {""}) > 1:
        doubts.append(_("Their countries are not the same."))
    schemes = [{id.scheme: id.value for id in side.external_ids} for side in (one, other)]
    if any(schemes[1].get(scheme, value) != value for scheme, value in schemes[0].items()):
        doubts.append(_("They are known elsewhere as two people."))
    return doubts


@for_curators
@require_http_methods(["GET", "POST"])
def edit(request: ReaderRequest, slug: str) -> HttpResponse:
    """Change what is known of somebody."""
    person = kept_person(slug)
    # The form writes what it is given into its instance, and the page shows who it is about.
    form = PersonForm(request.POST or None, instance=Person.objects.get(pk=person.pk))
    twin = None
    if form.is_valid():
        try:
            others = describe_person(person, **form.cleaned_data)
        except NameTaken as problem:
            twin = problem.person
            form.add_error("name", _("Somebody else on the desk is called that."))
        else:
            messages.success(request, _("Saved."))
            for other in others:
                words = _("One of these names is another person’s, too: %(name)s.")
                messages.info(request, words % {"name": other.name})
            return redirect(person)
    context = {"person": person, "form": form, "twin": twin}
    status = 422 if request.method == "POST" else 200
    return render(request, "articles/person_edit.html", context, status=status)


@for_curators
@require_safe
def changes(request: ReaderRequest) -> HttpResponse:
    """Everything that was merged, split and told apart, newest first."""
    page = page_of(request, people_queries.changes_of_people(), PAGE)
    return render(request, "articles/people_changes.html", {"page_obj": page})


@for_curators
@require_POST
def undo(request: ReaderRequest) -> HttpResponse:
    """Take back what was done to two people; go on where that was asked."""
    key = posted(request, "change")
    try:
        change = take_back(int(key) if key.isdecimal() else 0, by=request.user)
    except (PersonChange.DoesNotExist, OverflowError) as problem:
        raise Http404 from problem
    except CannotChange as problem:
        refused(request, problem)
    else:
        messages.success(request, _("Taken back: %(what)s") % {"what": told_of(change)})
    back = Person.objects.filter(slug=posted(request, "person")).first()
    return redirect(back or "articles:people-changes")
