"""Links that open one passage for anyone, without an account or JavaScript."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotations import queries, services
from annotations.access import own_annotation
from annotations.drawing import draw
from annotations.models import Annotation
from annotations.text_fragments import fragment_url
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
    """The article at the shared passage with its note. Four SQL queries."""
    found = queries.shared(token)
    if found is None or found.annotation is None:
        raise Http404
    if not found.is_live:
        return _private(render(request, "annotations/share_gone.html", status=410))
    annotation = found.annotation
    annotation.revision.article = annotation.article
    note = queries.as_note(annotation, None, request.user)
    current = annotation.article.current or annotation.revision
    now = services.place_missing([annotation], current).get(annotation.pk)
    context = {
        "note": note,
        "state": now.state if now else "attached",
        "article": annotation.article,
        "revision": annotation.revision,
        "is_current": current.pk == annotation.revision_id,
        "groups": draw(
            annotation.revision,
            quotes=annotation.revision.quotes.select_related("speaker"),
            passage=note,
        ).groups(),
        "shared_by": annotation.author.byline,
        "publisher_url": (
            fragment_url(annotation.article.url, annotation.exact)
            if annotation.article.url
            else None
        ),
    }
    return _private(render(request, "annotations/shared.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the link out of search engines and of other sites' logs.

    Not "no-referrer": a form on the page, such as Sign out, would then be sent without
    an origin and be refused.
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
