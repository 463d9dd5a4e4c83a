"""What of the reading page is drawn anew when something was done to a note on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from annotations import services
from annotations.fact_check_forms import Editing
from annotations.models import Annotation
from annotations.note_filters import NoteFilter
from annotations.queries import Note, as_note
from annotations.views.reading import Annotated, annotated
from articles.models import Revision
from readers.requests import DeskRequest, ReaderRequest


def filter_of(request: DeskRequest) -> NoteFilter:
    """The filter of the page the reader is on: of its own address, or of the one HTMX tells."""
    if request.htmx and request.htmx.current_url:
        return NoteFilter.asked(QueryDict(urlsplit(request.htmx.current_url).query).dict())
    return NoteFilter.asked(request.GET.dict())


def notes_context(found: Annotated, revision: Revision, *, is_current: bool) -> dict[str, Any]:
    """What the template of the notes needs."""
    return {
        "article": revision.article,
        "notes": found.notes,
        "choices": found.choices,
        "wanted": found.wanted,
        "revision": revision,
        "is_current": is_current,
    }


def update(
    request: DeskRequest,
    shown: Revision,
    *reach: tuple[int | None, int | None],
    always: UUID | None = None,
    editing: Editing | None = None,
) -> HttpResponse:
    """Answer HTMX with the blocks that the passages ``reach`` touch, and all notes.

    ``always`` is shown whatever the filter; ``editing`` is open for changes.
    """
    is_current = shown.article.current_id == shown.pk
    found = annotated(
        request, shown, is_current=is_current, wanted=filter_of(request), always=always
    )
    touched = found.drawn.touched_by(
        (start, end) for start, end in reach if start is not None and end is not None
    )
    context = notes_context(found, shown, is_current=is_current)
    context |= {"touched": touched, "oob": True, "editing": editing}
    if editing:
        context["annotation"] = editing.annotation
    return render(request, "annotations/blocks.html", context)


def shown_with(request: ReaderRequest, annotation: Annotation) -> tuple[Revision, Note]:
    """The revision the reader's page shows, and the annotation's note there.

    A form on an old revision's page names it; everything else means the current one.
    """
    number = request.POST.get("shown") or request.GET.get("shown")
    if number == str(annotation.revision.number):
        shown = annotation.revision
    else:
        shown = annotation.article.current or annotation.revision
    shown.article = annotation.article
    placement = services.place_missing([annotation], shown).get(annotation.pk)
    return shown, as_note(annotation, placement, request.user)


def answered(
    request: ReaderRequest, annotation: Annotation, shown: Revision, before: Note
) -> HttpResponse:
    """Show the article again where the annotation is or was: by parts, or the whole page."""
    if not request.htmx:
        return redirect(annotation.article if annotation.pk is None else annotation)
    return update(request, shown, (before.start, before.end), always=annotation.pk)
