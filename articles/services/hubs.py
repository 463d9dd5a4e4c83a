"""The desk as a subscriber of WebSub hubs: asking them, and falling back when they are silent.

    consider -> Subscription "asked", Job HUB -> prepare, POST to the hub, finish
    the hub's GET  -> verify  -> "active" until the lease ends, Job HUB at 80 % of it
    the hub's POST -> receive -> Push, Job PUSH (or only a look at the feed, Job FEED)

What hubs send, the second and third line, is taken by services/hub_callback.py.

Everything here is a wish the hub may ignore: the feed stays due at some time in any case, and
:func:`poll_interval` says how far apart its looks may be. After W3C WebSub (Recommendation of
23 January 2018); section numbers are its own. Nothing here touches the network.

Whoever changes a subscription locks its row first; only then are its jobs touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Entry, Feed, Job, Push, Subscription
from articles.pipeline.feed_types import ParsedFeed
from articles.pipeline.hubs import find_hub
from articles.services.asking import Answer, Ask, Steps
from articles.services.politeness import gap_for, service_for
from articles.text.normal import one_line
from newsdesk.lib.addresses import web_address
from newsdesk.lib.fetch import FetchError, Hop, Response, retry_after
from newsdesk.lib.hosts import DEFAULT_PORTS, check_target, parse_url

#: The lease asked for, and taken where the hub tells none that makes sense.
LEASE = timedelta(days=10)
#: Share of a lease after which it is renewed.
RENEWAL = 0.8
#: How long a hub that took the request may take to verify it.
VERIFYING = timedelta(hours=1)
#: Askings in vain after which a hub is left alone, and for how long.
MOST_FAILURES = 5
REFUSED_FOR = timedelta(days=7)
#: Waits after the first asking in vain, the second and so on: less than a lease has left.
_PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
#: The safety look at a feed whose hub has told of something, and of one that has yet to.
PROVEN = timedelta(hours=6)
UNPROVEN = timedelta(hours=1)
#: What a look finds so soon after the hub was heard of says nothing against the hub.
_GRACE = timedelta(hours=1)
#: Entries found this far apart were found by two looks.
_TWO_LOOKS = timedelta(minutes=30)
LIVE = (Subscription.State.ASKED, Subscription.State.ACTIVE)


# --- Subscribing ------------------------------------------------------------------------


def is_reachable() -> bool:
    """Whether hubs are asked at all: NEWSDESK_HUBS, and by itself whether BASE_URL looks public.

    No name is looked up: one that leads to a private address has to be told with "off".
    """
    if settings.HUBS != "auto":
        return bool(settings.HUBS == "on")
    try:
        target = parse_url(settings.BASE_URL)
        check_target(target, ports={target.port})
    except FetchError:
        return False
    return True


def consider(feed: Feed, link_headers: Sequence[str], parsed: ParsedFeed, *, now: datetime) -> None:
    """Subscribe to the hub that a feed just fetched names, or keep or end what there is.

    Belongs into the transaction that takes the feed in. The feed's own word decides: a hub or
    topic it no longer names is left, another one begun with. The topic is never fetched nor
    taken for the feed's address. One SQL query where no hub is named, two more where all is well.
    """
    wanted = _usable(find_hub(link_headers, parsed)) if is_reachable() else None
    subscription = Subscription.objects.select_for_update().filter(feed=feed).first()
    if wanted is not None:
        _follow(subscription or Subscription(feed=feed), *wanted, now)
    elif subscription is not None:
        _leave(subscription, now)


def _usable(found: tuple[str, str] | None) -> tuple[str, str] | None:
    """Hub and topic, if both are web addresses as they stand; a topic is told back exactly."""
    if found is None:
        return None
    try:
        parse_url(found[0])
        usable = all(web_address(url) == url for url in found)
    except (ValueError, FetchError):
        usable = False
    return found if usable else None


def _follow(subscription: Subscription, hub: str, topic: str, now: datetime) -> None:
    """Begin with this hub and topic, or see to it that what was begun goes on."""
    preferred = _over_https(hub)
    at_hub = subscription.hub in {hub, preferred} and subscription.topic == topic
    if not at_hub or subscription.state == Subscription.State.ENDED:
        _begin(subscription, preferred, topic, now)
    elif subscription.state == Subscription.State.REFUSED:
        if subscription.hub != hub:
            # It was asked over https though it names http: now as it says.
            _begin(subscription, hub, topic, now)
        elif subscription.asked is None or now - subscription.asked >= REFUSED_FOR:
            _begin(subscription, preferred, topic, now)
    else:
        _note_silence(subscription)
        _keep_asking(subscription, now)


def _over_https(hub: str) -> str:
    """The hub over https, which is preferred even where http is named (WebSub, 8.2)."""
    target = parse_url(hub)
    plain = target.scheme == "http" and target.port == DEFAULT_PORTS["http"]
    return f"https{target.url.removeprefix('http')}" if plain else hub


def _begin(subscription: Subscription, hub: str, topic: str, now: datetime) -> None:
    """Ask this hub for this topic, as if nothing had been.

    The hub before, if any, is told when it next sends something: its callback answers 410.
    """
    subscription.start(hub, topic)
    subscription.save()
    ask_at(subscription, now)


def _keep_asking(subscription: Subscription, now: datetime) -> None:
    """Bring back the job of a subscription that is under way, should it be lost or given up."""
    if jobs_of(subscription).filter(state=Job.State.WAITING).exists():
        return
    expires = subscription.expires or now
    due = now + max(expires - now, timedelta(0)) * RENEWAL
    ask_at(subscription, due)


def leave(feed: Feed) -> None:
    """End the subscription of a feed that is paused; its hub is asked, once, to send no more.

    Whether or not the hub agrees, its callback answers 410 from now on. A feed that is removed
    need not be left: its subscription goes with it, and unknown callbacks answer the same.
    """
    with transaction.atomic():
        subscription = Subscription.objects.select_for_update().filter(feed=feed).first()
        if subscription is not None:
            _leave(subscription, timezone.now())


def rejoin(feed: Feed) -> None:
    """Ask again for what was left, for a feed that is paused no longer.

    A feed that has not changed is not taken in, so :func:`consider` may not come by for long.
    """
    with transaction.atomic():
        subscription = Subscription.objects.select_for_update().filter(feed=feed).first()
        left = subscription is not None and subscription.state == Subscription.State.ENDED
        if subscription is not None and left and is_reachable():
            _begin(subscription, subscription.hub, subscription.topic, timezone.now())


def _leave(subscription: Subscription, now: datetime) -> None:
    if subscription.state not in LIVE:
        return
    subscription.state, subscription.message = Subscription.State.ENDED, ""
    subscription.save(update_fields=["state", "message"])
    if is_reachable():
        ask_at(subscription, now)
    else:
        jobs_of(subscription).filter(lease=None).delete()


def jobs_of(subscription: Subscription) -> QuerySet[Job]:
    """The job of asking this subscription's hub, if there is one."""
    return Job.objects.filter(kind=Job.Kind.HUB, target=subscription.pk)


def ask_at(subscription: Subscription, due: datetime) -> None:
    """Make the next asking due then, whatever was planned; one under way is done once more."""
    jobs_of(subscription).filter(lease=None).delete()
    Job.objects.put(
        Job.Kind.HUB,
        subscription.pk,
        due=due,
        feed=subscription.feed,
        service=service_for(subscription.hub),
    )


# --- Asking -----------------------------------------------------------------------------


def ask_hub(job: Job) -> Steps:
    """Do the HUB job: ask, and be due again or not. Raises ``LeaseLost`` as :func:`finish` does."""
    wanted = prepare(job)
    if wanted is None:
        job.done()
        return
    answer: Answer = yield wanted
    finish(job, answer, now=timezone.now())


def prepare(job: Job) -> Ask | None:
    """Return the request that this HUB job wants to send; None when there is nothing to ask.

    The secret is told over https only (WebSub, 5.1). One or two SQL queries.
    """
    subscription = Subscription.objects.filter(pk=job.target).first()
    if subscription is None or not is_reachable():
        return None
    if subscription.state == Subscription.State.ENDED:
        return _ask(job, subscription, "unsubscribe")
    if subscription.state not in LIVE:
        return None
    if subscription.failures >= MOST_FAILURES:
        # It took the request each time and never verified it.
        _give_up(subscription)
        return None
    further = {"hub.lease_seconds": str(int(LEASE.total_seconds()))}
    if subscription.is_signed:
        further["hub.secret"] = subscription.secret
    return _ask(job, subscription, "subscribe", **further)


def _ask(job: Job, subscription: Subscription, mode: str, **further: str) -> Ask:
    fields = {
        "hub.mode": mode,
        "hub.topic": subscription.topic,
        "hub.callback": settings.BASE_URL + subscription.callback_path(),
        **further,
    }
    # A hub may send its subscribers on to another one (5.1.2).
    url = job.onward or subscription.hub
    trail = tuple(Hop(*hop) for hop in job.trail)
    return Ask(url, form=urlencode(fields).encode(), trail=trail, gap=gap_for(url))


def finish(job: Job, answer: Answer, *, now: datetime) -> None:
    """Store what the hub's answer to the job's request means, and when it is asked again.

    202 only says that the hub will verify, so every asking counts as in vain until it does.
    Raises ``LeaseLost`` when the job went to somebody else meanwhile.
    """
    with transaction.atomic():
        subscription = Subscription.objects.select_for_update().filter(pk=job.target).first()
        if subscription is None or subscription.state == Subscription.State.REFUSED:
            job.done()
        elif not Job.objects.filter(pk=job.pk, due=job.due).exists():
            # Verified while it was asked, moved or left: the next time is fixed already.
            Subscription.objects.filter(pk=subscription.pk).update(asked=now)
            job.again(now + VERIFYING, service_for(subscription.hub))
        elif _sent_on(job, subscription, answer):
            pass
        elif subscription.state == Subscription.State.ENDED:
            # Whatever it said: it was told, and is told again when it calls.
            job.done()
        else:
            subscription.asked = now
            due = _take_answer(subscription, answer, now)
            subscription.save()
            if due is None:
                job.done()
            else:
                job.again(due, service_for(subscription.hub))


def _sent_on(job: Job, subscription: Subscription, answer: Answer) -> bool:
    """Whether another host is asked next, as the hub's redirect says; not with a secret by http."""
    if not isinstance(answer, Response) or answer.onward is None:
        return False
    if answer.downgraded and subscription.is_signed:
        return False
    trail = [(hop.url, hop.status) for hop in answer.redirects]
    job.go_on(answer.onward, service_for(answer.onward), trail)
    return True


def _take_answer(subscription: Subscription, answer: Answer, now: datetime) -> datetime | None:
    """Write the answer down; returns when to ask again, None for not before long."""
    subscription.failures += 1
    if isinstance(answer, FetchError):
        problem, asked_wait = _(answer.sentence), 0
    elif answer.downgraded and subscription.is_signed:
        # The secret may have gone over the wire in the open: it vouches for nothing any more.
        subscription.start(subscription.hub, subscription.topic)
        subscription.asked, subscription.failures = now, MOST_FAILURES
        problem, asked_wait = _("The hub sends us on to an address that is not encrypted."), 0
    elif answer.status == 202:
        subscription.message = _("The hub has been asked and is to verify it.")
        return now + VERIFYING
    else:
        problem = _("The hub answered with status %(status)s.") % {"status": answer.status}
        if answer.content_type == "text/plain":
            problem += " " + answer.body[:1000].decode("utf-8", "replace")
        asked_wait = retry_after(answer.headers, now) or 0
    subscription.message = one_line(problem)[:500]
    if subscription.failures >= MOST_FAILURES:
        subscription.state = Subscription.State.REFUSED
        return None
    pause = _PAUSES[min(subscription.failures, len(_PAUSES)) - 1]
    return now + max(pause, timedelta(seconds=asked_wait))


def _give_up(subscription: Subscription) -> None:
    """Refuse, unless the hub verified at this very moment."""
    Subscription.objects.filter(
        pk=subscription.pk, state__in=LIVE, failures__gte=MOST_FAILURES
    ).update(
        state=Subscription.State.REFUSED,
        message=_("The hub was asked several times and never verified it."),
    )


# --- Falling back -----------------------------------------------------------------------


def poll_interval(feed: Feed, now: datetime) -> timedelta | None:
    """How far apart the looks at a feed may be since its hub tells of news; None as learned.

    None, too, when the lease has ended and when the hub is silent: looks found new entries
    twice that it had not told of. One SQL query.
    """
    return poll_intervals([feed], now).get(feed.pk)


def poll_intervals(feeds: Iterable[Feed], now: datetime) -> dict[int, timedelta]:
    """:func:`poll_interval` of many feeds by their keys; those left out go on as learned.

    One SQL query.
    """
    active = Subscription.objects.filter(
        feed__in=feeds, state=Subscription.State.ACTIVE, expires__gt=now
    )
    heard = active.exclude(pk__in=_silent(active).values("pk"))
    return {
        feed: PROVEN if told else UNPROVEN
        for feed, told in heard.values_list("feed_id", "last_push")
    }


def _silent(subscriptions: QuerySet[Subscription]) -> QuerySet[Subscription]:
    """Those whose hub has not told of what two looks found since it was last heard of."""
    missed = Entry.objects.filter(feed=OuterRef("feed"), created__gt=OuterRef("heard") + _GRACE)
    return (
        subscriptions.annotate(heard=Greatest("asked", "last_push"))
        .annotate(
            first_missed=Subquery(missed.order_by("created").values("created")[:1]),
            last_missed=Subquery(missed.order_by("-created").values("created")[:1]),
        )
        .filter(last_missed__gte=F("first_missed") + _TWO_LOOKS)
    )


def _note_silence(subscription: Subscription) -> None:
    """Say on the subscription why its feed is looked at as if there were no hub."""
    if subscription.state != Subscription.State.ACTIVE:
        return
    if _silent(Subscription.objects.filter(pk=subscription.pk)).exists():
        subscription.message = _("The hub did not tell of new entries, so the desk looks itself.")
        subscription.save(update_fields=["message"])


# --- Taking in ---------------------------------------------------------------------------


def push_of(job: Job) -> Push | None:
    """Return what the PUSH job is to take in, with its feed; None when it is gone. One query."""
    return Push.objects.select_related("feed").filter(pk=job.target).first()


def finished(push: Push) -> None:
    """Remove a push, in the transaction that took it in."""
    push.delete()
