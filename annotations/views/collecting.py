"""Putting passages into collections: from a note, or several from one's own notes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from annotations import collection_queries, collection_services
from annotations.access import collection_to_change, may_collect
from annotations.collection_forms import CollectForm
from annotations.collection_services import TooMany
from annotations.models import Annotation, Collection
from articles.views.pages import page_of
from readers.models import User
from readers.requests import ReaderRequest


@login_required
@require_http_methods(["GET", "POST"])
def collect(request: ReaderRequest, annotation_id: UUID) -> HttpResponse:
    """Put one passage into a collection, perhaps a new one."""
    annotation = _to_collect(request.user, annotation_id)
    form = CollectForm(request.POST or None, reader=request.user)
    if form.is_valid():
        told = form.cleaned_data
        into = told["collection"] or collection_services.create(request.user, title=told["title"])
        _put(request, into, [annotation], told["text"])
        return redirect("annotations:collection-edit", into.slug)
    context = {"annotation": annotation, "form": form}
    return render(
        request, "annotations/collect.html", context, status=422 if form.is_bound else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def add(request: ReaderRequest, slug: str) -> HttpResponse:
    """Choose passages among the reader's own notes. Four SQL queries."""
    found = collection_to_change(request.user, slug)
    if request.method == "POST":
        asked = [one for text in request.POST.getlist("note") if (one := _uuid(text))]
        rows = may_collect(request.user).in_bulk(asked)
        _put(request, found, [rows[one] for one in asked if one in rows])
        return redirect("annotations:collection-edit", slug)
    page = page_of(request, collection_queries.notes_to_add(request.user, found), 40)
    context = {"collection": found, "page_obj": page}
    return render(request, "annotations/collection_add.html", context)


def _to_collect(reader: User, annotation_id: UUID) -> Annotation:
    found = may_collect(reader).select_related("article__outlet").filter(pk=annotation_id).first()
    if found is None:
        raise Http404
    return found


def _put(
    request: ReaderRequest, into: Collection, annotations: list[Annotation], text: str = ""
) -> None:
    try:
        count = collection_services.collect(into, annotations, text=text)
    except TooMany:
        messages.error(request, _("That is more than a collection can hold."))
        return
    if count:
        words = ngettext("%(count)s passage added.", "%(count)s passages added.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("Nothing was added: it was in the collection already."))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
