"""Notes: writing one on an article or a quotation, changing, removing, and their history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations import services
from annotations.access import own_annotation
from annotations.fact_check_forms import Editing
from annotations.forms import NoteForm, PageNoteForm
from annotations.models import LONGEST_NOTE
from annotations.queries import Note
from annotations.services import Overtaken
from annotations.versions import facts_of, facts_typed, versions
from annotations.views.marking import made_answer, revision_asked_for
from annotations.views.updating import answered, shown_with
from articles.changes import words_changed
from articles.models import Person, Quote, Revision
from newsdesk.lib.markdown import to_html
from readers.requests import ReaderRequest


@login_required
@require_safe
def note(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """One note; what an edit that was given up turns back into."""
    annotation = own_annotation(request.user, annotation_id)
    if not request.htmx:
        return redirect(annotation)
    shown, found = shown_with(request, annotation)
    return render(request, "annotations/note.html", {"note": found, "revision": shown})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Change a note; 409 with both versions when it was changed elsewhere meanwhile."""
    annotation = own_annotation(request.user, annotation_id)
    editing = Editing(request.POST or None, annotation, request.user)
    shown, found = shown_with(request, annotation)
    context: dict[str, Any] = {"status": 422 if editing.is_bound else 200}
    if editing.is_asking:
        context = {"status": 200, "preview": preview_of(request)}
    elif editing.is_bound and editing.is_valid():
        try:
            services.change(
                annotation,
                **editing.note.written(),
                finding=editing.finding(),
                seen=editing.note.cleaned_data["version"],
            )
        except Overtaken as overtaken:
            context = _conflict(request, overtaken)
            editing = context["editing"]
        else:
            return answered(request, annotation, shown, found)
    return _editing(request, editing, shown, found, context)


def _editing(
    request: ReaderRequest, editing: Editing, shown: Revision, found: Note, context: dict[str, Any]
) -> HttpResponse:
    """Show the form: in the note's place for HTMX, else on a page of its own."""
    template = "note_edit" if request.htmx else "edit"
    status = context.pop("status")
    context |= {
        "editing": editing,
        "annotation": editing.annotation,
        "note": found,
        "revision": shown,
        "claimants": Person.objects.filter(mentions__revision=editing.annotation.revision_id)
        .distinct()
        .order_by("name"),
    }
    return render(request, f"annotations/{template}.html", context, status=status)


def _conflict(request: ReaderRequest, overtaken: Overtaken) -> dict[str, Any]:
    """What is shown when two changed one note: the form keeps what was typed last."""
    told = request.POST.copy()
    told["version"] = str(overtaken.stored.version)
    editing = Editing(told, overtaken.stored, request.user)
    is_valid = editing.is_valid()
    mine = editing.note.cleaned_data.get("note", "")
    base = overtaken.base.note if overtaken.base else None
    return {
        "status": 409,
        "editing": editing,
        "stored": overtaken.stored,
        "base": base,
        "theirs": words_changed(base if base is not None else mine, overtaken.stored.note),
        "mine": words_changed(base, mine) if base is not None else None,
        "stored_facts": facts_of(overtaken.stored),
        "base_facts": facts_of(overtaken.base) if overtaken.base else None,
        "my_facts": facts_typed(editing.note.written(), editing.finding()) if is_valid else None,
    }


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Ask, then remove a highlight with its note, replies and links."""
    annotation = own_annotation(request.user, annotation_id)
    shown, found = shown_with(request, annotation)
    if request.method == "POST":
        annotation.delete()
        return answered(request, annotation, shown, found)
    context = {"annotation": annotation, "note": found}
    return render(request, "annotations/delete.html", context)


@login_required
@require_safe
def history(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Every version of a note of one's own, newest first. At most six SQL queries."""
    annotation = own_annotation(request.user, annotation_id)
    context = {"annotation": annotation, "versions": versions(annotation)[::-1]}
    return render(request, "annotations/history.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def on_page(request: ReaderRequest, slug: str) -> HttpResponse:
    """Write a note about a whole article."""
    revision = revision_asked_for(slug, request.POST.get("revision") or request.GET.get("revision"))
    form = PageNoteForm(
        request.POST or None, reader=request.user, initial={"revision": revision.number}
    )
    if "preview" not in request.POST and form.is_valid():
        made = services.annotate_page(revision, request.user, **form.written())
        messages.success(request, _("Saved."))
        return made_answer(request, made, revision)
    context = {"form": form, "article": revision.article, "revision": revision}
    return _new_note(request, form, context)


@login_required
@require_http_methods(["GET", "POST"])
def on_quote(request: ReaderRequest, quote_id: UUID) -> HttpResponse:
    """Write a note on a quotation, which shows wherever the same words were said."""
    quote = get_object_or_404(
        Quote.objects.select_related("revision__article__outlet", "speaker"), uuid=quote_id
    )
    if quote.status not in Quote.SHOWN:
        raise Http404
    form = NoteForm(request.POST or None, reader=request.user)
    form.fields["note"].required = True
    if "preview" not in request.POST and form.is_valid():
        made = services.annotate_quote(quote, request.user, **form.written())
        messages.success(request, _("Saved."))
        return made_answer(request, made, quote.revision)
    context = {"form": form, "quote": quote, "article": quote.revision.article}
    return _new_note(request, form, context)


def _new_note(request: ReaderRequest, form: NoteForm, context: dict[str, Any]) -> HttpResponse:
    asking = "preview" in request.POST
    if asking:
        context["preview"] = preview_of(request)
    status = 422 if form.is_bound and not asking else 200
    return render(request, "annotations/new_note.html", context, status=status)


@login_required
@require_POST
def preview(request: ReaderRequest) -> HttpResponse:
    """A note as it will look."""
    return render(request, "annotations/preview.html", {"preview": preview_of(request)})


def preview_of(request: ReaderRequest) -> str:
    """The Markdown that was sent, drawn; safe to print."""
    return mark_safe(to_html(request.POST.get("note", "")[:LONGEST_NOTE]))
