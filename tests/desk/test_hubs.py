"""WebSub over real sockets: a hub of our own, the desk's own callback, and the rows between."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from articles.models import Feed, Job, Push, Subscription
from articles.services import hubs
from tests.desk.hub_desk import (
    NEWS,
    TOPIC,
    Clock,
    State,
    asking,
    clock,
    desk,
    due,
    feed,
    hub,
    of,
    open_hub,
    subscribed,
    take_in,
)
from tests.hub_server import HubServer
from tests.odd_server import head, raw, redirect, reply

__all__ = ["clock", "desk", "feed", "hub", "open_hub"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_subscription_is_asked_for_verified_and_active(
    feed: Feed, hub: HubServer, clock: Clock, desk: str
) -> None:
    take_in(feed, hub)
    assert (of(feed).state, due()) == (State.ASKED, [clock.now])
    assert asking(hub)
    subscription = of(feed)
    assert hub.asked == [
        {
            "hub.mode": "subscribe",
            "hub.topic": TOPIC,
            "hub.callback": f"{desk}/hubs/{subscription.token}/",
            "hub.secret": subscription.secret,
            "hub.lease_seconds": "864000",
        }
    ]
    assert (subscription.state, due()) == (State.ASKED, [clock.now + timedelta(hours=1)])
    clock.forward(minutes=2)
    answer = hub.verify(lease_seconds="1000")
    assert (answer.status, answer.body) == (200, hub.challenge)
    subscription.refresh_from_db()
    assert subscription.is_active(clock.now)
    assert (subscription.expires, subscription.failures) == (clock.now + timedelta(seconds=1000), 0)
    assert due() == [clock.now + timedelta(seconds=800)]


def test_the_answer_to_a_hub_is_plain_text_that_nobody_keeps(feed: Feed, hub: HubServer) -> None:
    take_in(feed, hub)
    asking(hub)
    headers = hub.verify().headers
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert "no-store" in headers["cache-control"]
    assert "set-cookie" not in headers
    posted = hub.send(NEWS)
    assert (posted.status, posted.body, "set-cookie" in posted.headers) == (202, "", False)


def test_a_hub_may_verify_before_it_answers(feed: Feed, hub: HubServer, clock: Clock) -> None:
    hub.first, hub.answer = hub.verify, reply(status=204)
    take_in(feed, hub)
    assert asking(hub)
    subscription = of(feed)
    assert (subscription.state, subscription.failures) == (State.ACTIVE, 0)
    assert due() == [clock.now + timedelta(days=8)]
    assert Job.objects.get(kind=Job.Kind.HUB).lease is None


def test_a_hub_that_verifies_and_then_breaks_off_has_verified(feed: Feed, hub: HubServer) -> None:
    hub.first, hub.answer = hub.verify, raw(b"")
    take_in(feed, hub)
    assert asking(hub)
    assert (of(feed).state, of(feed).failures) == (State.ACTIVE, 0)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_what_the_hub_signs_waits_to_be_taken_in(
    feed: Feed, hub: HubServer, clock: Clock, rung: list[str], method: str
) -> None:
    subscribed(feed, hub)
    clock.forward(minutes=5)
    assert hub.send(NEWS, method=method).status == 202
    job = Job.objects.get(kind=Job.Kind.PUSH)
    assert (job.due, job.urgent, job.feed) == (clock.now, True, feed)
    push = hubs.push_of(job)
    assert push is not None
    assert (push.feed, bytes(push.body)) == (feed, NEWS)
    assert push.content_type == "application/rss+xml"
    assert of(feed).last_push == clock.now
    assert rung == ["articles.tasks.look", "articles.tasks.help_out"]
    hubs.finished(push)
    assert hubs.push_of(job) is None


@pytest.mark.parametrize(
    "signed",
    [
        {"signature": "sha256=" + "0" * 64},
        {"signature": "sha256="},
        {"signature": "sha256"},
        {"signature": "md5=" + "0" * 32},
        {"signature": "sha256=Ω".encode().decode("latin-1")},
        {"signature": "none"},
        {"secret": "another one"},
        {"secret": "another one", "method": "sha512"},
    ],
)
def test_what_is_not_signed_as_agreed_is_taken_with_thanks_and_thrown_away(
    feed: Feed, hub: HubServer, rung: list[str], signed: dict[str, str]
) -> None:
    subscribed(feed, hub)
    before = due(Job.Kind.FEED)
    assert hub.send(NEWS, **signed).status == 202  # type: ignore[arg-type]
    assert (Push.objects.count(), due(Job.Kind.PUSH), due(Job.Kind.FEED)) == (0, [], before)
    assert (of(feed).last_push, rung) == (None, [])
    assert "not signed" in of(feed).message


def test_a_body_without_signature_is_not_taken_where_a_secret_was_told(
    feed: Feed, hub: HubServer
) -> None:
    subscription = subscribed(feed, hub)
    assert hub.call("POST", body=NEWS, headers={"Content-Type": "text/xml"}).status == 202
    subscription.refresh_from_db()
    assert (subscription.last_push, Push.objects.count()) == (None, 0)


def test_a_hub_over_plain_http_learns_no_secret_and_only_makes_the_feed_due(
    feed: Feed, open_hub: HubServer, clock: Clock, rung: list[str]
) -> None:
    subscribed(feed, open_hub)
    assert "hub.secret" not in open_hub.asked[0]
    Job.objects.filter(kind=Job.Kind.FEED).update(due=clock.now + timedelta(hours=6))
    Feed.objects.filter(pk=feed.pk).update(last_fetched=clock.now)
    # What it sends could be anybody's, even with a signature.
    assert open_hub.send(NEWS, signature="sha256=" + "0" * 64).status == 202
    assert Push.objects.count() == 0
    assert due(Job.Kind.FEED) == [clock.now + timedelta(minutes=5)]
    assert rung == ["articles.tasks.look", "articles.tasks.help_out"]


def test_a_hub_that_names_http_is_asked_over_https_first(feed: Feed, clock: Clock) -> None:
    take_in(feed, "http://hub.example/publish?x=1")
    assert of(feed).hub == "https://hub.example/publish?x=1"
    take_in(feed, "http://hub.example/publish?x=1")
    Subscription.objects.update(state=State.REFUSED, asked=clock.now)
    take_in(feed, "http://hub.example/publish?x=1")
    assert (of(feed).hub, of(feed).state) == ("http://hub.example/publish?x=1", State.ASKED)
    Subscription.objects.update(state=State.REFUSED, asked=clock.now)
    clock.forward(days=6)
    take_in(feed, "http://hub.example/publish?x=1")
    assert of(feed).state == State.REFUSED


def test_a_hub_that_sends_on_to_another_address_of_its_own_is_followed(
    feed: Feed, hub: HubServer
) -> None:
    hub.server.at("/old", redirect(307, hub.url))
    take_in(feed, hub.server.url("/old", hub.host))
    assert asking(hub)
    assert hub.verify().status == 200
    assert of(feed).state == State.ACTIVE


def test_another_hub_that_a_hub_sends_on_to_is_asked_when_it_is_its_turn(
    feed: Feed, hub: HubServer, open_hub: HubServer, clock: Clock
) -> None:
    open_hub.answer = redirect(308, hub.url)
    take_in(feed, open_hub)
    assert asking(open_hub, hub)
    job = Job.objects.get(kind=Job.Kind.HUB)
    assert (job.onward, job.lease, job.attempts) == (hub.url, None, 0)
    assert job.service is not None
    assert job.service.name == f"desk.example:{hub.server.port}"
    assert of(feed).failures == 0
    assert asking(open_hub, hub)
    assert hub.asked == open_hub.asked
    assert hub.verify().status == 200
    # The next time begins at the hub that the feed names.
    job = Job.objects.get(kind=Job.Kind.HUB)
    assert (job.onward, job.trail) == ("", [])
    clock.forward(days=9)
    assert asking(open_hub, hub)
    assert (len(open_hub.asked), len(hub.asked)) == (2, 1)


@pytest.mark.parametrize("status", [307, 308])
def test_a_secret_is_not_sent_on_over_plain_http(
    feed: Feed, hub: HubServer, open_hub: HubServer, status: int
) -> None:
    hub.answer = redirect(status, open_hub.url)
    take_in(feed, hub)
    before = of(feed)
    assert asking(hub, open_hub)
    assert (open_hub.asked, due()) == ([], [])
    after = of(feed)
    assert (after.state, "not encrypted" in after.message) == (State.REFUSED, True)
    assert before.secret != after.secret
    assert hub.verify().status == 404
    assert hub.send(NEWS).status == 410


def test_a_lease_is_renewed_before_it_ends_without_a_gap(
    feed: Feed, hub: HubServer, clock: Clock
) -> None:
    subscription = subscribed(feed, hub, lease_seconds="100")
    clock.forward(seconds=79)
    assert not Job.objects.due().filter(kind=Job.Kind.HUB).exists()
    clock.forward(seconds=2)
    assert asking(hub)
    assert hub.asked[1] == hub.asked[0]
    assert of(feed).is_active(clock.now)
    assert hub.send(NEWS).status == 202
    hub.verify(lease_seconds="1000")
    subscription.refresh_from_db()
    assert subscription.expires == clock.now + timedelta(seconds=1000)
    assert (subscription.failures, due()) == (0, [clock.now + timedelta(seconds=800)])


def test_a_lease_that_nobody_renews_ends_and_the_feed_is_looked_at_as_before(
    feed: Feed, hub: HubServer, clock: Clock
) -> None:
    subscribed(feed, hub, lease_seconds="86400")
    hub.send(NEWS)
    assert hubs.poll_interval(feed, clock.now) == hubs.PROVEN
    hub.answer = reply(status=500)
    clock.forward(hours=20)
    assert asking(hub)
    assert hubs.poll_interval(feed, clock.now) == hubs.PROVEN
    assert hubs.poll_interval(feed, clock.forward(hours=5)) is None
    # Its push is taken all the same: it is signed.
    assert hub.send(NEWS).status == 202
    assert Push.objects.count() == 2


def test_a_hub_that_never_verifies_is_asked_again_and_then_left_alone(
    feed: Feed, hub: HubServer, clock: Clock
) -> None:
    take_in(feed, hub)
    for asked in range(1, hubs.MOST_FAILURES + 1):
        assert asking(hub)
        assert (len(hub.asked), of(feed).failures) == (asked, asked)
        assert due() == [clock.now + hubs.VERIFYING]
        clock.forward(hours=1)
    assert not asking(hub)
    assert (of(feed).state, due()) == (State.REFUSED, [])
    assert "never verified" in of(feed).message
    assert hub.verify().status == 404


def test_a_hub_may_verify_late(feed: Feed, hub: HubServer, clock: Clock) -> None:
    take_in(feed, hub)
    asking(hub)
    clock.forward(hours=2)
    asking(hub)
    assert hub.verify().body == hub.challenge
    assert (of(feed).state, of(feed).failures) == (State.ACTIVE, 0)
    # Not in an hour, as planned for a hub that does not verify.
    assert due() == [clock.now + timedelta(days=8)]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (reply(b"Topic\x00 is not <b>allowed</b>", status=400), "400. Topic is not <b>allowed"),
        (reply(b"<html>", status=404, content_type="text/html"), "404."),
        (reply(b"", status=200), "200."),
        (raw(head(302, [("Location", "/elsewhere"), ("Content-Length", "0")])), "302."),
        (raw(b"SSH-2.0\r\n"), "not one a web server gives"),
    ],
)
def test_a_hub_that_cannot_be_asked_is_asked_less_and_less_and_then_refused(
    feed: Feed, hub: HubServer, clock: Clock, answer: object, told: str
) -> None:
    hub.answer = answer  # type: ignore[assignment]
    take_in(feed, hub)
    waits = []
    for _round in range(hubs.MOST_FAILURES - 1):
        assert asking(hub)
        assert told in of(feed).message
        waits.append(due()[0] - clock.now)
        clock.forward(seconds=waits[-1].total_seconds())
    assert waits == sorted(waits)
    assert len(set(waits)) == len(waits)
    assert asking(hub)
    assert (of(feed).state, due()) == (State.REFUSED, [])
    clock.forward(days=6)
    take_in(feed, hub)
    assert of(feed).state == State.REFUSED
    before = of(feed).token
    clock.forward(days=1)
    take_in(feed, hub)
    assert (of(feed).state, of(feed).failures, due()) == (State.ASKED, 0, [clock.now])
    assert of(feed).token != before


def test_a_hub_that_asks_for_time_gets_it(feed: Feed, hub: HubServer, clock: Clock) -> None:
    hub.answer = reply(status=503, headers=[("Retry-After", "7200")])
    take_in(feed, hub)
    asking(hub)
    assert due() == [clock.now + timedelta(hours=2)]


def test_nobody_listening_is_a_failure_like_others(feed: Feed, hub: HubServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    take_in(feed, f"https://desk.example:{port}/hub")
    # Not an origin the policy allows, so not even tried; the answer is an error all the same.
    assert asking(hub)
    assert (of(feed).failures, of(feed).state) == (1, State.ASKED)
    assert of(feed).message


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (None, "The hub refused."),
        ("No such\n\x00 topic", "The hub refused: No such topic"),
        ("x" * 5000, "The hub refused: xxx"),
    ],
)
def test_a_hub_may_deny_at_any_time(
    feed: Feed, hub: HubServer, reason: str | None, told: str
) -> None:
    subscribed(feed, hub)
    answer = hub.deny(reason)
    assert (answer.status, answer.body) == (200, "")
    assert (of(feed).state, due()) == (State.REFUSED, [])
    assert of(feed).message.startswith(told)
    assert hub.verify().status == 404


def test_a_denial_during_the_request_is_the_last_word(feed: Feed, hub: HubServer) -> None:
    hub.first = lambda: hub.deny("Not today")
    take_in(feed, hub)
    assert asking(hub)
    assert (of(feed).state, due()) == (State.REFUSED, [])
    assert "Not today" in of(feed).message
