"""Making, changing and removing highlights and notes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations import services
from annotations.access import own_annotation
from annotations.forms import MarkForm, NoteForm, SentencesForm
from annotations.models import Annotation
from annotations.queries import Note, as_note
from annotations.services import PassageNotFound, Selection
from annotations.views.reading import annotated
from articles.models import Article, Revision
from articles.text.sentences import sentences
from readers.models import User
from readers.requests import ReaderRequest


def _revision(slug: str, number: object) -> Revision:
    return get_object_or_404(
        Revision.objects.select_related("article__outlet"), article__slug=slug, number=number
    )


def _update(request: ReaderRequest, shown: Revision, start: int, end: int) -> HttpResponse:
    """Answer HTMX with the blocks that ``start:end`` reaches, and the notes."""
    is_current = shown.article.current_id == shown.pk
    notes, drawn = annotated(request, shown, is_current=is_current)
    context = {
        "touched": drawn.touched(start, end),
        "notes": notes,
        "revision": shown,
        "is_current": is_current,
        "oob": True,
    }
    return render(request, "annotations/blocks.html", context)


def _shown(request: ReaderRequest, annotation: Annotation) -> tuple[Revision, Note | None]:
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


@login_required
@require_POST
def create(request: ReaderRequest, slug: str) -> HttpResponse:
    """Mark a passage; 422 with the reason when it is not in the stored text."""
    form = MarkForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        revision = _revision(slug, told["revision"])
        try:
            made = services.annotate(
                revision,
                request.user,
                form.selection(),
                color=told["color"],
                note=told["note"],
            )
        except PassageNotFound:
            form.add_error(
                None,
                _("These words are not in the article as it is stored. Select them again."),
            )
        else:
            if request.htmx:
                return _update(request, revision, made.start or 0, made.end or 0)
            return redirect(made)
    if request.htmx:
        return render(request, "annotations/mark_errors.html", {"form": form}, status=422)
    return _choose_instead(request, slug, form)


def _choose_instead(request: ReaderRequest, slug: str, refused: MarkForm) -> HttpResponse:
    """Show why a passage was refused, and its sentences to choose from; the note is kept."""
    for errors in refused.errors.values():
        for error in errors:
            messages.error(request, str(error))
    revision = _revision_asked_for(slug, request.POST.get("revision"))
    kept = {"color": request.POST.get("color"), "note": request.POST.get("note")}
    form = SentencesForm(initial={"revision": revision.number, **kept})
    context = {
        "article": revision.article,
        "revision": revision,
        "paragraphs": _paragraphs(revision),
        "form": form,
    }
    return render(request, "annotations/compose.html", context, status=422)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to choose: its number in the article, its place and words."""

    number: int
    start: int
    end: int
    text: str


def _paragraphs(revision: Revision) -> list[list[Sentence]]:
    paragraphs, number = [], 0
    for block in revision.document.blocks:
        row = []
        for start, end in sentences(revision.text, block.start, block.end):
            row.append(Sentence(number, start, end, revision.text[start:end]))
            number += 1
        paragraphs.append(row)
    return paragraphs


@login_required
@require_http_methods(["GET", "POST"])
def compose(request: ReaderRequest, slug: str) -> HttpResponse:
    """Mark a passage without scripts: choose its first and last sentence."""
    revision = _revision_asked_for(
        slug, request.POST.get("revision") or request.GET.get("revision")
    )
    paragraphs = _paragraphs(revision)
    form = SentencesForm(
        request.POST or None, initial={"revision": revision.number, "color": "yellow"}
    )
    if form.is_valid():
        made = _mark_sentences(form, revision, request.user, paragraphs)
        if made:
            messages.success(request, _("Marked."))
            return redirect(made)
    context = {
        "article": revision.article,
        "revision": revision,
        "paragraphs": paragraphs,
        "form": form,
    }
    return render(
        request, "annotations/compose.html", context, status=422 if form.is_bound else 200
    )


def _revision_asked_for(slug: str, number: str | None) -> Revision:
    """The revision named, or the current one; ``Http404`` when there is no such thing."""
    if number and number.isdecimal() and len(number) < 9:
        return _revision(slug, int(number))
    article = get_object_or_404(
        Article.objects.select_related("outlet", "current"), slug=slug, current__isnull=False
    )
    revision = article.current
    if revision is None:
        raise Http404
    revision.article = article
    return revision


def _mark_sentences(
    form: SentencesForm, revision: Revision, author: User, paragraphs: list[list[Sentence]]
) -> Annotation | None:
    """Mark from the first to the last sentence chosen; None, with the form saying why not."""
    told = form.cleaned_data
    known = {sentence.number: sentence for row in paragraphs for sentence in row}
    first = told["first"]
    last = first if told["last"] is None else told["last"]
    if first not in known or last not in known:
        form.add_error("first", _("Choose a sentence."))
        return None
    if last < first:
        form.add_error("last", _("The last sentence stands before the first."))
        return None
    start, end = known[first].start, known[last].end
    try:
        return services.annotate(
            revision,
            author,
            Selection(start, end, revision.text[start:end]),
            color=told["color"],
            note=told["note"],
        )
    except PassageNotFound:
        form.add_error("last", _("This passage is too long to mark."))
        return None


@login_required
@require_safe
def note(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """One note; what an edit that was given up turns back into."""
    annotation = own_annotation(request.user, annotation_id)
    if not request.htmx:
        return redirect(annotation)
    shown, found = _shown(request, annotation)
    return render(request, "annotations/note.html", {"note": found, "revision": shown})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Change colour and note; within the article's page, or on a page of its own."""
    annotation = own_annotation(request.user, annotation_id)
    form = NoteForm(request.POST or None, instance=annotation)
    shown, found = _shown(request, annotation)
    if form.is_valid():
        services.change(
            annotation, color=form.cleaned_data["color"], note=form.cleaned_data["note"]
        )
        return _changed(request, annotation, shown, found)
    context = {"form": form, "note": found, "annotation": annotation, "revision": shown}
    template = "note_edit" if request.htmx else "edit"
    return render(
        request, f"annotations/{template}.html", context, status=422 if form.is_bound else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Ask, then remove a highlight with its note and links."""
    annotation = own_annotation(request.user, annotation_id)
    shown, found = _shown(request, annotation)
    if request.method == "POST":
        annotation.delete()
        return _changed(request, annotation, shown, found)
    context = {"annotation": annotation, "note": found}
    return render(request, "annotations/delete.html", context)


def _changed(
    request: ReaderRequest, annotation: Annotation, shown: Revision, found: Note | None
) -> HttpResponse:
    """Show the article again where the annotation is or was: by parts, or the whole page."""
    if not request.htmx:
        return redirect(annotation.article if annotation.pk is None else annotation)
    start, end = (found.start, found.end) if found else (None, None)
    return _update(request, shown, start or 0, end or 0)
