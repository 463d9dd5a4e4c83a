"""Many feeds at once: the starter list, and lists from and for other readers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from articles import feed_queries
from articles.forms import OpmlForm
from articles.pipeline.opml import NotOpml, Outline
from articles.services.subscriptions import (
    export_opml,
    import_opml,
    starter_outlines,
    subscribe_all,
)
from articles.tasks import ring
from articles.wording import refusal
from readers.requests import ReaderRequest

#: Outlines left out that are named one by one.
MOST_WARNINGS = 200


@require_http_methods(["GET", "POST"])
def starter(request: HttpRequest) -> HttpResponse:
    """Well-known political feeds to subscribe to with one click."""
    outlines = starter_outlines()
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect("account_login")
        wanted = set(request.POST.getlist("feed"))
        folder = request.POST.get("folder")
        chosen = [
            outline
            for outline in outlines
            if outline.xml_url in wanted or (folder and folder in outline.folders)
        ]
        if not chosen:
            messages.info(request, _("No feed was ticked."))
            return redirect("articles:starter")
        added, _known = subscribe_all(chosen, by=request.user)
        ring()
        told = ngettext("Subscribed to %(n)d feed.", "Subscribed to %(n)d feeds.", added)
        messages.success(request, told % {"n": added})
        return redirect("articles:feeds")
    known = feed_queries.known_feeds(outline.xml_url for outline in outlines)
    context = {"folders": _by_folder(outlines, known), "opml_form": OpmlForm()}
    return render(request, "articles/starter.html", context)


def _by_folder(
    outlines: list[Outline], known: set[str]
) -> list[tuple[str, list[dict[str, object]]]]:
    folders: dict[str, list[dict[str, object]]] = {}
    for outline in outlines:
        name = outline.folders[-1] if outline.folders else ""
        folders.setdefault(name, []).append(
            {
                "title": outline.title,
                "xml_url": outline.xml_url,
                "html_url": outline.html_url,
                "subscribed": outline.xml_url in known,
            }
        )
    return list(folders.items())


@login_required
@require_http_methods(["GET", "POST"])
def opml_import(request: ReaderRequest) -> HttpResponse:
    """Subscribe to every feed of an OPML file and tell which lines were of no use."""
    if request.method == "GET":
        # Somebody came back from signing in: the form stands on the starter page.
        return redirect("articles:starter")
    form, report = OpmlForm(request.POST, request.FILES), None
    if form.is_valid():
        try:
            report = import_opml(form.cleaned_data["opml"].read(), by=request.user)
            ring()
        except NotOpml as problem:
            form.add_error("opml", refusal(problem))
    outlines = starter_outlines()
    known = feed_queries.known_feeds(outline.xml_url for outline in outlines)
    context = {
        "folders": _by_folder(outlines, known),
        "opml_form": form,
        "report": report,
        "warnings": report.warnings[:MOST_WARNINGS] if report else (),
        "warnings_left": max(len(report.warnings) - MOST_WARNINGS, 0) if report else 0,
    }
    return render(request, "articles/starter.html", context, status=200 if report else 422)


@require_safe
def opml_export(request: HttpRequest) -> HttpResponse:
    """All feeds of the desk as OPML, for other readers."""
    response = HttpResponse(export_opml(), content_type="text/x-opml")
    response["Content-Disposition"] = 'attachment; filename="newsdesk.opml"'
    return response
