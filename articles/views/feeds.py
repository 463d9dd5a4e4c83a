"""Feeds: the list, each one's health, and having them looked at."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import access, feed_queries
from articles.forms import FeedForm
from articles.health import State, failure_reason
from articles.models import Feed
from articles.services.feeds import look_soon, set_paused, subscribe, unsubscribe
from articles.services.refreshing import refresh_all
from articles.services.subscriptions import starter_outlines
from articles.tasks import ring
from articles.views.pages import asked, page_of
from readers.requests import ReaderRequest

#: Feeds on one page of the list.
PAGE = 100


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """Feeds by folder and how each is doing, all or those asked for; how far a refresh is."""
    now = timezone.now()
    show, words = asked(request, "show"), asked(request, "q")
    found = feed_queries.shown(feed_queries.feed_list(now), show, now, words)
    page = page_of(request, found, PAGE)
    rows = feed_queries.with_health(page.object_list, now)
    counts = feed_queries.feed_counts(now)
    progress = feed_queries.refresh_progress(now)
    moving = any(map(feed_queries.is_busy, rows)) and not feed_queries.is_stalled(now)
    starter = starter_outlines()
    left = len(starter) - len(feed_queries.known_feeds(outline.xml_url for outline in starter))
    context = {
        "page_obj": page,
        "folders": _by_folder(rows, feed_queries.folder_counts(found), request),
        "shows": _shows(counts, show),
        "show": show if show in feed_queries.SHOWS else "",
        "q": words,
        "counts": counts,
        "progress": progress,
        "failures": [(row, failure_reason(row)) for row in progress.failures] if progress else [],
        "busy": moving or bool(progress and progress.is_running),
        "may_add": access.may_add(request.user),
        "add_form": FeedForm(),
        "starter_left": left,
    }
    return render(request, "articles/feeds.html", context)


def _by_folder(
    rows: Any, counts: dict[str, int], request: HttpRequest
) -> list[tuple[str, int, list[tuple[Feed, bool]]]]:
    """Folders of the page: name, feeds in all, and its rows with whether they may be managed."""
    return [
        (name, counts.get(name, 0), [(row, access.may_manage(request.user, row)) for row in group])
        for name, group in groupby(rows, key=lambda row: row.folder)
    ]


def _shows(counts: dict[str, int], show: str) -> list[tuple[str, str, int, bool]]:
    """Ways to narrow the list: value, words, feeds, and whether it is the one chosen."""
    words = {
        "": _("All"),
        "failing": _("Failing"),
        "quiet": _("Quiet"),
        "paused": _("Paused"),
    }
    chosen = show if show in words else ""
    return [(value, told, counts[value or "all"], value == chosen) for value, told in words.items()]


@login_required
@require_POST
def refresh(request: ReaderRequest) -> HttpResponse:
    """Have all feeds looked at now."""
    if not access.may_add(request.user):
        raise PermissionDenied
    count = refresh_all()
    if count:
        ring()
    else:
        messages.info(
            request,
            _(
                "Every feed that is not paused has been looked at in the last minutes. "
                "“Try now” on its page looks at one again."
            ),
        )
    return redirect("articles:feeds")


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
    now = timezone.now()
    found = get_object_or_404(feed_queries.feed_list(now), slug=slug)
    [found] = feed_queries.with_health([found], now)
    entries = found.entries.select_related("article").order_by("-published", "-pk")
    busy = feed_queries.is_busy(found)
    stalled = busy and feed_queries.is_stalled(now)
    context = {
        "feed": found,
        "health": vars(found)["health"],
        "page_obj": page_of(request, entries, 30),
        "progress": feed_queries.feed_progress(found),
        "busy": busy and not stalled,
        "stalled": stalled,
        "may_manage": access.may_manage(request.user, found),
    }
    return render(request, "articles/feed.html", context)


def managed(request: HttpRequest, slug: str) -> Feed:
    """Return the feed, if this reader may manage it; else 403."""
    found = get_object_or_404(Feed, slug=slug)
    if not access.may_manage(request.user, found):
        raise PermissionDenied
    return found


@login_required
@require_POST
def look_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the feed looked at now; one that is paused is not."""
    found = managed(request, slug)
    if found.paused:
        messages.info(request, _("This feed is paused. Resume it to have it looked at."))
        return redirect(found)
    look_soon(found)
    ring()
    now = timezone.now()
    health = feed_queries.health_of(feed_queries.feed_list(now).get(pk=found.pk), now)
    if health.state == State.RESTING:
        messages.info(request, health.next)
    return redirect(found)


@login_required
@require_POST
def pause(request: HttpRequest, slug: str) -> HttpResponse:
    """Pause the feed, or go on with it."""
    found = managed(request, slug)
    set_paused(found, not found.paused)
    ring()
    return redirect(found)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: ReaderRequest, slug: str) -> HttpResponse:
    """Ask, then unsubscribe from the feed; the articles it brought stay."""
    found = managed(request, slug)
    if request.method == "POST":
        unsubscribe(found)
        messages.success(request, _("Unsubscribed. The articles it brought stay."))
        return redirect("articles:feeds")
    return render(request, "articles/feed_remove.html", {"feed": found})
