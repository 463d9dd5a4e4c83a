"""The reading page: an article with who said what and the reader's own marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotations.access import own_annotation
from annotations.drawing import Drawn, draw
from annotations.forms import MarkForm
from annotations.jsonld import iri
from annotations.models import Annotation
from annotations.note_filters import Choices, NoteFilter, choices_in, filtered
from annotations.queries import Note, annotations_on, as_note, as_notes
from annotations.services import notice, place_missing
from articles.access import may_correct
from articles.history import time_line
from articles.models import Article, Mention, Quote, Revision
from articles.queries import by_outlet, copies_of, people_named, versions_of, with_shares
from articles.sayings import with_elsewhere
from articles.speakers import speaker_shares
from articles.strip import strip_of


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """The article as it stands now.

    At most thirteen SQL queries, however many quotes, notes, replies, versions and copies; for
    a reader with an account eight more ask for their rights, tags and groups, and for what
    became of their notes.
    """
    found = get_object_or_404(
        Article.objects.select_related("outlet", "current"), slug=slug, current__isnull=False
    )
    if found.current is None:
        raise Http404
    return _page(request, found, found.current, is_current=True)


@require_safe
def revision(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The article as it stood at one revision."""
    found = get_object_or_404(
        Revision.objects.select_related("article__outlet"), article__slug=slug, number=number
    )
    is_current = found.article.current_id == found.pk
    return _page(request, found.article, found, is_current=is_current)


def _page(
    request: HttpRequest, article: Article, revision: Revision, *, is_current: bool
) -> HttpResponse:
    revision.article = article
    quotes = list(revision.quotes.select_related("speaker", "saying"))
    wanted = NoteFilter.asked(request.GET.dict())
    found = annotated(request, revision, is_current=is_current, quotes=quotes, wanted=wanted)
    versions, copies = list(versions_of(article)), list(copies_of(article))
    deciding = is_current and may_correct(request.user)
    repeats, carriers = by_outlet(article, with_shares(article, copies))
    context = {
        "article": article,
        "revision": revision,
        "is_current": is_current,
        "versions": time_line(versions, [revision.number], versions[0].number),
        "carriers": carriers,
        "repeats": repeats,
        "first": next((one for one in copies if one.pk == article.copy_of_id), None),
        "groups": found.drawn.groups(),
        "notes": found.notes,
        "choices": found.choices,
        "wanted": found.wanted,
        "quotes": quotes,
        "speakers": speaker_shares(quotes),
        "dismissed": dismissed(quotes) if deciding else [],
        "deciding": deciding,
        "strip": strip_of(quotes),
        "elsewhere": with_elsewhere(quotes, article),
        "people": people_named(revision),
        **_marking(request, revision, is_current=is_current),
    }
    response = render(request, "annotations/article.html", context)
    # Where programs find and put notes on it: Web Annotation Protocol, 4.4.
    service = iri("container")
    response["Link"] = f'<{service}>; rel="http://www.w3.org/ns/oa#annotationService"'
    return response


def _marking(request: HttpRequest, revision: Revision, *, is_current: bool) -> dict[str, Any]:
    """What the toolbar at selected words needs; ``?move=`` names a note that waits for words."""
    if not request.user.is_authenticated:
        return {"may_annotate": False}
    context: dict[str, Any] = {
        "may_annotate": True,
        "mark_form": MarkForm(reader=request.user, initial={"revision": revision.number}),
        "colors": Annotation.Color.choices,
    }
    if is_current and (moved := request.GET.get("move")):
        context["moving"] = waiting_note(request, moved, revision)
    return context


def waiting_note(request: HttpRequest, named: str, revision: Revision) -> Note:
    """The reader's note, made on an older revision, that is to be put at other words."""
    try:
        annotation = own_annotation(request.user, UUID(named))
    except ValueError:
        raise Http404 from None
    if annotation.article_id != revision.article_id or annotation.revision_id == revision.pk:
        raise Http404
    placement = place_missing([annotation], revision).get(annotation.pk)
    return as_note(annotation, placement, request.user)


@dataclass(frozen=True, slots=True)
class Annotated:
    """A revision with what a reader may see on it, as far as they want to."""

    notes: list[Note]
    drawn: Drawn
    choices: Choices
    wanted: NoteFilter


def annotated(
    request: HttpRequest,
    revision: Revision,
    *,
    is_current: bool,
    wanted: NoteFilter,
    quotes: list[Quote] | None = None,
    always: UUID | None = None,
) -> Annotated:
    """Return the notes on a revision that the reader wants to see, and it drawn with them."""
    if quotes is None:
        quotes = list(revision.quotes.select_related("speaker"))
    annotations = list(annotations_on(revision, request.user, current=is_current, quotes=quotes))
    placements = place_missing(annotations, revision)
    every = as_notes(annotations, placements, request.user, on=revision, quotes=quotes)
    mine = {note.annotation.pk for note in every if note.is_mine}
    notice(place for pk, place in placements.items() if pk in mine)
    notes = filtered(every, wanted, always)
    mentions = Mention.objects.filter(revision=revision).select_related("person")
    deciding = is_current and may_correct(request.user)
    drawn = draw(revision, notes, quotes=quotes, mentions=mentions, deciding=deciding)
    return Annotated(notes, drawn, choices_in(every), wanted)


def dismissed(quotes: list[Quote]) -> list[Quote]:
    """Those of ``quotes`` of which a reader said that they are none."""
    return [quote for quote in quotes if quote.status == Quote.Status.DISMISSED]
