"""The callback of hubs, in tables: what may be verified, what is kept, what is turned away."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Feed, Job, Push, Subscription
from articles.pipeline.feed_types import ParsedFeed
from articles.services import hub_callback, hubs
from articles.services.feeds import subscribe
from articles.services.hub_callback import Received, receive, verify

pytestmark = pytest.mark.django_db

HUB, TOPIC = "https://hub.example/", "https://courier.example/feed/"
State = Subscription.State


def following(state: str = State.ASKED, hub: str = HUB, **fields: object) -> Subscription:
    feed, _new = subscribe("https://courier.example/feed", title="Courier")
    if state == State.ACTIVE:
        fields.setdefault("expires", timezone.now() + timedelta(days=1))
    return Subscription.objects.create(feed=feed, hub=hub, topic=TOPIC, state=state, **fields)  # type: ignore[misc]


def query(**fields: str | None) -> dict[str, str]:
    told = {"mode": "subscribe", "topic": TOPIC, "challenge": "c", "lease_seconds": "600"} | fields
    return {f"hub.{name}": value for name, value in told.items() if value is not None}


def signed(subscription: Subscription, body: bytes) -> str:
    return "sha256=" + hmac.new(subscription.secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("state", "mode", "answer", "after"),
    [
        (State.ASKED, "subscribe", "c", State.ACTIVE),
        (State.ACTIVE, "subscribe", "c", State.ACTIVE),
        (State.REFUSED, "subscribe", None, State.REFUSED),
        (State.ENDED, "subscribe", None, State.ENDED),
        (State.ASKED, "unsubscribe", None, State.ASKED),
        (State.ACTIVE, "unsubscribe", None, State.ACTIVE),
        (State.REFUSED, "unsubscribe", None, State.REFUSED),
        (State.ENDED, "unsubscribe", "c", State.ENDED),
        (State.ASKED, "denied", "", State.REFUSED),
        (State.ACTIVE, "denied", "", State.REFUSED),
        (State.REFUSED, "denied", "", State.REFUSED),
        (State.ENDED, "denied", None, State.ENDED),
        (State.ASKED, "publish", None, State.ASKED),
        (State.ASKED, "Subscribe", None, State.ASKED),
        (State.ASKED, "", None, State.ASKED),
        (State.ASKED, None, None, State.ASKED),
    ],
)
def test_a_hub_is_told_yes_only_to_what_the_desk_wants(
    state: str, mode: str | None, answer: str | None, after: str
) -> None:
    subscription = following(state)
    assert verify(subscription.token, query(mode=mode)) == answer
    subscription.refresh_from_db()
    assert subscription.state == after


@pytest.mark.parametrize("mode", ["subscribe", "denied"])
@pytest.mark.parametrize(
    "topic",
    [
        None,
        "",
        "https://courier.example/feed",
        "https://courier.example/FEED/",
        "http://courier.example/feed/",
        "https://courier.example/feed/ ",
        "https://courier.example/feed/#",
        "https%3A%2F%2Fcourier.example%2Ffeed%2F",
        "https://elsewhere.example/feed/",
    ],
)
def test_another_topic_is_not_confirmed_however_near_it_is(mode: str, topic: str | None) -> None:
    subscription = following()
    assert verify(subscription.token, query(mode=mode, topic=topic)) is None
    subscription.refresh_from_db()
    assert subscription.state == State.ASKED


@pytest.mark.parametrize(
    ("challenge", "echoed"),
    [
        ("x" * 1000, True),
        ("<script>alert(1)</script>", True),
        ("größer", True),
        ("", False),
        (None, False),
        ("x" * 1001, False),
        ("MZ\x90\x00", False),
        ("line\nbreak", False),
    ],
)
def test_a_challenge_is_echoed_whole_or_not_at_all(challenge: str | None, echoed: bool) -> None:
    answer = verify(following().token, query(challenge=challenge))
    assert answer == (challenge if echoed else None)


DAY = 86_400


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("600", 600),
        ("60", 60),
        ("59", 60),
        ("0", 60),
        ("0000000600", 600),
        ("2592000", 30 * DAY),
        ("2592001", 30 * DAY),
        ("9" * 5000, 30 * DAY),
        ("-5", 10 * DAY),
        ("1e3", 10 * DAY),
        ("٦٠٠", 10 * DAY),
        ("", 10 * DAY),
        (None, 10 * DAY),
    ],
)
def test_a_lease_stays_within_bounds(told: str | None, seconds: int) -> None:
    subscription = following()
    before = timezone.now()
    assert verify(subscription.token, query(lease_seconds=told)) == "c"
    after = timezone.now()
    subscription.refresh_from_db()
    lease = timedelta(seconds=seconds)
    assert subscription.expires is not None
    assert before + lease <= subscription.expires <= after + lease
    renewal = Job.objects.get(kind=Job.Kind.HUB).due
    assert before + 0.8 * lease <= renewal <= after + 0.8 * lease


@pytest.mark.parametrize(
    "token", ["", "unknown", "x" * 65, "a\x00b", "ünknown", "../..", "%00", "'; --", "a\n"]
)
def test_an_unknown_token_is_nobody(token: str) -> None:
    following()
    assert verify(token, query()) is None
    assert receive(token, "", "text/xml", b"<rss/>") is Received.UNKNOWN


@pytest.mark.parametrize(
    ("state", "received"),
    [
        (State.ASKED, Received.ACCEPTED),
        (State.ACTIVE, Received.ACCEPTED),
        (State.REFUSED, Received.ACCEPTED),
        (State.ENDED, Received.UNKNOWN),
    ],
)
def test_what_is_signed_is_kept_unless_the_desk_has_left(state: str, received: Received) -> None:
    subscription = following(state)
    assert receive(subscription.token, signed(subscription, b"x"), "text/xml", b"x") is received
    assert Push.objects.count() == (received is Received.ACCEPTED)


def test_a_paused_feed_takes_nothing() -> None:
    subscription = following(State.ACTIVE)
    Feed.objects.update(paused=True)
    Job.objects.all().delete()
    answer = receive(subscription.token, signed(subscription, b"x"), "text/xml", b"x")
    assert answer is Received.IGNORED
    assert (Push.objects.count(), Job.objects.count()) == (0, 0)


def test_beyond_twenty_pushes_the_feed_is_looked_at_instead() -> None:
    subscription = following(State.ACTIVE)
    Job.objects.all().delete()
    for number in range(hub_callback.MOST_PUSHES):
        body = b"%d" % number
        receive(subscription.token, signed(subscription, body), "text/xml", body)
    assert Job.objects.filter(kind=Job.Kind.PUSH).count() == hub_callback.MOST_PUSHES
    assert not Job.objects.filter(kind=Job.Kind.FEED).exists()
    answer = receive(subscription.token, signed(subscription, b"more"), "text/xml", b"more")
    assert answer is Received.ACCEPTED
    assert Push.objects.count() == hub_callback.MOST_PUSHES
    assert Job.objects.filter(kind=Job.Kind.FEED, target=subscription.feed_id).exists()


def test_pushes_for_one_feed_leave_room_for_another() -> None:
    subscription = following(State.ACTIVE)
    other, _new = subscribe("https://other.example/feed", title="Other")
    for _number in range(hub_callback.MOST_PUSHES):
        Push.objects.create(feed=other, body=b"x")
    receive(subscription.token, signed(subscription, b"x"), "text/xml", b"x")
    assert subscription.feed.pushes.count() == 1


def test_an_empty_body_is_a_sign_that_there_is_news() -> None:
    subscription = following(State.ACTIVE)
    Job.objects.all().delete()
    answer = receive(subscription.token, signed(subscription, b""), "", b"")
    assert answer is Received.ACCEPTED
    assert Job.objects.get().kind == Job.Kind.FEED


# The address


def posted(client: Client, token: str, body: bytes, **headers: str) -> int:
    return client.post(
        f"/hubs/{token}/", body, content_type="application/x-www-form-urlencoded", headers=headers
    ).status_code


def test_a_hub_needs_no_csrf_token_and_opens_no_session(rung: list[str]) -> None:
    subscription = following(State.ACTIVE)
    client = Client(enforce_csrf_checks=True)
    # Even a body that looks like a form is taken byte for byte.
    body = b"a=1&b=2"
    assert (
        posted(client, subscription.token, body, **{"X-Hub-Signature": signed(subscription, body)})
        == 202
    )
    assert bytes(Push.objects.get().body) == body
    assert rung == ["articles.tasks.look", "articles.tasks.help_out"]
    assert not client.cookies
    answer = client.get(f"/hubs/{subscription.token}/", query())
    assert (answer.status_code, answer.content) == (200, b"c")
    assert not client.cookies


@pytest.mark.parametrize(("length", "status"), [(2_000_000, 202), (2_000_001, 413)])
def test_a_body_of_two_megabytes_is_the_longest(
    client: Client, rung: list[str], length: int, status: int
) -> None:
    subscription = following(State.ACTIVE)
    body = b"x" * length
    signature = {"X-Hub-Signature": signed(subscription, body)}
    assert posted(client, subscription.token, body, **signature) == status
    assert Push.objects.count() == (status == 202)


@pytest.mark.parametrize(
    ("length", "status"), [("", 411), ("-1", 411), ("٣", 411), ("9" * 30, 413)]
)
def test_a_body_of_no_known_length_is_not_read(client: Client, length: str, status: int) -> None:
    subscription = following(State.ACTIVE)
    answer = client.generic("POST", f"/hubs/{subscription.token}/", b"x", CONTENT_LENGTH=length)
    assert answer.status_code == status


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_hub_may_get_and_post_and_nothing_else(client: Client, method: str) -> None:
    answer = client.generic(method, f"/hubs/{following().token}/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST"


@pytest.mark.parametrize("token", ["unknown", "a%00b", "%C3%BC", "x" * 500])
def test_nobody_is_told_plainly(client: Client, token: str) -> None:
    answer = client.get(f"/hubs/{token}/", query())
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer["Content-Type"].startswith("text/plain")
    assert posted(client, token, b"x") == 410


def test_an_ended_subscription_answers_like_one_that_never_was(client: Client) -> None:
    subscription = following(State.ENDED)
    never = client.post("/hubs/never/", b"x", content_type="text/xml")
    ended = client.post(f"/hubs/{subscription.token}/", b"x", content_type="text/xml")
    assert (ended.status_code, ended.content) == (never.status_code, never.content)


# Whether to ask at all


@pytest.mark.parametrize(
    ("setting", "base_url", "asked"),
    [
        ("auto", "https://desk.example", True),
        ("auto", "http://desk.example:8443", True),
        ("auto", "http://desk.example:9999", True),
        ("auto", "https://8.8.4.4", True),
        ("auto", "http://127.0.0.1:8000", False),
        ("auto", "http://localhost:8000", False),
        ("auto", "http://[::1]:8000", False),
        ("auto", "http://192.168.1.20", False),
        ("auto", "https://desk.internal", False),
        ("auto", "http://desk", False),
        ("on", "http://127.0.0.1:8000", True),
        ("off", "https://desk.example", False),
    ],
)
def test_hubs_are_asked_only_where_they_can_answer(
    settings: object, setting: str, base_url: str, asked: bool
) -> None:
    settings.HUBS, settings.BASE_URL = setting, base_url  # type: ignore[attr-defined]
    feed, _new = subscribe("https://courier.example/feed")
    named = ParsedFeed(feed_url=TOPIC, hubs=(HUB,))
    hubs.consider(feed, (), named, now=timezone.now())
    assert Subscription.objects.count() == Job.objects.filter(kind=Job.Kind.HUB).count() == asked


def test_a_desk_that_stops_asking_leaves_its_hubs_without_a_word(settings: object) -> None:
    settings.HUBS = "on"  # type: ignore[attr-defined]
    feed, _new = subscribe("https://courier.example/feed")
    named = ParsedFeed(feed_url=TOPIC, hubs=(HUB,))
    hubs.consider(feed, (), named, now=timezone.now())
    settings.HUBS = "off"  # type: ignore[attr-defined]
    assert hubs.prepare(Job.objects.get(kind=Job.Kind.HUB)) is None
    hubs.consider(feed, (), named, now=timezone.now())
    assert Subscription.objects.get().state == State.ENDED
    assert not Job.objects.filter(kind=Job.Kind.HUB).exists()


@pytest.mark.parametrize(
    ("hub", "topic"),
    [
        ("javascript:alert(1)", TOPIC),
        ("ftp://hub.example/", TOPIC),
        ("hub.example", TOPIC),
        ("//hub.example/", TOPIC),
        ("https://user:secret@hub.example/", TOPIC),
        ("https://hub.example/ x", TOPIC),
        ("http://0x7f.1/", TOPIC),
        ("https://hub.example/" + "x" * 1000, TOPIC),
        (HUB, "/feed"),
        (HUB, "urn:uuid:1"),
        (HUB, "https://courier.example/a\nb"),
        (HUB, "https://courier.example/" + "x" * 1000),
    ],
)
def test_only_web_addresses_are_hubs_and_topics(settings: object, hub: str, topic: str) -> None:
    settings.HUBS = "on"  # type: ignore[attr-defined]
    feed, _new = subscribe("https://courier.example/feed")
    hubs.consider(feed, (), ParsedFeed(feed_url=topic, hubs=(hub,)), now=timezone.now())
    assert not Subscription.objects.exists()


def test_a_feed_without_a_hub_costs_one_query(settings: object) -> None:
    settings.HUBS = "on"  # type: ignore[attr-defined]
    feed, _new = subscribe("https://courier.example/feed")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        hubs.consider(feed, (), ParsedFeed(feed_url=TOPIC), now=timezone.now())
    assert len(asked) == 1
