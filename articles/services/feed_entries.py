"""Stores the entries of a feed that are new or changed, and the articles they carry."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from articles.models import Article, Entry, Feed, Job, Revision
from articles.models.bulk import draw_keys, insert_models
from articles.models.jobs import MAX_ATTEMPTS
from articles.models.slugs import readable_slug
from articles.pipeline.decide import hinted_check
from articles.reading import FreshEntry
from articles.services.checks import check_sooner, is_from_page, worth_a_look
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
    known_pages: list[Article] = []
    for one in fresh:
        entry = stored.get(one.entry.guid)
        # Another look may have been quicker.
        if entry is None or entry.content_hash != one.digest:
            page = _known_page(entry, one) if entry else None
            news.append((one, _described(entry or Entry(feed=feed), one)))
            if page is not None:
                # Its page tells what has changed, when it is due.
                news[-1][1].state = _IN
                known_pages.append(page)
    whole = [(one, entry) for one, entry in news if _is_whole(feed, one, entry)]
    for (_one, entry), article in zip(whole, _articles(feed, whole), strict=True):
        if article is not None:
            entry.state, entry.article = _IN, article
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
    check_sooner(known_pages)
    _ask_for_pages(feed, [entry for entry in entries if entry.state == Entry.State.WAITING])
    return len(news)


def _known_page(entry: Entry, fresh: FreshEntry) -> Article | None:
    """The article an entry brought, if it came from the page that the entry still names."""
    article, named = entry.article, web_url(fresh.entry.url)
    same = article is not None and is_from_page(article) and web_url(entry.url) == named
    return article if same else None


def _stored(feed: Feed, guids: Sequence[str]) -> dict[str, Entry]:
    found = feed.entries.filter(guid__in=guids).select_related("article__current")
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
            article_id=still_its_article(entry, web_url(entry.url), fresh.article.extraction),
            feed_id=feed.pk,
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
    """Put a job for each entry whose article has still to be fetched. Six SQL queries at most.

    One that was fetched before, or was given up, is fetched again no sooner than its words in
    the feed are worth it.
    """
    now = timezone.now()
    services = services_for({entry.url for entry in entries if entry.url})
    tried = Job.objects.filter(
        kind=Job.Kind.ENTRY, state=Job.State.DEAD, target__in=[entry.pk for entry in entries]
    )
    given_up = dict(tried.values_list("target", "due"))
    Job.objects.put_many(
        Job(
            kind=Job.Kind.ENTRY,
            target=entry.pk,
            due=_worth_fetching(entry, given_up.get(entry.pk), now),
            # What was given up is tried once.
            attempts=MAX_ATTEMPTS - 1 if entry.pk in given_up else 0,
            feed=feed,
            service=services.get(entry.url),
        )
        for entry in entries
    )


def _worth_fetching(entry: Entry, given_up: datetime | None, now: datetime) -> datetime:
    """When an entry's page may be asked for; ``given_up`` is about when it was in vain."""
    if entry.article is not None:
        return worth_a_look(entry.article)
    return max(now, hinted_check(entry.created, given_up)) if given_up else now
