"""Feeds: subscribing, health in plain words, lists from and for other readers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import access, queries
from articles.forms import FeedForm, OpmlForm
from articles.models import Feed
from articles.pipeline.opml import NotOpml, Outline
from articles.services.feeds import look_soon, set_paused, subscribe, unsubscribe
from articles.services.subscriptions import (
    export_opml,
    import_opml,
    starter_outlines,
    subscribe_all,
)
from articles.tasks import ring
from articles.views.pages import page_of
from readers.requests import ReaderRequest


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """All feeds and how each is doing."""
    rows = list(queries.feed_list())
    starter = starter_outlines()
    left = len(starter) - len(queries.known_feeds(outline.xml_url for outline in starter))
    context = {
        "feeds": rows,
        "busy": any(map(queries.is_busy, rows)),
        "may_add": access.may_add(request.user),
        "add_form": FeedForm(),
        "opml_form": OpmlForm(),
        "starter_left": left,
    }
    return render(request, "articles/feeds.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: ReaderRequest) -> HttpResponse:
    """Subscribe to a feed, or to the feed of a site."""
    form = FeedForm(request.POST or None)
    if form.is_valid():
        feed, created = subscribe(form.cleaned_data["address"], by=request.user)
        if created:
            ring()
        else:
            messages.info(request, _("The desk already follows this feed."))
        return redirect(feed)
    context = {"form": form, "starter_left": len(starter_outlines())}
    return render(request, "articles/feed_add.html", context, status=422 if form.is_bound else 200)


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """One feed: its health, and its entries as they come in."""
    found = get_object_or_404(queries.feed_list(), slug=slug)
    entries = found.entries.select_related("article").order_by("-published", "-pk")
    progress = queries.feed_progress(found)
    context = {
        "feed": found,
        "page_obj": page_of(request, entries, 30),
        "progress": progress,
        "busy": queries.is_busy(found),
        "may_manage": access.may_manage(request.user, found),
    }
    return render(request, "articles/feed.html", context)


def _managed(request: HttpRequest, slug: str) -> Feed:
    """The feed, if this reader may manage it; else 403."""
    found = get_object_or_404(Feed, slug=slug)
    if not access.may_manage(request.user, found):
        raise PermissionDenied
    return found


@login_required
@require_POST
def look_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the feed looked at now."""
    found = _managed(request, slug)
    look_soon(found)
    ring()
    return redirect(found)


@login_required
@require_POST
def pause(request: HttpRequest, slug: str) -> HttpResponse:
    """Pause the feed, or go on with it."""
    found = _managed(request, slug)
    set_paused(found, not found.paused)
    ring()
    return redirect(found)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: ReaderRequest, slug: str) -> HttpResponse:
    """Ask, then unsubscribe from the feed; the articles it brought stay."""
    found = _managed(request, slug)
    if request.method == "POST":
        unsubscribe(found)
        messages.success(request, _("Unsubscribed. The articles it brought stay."))
        return redirect("articles:feeds")
    return render(request, "articles/feed_remove.html", {"feed": found})


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
    known = queries.known_feeds(outline.xml_url for outline in outlines)
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
            form.add_error("opml", str(problem))
    outlines = starter_outlines()
    known = queries.known_feeds(outline.xml_url for outline in outlines)
    context = {"folders": _by_folder(outlines, known), "opml_form": form, "report": report}
    return render(request, "articles/starter.html", context, status=200 if report else 422)


@require_safe
def opml_export(request: HttpRequest) -> HttpResponse:
    """All feeds of the desk as OPML, for other readers."""
    response = HttpResponse(export_opml(), content_type="text/x-opml")
    response["Content-Disposition"] = 'attachment; filename="newsdesk.opml"'
    return response
