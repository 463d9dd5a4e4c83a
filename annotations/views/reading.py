"""The reading page: an article with who said what and the reader's own marks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotations.drawing import Drawn, draw
from annotations.forms import MarkForm
from annotations.jsonld import iri
from annotations.models import Annotation
from annotations.queries import Note, annotations_on, as_notes
from annotations.services import place_missing
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

    Eleven SQL queries, however many quotes, notes, versions and copies; for a reader with an
    account two more ask for their rights.
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
    notes, drawn = annotated(request, revision, is_current=is_current, quotes=quotes)
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
        "groups": drawn.groups(),
        "notes": notes,
        "quotes": quotes,
        "speakers": speaker_shares(quotes),
        "dismissed": dismissed(quotes) if deciding else [],
        "deciding": deciding,
        "strip": strip_of(quotes),
        "elsewhere": with_elsewhere(quotes, article),
        "people": people_named(revision),
        "may_annotate": request.user.is_authenticated,
        "mark_form": MarkForm(initial={"revision": revision.number}),
        "colors": Annotation.Color.choices,
    }
    response = render(request, "annotations/article.html", context)
    # Where programs find and put notes on it: Web Annotation Protocol, 4.4.
    service = iri("container")
    response["Link"] = f'<{service}>; rel="http://www.w3.org/ns/oa#annotationService"'
    return response


def annotated(
    request: HttpRequest,
    revision: Revision,
    *,
    is_current: bool,
    quotes: list[Quote] | None = None,
) -> tuple[list[Note], Drawn]:
    """Return the reader's notes on a revision, and the revision drawn with them."""
    if quotes is None:
        quotes = list(revision.quotes.select_related("speaker"))
    annotations = list(annotations_on(revision, request.user, current=is_current))
    placements = place_missing(annotations, revision)
    notes = as_notes(annotations, placements, request.user)
    mentions = Mention.objects.filter(revision=revision).select_related("person")
    deciding = is_current and may_correct(request.user)
    return notes, draw(revision, notes, quotes=quotes, mentions=mentions, deciding=deciding)


def dismissed(quotes: list[Quote]) -> list[Quote]:
    """Those of ``quotes`` of which a reader said that they are none."""
    return [quote for quote in quotes if quote.status == Quote.Status.DISMISSED]
