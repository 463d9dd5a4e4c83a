"""What readers set about a feed: its address, its title, its folder."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When

from articles.models import Feed, Subscription
from articles.services.feeds import look_soon, stand_in_title


class AddressTaken(Exception):
    """Another feed of the desk has this address."""


class ChangedMeanwhile(Exception):
    """The feed's address is no longer the one that the reader saw."""


def change_address(feed: Feed, address: str) -> None:
    """Look for the feed at ``address`` from now on, and do so soon; what it brought stays.

    What was remembered of the old address goes: validators, failures, where it moves to, and
    the subscription at its hub. A feed that was gone is looked at again, one that a reader
    paused stays paused. Raises :class:`AddressTaken`, or :class:`ChangedMeanwhile` when the
    address is not ``feed.url`` any more. A site's address leads to its feed as it does when one is
    subscribed to. Five SQL queries, and those of the look.
    """
    was_gone = When(last_result=Feed.Result.GONE, then=Value(False))
    try:
        with transaction.atomic():
            if not Feed.objects.filter(pk=feed.pk, url=feed.url).update(
                url=address, paused=Case(was_gone, default=F("paused")), **_FRESH
            ):
                raise ChangedMeanwhile
            # A hub tells of the old address only.
            Subscription.objects.filter(feed=feed).delete()
            # A title that nobody gave is that of the address.
            Feed.objects.filter(pk=feed.pk, title=stand_in_title(feed.url)).update(
                title=stand_in_title(address)
            )
            feed.refresh_from_db()
            if not feed.paused:
                look_soon(feed)
    except IntegrityError as error:
        raise AddressTaken from error


#: A feed of whose address nothing is known yet.
_FRESH: dict[str, Any] = {
    **dict.fromkeys(("etag", "last_modified", "body_hash", "last_message", "moved_to"), ""),
    "last_result": Feed.Result.NEVER,
    "last_status": None,
    "problems": [],
    "failures": 0,
    "moved_seen": 0,
}


def describe_feed(feed: Feed, *, title: str, folder: str) -> None:
    """Give the feed a title and put it in a folder; none when empty. One SQL query."""
    Feed.objects.filter(pk=feed.pk).update(title=title, folder=folder)
