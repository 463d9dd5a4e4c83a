"""Stores the entries of a feed that are new or changed, and the articles they carry."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import DatabaseError, transaction
from django.utils import timezone

from articles.models import Article, Entry, Feed, Job, Revision
from articles.models.bulk import draw_keys, insert_models
from articles.models.slugs import readable_slug
from articles.reading import FreshEntry
from articles.services.outlets import same_site, still_its_article, web_url
from articles.services.politeness import services_for
from articles.services.storing import Reading, store_all

log = logging.getLogger(__name__)

#: Digests of so many of a feed's newest entries are compared with what it says now.
MOST_KNOWN = 2_000


def known_digests(feed: Feed) -> dict[str, str]:
    """The digests of the feed's newest entries, by guid. One SQL query."""
    newest = feed.entries.order_by("-pk").values_list("guid", "content_hash")
    return dict(newest[:MOST_KNOWN])


def store_entries(feed: Feed, fresh: Sequence[FreshEntry]) -> int:
    """Store fresh entries of a feed, whose row is locked; returns how many there were.

    Articles that came whole are stored with them; for the others there is a job each. The
    number of SQL queries does not grow with theirs.
    """
    stored = _stored(feed, [one.entry.guid for one in fresh])
    news: list[tuple[FreshEntry, Entry]] = []
    for one in fresh:
        entry = stored.get(one.entry.guid)
        # Another look may have been quicker.
        if entry is None or entry.content_hash != one.digest:
            news.append((one, _described(entry or Entry(feed=feed), one)))
    whole = [(one, entry) for one, entry in news if _is_whole(feed, one, entry)]
    for (_one, entry), article in zip(whole, _articles(feed, whole), strict=True):
        if article is not None:
            entry.state, entry.article = Entry.State.DONE, article
    entries = [entry for _one, entry in news]
    known = [entry for entry in entries if entry.pk]
    new = [entry for entry in entries if not entry.pk]
    for entry, key in zip(new, draw_keys(Entry, len(new)), strict=True):
        entry.pk = key
    insert_models(new)
    # Which article an entry brought is left to whoever brings one in at this moment.
    Entry.objects.bulk_update([entry for entry in known if entry.state != _IN], _FIELDS)
    Entry.objects.bulk_update(
        [entry for entry in known if entry.state == _IN], [*_FIELDS, "article"]
    )
    _ask_for_pages(feed, [entry for entry in entries if entry.state == Entry.State.WAITING])
    return len(news)


def _stored(feed: Feed, guids: Sequence[str]) -> dict[str, Entry]:
    found = feed.entries.filter(guid__in=guids).select_related("article")
    return {entry.guid: entry for entry in found}


_IN = Entry.State.DONE
_FIELDS = [
    *("url", "title", "authors", "tags", "published", "updated", "summary_html"),
    *("content_html", "content_hash", "state", "message"),
]


def _described(entry: Entry, fresh: FreshEntry) -> Entry:
    parsed = fresh.entry
    entry.guid = parsed.guid
    entry.slug = entry.slug or readable_slug(parsed.title, longest=50)
    entry.url = parsed.url if web_url(parsed.url) and len(parsed.url) <= 2000 else ""
    entry.title, entry.authors, entry.tags = parsed.title, list(parsed.authors), list(parsed.tags)
    entry.published, entry.updated = parsed.published, parsed.updated
    entry.summary_html, entry.content_html = parsed.summary_html, parsed.content_html
    entry.content_hash = fresh.digest
    entry.state, entry.message = Entry.State.WAITING, ""
    return entry


def _is_whole(feed: Feed, fresh: FreshEntry, entry: Entry) -> bool:
    """Whether the article that came with an entry may be taken for its own.

    A feed's word counts for its own site only: whatever address it names, its text is not
    taken for another outlet's article.
    """
    return fresh.article is not None and (not entry.url or same_site(feed.url, entry.url))


def _articles(feed: Feed, whole: Sequence[tuple[FreshEntry, Entry]]) -> Sequence[Article | None]:
    """Store the articles that came whole; none of them, where one of them cannot be stored.

    Then each is brought in by a job of its own, and the one bad one stops no other.
    """
    readings = [
        Reading(
            article=fresh.article,
            url=web_url(entry.url) or None,
            source=Revision.Source.FEED,
            outlet=feed.outlet,
            seen=timezone.now(),
            article_id=still_its_article(entry, web_url(entry.url)),
        )
        for fresh, entry in whole
        if fresh.article is not None
    ]
    try:
        with transaction.atomic():
            return [stored.article for stored in store_all(readings)]
    except DatabaseError:
        log.exception("The articles of %s could not be stored together", feed)
        return [None] * len(whole)


def _ask_for_pages(feed: Feed, entries: Sequence[Entry]) -> None:
    """Put a job for each entry whose article has still to be fetched. Five SQL queries at most."""
    now = timezone.now()
    services = services_for({entry.url for entry in entries if entry.url})
    Job.objects.put_many(
        Job(
            kind=Job.Kind.ENTRY,
            target=entry.pk,
            due=now,
            feed=feed,
            service=services.get(entry.url),
        )
        for entry in entries
    )
