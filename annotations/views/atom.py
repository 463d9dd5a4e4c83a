"""Atom feeds of public notes: by person, tag, article, author, group, and all of them."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.encoding import escape_uri_path
from django.utils.http import quote_etag
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations import atom, feed_queries
from annotations.models import Annotation, Group
from annotations.text_fragments import fragment_url
from articles.models import Article, Person
from newsdesk.lib.markdown import to_html, to_text
from readers.models import User

#: Seconds a feed may be kept without asking again.
_KEPT = 300
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """All public notes."""
    return _feed(request, _("Public notes"), reverse("front"), feed_queries.public_notes())


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Public notes on what somebody said; a merged person's are those of the one kept."""
    found = get_object_or_404(Person.objects.select_related("merged_into"), slug=slug)
    if found.merged_into:
        return redirect("annotations:person-notes", found.merged_into.slug, permanent=True)
    title = _("Notes on what %(name)s said") % {"name": found.name}
    rows = feed_queries.about(found)
    return _feed(request, title, found.get_absolute_url(), rows, since=found.created)


@require_safe
def tag(request: HttpRequest, tag: str) -> HttpResponse:
    """Public notes with a tag; an unknown tag has an empty feed, which may fill."""
    title = _("Notes tagged %(tag)s") % {"tag": tag[:50]}
    return _feed(request, title, reverse("front"), feed_queries.tagged(tag[:50]))


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Public notes on an article."""
    found = get_object_or_404(Article, slug=slug, current__isnull=False)
    title = _("Notes on “%(headline)s”") % {"headline": found.headline}
    rows = feed_queries.on(found)
    return _feed(request, title, found.get_absolute_url(), rows, since=found.created)


@require_safe
def author(request: HttpRequest, username: str) -> HttpResponse:
    """A reader's public notes; 404 for one who has none, as for one who does not exist."""
    found = User.objects.filter(username=username).first()
    if found is None or not feed_queries.by(found).exists():
        raise Http404
    title = _("Notes by %(name)s") % {"name": found.byline}
    return _feed(request, title, reverse("front"), feed_queries.by(found), since=found.date_joined)


@require_safe
def group(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Public notes by a group's members, at an address only members are shown."""
    found = get_object_or_404(Group, slug=slug)
    if not hmac.compare_digest(key.encode(), feed_queries.group_key(found).encode()):
        raise Http404
    title = _("Public notes by members of %(group)s") % {"group": found.name}
    return _feed(request, title, reverse("front"), feed_queries.of(found), since=found.created)


def _feed(
    request: HttpRequest,
    title: str,
    page: str,
    notes: QuerySet[Annotation],
    *,
    since: datetime = _EPOCH,
) -> HttpResponse:
    """Answer with the newest notes, or with 304 where the reader has them. One SQL query."""
    rows = list(notes[: feed_queries.MOST])
    told = [title, settings.BASE_URL, *(f"{one.pk} {one.version} {one.modified}" for one in rows)]
    etag = quote_etag(hashlib.sha256("\n".join(told).encode()).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag)
    if response is None:
        feed = atom.Feed(
            title=title,
            self_url=f"{settings.BASE_URL}{escape_uri_path(request.path)}",
            page_url=f"{settings.BASE_URL}{page}",
            language=get_language() or "en",
            entries=[_entry(one) for one in rows],
            since=since,
        )
        response = HttpResponse(atom.written(feed), "application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=_KEPT)
    return response


def _entry(one: Annotation) -> atom.Entry:
    one.revision.article = one.article
    is_current = one.article.current_id == one.revision_id
    related = one.article.url or ""
    if related and is_current and one.start is not None and one.end is not None:
        related = fragment_url(related, one.revision.text, one.start, one.end)
    context = {"annotation": one, "note": mark_safe(to_html(one.note))}
    return atom.Entry(
        id=one.pk.urn,
        title=(to_text(one.note) or one.exact)[:120] or one.article.headline,
        url=f"{settings.BASE_URL}{one.get_absolute_url()}",
        author=one.author.byline,
        published=one.created,
        updated=one.modified,
        html=render_to_string("annotations/feed_entry.html", context),
        tags=one.tags,
        related=related,
    )
