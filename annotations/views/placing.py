"""What became of marked words: what changed, and what their author makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from annotations import services
from annotations.access import own_annotation, seen_annotation
from annotations.forms import MoveForm, SentencesForm
from annotations.models import Annotation, Placement
from annotations.placing_queries import to_look_at
from annotations.queries import Note, as_note
from annotations.services import MovedOn, NotPlaced, PassageNotFound, replacing
from annotations.views.marking import paragraphs_of, revision_asked_for, sentences_chosen
from annotations.views.reading import waiting_note
from annotations.views.updating import shown_with, update
from articles.changes import Piece, words_changed
from articles.models import Revision
from articles.views.pages import page_of
from readers.requests import DeskRequest, ReaderRequest

_PAGE = 20
#: Articles whose notes are placed when the list is opened; the others follow when it is
#: opened again, or they are.
_PLACED_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Change:
    """A note whose words changed: the old and new ones, and where to read on."""

    note: Note
    now: Revision
    state: str
    pieces: list[Piece]
    compare_url: str
    history_url: str

    @property
    def is_open(self) -> bool:
        """Whether its author has yet to decide."""
        return not self.note.decision and self.state != Placement.State.ATTACHED


def change_of(placement: Placement, annotation: Annotation, note: Note) -> Change:
    """Return what became of the words of ``annotation``; no query."""
    now, then = placement.revision, annotation.revision
    words = ""
    if placement.start is not None and placement.end is not None:
        words = now.text[placement.start : placement.end]
    address = annotation.article.get_absolute_url()
    compare = reverse("articles:changes", args=[annotation.article.slug])
    return Change(
        note=note,
        now=now,
        state=placement.state,
        pieces=words_changed(annotation.exact, words),
        compare_url=f"{compare}?from={then.number}&to={now.number}",
        history_url=f"{address}#history",
    )


@login_required
@require_safe
def look_at(request: ReaderRequest) -> HttpResponse:
    """Passages of one's own that changed or went, to be decided about."""
    services.place_waiting(request.user, articles=_PLACED_AT_ONCE)
    page = page_of(request, to_look_at(request.user), _PAGE)
    placements = list(page.object_list)
    services.notice(placements)
    changes = [
        change_of(one, one.annotation, as_note(one.annotation, one, request.user))
        for one in placements
    ]
    context = {"page_obj": page, "changes": changes, "in_list": True}
    return render(request, "annotations/look_at.html", context)


@require_safe
def what_changed(request: DeskRequest, annotation_id: UUID) -> HttpResponse:
    """The words as they were marked and as they are now, for whoever sees the note."""
    annotation = seen_annotation(request.user, annotation_id)
    change = _change(request, annotation)
    if change is None:
        return redirect(annotation)
    template = "what_changed" if request.htmx else "changed"
    context = {"change": change, "note": change.note, "annotation": annotation}
    return render(request, f"annotations/{template}.html", context)


def _change(request: DeskRequest, annotation: Annotation) -> Change | None:
    current = annotation.article.current
    if current is None:
        return None
    current.article = annotation.revision.article = annotation.article
    placement = services.place_missing([annotation], current).get(annotation.pk)
    if placement is None:
        return None
    placement.revision = current
    return change_of(placement, annotation, as_note(annotation, placement, request.user))


@login_required
@require_POST
def decide(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Accept the new place, keep the old one, or take that back."""
    annotation = own_annotation(request.user, annotation_id)
    _shown, before = shown_with(request, annotation)
    number = request.POST.get("revision", "")
    said = _decided(annotation, request.POST.get("do", ""), number)
    in_list = request.POST.get("at") == "list"
    if request.htmx and not in_list:
        shown, now = shown_with(request, annotation)
        reach = [(before.start, before.end), (now.start, now.end)]
        return update(request, shown, *reach, always=annotation.pk)
    if request.htmx and (change := _change(request, annotation)):
        context = {"change": change, "in_list": True, "said": said}
        return render(request, "annotations/look_at_item.html", context)
    messages.info(request, said)
    return redirect("annotations:look-at") if in_list else redirect(annotation)


def _decided(annotation: Annotation, step: str, number: str) -> str:
    """Make one step, and say what came of it."""
    known = int(number) if number.isdecimal() and len(number) < 9 else 0
    try:
        if step == "accept":
            replacing.accept(annotation, known)
            return _("Accepted: the note stands at the new words.")
        if step == "keep":
            replacing.keep(annotation, known)
            return _("Kept: the note is shown at the version you marked.")
        if step == "undo":
            replacing.undo(annotation)
            return _("Undone.")
    except MovedOn:
        return _("The article changed again meanwhile. Look at the words once more.")
    except NotPlaced:
        return _("There is no place to accept.")
    raise Http404


@login_required
@require_http_methods(["GET", "POST"])
def move(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Put a note at other words: those selected, or sentences chosen without scripts."""
    annotation = own_annotation(request.user, annotation_id)
    revision = revision_asked_for(annotation.article.slug, None)
    waiting = waiting_note(request, str(annotation_id), revision)
    form = MoveForm(request.POST or None)
    if "exact" in request.POST:
        if form.is_valid() and _moved(annotation, form):
            return _to(request, annotation)
        return render(request, "annotations/mark_errors.html", {"form": form}, status=422)
    chosen = SentencesForm(
        {**request.POST.dict(), "color": annotation.color} if request.POST else None,
        reader=request.user,
        initial={"revision": revision.number},
    )
    if chosen.is_valid() and _moved_to_sentences(annotation, chosen, revision):
        messages.success(request, _("The note stands at these words now."))
        return redirect(annotation)
    context: dict[str, Any] = {
        "article": revision.article,
        "revision": revision,
        "paragraphs": paragraphs_of(revision),
        "form": chosen,
        "moving": waiting,
    }
    status = 422 if chosen.is_bound else 200
    return render(request, "annotations/compose.html", context, status=status)


def _moved(annotation: Annotation, form: MoveForm) -> bool:
    try:
        replacing.move(annotation, form.cleaned_data["revision"], form.selection())
    except PassageNotFound:
        form.add_error(
            None, _("These words are not in the article as it is stored. Select them again.")
        )
    except NotPlaced:
        form.add_error(None, _("The article changed again meanwhile. Open it anew."))
    return form.is_valid()


def _moved_to_sentences(annotation: Annotation, form: SentencesForm, revision: Revision) -> bool:
    chosen = sentences_chosen(form, revision)
    if chosen is None:
        return False
    try:
        replacing.move(annotation, form.cleaned_data["revision"], chosen)
    except PassageNotFound:
        form.add_error("last", _("This passage is too long to mark."))
    except NotPlaced:
        form.add_error("first", _("The article changed again meanwhile. Choose once more."))
    return form.is_valid()


def _to(request: ReaderRequest, annotation: Annotation) -> HttpResponse:
    address = annotation.get_absolute_url()
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
