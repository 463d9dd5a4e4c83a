"""Marking words of an article, selected in the page or chosen by the sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations import services
from annotations.fact_check_forms import Editing
from annotations.forms import MarkForm, SentencesForm
from annotations.models import Annotation
from annotations.services import PassageNotFound, Selection
from annotations.views.updating import update
from articles.models import Article, Quote, Revision
from articles.text.sentences import sentences
from readers.models import User
from readers.requests import ReaderRequest


@login_required
@require_POST
def create(request: ReaderRequest, slug: str) -> HttpResponse:
    """Mark a passage; 422 with the reason when it is not in the stored text."""
    form = MarkForm(request.POST, reader=request.user)
    if form.is_valid():
        revision = revision_of(slug, form.cleaned_data["revision"])
        try:
            made = services.annotate(
                revision,
                request.user,
                form.selection(),
                quote=_quote(form, revision),
                **form.written(),
            )
        except PassageNotFound:
            form.add_error(
                None,
                _("These words are not in the article as it is stored. Select them again."),
            )
        else:
            return made_answer(request, made, revision)
    if request.htmx:
        return render(request, "annotations/mark_errors.html", {"form": form}, status=422)
    return _choose_instead(request, slug, form)


def _quote(form: MarkForm, revision: Revision) -> Quote | None:
    """The quotation the form names, if the passage is of it."""
    told = form.cleaned_data
    if not told["quote"]:
        return None
    return revision.quotes.filter(
        uuid=told["quote"],
        status__in=Quote.SHOWN,
        start__lte=told["start"],
        end__gte=told["end"],
    ).first()


def made_answer(request: ReaderRequest, made: Annotation, revision: Revision) -> HttpResponse:
    """Show what was made; a fact check is opened at once for claim and verdict."""
    unfinished = made.kind == Annotation.Kind.FACT_CHECK and not hasattr(made, "fact_check")
    if not request.htmx:
        return redirect("annotations:edit", made.pk) if unfinished else redirect(made)
    editing = Editing(None, made, request.user) if unfinished else None
    return update(request, revision, (made.start, made.end), always=made.pk, editing=editing)


def revision_of(slug: str, number: object) -> Revision:
    """The revision of an article; ``Http404`` if there is none."""
    return get_object_or_404(
        Revision.objects.select_related("article__outlet"), article__slug=slug, number=number
    )


def revision_asked_for(slug: str, number: str | None) -> Revision:
    """The revision named, or the current one; ``Http404`` when there is no such thing."""
    if number and number.isdecimal() and len(number) < 9:
        return revision_of(slug, int(number))
    article = get_object_or_404(
        Article.objects.select_related("outlet", "current"), slug=slug, current__isnull=False
    )
    revision = article.current
    if revision is None:
        raise Http404
    revision.article = article
    return revision


def _choose_instead(request: ReaderRequest, slug: str, refused: MarkForm) -> HttpResponse:
    """Show why a passage was refused, and its sentences to choose from; the note is kept."""
    for errors in refused.errors.values():
        for error in errors:
            messages.error(request, str(error))
    revision = revision_asked_for(slug, request.POST.get("revision"))
    written = ("color", "kind", "note", "tags", "audience")
    kept = {name: request.POST[name] for name in written if name in request.POST}
    form = SentencesForm(reader=request.user, initial={"revision": revision.number, **kept})
    return _compose(request, revision, form, status=422)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to choose: its number in the article, its place and words."""

    number: int
    start: int
    end: int
    text: str


def paragraphs_of(revision: Revision) -> list[list[Sentence]]:
    """The sentences of a revision by paragraph, numbered from 0; no query."""
    paragraphs, number = [], 0
    for block in revision.document.blocks:
        row = []
        for start, end in sentences(revision.text, block.start, block.end):
            row.append(Sentence(number, start, end, revision.text[start:end]))
            number += 1
        paragraphs.append(row)
    return paragraphs


def _compose(
    request: ReaderRequest, revision: Revision, form: SentencesForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "article": revision.article,
        "revision": revision,
        "paragraphs": paragraphs_of(revision),
        "form": form,
    }
    return render(request, "annotations/compose.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def compose(request: ReaderRequest, slug: str) -> HttpResponse:
    """Mark a passage without scripts: choose its first and last sentence."""
    revision = revision_asked_for(slug, request.POST.get("revision") or request.GET.get("revision"))
    form = SentencesForm(
        request.POST or None, reader=request.user, initial={"revision": revision.number}
    )
    if form.is_valid():
        made = _mark_sentences(form, revision, request.user)
        if made:
            messages.success(request, _("Marked."))
            return made_answer(request, made, revision)
    return _compose(request, revision, form, status=422 if form.is_bound else 200)


def sentences_chosen(form: SentencesForm, revision: Revision) -> Selection | None:
    """The passage from the first to the last sentence; None, with the form saying why not."""
    told = form.cleaned_data
    known = {sentence.number: sentence for row in paragraphs_of(revision) for sentence in row}
    first = told["first"]
    last = first if told["last"] is None else told["last"]
    if first not in known or last not in known:
        form.add_error("first", _("Choose a sentence."))
        return None
    if last < first:
        form.add_error("last", _("The last sentence stands before the first."))
        return None
    start, end = known[first].start, known[last].end
    return Selection(start, end, revision.text[start:end])


def _mark_sentences(form: SentencesForm, revision: Revision, author: User) -> Annotation | None:
    chosen = sentences_chosen(form, revision)
    if chosen is None:
        return None
    try:
        return services.annotate(revision, author, chosen, **form.written())
    except PassageNotFound:
        form.add_error("last", _("This passage is too long to mark."))
        return None
