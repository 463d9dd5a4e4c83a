"""Looking at a feed: ask for it, take in what is new, plan the next look.

ask -> refused? moved? unchanged? -> read in a confined process -> store -> due again
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Feed, Job, Service
from articles.models.bulk import update_rows
from articles.pipeline.feed_types import NotAFeed
from articles.pipeline.schedule import SIGHTINGS, Outcome, Wishes, plan, rhythm
from articles.reading import FeedTask, ReadFeed, feed_links, read_feed
from articles.services import hubs
from articles.services.asking import Answer, Ask, Read, Steps
from articles.services.feed_entries import known_digests, store_entries
from articles.services.feeds import look_soon, stand_in_title
from articles.services.outlets import outlet_for, same_site
from articles.services.politeness import gap_after, has_turn, service_for
from articles.wording import refusal, sentence, stored_sentences
from newsdesk.lib.confined import ConfinedError
from newsdesk.lib.fetch import ACCEPT_FEED, Hop, Response
from newsdesk.lib.fetch_errors import FetchError
from newsdesk.lib.headers import Validators, cache_lifetime, retry_after

#: The hop in a job's trail that says "this page named the feed": it was no redirect.
_NAMED_BY_PAGE = 200
_OUTCOMES = {Feed.Result.NEW: Outcome.CHANGED, Feed.Result.SAME: Outcome.UNCHANGED}


@dataclass(frozen=True, slots=True)
class Look:
    """How one look at a feed ended, and what the outlet wishes for the next."""

    result: Feed.Result
    message: str = ""
    status: int | None = None
    wishes: Wishes = field(default_factory=Wishes)
    first: bool = False


@dataclass(slots=True)
class Unchanged:
    """A look that found nothing new; many of these are stored at once."""

    job: Job
    feed: Feed
    look: Look


def look(job: Job) -> Steps:
    """Do the feed job: ask, take in what is new, and be due again later.

    Returns :class:`Unchanged` where there is nothing to store but that. Raises ``LeaseLost``
    when the job went to somebody else meanwhile.
    """
    # The claim has read it, just now; its row goes with the feed.
    feed = job.feed
    if feed is None or feed.paused:
        job.done()
        return None
    if not has_turn(job, job.onward or feed.url):
        # It was given another address while it was being asked at the one before.
        job.go_on(job.onward, service_for(job.onward or feed.url), _trail(job))
        return None
    answer: Answer = yield _ask(job, feed)
    if isinstance(answer, FetchError):
        return _ended(job, Look(Feed.Result.FAILED, _(answer.sentence)))
    if answer.onward:
        trail = [(hop.url, hop.status) for hop in answer.redirects]
        job.go_on(answer.onward, service_for(answer.onward), trail)
        return None
    if refused := _refusal(answer):
        return _ended(job, refused)
    body_hash = hashlib.sha256(answer.body).hexdigest()
    if answer.status == 304 or body_hash == feed.body_hash:
        return _nothing_new(job, feed, answer)
    try:
        task = FeedTask(answer.body, answer.url, answer.content_type, known_digests(feed))
        found = yield Read(read_feed, task)
    except ConfinedError:
        told = _("Reading this feed took more time or memory than any feed may cost.")
        return _ended(job, Look(Feed.Result.FAILED, told, answer.status))
    except NotAFeed as problem:
        return (yield from _no_feed(job, feed, answer, refusal(problem)))
    return _take_in(job, feed.url, answer, body_hash, found)


def _trail(job: Job) -> list[tuple[str, int]]:
    return [tuple(hop) for hop in job.trail]


def _ask(job: Job, feed: Feed) -> Ask:
    url = job.onward or feed.url
    return Ask(
        url,
        accept=ACCEPT_FEED,
        validators=Validators(feed.etag, feed.last_modified),
        trail=tuple(Hop(*hop) for hop in job.trail),
        gap=gap_after(job, url),
    )


def _refusal(response: Response) -> Look | None:
    """What a status other than 200 means; None for one that is good news."""
    status = response.status
    told = {
        410: _("The outlet has taken this feed away for good."),
        404: _("There is nothing at this address."),
        **dict.fromkeys((401, 402, 403), _("The outlet does not let us read this feed.")),
        **dict.fromkeys((429, 503), _("The outlet asks us to come back later.")),
    }
    if status == 304 or status < 300:
        return None
    message = told.get(status) or _("The outlet’s server answered with an error (%(status)s).") % {
        "status": status
    }
    result = Feed.Result.GONE if status == 410 else Feed.Result.FAILED
    wishes = Wishes(retry=retry_after(response.headers, timezone.now()))
    return Look(result, message, status, wishes)


def _no_feed(job: Job, feed: Feed, answer: Response, problem: str) -> Steps:
    """The answer is no feed: look at the one the page names, or say what is wrong."""
    named_already = any(status == _NAMED_BY_PAGE for _url, status in job.trail)
    # Of an address at which there was a feed before it may be a log-in page.
    if not feed.body_hash and not named_already:
        links = yield Read(feed_links, (answer.body, answer.url))
        if links:
            # After a failure the next best is tried.
            url = links[feed.failures % len(links)]
            job.go_on(url, service_for(url), [*map(tuple, job.trail), (answer.url, _NAMED_BY_PAGE)])
            return None
    # A log-in page or captive portal in place of the feed: nothing is changed but its health.
    return _ended(job, Look(Feed.Result.FAILED, problem, answer.status))


def look_failed(job: Job, message: str) -> None:
    """Write down that a look at a feed broke off, and be due again later.

    Raises ``LeaseLost`` when the job went to somebody else meanwhile.
    """
    _ended(job, Look(Feed.Result.FAILED, message))


def _ended(job: Job, outcome: Look) -> None:
    """Store a look that brought nothing."""
    with transaction.atomic():
        feed = _locked(job)
        if feed is None:
            job.done()
        else:
            _remember(feed, outcome)
            _be_due_again(job, feed, outcome)


def _locked(job: Job) -> Feed | None:
    """The feed as it stands now; nobody changes it until the transaction ends."""
    return Feed.objects.select_for_update(no_key=True).filter(pk=job.target).first()


def _nothing_new(job: Job, feed: Feed, answer: Response) -> Unchanged | None:
    wishes = Wishes(cache=cache_lifetime(answer.headers, timezone.now()))
    outcome = Look(
        Feed.Result.SAME, "; ".join(stored_sentences(feed.problems))[:500], answer.status, wishes
    )
    if answer.status == 304 and not job.trail and not feed.moved_to:
        return Unchanged(job, feed, outcome)
    with transaction.atomic():
        locked = _locked(job)
        if locked is not None and locked.url == feed.url:
            _note_move(locked, answer)
            if answer.status == 200:
                _keep_validators(locked, answer)
            if locked.paused:
                # It moved to where another feed is: there is nothing more to look at here.
                outcome = replace(outcome, result=Feed.Result.GONE, message=locked.last_message)
            locked.save(update_fields=["url", "moved_to", "moved_seen", "etag", "last_modified"])
        _ended(job, outcome)
    return None


def _take_in(job: Job, asked: str, answer: Response, body_hash: str, found: ReadFeed) -> None:
    """Store what a feed says of itself and its fresh entries."""
    with transaction.atomic():
        feed = _locked(job)
        if feed is None:
            job.done()
            return
        if feed.url != asked:
            # A reader gave it another address meanwhile: what came is of another feed.
            job.again(timezone.now(), service_for(feed.url))
            return
        first = feed.last_ok is None
        if any(status == _NAMED_BY_PAGE for _url, status in job.trail):
            _settle(feed, _named(job))
        _note_move(feed, answer)
        if not feed.paused:
            _describe(feed, found, first=first, asked=asked)
            _keep_validators(feed, answer)
            feed.body_hash = body_hash
            links = answer.headers.all("Link")
            hubs.consider(feed, links, found.about, now=timezone.now())
            fresh = store_entries(feed, found.fresh)
            outcome = Look(
                Feed.Result.NEW if fresh else Feed.Result.SAME,
                "; ".join(map(sentence, found.about.remarks)),
                answer.status,
                Wishes(cache=_cache_wish(answer, found.about.ttl_seconds)),
                first,
            )
        else:
            outcome = Look(Feed.Result.GONE, feed.last_message, answer.status)
        _remember(feed, outcome)
        feed.save()
        _be_due_again(job, feed, outcome)


def take_push(job: Job) -> Steps:
    """Do the push job: take in what a hub sent of a feed, as if it had been asked for.

    Raises ``LeaseLost`` when the job went to somebody else meanwhile.
    """
    push = hubs.push_of(job)
    if push is None:
        job.done()
        return None
    found: ReadFeed | None = None
    with suppress(ConfinedError, NotAFeed):
        known = known_digests(push.feed)
        body = bytes(push.body)
        found = yield Read(read_feed, FeedTask(body, push.feed.url, push.content_type, known))
    with transaction.atomic():
        feed = Feed.objects.select_for_update(no_key=True).filter(pk=push.feed_id).first()
        if feed is not None and found is None:
            # What it sent cannot be read; what the feed itself says can.
            look_soon(feed, urgent=False)
        elif feed and found and not feed.paused and store_entries(feed, found.fresh):
            Feed.objects.filter(pk=feed.pk).update(last_new=timezone.now())
        hubs.finished(push)
        job.done()
    return None


def _cache_wish(answer: Response, ttl: int | None) -> int | None:
    waits = [cache_lifetime(answer.headers, timezone.now()), ttl]
    return max((seconds for seconds in waits if seconds), default=None)


def _describe(feed: Feed, found: ReadFeed, *, first: bool, asked: str) -> None:
    """Take over what the feed, which was at ``asked``, says of itself; a reader's title stays."""
    about = found.about
    if first:
        if feed.title in {"", stand_in_title(asked)}:
            feed.title = (about.title or feed.title)[:300]
        feed.language = about.language[:35]
    site = about.site_url or feed.url
    if feed.outlet is None and same_site(site, feed.url):
        # A feed speaks for its own site; one that is hosted elsewhere for nobody.
        feed.outlet = outlet_for(site, feed.title)
    feed.problems = [remark.to_json() for remark in about.remarks[:20]]
    usual = rhythm(found.moments, timezone.now())
    feed.rhythm = min(int(usual.total_seconds()), 2_000_000_000) if usual else None


def _named(job: Job) -> str:
    """The address of the feed that a page named, whatever redirects led on from there."""
    statuses = [status for _url, status in job.trail]
    way = [*(url for url, _status in job.trail), job.onward]
    return str(way[statuses.index(_NAMED_BY_PAGE) + 1])


def _settle(feed: Feed, url: str) -> None:
    """Use ``url`` from now on, unless another feed has it: then this one is that one again."""
    twin = Feed.objects.filter(url=url).exclude(pk=feed.pk).first()
    if twin:
        feed.paused = True
        message = _("This is the feed “%(title)s”, which the desk already follows.")
        feed.last_message = message % {"title": twin}
    elif len(url) <= 1000:
        feed.url = url


def _note_move(feed: Feed, answer: Response) -> None:
    """Count how often in a row permanent redirects led to one address; believe them at last.

    One that is seen once may be a captive portal's or somebody's mistake.
    """
    place = answer.permanent_url or ""
    if not place or len(place) > 1000:
        feed.moved_to, feed.moved_seen = "", 0
        return
    feed.moved_seen = feed.moved_seen + 1 if place == feed.moved_to else 1
    feed.moved_to = place
    if feed.moved_seen >= SIGHTINGS:
        _settle(feed, place)
        feed.moved_to, feed.moved_seen = "", 0


def _keep_validators(feed: Feed, answer: Response) -> None:
    """Replace both together by those of a new full answer, even where it has none."""
    feed.etag, feed.last_modified = answer.validators.etag, answer.validators.last_modified


def _remember(feed: Feed, outcome: Look) -> None:
    """Write down how the look ended and learn from it; the feed is saved for that.

    Its next look is planned by :func:`_next`.
    """
    now = timezone.now()
    feed.last_fetched, feed.last_result = now, outcome.result
    feed.last_message, feed.last_status = outcome.message[:500], outcome.status
    if outcome.result in _OUTCOMES:
        feed.last_ok, feed.failures = now, 0
        feed.last_new = now if outcome.result == Feed.Result.NEW else feed.last_new
    else:
        feed.failures += 1
        feed.paused = feed.paused or outcome.result == Feed.Result.GONE


#: What :func:`_remember` and :func:`_next` change.
_REMEMBERED = [
    *("last_fetched", "last_result", "last_message", "last_status", "last_ok", "last_new"),
    *("failures", "interval", "next_reason", "paused"),
]


def _next(feed: Feed, outcome: Look, hub: timedelta | None) -> timedelta:
    """How long to wait for the next look; notes interval and reason on the feed.

    ``hub`` is how far apart looks may be while a hub tells of news.
    """
    now = timezone.now()
    wishes = replace(outcome.wishes, hub=int(hub.total_seconds()) if hub else None)
    planned = plan(
        now,
        _OUTCOMES.get(outcome.result, Outcome.FAILED),
        timedelta(seconds=feed.interval),
        chance=random.random(),  # noqa: S311 - spreads load, guards nothing
        wishes=wishes,
        failures=feed.failures,
        usual=timedelta(seconds=feed.rhythm) if feed.rhythm else None,
        first=outcome.first,
    )
    if not feed.failures:
        feed.interval = int(planned.interval.total_seconds())
    feed.next_reason = planned.reason
    return planned.due - now


def _be_due_again(job: Job, feed: Feed, outcome: Look) -> None:
    wait = _next(feed, outcome, hubs.poll_interval(feed, timezone.now()))
    feed.save(update_fields=_REMEMBERED)
    if feed.paused:
        hubs.leave(feed)
        job.done()
    else:
        job.again(timezone.now() + wait, _own_service(job, feed))


def _own_service(job: Job, feed: Feed) -> Service | None:
    """The service of the feed's own address, where this round asked another one."""
    return service_for(feed.url) if job.trail or job.onward else None


def store_unchanged(found: Sequence[Unchanged]) -> None:
    """Store looks that found nothing new, all at once. Four SQL queries.

    A job that went to somebody else meanwhile is left to them. Changes nothing in ``found``,
    so that it can be called again when storing failed.
    """
    now = timezone.now()
    found = [replace(one, feed=copy(one.feed)) for one in found]
    told = hubs.poll_intervals([one.feed for one in found], now)
    planned = []
    for one in found:
        _remember(one.feed, one.look)
        planned.append((one.job, now + _next(one.feed, one.look, told.get(one.feed.pk))))
    with transaction.atomic():
        feeds = Feed.objects.select_for_update(no_key=True)
        # Feeds before their jobs, as everybody locks them who pauses, moves or forgets one.
        list(feeds.filter(pk__in=[one.feed.pk for one in found]).order_by("pk").values_list("pk"))
        mine = Job.objects.again_all(planned)
        update_rows(
            Feed,
            [
                {"id": one.feed.pk, **{name: getattr(one.feed, name) for name in _REMEMBERED}}
                for one in found
                if one.job.pk in mine
            ],
        )
