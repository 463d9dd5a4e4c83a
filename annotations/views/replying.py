"""Answering notes, and changing one's answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from annotations import services
from annotations.access import may_reply, own_reply, seen_annotation
from annotations.forms import ReplyForm
from annotations.models import Annotation
from annotations.services import ReplyOvertaken
from annotations.views.notes import preview_of
from annotations.views.updating import shown_with
from articles.changes import words_changed
from readers.requests import ReaderRequest


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Answer a note; 403 where the reader may read only."""
    annotation = seen_annotation(request.user, annotation_id)
    if not may_reply(request.user, annotation):
        raise PermissionDenied
    if request.htmx and "stop" in request.GET:
        return _answered(request, annotation)
    form = ReplyForm(request.POST or None)
    if "preview" not in request.POST and form.is_valid():
        services.reply(annotation, request.user, form.cleaned_data["note"])
        return _answered(request, annotation)
    if request.htmx:
        return _note(request, annotation, {"reply_form": form}, 422 if form.is_bound else 200)
    return _page(request, annotation, form, {})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: ReaderRequest, reply_id: UUID) -> HttpResponse:
    """Change an answer of one's own; 409 with both versions when it was changed elsewhere."""
    one = own_reply(request.user, reply_id)
    form = ReplyForm(request.POST or None, initial={"note": one.note, "version": one.version})
    context: dict[str, Any] = {"reply": one}
    if "preview" not in request.POST and form.is_valid():
        told = form.cleaned_data
        try:
            services.change_reply(one, told["note"], seen=told["version"] or one.version)
        except ReplyOvertaken as overtaken:
            sent = request.POST.copy()
            sent["version"] = str(overtaken.stored.version)
            form = ReplyForm(sent)
            context |= {
                "status": 409,
                "stored": overtaken.stored,
                "theirs": words_changed(told["note"], overtaken.stored.note),
            }
        else:
            return _answered(request, one.annotation)
    return _page(request, one.annotation, form, context)


@login_required
@require_POST
def delete(request: ReaderRequest, reply_id: UUID) -> HttpResponse:
    """Remove an answer of one's own."""
    one = own_reply(request.user, reply_id)
    annotation = one.annotation
    one.delete()
    return _answered(request, annotation)


def _page(
    request: ReaderRequest, annotation: Annotation, form: ReplyForm, context: dict[str, Any]
) -> HttpResponse:
    """The form on a page of its own, under the note it answers."""
    asking = "preview" in request.POST
    if asking:
        context["preview"] = preview_of(request)
    status = context.pop("status", 422 if form.is_bound and not asking else 200)
    _shown, found = shown_with(request, annotation)
    context |= {"annotation": annotation, "note": found, "form": form}
    return render(request, "annotations/reply.html", context, status=status)


def _answered(request: ReaderRequest, annotation: Annotation) -> HttpResponse:
    """The note with its answers as they now are: by itself for HTMX, else where it stands."""
    if not request.htmx:
        return redirect(f"{annotation.article.get_absolute_url()}#note-{annotation.pk}")
    return _note(request, annotation, {}, 200)


def _note(
    request: ReaderRequest, annotation: Annotation, context: dict[str, Any], status: int
) -> HttpResponse:
    shown, found = shown_with(request, annotation)
    context |= {"note": found, "revision": shown}
    return render(request, "annotations/note.html", context, status=status)
