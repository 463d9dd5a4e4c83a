"""Looking at all feeds at once: who is asked, at what cost, and how progress is told."""

from __future__ import annotations

import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.feed_queries import refresh_progress
from articles.models import Entry, Feed, Job, Service
from articles.services.politeness import service_for
from articles.services.refreshing import refresh_all
from tests.makers import reader

pytestmark = pytest.mark.django_db

PAGE = "/feeds/"


def made(title: str = "Tidewater", *, due: datetime | None = None, **told: object) -> Feed:
    """A feed that was looked at an hour ago and is due in an hour."""
    now = timezone.now()
    usual = {
        "last_result": "same",
        "last_fetched": now - timedelta(hours=1),
        "last_ok": now - timedelta(hours=1),
    }
    feed = Feed.objects.create(
        url=f"https://tidewater.example/{Feed.objects.count()}", title=title, **{**usual, **told}
    )
    Job.objects.create(
        kind=Job.Kind.FEED, target=feed.pk, feed=feed, due=due or now + timedelta(hours=1)
    )
    return feed


def looked(feed: Feed, result: str = "same", *, minutes: float = 0, **told: object) -> None:
    """The feed has been looked at, so many minutes ago."""
    when = timezone.now() - timedelta(minutes=minutes)
    Feed.objects.filter(pk=feed.pk).update(last_fetched=when, last_result=result, **told)


def asked(*feeds: Feed, minutes: float = 1) -> None:
    when = timezone.now() - timedelta(minutes=minutes)
    Feed.objects.filter(pk__in=[feed.pk for feed in feeds]).update(asked=when)


def coming(feed: Feed, count: int) -> None:
    for _ in range(count):
        entry = Entry.objects.create(feed=feed, guid=str(uuid.uuid4()), content_hash="x")
        Job.objects.put(Job.Kind.ENTRY, entry.pk, due=timezone.now(), feed=feed)


def page(client: Client, address: str = PAGE) -> str:
    text = client.get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"</?(?:span|b)[^>]*>", "", text))


def test_all_feeds_but_paused_and_fresh_ones_are_due_now() -> None:
    now = timezone.now()
    wanted = [made(), made(last_fetched=None, last_result="never")]
    paused = made(paused=True)
    fresh = made(last_fetched=now - timedelta(minutes=4))
    assert refresh_all() == 2
    stamps = {feed.asked for feed in Feed.objects.filter(pk__in=[one.pk for one in wanted])}
    assert len(stamps) == 1 and None not in stamps
    due = set(Job.objects.due().values_list("target", flat=True))
    assert due == {one.pk for one in wanted}
    assert not Feed.objects.filter(pk__in=[paused.pk, fresh.pk]).exclude(asked=None).exists()
    assert not Job.objects.filter(urgent=True).exists()


def test_missing_and_dead_jobs_come_back_and_those_at_work_are_left() -> None:
    now = timezone.now()
    missing, dead, at_work, early = made(), made(), made(), made(due=now - timedelta(hours=2))
    Job.objects.filter(target=missing.pk).delete()
    Job.objects.filter(target=dead.pk).update(state=Job.State.DEAD, attempts=5)
    Job.objects.filter(target=at_work.pk).update(
        lease=uuid.uuid4(), leased_until=now + timedelta(minutes=1)
    )
    assert refresh_all() == 4
    jobs = {job.target: job for job in Job.objects.all()}
    assert jobs[missing.pk].due <= timezone.now() and jobs[missing.pk].feed_id == missing.pk
    assert (jobs[dead.pk].state, jobs[dead.pk].attempts) == (Job.State.WAITING, 0)
    assert jobs[dead.pk].due <= timezone.now()
    assert jobs[at_work.pk].due > timezone.now()
    assert jobs[early.pk].due < now - timedelta(hours=1)


def test_asking_again_waits_for_the_refresh_under_way() -> None:
    one, other = made(), made()
    assert refresh_all() == 2
    stamp = Feed.objects.get(pk=one.pk).asked
    looked(one)
    assert refresh_all() == 0
    assert {feed.asked for feed in Feed.objects.all()} == {stamp}
    asked(other, minutes=20)
    assert refresh_all() == 1


def test_the_cost_does_not_grow_with_the_number_of_feeds() -> None:
    counts = []
    service_for("https://tidewater.example/")
    for _more in range(2):
        for _feed in range(10):
            made()
            Job.objects.filter(target=made("no job").pk).delete()
        with CaptureQueriesContext(connection) as queries:
            assert refresh_all() == 20
        counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            progress = refresh_progress(timezone.now())
        assert progress and progress.total == 20
        assert len(queries) <= 3
    assert counts[0] == counts[1] <= 10  # a transaction's own two included


@pytest.mark.parametrize(("who", "status"), [("", 302), ("stranger", 302), ("staff", 302)])
def test_anybody_with_an_account_may_refresh(
    client: Client, rung: list[str], who: str, status: int
) -> None:
    feed = made()
    if who:
        client.force_login(reader(who, is_staff=who == "staff"))
    answer = client.post(reverse("articles:feeds-refresh"))
    assert answer.status_code == status
    feed.refresh_from_db()
    if who:
        assert answer.url == PAGE  # type: ignore[attr-defined]
        assert feed.asked and "articles.tasks.look" in rung
    else:
        assert answer.url.startswith(reverse("account_login"))  # type: ignore[attr-defined]
        assert feed.asked is None and not rung


def test_with_nothing_to_ask_nobody_is_woken_and_it_is_said(
    client: Client, rung: list[str]
) -> None:
    made(last_fetched=timezone.now())
    client.force_login(reader())
    answer = client.post(reverse("articles:feeds-refresh"), follow=True)
    assert "has been looked at in the last minutes" in answer.content.decode()
    assert not rung


def test_progress_is_told_with_failures_as_they_come(client: Client) -> None:
    feeds = [made(f"Feed {number}") for number in range(4)]
    asked(*feeds)
    looked(feeds[0])
    looked(feeds[1], "failed", last_status=404)
    coming(feeds[0], 3)
    told = page(client)
    assert "2 of 4 feeds looked at · 1 failed · 3 articles coming in" in told
    assert '<progress class="progress" max="4" value="2"' in told
    assert f'href="{feeds[1].get_absolute_url()}">Feed 1</a> Its server says that nothing' in told
    assert 'hx-trigger="every 2s"' in told and 'http-equiv="refresh"' in told


def test_a_refresh_ends_with_a_sentence_and_no_more_polling(client: Client) -> None:
    feeds = [made(f"Feed {number}") for number in range(2)]
    asked(*feeds)
    looked(feeds[0], "new")
    looked(feeds[1], "gone", paused=True, last_status=410)
    told = page(client)
    assert "Done: 2 of 2 feeds looked at · 1 failed </p>" in told
    assert "articles coming in" not in told
    assert "<progress" not in told
    assert "hx-trigger" not in told and 'http-equiv="refresh"' not in told


@pytest.mark.parametrize(("failed", "is_said"), [(3, True), (2, False)])
def test_when_every_look_fails_the_desks_own_network_is_suspected(
    client: Client, failed: int, is_said: bool
) -> None:
    feeds = [made(f"Feed {number}") for number in range(3)]
    asked(*feeds)
    for number, feed in enumerate(feeds):
        looked(feed, "failed" if number < failed else "same")
    assert ("no way out to the internet" in page(client)) == is_said


def test_the_end_is_not_told_for_ever(client: Client) -> None:
    feed = made()
    asked(feed, minutes=31)
    looked(feed, minutes=30)
    assert "Done:" not in page(client)


def test_without_a_worker_polling_stops_and_it_is_said(client: Client) -> None:
    feeds = [made(f"Feed {number}", due=timezone.now()) for number in range(3)]
    asked(*feeds, minutes=9)
    Job.objects.update(due=timezone.now() - timedelta(minutes=9))
    looked(feeds[0], minutes=6)
    told = page(client)
    assert "1 of 3 feeds looked at" in told and "no worker seems to run" in told
    assert "hx-trigger" not in told and 'http-equiv="refresh"' not in told
    looked(feeds[1], minutes=1)
    told = page(client)
    assert "no worker seems to run" not in told and 'hx-trigger="every 2s"' in told


def test_feeds_whose_service_wants_to_be_left_alone_do_not_hold_up_the_end(
    client: Client,
) -> None:
    feeds = [made(f"Feed {number}", due=timezone.now()) for number in range(3)]
    asked(*feeds)
    rests = Service.objects.create(
        name="tidewater.example", rest_until=timezone.now() + timedelta(hours=1)
    )
    Job.objects.filter(target=feeds[2].pk).update(service=rests)
    looked(feeds[0])
    looked(feeds[1])
    told = page(client)
    assert "Done: 2 of 3 feeds looked at" in told and "1 asked to wait" in told


def test_a_look_that_ended_while_all_were_asked_for_counts(client: Client) -> None:
    feed = made()
    asked(feed, minutes=1)
    looked(feed, minutes=1.3)
    assert "Done: 1 of 1 feed looked at" in page(client)


def test_a_feed_paused_meanwhile_is_not_waited_for(client: Client) -> None:
    feeds = [made(f"Feed {number}") for number in range(2)]
    asked(*feeds)
    looked(feeds[0])
    Feed.objects.filter(pk=feeds[1].pk).update(paused=True)
    assert "Done: 1 of 1 feed looked at" in page(client)


def test_a_feeds_own_page_stops_polling_when_no_worker_runs(client: Client) -> None:
    feed = made(due=timezone.now() - timedelta(minutes=1))
    address = feed.get_absolute_url()
    assert 'hx-trigger="every 2s"' in page(client, address)
    Job.objects.update(due=timezone.now() - timedelta(minutes=9))
    told = page(client, address)
    assert "hx-trigger" not in told and 'http-equiv="refresh"' not in told
    assert "no worker runs" in told


def test_entries_that_nobody_brings_in_are_not_waited_for_for_ever(client: Client) -> None:
    feed = made()
    coming(feed, 2)
    address = feed.get_absolute_url()
    assert 'hx-trigger="every 2s"' in page(client, address)
    Job.objects.filter(kind="entry").update(due=timezone.now() - timedelta(minutes=9))
    told = page(client, address)
    assert "hx-trigger" not in told and "no worker seems to run" in told
    # Somebody is at work on something: it may be their turn soon.
    Service.objects.create(name="courier.example", free_at=timezone.now())
    assert 'hx-trigger="every 2s"' in page(client, address)


def test_entries_tried_again_in_an_hour_are_not_polled_for(client: Client) -> None:
    feed = made()
    coming(feed, 1)
    Job.objects.filter(kind="entry").update(due=timezone.now() + timedelta(hours=1))
    assert "hx-trigger" not in page(client, feed.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_many_who_refresh_at_once_ask_once_and_never_wait_for_each_other() -> None:
    feeds = [made(f"Feed {number}") for number in range(40)]
    for feed in feeds[::3]:
        Job.objects.filter(target=feed.pk).delete()
    start = threading.Barrier(4)

    def ask() -> int:
        start.wait(10)
        try:
            return refresh_all()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        counts = [one.result(30) for one in [threads.submit(ask) for _ in range(4)]]
    assert sorted(counts) == [0, 0, 0, 40]
    assert len(set(Feed.objects.values_list("asked", flat=True))) == 1
    assert Job.objects.due().count() == 40
