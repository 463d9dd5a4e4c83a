"""Hubs that are left, moved away from or silent, and looks at feeds beside them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Feed, Job, Push, Subscription
from articles.models.jobs import LeaseLost
from articles.services import hub_callback, hubs
from articles.services.feeds import subscribe
from tests.desk.hub_desk import (
    NEWS,
    TOPIC,
    Clock,
    State,
    answer_to,
    asking,
    claimed,
    clock,
    desk,
    due,
    entry_comes,
    feed,
    hub,
    of,
    open_hub,
    subscribed,
    take_in,
)
from tests.hub_server import HubServer
from tests.odd_server import raw, reply

__all__ = ["clock", "desk", "feed", "hub", "open_hub"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_feed_that_is_paused_asks_its_hub_to_stop(feed: Feed, hub: HubServer) -> None:
    subscription = subscribed(feed, hub)
    hubs.leave(feed)
    assert asking(hub)
    assert hub.asked[-1] == {
        "hub.mode": "unsubscribe",
        "hub.topic": TOPIC,
        "hub.callback": hub.asked[0]["hub.callback"],
    }
    assert hub.verify(mode="subscribe").status == 404
    assert hub.verify().body == hub.challenge
    assert hub.deny().status == 404
    assert hub.send(NEWS, secret=subscription.secret).status == 410
    assert (of(feed).state, due(), Push.objects.count()) == (State.ENDED, [], 0)
    hubs.rejoin(feed)
    assert asking(hub)
    assert hub.verify().status == 200
    assert (of(feed).state, hub.asked[-1]["hub.mode"]) == (State.ACTIVE, "subscribe")
    assert hub.asked[-1]["hub.callback"] != hub.asked[0]["hub.callback"]


def test_a_hub_that_does_not_answer_is_left_all_the_same(feed: Feed, hub: HubServer) -> None:
    subscribed(feed, hub)
    hub.answer = raw(b"")
    hubs.leave(feed)
    assert asking(hub)
    assert (of(feed).state, due()) == (State.ENDED, [])


def test_a_feed_that_is_left_while_its_hub_is_asked_asks_it_once_more(
    feed: Feed, hub: HubServer
) -> None:
    hub.first = lambda: hubs.leave(feed) if len(hub.asked) == 1 else None
    take_in(feed, hub)
    assert asking(hub)
    assert hub.verify().status == 404
    assert asking(hub)
    assert [asked["hub.mode"] for asked in hub.asked] == ["subscribe", "unsubscribe"]
    assert due() == []


def test_a_feed_that_is_removed_leaves_nothing_behind(feed: Feed, hub: HubServer) -> None:
    subscribed(feed, hub)
    hub.send(NEWS)
    feed.delete()
    assert (Job.objects.exclude(kind=Job.Kind.FEED).count(), Push.objects.count()) == (0, 0)
    assert hub.verify().status == 404
    assert hub.send(NEWS).status == 410


def test_a_hub_that_is_named_no_more_is_left(feed: Feed, hub: HubServer) -> None:
    subscribed(feed, hub)
    take_in(feed, None)
    assert of(feed).state == State.ENDED
    take_in(feed, hub)
    assert of(feed).state == State.ASKED


@pytest.mark.parametrize("moved", ["hub", "topic"])
def test_a_feed_that_moves_begins_anew_and_the_old_hub_is_told_when_it_calls(
    feed: Feed, hub: HubServer, open_hub: HubServer, moved: str
) -> None:
    old = subscribed(feed, hub)
    hub.send(NEWS)
    if moved == "hub":
        take_in(feed, open_hub)
    else:
        take_in(feed, hub, topic="https://tidewater.example/feed.atom")
    new = of(feed)
    assert (new.pk, new.state, new.last_push) == (old.pk, State.ASKED, None)
    assert new.token != old.token
    assert new.secret != old.secret
    assert hub.send(NEWS).status == 410
    assert hub.verify().status == 404
    now_asked = open_hub if moved == "hub" else hub
    assert asking(now_asked)
    assert now_asked.verify().status == 200


def test_a_feed_that_moves_while_its_hub_is_asked_asks_the_new_one(
    feed: Feed, hub: HubServer, clock: Clock
) -> None:
    def move() -> None:
        if len(hub.asked) == 1:
            clock.forward(seconds=1)
            take_in(feed, hub, topic="https://tidewater.example/new")

    hub.first = move
    take_in(feed, hub)
    assert asking(hub)
    assert hub.verify().status == 404
    assert asking(hub)
    assert hub.verify().status == 200
    assert (of(feed).topic, of(feed).state) == ("https://tidewater.example/new", State.ACTIVE)


def test_looks_at_a_feed_change_nothing_about_a_subscription_that_is_well(
    feed: Feed, hub: HubServer, clock: Clock
) -> None:
    take_in(feed, hub)
    clock.forward(minutes=1)
    take_in(feed, hub)
    asking(hub)
    for _look in range(3):
        clock.forward(minutes=10)
        take_in(feed, hub)
    asked_again = due()
    assert asked_again[0] > clock.now
    hub.verify()
    expected = (of(feed).token, due())
    clock.forward(hours=5)
    take_in(feed, hub)
    assert (of(feed).token, due()) == expected
    assert len(hub.asked) == 1


@pytest.mark.parametrize("lost", ["deleted", "dead"])
def test_a_job_that_was_lost_comes_back(
    feed: Feed, hub: HubServer, clock: Clock, lost: str
) -> None:
    subscribed(feed, hub, lease_seconds="86400")
    if lost == "deleted":
        Job.objects.filter(kind=Job.Kind.HUB).delete()
    else:
        Job.objects.filter(kind=Job.Kind.HUB).update(state=Job.State.DEAD)
    clock.forward(hours=4)
    take_in(feed, hub)
    job = Job.objects.get(kind=Job.Kind.HUB)
    assert (job.state, job.due) == (Job.State.WAITING, clock.now + timedelta(hours=16))


# Falling back


def test_a_hub_has_to_prove_itself_before_the_feed_is_asked_seldom(
    feed: Feed, hub: HubServer, clock: Clock
) -> None:
    assert hubs.poll_interval(feed, clock.now) is None
    take_in(feed, hub)
    asking(hub)
    assert hubs.poll_interval(feed, clock.now) is None
    hub.verify()
    assert hubs.poll_interval(feed, clock.now) == hubs.UNPROVEN
    hub.send(NEWS)
    assert hubs.poll_interval(feed, clock.now) == hubs.PROVEN
    hub.deny()
    assert hubs.poll_interval(feed, clock.now) is None


def test_a_hub_that_tells_nothing_while_looks_find_news_is_not_waited_for(
    feed: Feed, hub: HubServer, clock: Clock
) -> None:
    subscribed(feed, hub)
    hub.send(NEWS)
    clock.forward(minutes=1)
    entry_comes(feed, "told of by the hub")
    clock.forward(hours=6)
    entry_comes(feed, "found by a look")
    entry_comes(feed, "found by the same look")
    take_in(feed, hub)
    assert hubs.poll_interval(feed, clock.now) == hubs.PROVEN
    assert of(feed).message == ""
    clock.forward(hours=6)
    entry_comes(feed, "found by the next look")
    take_in(feed, hub)
    assert hubs.poll_interval(feed, clock.now) is None
    assert "did not tell" in of(feed).message
    # It tells again, and is believed again.
    hub.send(NEWS)
    assert hubs.poll_interval(feed, clock.now) == hubs.PROVEN
    assert of(feed).message == ""


def test_a_hub_that_never_told_anything_is_not_waited_for_either(
    feed: Feed, hub: HubServer, clock: Clock
) -> None:
    entry_comes(feed, "there before")
    subscribed(feed, hub)
    for name in ("one", "two"):
        clock.forward(hours=2)
        entry_comes(feed, name)
    assert hubs.poll_interval(feed, clock.now) is None


def test_the_intervals_of_many_feeds_cost_one_query(feed: Feed, hub: HubServer) -> None:
    subscribed(feed, hub)
    others = [subscribe(f"https://other.example/{number}")[0] for number in range(5)]
    Subscription.objects.create(feed=others[0], hub=hub.url, topic=TOPIC)
    with CaptureQueriesContext(connection) as asked:
        found = hubs.poll_intervals([feed, *others], timezone.now())
    assert (found, len(asked)) == ({feed.pk: hubs.UNPROVEN}, 1)


# Losing the lease, and odd requests


@pytest.mark.parametrize("status", [202, 500])
def test_a_worker_that_lost_its_lease_stores_nothing(
    feed: Feed, hub: HubServer, status: int
) -> None:
    hub.answer = reply(status=status)
    take_in(feed, hub)
    job = claimed()
    ask = hubs.prepare(job)
    assert ask is not None
    Job.objects.filter(pk=job.pk).update(lease=uuid4())
    with pytest.raises(LeaseLost):
        hubs.finish(job, answer_to(ask, hub), now=timezone.now())
    assert (of(feed).failures, of(feed).asked, of(feed).message) == (0, None, "")


def test_a_body_in_chunks_has_no_length_and_is_turned_away(feed: Feed, hub: HubServer) -> None:
    subscribed(feed, hub)
    answer = hub.call("POST", body=iter([b"<rss/>"]), headers={"Transfer-Encoding": "chunked"})
    assert (answer.status, Push.objects.count()) == (411, 0)


def test_pushes_that_come_together_keep_to_the_most_that_may_wait(
    feed: Feed, hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(feed, hub)
    monkeypatch.setattr(hub_callback, "MOST_PUSHES", 3)
    keep = hub_callback._keep

    def keep_slowly(*push: Any) -> None:
        time.sleep(0.1)
        keep(*push)

    monkeypatch.setattr(hub_callback, "_keep", keep_slowly)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(hub.send, [b"%d" % number for number in range(8)]))
    assert [answer.status for answer in answers] == [202] * 8
    assert Push.objects.count() == len(due(Job.Kind.PUSH)) == 3
