"""Collections: the list, one to read, making, changing, showing and deleting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations import collection_queries, collection_services, share_services
from annotations.access import (
    collection_to_change,
    collection_to_read,
    collections_of,
    own_collection,
)
from annotations.collection_forms import HeadForm, WhoForm, acted_on, draft_of, read_draft
from annotations.collection_services import Conflict, TooMany
from annotations.drafts import Clash, Draft
from annotations.exhibits import of_collection
from annotations.models import Collection
from annotations.sharing_queries import live_link
from annotations.views.sharing import as_text, formats, private
from articles.changes import Piece, words_changed
from articles.views.pages import page_of
from readers.requests import ReaderRequest


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    """The reader's own collections, and those others let them see. Four SQL queries."""
    context: dict[str, Any] = {
        "page_obj": page_of(request, collection_queries.others(request.user), 30)
    }
    if request.user.is_authenticated:
        context["mine"] = collection_queries.mine(request.user)
    return render(request, "annotations/collections.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def create(request: ReaderRequest) -> HttpResponse:
    """Begin a collection."""
    form = HeadForm(request.POST or None)
    if form.is_valid():
        made = collection_services.create(request.user, **form.cleaned_data)
        return redirect("annotations:collection-edit", made.slug)
    context = {"form": form}
    return render(
        request, "annotations/collection_new.html", context, status=422 if form.is_bound else 200
    )


@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """A collection to read or to print. About ten SQL queries, however many passages."""
    found = collection_to_read(request.user, slug)
    exhibit = of_collection(found, request.user, f"{settings.BASE_URL}{found.get_absolute_url()}")
    if wanted := request.GET.get("format"):
        return private(as_text(exhibit, wanted))
    reader = request.user
    may_change = reader.is_authenticated and collections_of(reader).filter(pk=found.pk).exists()
    is_own = found.owner_id == reader.pk
    context = {
        "exhibit": exhibit,
        "formats": formats(),
        "may_change": may_change,
        "is_own": is_own,
        "link": live_link(collection=found) if is_own else None,
    }
    return render(request, "annotations/collection.html", context)


@dataclass(frozen=True, slots=True)
class Difference:
    """A text that two changed, with what tells them apart."""

    key: str
    theirs: str
    pieces: list[Piece]


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: ReaderRequest, slug: str) -> HttpResponse:
    """Change texts, order and steps; 409 with a comparison where another changed the same."""
    found = collection_to_change(request.user, slug)
    if request.method == "GET":
        draft = draft_of(found, list(found.items.all()))
        return _edit_page(request, found, HeadForm(initial=_head(draft)), draft)
    form = HeadForm(request.POST)
    head = form.cleaned_data if form.is_valid() else {"title": "", "introduction": ""}
    action = request.POST.get("do", "save")
    draft = acted_on(read_draft(request.POST, head), action)
    if not form.is_valid():
        return _edit_page(request, found, form, draft, status=422)
    try:
        saved = collection_services.save(found, draft, request.user)
    except TooMany:
        form.add_error(None, _("That is more than a collection can hold."))
        return _edit_page(request, found, form, draft, status=422)
    except Conflict as conflict:
        form = HeadForm(initial=_head(conflict.draft))
        clashes = conflict.clashes
        return _edit_page(request, found, form, conflict.draft, clashes, status=409)
    if saved.was_joined:
        messages.info(request, _("Somebody else changed this collection too. Both edits are in."))
    if action == "save":
        messages.success(request, _("Saved."))
        return redirect(found)
    return redirect(f"{request.path}{_place(action, saved.rows)}")


def _head(draft: Draft) -> dict[str, str]:
    return {"title": draft.title.text, "introduction": draft.introduction.text}


def _place(action: str, rows: dict[str, int]) -> str:
    """Where the page is opened again: at the step that was moved or made."""
    verb, _colon, key = action.partition(":")
    row = rows.get("new-text" if verb == "text" else key)
    return f"#step-{row}" if row else "#steps"


def _edit_page(
    request: ReaderRequest,
    found: Collection,
    form: HeadForm,
    draft: Draft,
    clashes: list[Clash] | None = None,
    status: int = 200,
) -> HttpResponse:
    steps = collection_queries.drawn(found, draft, request.user)
    differences = {
        one.key: Difference(one.key, one.theirs, words_changed(one.theirs, one.mine))
        for one in clashes or []
    }
    context = {
        "collection": found,
        "form": form,
        "draft": draft,
        "steps": [(step, differences.get(step.draft.key)) for step in steps],
        "known": [f"{key}:{seen}" for key, seen in draft.known.items()],
        "is_clash": bool(clashes),
        "title_difference": differences.get("title"),
        "introduction_difference": differences.get("introduction"),
        "is_own": found.owner_id == request.user.pk,
        "who_form": WhoForm(instance=found, reader=request.user),
        "link": live_link(collection=found),
    }
    return render(request, "annotations/collection_edit.html", context, status=status)


@login_required
@require_POST
def who(request: ReaderRequest, slug: str) -> HttpResponse:
    """Say who may see a collection; its owner only."""
    found = own_collection(request.user, slug)
    form = WhoForm(request.POST, instance=own_collection(request.user, slug), reader=request.user)
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, str(error))
        return redirect("annotations:collection-edit", slug)
    told = form.cleaned_data
    collection_services.show_to(found, told["visibility"], told["group"], request.user)
    messages.success(request, _("Saved."))
    return redirect("annotations:collection-edit", slug)


@login_required
@require_POST
def share(request: ReaderRequest, slug: str) -> HttpResponse:
    """Make the collection's link, or find the one it has; its owner only."""
    share_services.share_collection(own_collection(request.user, slug), request.user)
    return redirect("annotations:collection", slug)


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: ReaderRequest, slug: str) -> HttpResponse:
    """Ask, then delete a collection with its texts and link; passages and notes stay."""
    found = own_collection(request.user, slug)
    if request.method == "POST":
        found.delete()
        messages.success(request, _("The collection is deleted. Your notes are where they were."))
        return redirect("annotations:collections")
    return render(request, "annotations/collection_delete.html", {"collection": found})
