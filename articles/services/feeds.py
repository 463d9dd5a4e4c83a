"""Subscribing to feeds, and looking at one."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Entry, Feed, Job
from articles.pipeline.decide import Outcome, StoredEntry, decide_entry, next_fetch
from articles.pipeline.discover import find_feeds
from articles.pipeline.feed import parse_feed
from articles.pipeline.feed_types import NotAFeed, ParsedEntry, ParsedFeed
from articles.services.outlets import outlet_for, same_site, web_url
from articles.services.reaching import fetch_feed, fetch_page
from newsdesk.lib.fetch import Response
from newsdesk.lib.fetch_errors import FetchError
from newsdesk.lib.headers import Validators, cache_lifetime, retry_after
from readers.models import User

_OUTCOMES = {Feed.Result.NEW: Outcome.CHANGED, Feed.Result.SAME: Outcome.UNCHANGED}
#: Newest entries taken from one look at a feed; an archive of thousands is not news.
MOST_ENTRIES = 200


def subscribe(
    address: str, *, title: str = "", folder: str = "", by: User | None = None
) -> tuple[Feed, bool]:
    """Return the feed at ``address`` and whether it is new; its first look is due at once.

    ``address`` may also be a site's: the first look then finds the feed on its page.
    """
    with transaction.atomic():
        feed, created = Feed.objects.get_or_create(
            url=address,
            defaults={
                "title": (title or urlsplit(address).hostname or address)[:300],
                "folder": folder[:200],
                "added_by": by,
            },
        )
        if created:
            look_soon(feed)
    return feed, created


def look_soon(feed: Feed) -> None:
    """Make the feed's next look due now."""
    Job.objects.put(Job.Kind.FEED, feed.pk, due=timezone.now(), feed=feed)


def set_paused(feed: Feed, paused: bool) -> None:
    """Stop looking at the feed, or begin again."""
    with transaction.atomic():
        Feed.objects.filter(pk=feed.pk).update(paused=paused)
        if paused:
            Job.objects.filter(kind=Job.Kind.FEED, target=feed.pk).delete()
        else:
            look_soon(feed)


def unsubscribe(feed: Feed) -> None:
    """Forget the feed, its entries and what is due for them; its articles stay."""
    with transaction.atomic():
        Job.objects.filter(kind=Job.Kind.FEED, target=feed.pk).delete()
        feed.delete()


@dataclass(frozen=True, slots=True)
class Look:
    """How one look at a feed ended; ``wait`` is what the outlet asks for, in seconds."""

    result: Feed.Result
    message: str = ""
    wait: int | None = None
    parsed: ParsedFeed | None = None
    sent: Validators = field(default_factory=Validators)
    url: str = ""


def look(job: Job) -> None:
    """Do the feed job: fetch, take in what is new, and be due again later.

    Raises ``LeaseLost`` when the job went to somebody else meanwhile.
    """
    feed = Feed.objects.filter(pk=job.target).first()
    if feed is None or feed.paused:
        job.done()
        return
    outcome = _looked(feed)
    with transaction.atomic():
        if outcome.parsed is not None:
            outcome = _take_in(feed, outcome, outcome.parsed, outcome.sent)
        due = _remember(feed, outcome)
        if due is None:
            job.done()
        else:
            job.again(due)


def look_failed(job: Job, message: str) -> None:
    """Write down that a look at a feed broke off, and be due again later.

    Raises ``LeaseLost`` when the job went to somebody else meanwhile.
    """
    feed = Feed.objects.filter(pk=job.target).first()
    with transaction.atomic():
        due = _remember(feed, Look(Feed.Result.FAILED, message)) if feed else None
        if due is None:
            job.done()
        else:
            job.again(due)


def _looked(feed: Feed) -> Look:
    """Fetch and parse, following a site's page to its feed on the first look."""
    try:
        response = fetch_feed(feed.url, feed.etag, feed.last_modified)
        refused = _refusal(response)
        if refused:
            return refused
        try:
            return _parsed(response, feed.url)
        except NotAFeed as problem:
            if feed.last_ok is not None:
                # A log-in page or captive portal in place of the feed: keep what we have.
                return Look(Feed.Result.FAILED, str(problem))
            return _discovered(response, problem)
    except FetchError as error:
        return Look(Feed.Result.FAILED, _(error.sentence))


def _refusal(response: Response) -> Look | None:
    """What a status other than 200 means; None for one with a body to read."""
    now = timezone.now()
    wait = retry_after(response.headers, now)
    match response.status:
        case 304:
            return Look(Feed.Result.SAME, wait=cache_lifetime(response.headers, now))
        case 410:
            return Look(Feed.Result.GONE, _("The outlet has taken this feed away for good."))
        case 404:
            return Look(Feed.Result.FAILED, _("There is nothing at this address."), wait)
        case 401 | 402 | 403:
            return Look(Feed.Result.FAILED, _("The outlet does not let us read this feed."), wait)
        case 429 | 503:
            return Look(Feed.Result.FAILED, _("The outlet asks us to come back later."), wait)
        case status if status >= 400:
            message = _("The outlet’s server answered with an error (%(status)s).")
            return Look(Feed.Result.FAILED, message % {"status": status}, wait)
    return None


def _parsed(response: Response, url: str) -> Look:
    parsed = parse_feed(response.body, response.url, response.content_type)
    waits = [cache_lifetime(response.headers, timezone.now()), parsed.ttl_seconds]
    wait = max((seconds for seconds in waits if seconds), default=None)
    return Look(Feed.Result.SAME, wait=wait, parsed=parsed, sent=response.validators, url=url)


def _discovered(response: Response, problem: NotAFeed) -> Look:
    """Try the feeds a page names, best first."""
    for link in find_feeds(response.body, response.url)[:3]:
        with suppress(FetchError, NotAFeed):
            found = fetch_page(link.url)
            if found.status == 200:
                return _parsed(found, link.url)
    return Look(Feed.Result.FAILED, str(problem))


def _take_in(feed: Feed, outcome: Look, parsed: ParsedFeed, sent: Validators) -> Look:
    """Store the feed's entries that are new or changed, and ask for their articles."""
    if outcome.url != feed.url:
        twin = Feed.objects.filter(url=outcome.url).exclude(pk=feed.pk).first()
        if twin:
            feed.paused = True
            message = _("This is the feed “%(title)s”, which the desk already follows.")
            return Look(Feed.Result.GONE, message % {"title": twin})
        feed.url = outcome.url
    if feed.last_ok is None:
        feed.title = (parsed.title or feed.title)[:300]
        feed.language = parsed.language[:35]
    site = parsed.site_url or feed.url
    if feed.outlet is None and same_site(site, feed.url):
        # A feed speaks for its own site; one that is hosted elsewhere for nobody.
        feed.outlet = outlet_for(site, feed.title)
    _remember_validators(feed, sent)
    feed.save(update_fields=["url", "title", "language", "outlet", "etag", "last_modified"])
    fresh = _store_entries(feed, _newest(parsed.entries))
    return Look(
        Feed.Result.NEW if fresh else Feed.Result.SAME,
        "; ".join(parsed.warnings),
        outcome.wait,
    )


def _newest(entries: tuple[ParsedEntry, ...]) -> tuple[ParsedEntry, ...]:
    """The newest entries, newest first; in the feed's own order where dates are missing."""
    dates = [entry.published or entry.updated for entry in entries]
    if all(dates):
        dated = sorted(zip(dates, entries, strict=True), key=lambda pair: str(pair[0]))
        entries = tuple(entry for _date, entry in reversed(dated))
    return entries[:MOST_ENTRIES]


def _remember_validators(feed: Feed, sent: Validators) -> None:
    """Keep both as sent; one too long to keep is dropped, since half of it would be wrong."""
    feed.etag = sent.etag if len(sent.etag) <= 1000 else ""
    feed.last_modified = sent.last_modified if len(sent.last_modified) <= 200 else ""


def _store_entries(feed: Feed, entries: tuple[ParsedEntry, ...]) -> int:
    """Store new and changed entries and their jobs; returns how many there were.

    One SQL query however many entries there are, and a handful for each to store.
    """
    guids = [entry.guid[:2000] for entry in entries]
    known = dict(feed.entries.filter(guid__in=guids).values_list("guid", "content_hash"))
    fresh, now = 0, timezone.now()
    # The oldest first: while they come in, the newest ends up on top.
    for parsed in reversed(entries):
        guid = parsed.guid[:2000]
        stored = StoredEntry(guid, known[guid]) if guid in known else None
        decision = decide_entry(stored, parsed)
        if decision.is_work:
            entry, _created = Entry.objects.update_or_create(
                feed=feed, guid=guid, defaults=_entry_fields(parsed, decision.digest)
            )
            Job.objects.put(Job.Kind.ENTRY, entry.pk, due=now, feed=feed)
            fresh += 1
    return fresh


def _entry_fields(parsed: ParsedEntry, content_hash: str) -> dict[str, object]:
    return {
        "url": parsed.url if web_url(parsed.url) and len(parsed.url) <= 2000 else "",
        "title": parsed.title,
        "authors": list(parsed.authors),
        "tags": list(parsed.tags),
        "published": parsed.published,
        "updated": parsed.updated,
        "summary_html": parsed.summary_html or "",
        "content_html": parsed.content_html or "",
        "content_hash": content_hash,
        "state": Entry.State.WAITING,
        "message": "",
    }


def _remember(feed: Feed, outcome: Look) -> datetime | None:
    """Write down how the look ended; returns when the next one is due, None for never."""
    now = timezone.now()
    feed.last_fetched, feed.last_result = now, outcome.result
    feed.last_message = outcome.message[:500]
    if outcome.result in {Feed.Result.NEW, Feed.Result.SAME}:
        feed.last_ok, feed.failures = now, 0
    else:
        feed.failures += 1
        feed.paused = feed.paused or outcome.result == Feed.Result.GONE
    due, interval = next_fetch(
        now,
        _OUTCOMES.get(outcome.result, Outcome.FAILED),
        timedelta(seconds=feed.interval),
        chance=random.random(),  # noqa: S311 - spreads load, guards nothing
        failures=feed.failures,
        asked=outcome.wait,
    )
    if not feed.failures:
        feed.interval = int(interval.total_seconds())
    feed.save(
        update_fields=[
            *("last_fetched", "last_result", "last_message", "last_ok"),
            *("failures", "interval", "paused"),
        ]
    )
    return None if feed.paused else due
