"""Subscribing to feeds, pausing them, asking for a look, and leaving them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from articles.models import Feed, Job
from articles.services import hubs
from articles.services.politeness import service_for
from readers.models import User


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
                "title": title[:300] or stand_in_title(address),
                "folder": folder[:200],
                "added_by": by,
            },
        )
        if created:
            look_soon(feed, urgent=by is not None)
    return feed, created


def stand_in_title(address: str) -> str:
    """What a feed is called until it has told its title, if no reader gave it one."""
    return (urlsplit(address).hostname or address)[:300]


def look_soon(feed: Feed, *, urgent: bool = True) -> None:
    """Make the feed's next look due now; ``urgent`` when a reader waits for it."""
    Job.objects.put(
        Job.Kind.FEED,
        feed.pk,
        due=timezone.now(),
        feed=feed,
        service=service_for(feed.url),
        urgent=urgent,
    )


def set_paused(feed: Feed, paused: bool) -> None:
    """Stop looking at the feed, or begin again."""
    with transaction.atomic():
        Feed.objects.filter(pk=feed.pk).update(paused=paused)
        if paused:
            hubs.leave(feed)
            Job.objects.filter(kind=Job.Kind.FEED, target=feed.pk).delete()
        else:
            hubs.rejoin(feed)
            look_soon(feed)


def unsubscribe(feed: Feed) -> None:
    """Forget the feed, its entries and what is due for them; its articles stay."""
    with transaction.atomic():
        # The feed before its job, as looks lock them.
        Feed.objects.select_for_update().filter(pk=feed.pk).first()
        Job.objects.filter(kind=Job.Kind.FEED, target=feed.pk).delete()
        feed.delete()
