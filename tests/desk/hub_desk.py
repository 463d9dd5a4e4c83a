"""A desk and hubs of our own, and short ways to what tests of hubs need."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Entry, Feed, Job, Subscription
from articles.models.jobs import lease_length
from articles.pipeline.feed_types import ParsedFeed
from articles.services import hubs
from articles.services.asking import Answer, Ask
from articles.services.feeds import subscribe
from newsdesk.lib.fetch import FetchError, FetchPolicy, fetch
from tests.hub_server import HubServer

TLS = Path(__file__).parent.parent / "lib" / "tls"
TOPIC = "https://tidewater.example/feed?of=news&lang=en"
NEWS = b"<rss><channel><title>Ebb & Flow</title></channel></rss>"
State = Subscription.State


class Clock:
    """The time everybody reads; it stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def desk(live_server: object, settings: object, rung: list[str]) -> str:
    """The desk, listening, and sure that hubs can reach it."""
    settings.BASE_URL = str(live_server)  # type: ignore[attr-defined]
    settings.HUBS = "on"  # type: ignore[attr-defined]
    return str(live_server)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """A hub that is asked over https, so that it learns the secret."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem")
    with HubServer(tls=context) as running:
        yield running


@pytest.fixture
def open_hub() -> Iterator[HubServer]:
    """A hub over plain http, which learns no secret."""
    with HubServer() as running:
        yield running


@pytest.fixture
def feed() -> Feed:
    return subscribe("https://tidewater.example/feed", title="The Tidewater")[0]


def take_in(feed: Feed, hub: HubServer | str | None, topic: str = TOPIC) -> None:
    """What a look at the feed does with the hub that the feed names."""
    named = (hub,) if isinstance(hub, str) else (hub.url,) if hub else ()
    with transaction.atomic():
        hubs.consider(feed, (), ParsedFeed(feed_url=topic, hubs=named), now=timezone.now())


def claimed() -> Job:
    """The HUB job, leased as a worker leases it; it has to be due."""
    job = Job.objects.due().get(kind=Job.Kind.HUB)
    job.lease, job.leased_until = uuid4(), timezone.now() + lease_length()
    job.attempts += 1
    job.save()
    return job


def answer_to(ask: Ask, *allowed: HubServer) -> Answer:
    """Send a request as services/reaching.py does, to hubs under names of their own."""
    policy = FetchPolicy(
        "Newsdesk",
        frozenset(hub.origin for hub in allowed),
        total_timeout=5,
        ca_file=str(TLS / "ca.pem"),
    )
    try:
        return fetch(
            ask.url,
            policy,
            method="POST",
            form=ask.form or b"",
            same_authority=True,
            hops=ask.trail,
            resolver=lambda *_: ["127.0.0.1"],
        )
    except FetchError as error:
        return error


def asking(*allowed: HubServer) -> bool:
    """Do the HUB job that is due, as a worker does; returns whether a hub was asked."""
    steps = hubs.ask_hub(claimed())
    wanted = next(steps, None)
    if wanted is None:
        return False
    assert isinstance(wanted, Ask)
    with pytest.raises(StopIteration):
        steps.send(answer_to(wanted, *allowed))
    return True


def of(feed: Feed) -> Subscription:
    return Subscription.objects.get(feed=feed)


def due(kind: Job.Kind = Job.Kind.HUB) -> list[datetime]:
    return sorted(Job.objects.filter(kind=kind).values_list("due", flat=True))


def entry_comes(feed: Feed, name: str) -> None:
    Entry.objects.create(feed=feed, guid=name, title=name, content_hash=name)


def subscribed(feed: Feed, hub: HubServer, **verified: str) -> Subscription:
    take_in(feed, hub)
    assert asking(hub)
    assert hub.verify(**verified).status == 200
    return of(feed)
