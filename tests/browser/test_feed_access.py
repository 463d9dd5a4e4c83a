"""Pages of feeds in every state: named, large enough to touch, and never wider than the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Feed, Job, Subscription
from readers.models import User
from tests import makers
from tests.browser.test_access import audit
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def feeds_in_every_state(owner: User) -> None:
    """Some with titles and addresses as long as they may be, and without a space."""
    now = timezone.now()
    states: list[dict[str, object]] = [
        {"last_result": "new"},
        {"title": "T" * 300, "url": "https://tidewater.example/" + "a" * 900},
        {"last_result": "failed", "last_status": 403, "failures": 4},
        {"last_result": "failed", "last_message": "M" * 500, "failures": 1},
        {"last_result": "failed", "last_status": 200, "failures": 2, "last_message": "No feed."},
        {"last_result": "gone", "last_status": 410, "paused": True},
        {"paused": True, "folder": "F" * 200},
        {"moved_to": "https://tidewater.example/" + "b" * 900, "moved_seen": 2},
        {"problems": ["Its dates have no time zone.", "P" * 400]},
        {"last_new": now - timedelta(days=90)},
    ]
    for number, told in enumerate(states):
        usual: dict[str, object] = {
            "title": f"Tidewater {number}",
            "url": f"https://tidewater.example/{number}",
            "last_result": "same",
            "last_fetched": now,
            "last_ok": now - timedelta(minutes=5),
            "last_new": now - timedelta(hours=1),
            "asked": now - timedelta(minutes=1),
        }
        feed = Feed.objects.create(added_by=owner, **{**usual, **told})
        due = now + timedelta(hours=1)
        Job.objects.create(kind="feed", target=feed.pk, feed=feed, due=due)
    hub = {"hub": "https://hub.example/", "topic": feed.url, "expires": due}
    Subscription.objects.create(feed=feed, state="active", **hub)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_feeds_in_every_state_can_be_read_and_touched(
    signed_in: Callable[..., Visitor], width: int
) -> None:
    owner = makers.reader()
    feeds_in_every_state(owner)
    visitor = signed_in(owner, width=width)
    paths = ["/feeds/", "/feeds/?show=failing", "/feeds/?q=nothing+like+it"]
    paths += [feed.get_absolute_url() for feed in Feed.objects.all()]
    paths += [f"{feed.get_absolute_url()}address/" for feed in Feed.objects.all()[:2]]
    assert audit(visitor, paths) == ""
    visitor.go("/feeds/")
    visitor.picture(f"feeds-{width}")
