"""Links that open something for anyone, without an account or JavaScript."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotations import queries, services, sharing_queries
from annotations.access import opens_for, own_annotation
from annotations.citing import FORMATS
from annotations.claim_review import as_script
from annotations.drawing import draw
from annotations.exhibits import Exhibit, cited, of_share
from annotations.jsonld import claim_review_json
from annotations.models import Annotation, Share
from annotations.previews import preview
from articles.models import Article
from articles.views.pages import page_of
from readers.requests import ReaderRequest


@login_required
@require_POST
def share(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Make the annotation's link, or find the one it has."""
    annotation = own_annotation(request.user, annotation_id)
    services.share(annotation)
    return _note(request, annotation)


@login_required
@require_POST
def revoke(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Close the annotation's link."""
    annotation = own_annotation(request.user, annotation_id)
    services.revoke(annotation)
    return _note(request, annotation)


def _note(request: ReaderRequest, annotation: Annotation) -> HttpResponse:
    """The note with its link as it now is: by itself for HTMX, else where the reader was."""
    if not request.htmx:
        return redirect(f"{annotation.article.get_absolute_url()}#note-{annotation.pk}")
    current = annotation.article.current or annotation.revision
    placement = services.place_missing([annotation], current).get(annotation.pk)
    note = queries.as_note(annotation, placement, request.user)
    return render(request, "annotations/note.html", {"note": note})


@login_required
@require_safe
def mine(request: ReaderRequest) -> HttpResponse:
    """Everything the reader marked, newest first."""
    rows = queries.with_links(Annotation.objects.filter(author=request.user)).order_by("-created")
    page = page_of(request, rows, 30)
    shown = list(page.object_list)
    placements = services.place_now(shown)
    notes = [queries.as_note(one, placements.get(one.pk), request.user) for one in shown]
    return render(request, "annotations/mine.html", {"page_obj": page, "notes": notes})


@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a link opens: a passage in its article, an article with notes, or a collection.

    ``?format=`` gives it as text to copy. About twelve SQL queries, however many notes.
    """
    share = found_share(token)
    if not opens_for(request.user, share):
        return private(render(request, "annotations/share_gone.html", {"share": share}, status=410))
    exhibit = of_share(share)
    if wanted := request.GET.get("format"):
        return private(as_text(exhibit, wanted))
    context = {
        "exhibit": exhibit,
        "share": share,
        "preview": preview(exhibit, share.token or token),
        "formats": formats(),
        "linked_data": [
            as_script(claim_review_json(passage.fact_check, shared_at=exhibit.url))
            for passage in exhibit.passages
            if passage.fact_check
        ],
    }
    if exhibit.article:
        context |= _article_context(exhibit, exhibit.article)
    return private(render(request, f"annotations/shared_{exhibit.kind}.html", context))


def found_share(token: str) -> Share:
    """Return the share a token opens; ``Http404`` if there is none."""
    found = sharing_queries.shared(token)
    if found is None:
        raise Http404
    return found


def as_text(exhibit: Exhibit, wanted: str) -> HttpResponse:
    """Return an exhibit in one of the formats to copy; ``Http404`` for one there is not."""
    if wanted not in FORMATS:
        raise Http404
    write, kind, ending = FORMATS[wanted]
    response = HttpResponse(write(cited(exhibit)), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{exhibit.kind}.{ending}"'
    return response


def formats() -> list[tuple[str, str]]:
    """Return the formats to copy with their names."""
    return [
        ("markdown", _("Markdown")),
        ("text", _("Citation")),
        ("bibtex", "BibTeX"),
        ("csl", "CSL-JSON"),
    ]


def _article_context(exhibit: Exhibit, article: Article) -> dict[str, Any]:
    """The article drawn: around a passage as it was marked, with notes as it stands now."""
    passage = exhibit.passage
    revision = passage.revision if passage else article.current
    if revision is None:
        raise Http404
    revision.article = article
    context = {
        "article": article,
        "revision": revision,
        "is_current": article.current_id == revision.pk,
        "passage": passage,
    }
    quotes = revision.quotes.select_related("speaker")
    if passage:
        return {**context, "groups": draw(revision, quotes=quotes, passage=passage.note).groups()}
    placed = services.place_missing([one.annotation for one in exhibit.passages], revision)
    notes = queries.as_notes([one.annotation for one in exhibit.passages], placed, AnonymousUser())
    by_id = {one.annotation.pk: one for one in exhibit.passages}
    waiting = [(f'id="a-{note.annotation.pk}"', by_id[note.annotation.pk]) for note in notes]
    parts = []
    for group in draw(revision, notes, quotes=quotes).groups():
        here = [one for mark, one in waiting if mark in group.html]
        waiting = [(mark, one) for mark, one in waiting if mark not in group.html]
        parts.append((group, here))
    return {**context, "parts": parts, "elsewhere": [one for _mark, one in waiting]}


def private(response: HttpResponse) -> HttpResponse:
    """Keep the link out of search engines and of other sites' logs.

    Not "no-referrer": a form on the page, such as Sign out, would then be sent without
    an origin and be refused.
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
