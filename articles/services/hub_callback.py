"""What hubs send to the callback: wishes to be verified, refusals, and news (WebSub, 5.2 to 7).

Whoever knows a callback's token may call it. A hub is believed about its subscription for that;
about the feed's words only when it signs them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Feed, Job, Push, Subscription
from articles.pipeline.hubs import verify_signature
from articles.services.hubs import LEASE, LIVE, RENEWAL, ask_at, jobs_of
from articles.services.politeness import service_for
from articles.text.normal import one_line

log = logging.getLogger(__name__)

_SHORTEST_LEASE, _LONGEST_LEASE = timedelta(seconds=60), timedelta(days=30)
#: Pushes kept for one feed; what comes beyond makes the feed due instead.
MOST_PUSHES = 20
#: However often somebody says there is news, the feed is not asked more often.
_BETWEEN_LOOKS = timedelta(minutes=5)
_LONGEST_CHALLENGE = 1000
_TOKEN = re.compile(r"[\w-]{1,64}\Z", re.ASCII)


class Received(Enum):
    """What became of something sent to a callback."""

    #: There is something to do now.
    ACCEPTED = "accepted"
    #: Not signed as agreed, or for a feed that is paused: nothing was kept.
    IGNORED = "ignored"
    #: There is no such subscription, or no longer.
    UNKNOWN = "unknown"


def _called(token: str) -> QuerySet[Subscription]:
    """The subscription a callback belongs to, or none."""
    known = token if _TOKEN.match(token) else ""
    return Subscription.objects.select_related("feed").filter(token=known)


def verify(token: str, query: Mapping[str, str]) -> str | None:
    """Take a hub's GET: return the words to answer with, or None for 404.

    ``query`` has the ``hub.`` parameters. A subscription is confirmed while the desk wants it,
    its end while it does not; "denied" is taken note of and answered with nothing.
    """
    now = timezone.now()
    with transaction.atomic():
        subscription = _called(token).select_for_update(of=("self",)).first()
        if subscription is None or query.get("hub.topic") != subscription.topic:
            return None
        challenge = query.get("hub.challenge", "")
        match query.get("hub.mode"):
            case "denied":
                return _denied(subscription, query.get("hub.reason", ""), now)
            case "subscribe" if _is_sound(challenge) and subscription.state in LIVE:
                _activate(subscription, _lease(query.get("hub.lease_seconds", "")), now)
                return challenge
            case "unsubscribe" if (
                _is_sound(challenge) and subscription.state == Subscription.State.ENDED
            ):
                jobs_of(subscription).filter(lease=None).delete()
                return challenge
    return None


def _is_sound(challenge: str) -> bool:
    """Whether a challenge is fit to be echoed: short, and nothing but visible text (8.2)."""
    return 0 < len(challenge) <= _LONGEST_CHALLENGE and challenge.isprintable()


def _lease(told: str) -> timedelta:
    """The lease a hub grants, within bounds."""
    if not (told.isascii() and told.isdigit()):
        return LEASE
    digits = told.lstrip("0") or "0"
    seconds = int(digits) if len(digits) <= 9 else 10**9
    return min(max(timedelta(seconds=seconds), _SHORTEST_LEASE), _LONGEST_LEASE)


def _activate(subscription: Subscription, lease: timedelta, now: datetime) -> None:
    subscription.state, subscription.expires = Subscription.State.ACTIVE, now + lease
    subscription.failures, subscription.message = 0, ""
    subscription.save(update_fields=["state", "expires", "failures", "message"])
    ask_at(subscription, now + lease * RENEWAL)


def _denied(subscription: Subscription, reason: str, now: datetime) -> str | None:
    """Believe the hub that it will not send; it may say so at any time (5.2)."""
    if subscription.state == Subscription.State.ENDED:
        return None
    said = one_line(reason[:1000])
    subscription.message = (
        _("The hub refused: %(reason)s") % {"reason": said} if said else _("The hub refused.")
    )[:500]
    subscription.state, subscription.asked = Subscription.State.REFUSED, now
    subscription.save(update_fields=["state", "asked", "message"])
    jobs_of(subscription).filter(lease=None).delete()
    return ""


def receive(token: str, signature: str, content_type: str, body: bytes) -> Received:
    """Take what a hub sends to a callback; ``signature`` is its X-Hub-Signature, or empty.

    A body signed as agreed is kept as a ``Push``. Where no secret could be agreed on, anybody
    may have sent it: the body is thrown away, and the feed looked at. So it is when too many
    pushes wait: the look brings what they would have brought.
    """
    found = _called(token).first()
    if found is None or found.state == Subscription.State.ENDED:
        return Received.UNKNOWN
    if found.is_signed and not verify_signature(signature, found.secret.encode(), body):
        log.warning("Something sent for feed %s was not signed as agreed", found.feed_id)
        message = _("Something came that was not signed as agreed.")
        Subscription.objects.filter(pk=found.pk).update(message=message)
        return Received.IGNORED
    if found.feed.paused:
        return Received.IGNORED
    now = timezone.now()
    with transaction.atomic():
        subscription = _called(token).select_for_update(of=("self",)).first()
        if subscription is None or subscription.state == Subscription.State.ENDED:
            return Received.UNKNOWN
        subscription.last_push, subscription.message = now, ""
        subscription.save(update_fields=["last_push", "message"])
        keep = subscription.is_signed and body and found.feed.pushes.count() < MOST_PUSHES
        if keep:
            _keep(found.feed, content_type, body, now)
    if not keep:
        # Outside, or this would wait for the feed's job with the subscription in its hands.
        _look_at(found.feed, now)
    return Received.ACCEPTED


def _keep(feed: Feed, content_type: str, body: bytes, now: datetime) -> None:
    push = Push.objects.create(feed=feed, body=body, content_type=one_line(content_type)[:200])
    Job.objects.put(Job.Kind.PUSH, push.pk, due=now, feed=feed, urgent=True)


def _look_at(feed: Feed, now: datetime) -> None:
    due = max(now, feed.last_fetched + _BETWEEN_LOOKS) if feed.last_fetched else now
    Job.objects.put(Job.Kind.FEED, feed.pk, due=due, feed=feed, service=service_for(feed.url))
