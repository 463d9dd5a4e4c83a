"""What robots.txt says holds for every address that is asked for, wherever it was found."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from articles.models import Article, Entry, Job
from articles.services import feeds, politeness
from articles.services.asking import Ask
from articles.services.entries import bring_in, hand_in
from newsdesk.lib.fetch_errors import TimedOut
from tests.desk.test_politeness import (
    HOUR,
    MINUTE,
    SECOND,
    START,
    STORY,
    Clock,
    clock,
    item,
    let_pass,
    noted,
    outlet,
    rss,
)
from tests.odd_server import Behaviour, OddServer, redirect, reply

__all__ = ["clock", "outlet"]

pytestmark = pytest.mark.django_db

PAGE = reply(STORY.format("Story").encode(), content_type="text/html")
RULES = reply(b"User-agent: *\nDisallow: /private/\n")


@pytest.mark.parametrize("hops", [["/one"], ["/one", "/two"], ["/one", "/two", "/three"]])
def test_a_redirect_into_what_is_disallowed_is_not_followed(
    clock: Clock, outlet: Callable[[], OddServer], hops: list[str]
) -> None:
    server = outlet()
    noted(clock, server, "/robots.txt", RULES)
    for here, there in zip(hops, [*hops[1:], "/private/story"], strict=True):
        noted(clock, server, here, redirect(302, there))
    noted(clock, server, "/private/story", PAGE)
    entry = hand_in(server.url(hops[0]), by=None)
    let_pass(clock, 10 * MINUTE)
    entry.refresh_from_db()
    assert [seen.target for _when, _at, seen in clock.asked] == ["/robots.txt", *hops]
    assert entry.state == Entry.State.FAILED
    assert "asks programs not to read" in entry.message


def test_a_redirect_to_another_host_is_held_against_its_own_rules(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server, other = outlet(), outlet()
    noted(clock, server, "/robots.txt", reply(status=404))
    noted(clock, other, "/robots.txt", RULES)
    noted(clock, server, "/one", redirect(302, other.url("/public")))
    noted(clock, other, "/public", redirect(302, "/private/story"))
    noted(clock, other, "/private/story", PAGE)
    hand_in(server.url("/one"), by=None)
    let_pass(clock, 10 * MINUTE)
    assert [seen.target for _when, at, seen in clock.asked if at is other] == [
        "/robots.txt",
        "/public",
    ]
    assert not Article.objects.exists()


def test_a_redirect_to_what_is_allowed_is_followed_at_once(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    noted(clock, server, "/robots.txt", RULES)
    noted(clock, server, "/one", redirect(301, "/two"))
    noted(clock, server, "/two", PAGE)
    hand_in(server.url("/one"), by=None)
    let_pass(clock, 10 * MINUTE)
    [one], [two] = clock.times(server, "/one"), clock.times(server, "/two")
    assert one == two
    assert Article.objects.get().url == server.url("/two")


@pytest.mark.parametrize("behaviour", [reply(status=500), reply(status=502), reply(status=503)])
def test_waiting_for_rules_that_cannot_be_read_uses_no_attempt_up(
    clock: Clock, outlet: Callable[[], OddServer], behaviour: Behaviour
) -> None:
    server = outlet()
    noted(clock, server, "/robots.txt", behaviour)
    noted(clock, server, "/one", PAGE)
    entry = hand_in(server.url("/one"), by=None)
    let_pass(clock, 20 * HOUR)
    entry.refresh_from_db()
    assert (entry.state, "rules for programs" in entry.message) == (Entry.State.WAITING, True)
    assert 5 <= len(clock.times(server, "/robots.txt")) <= 20
    assert not clock.times(server, "/one")
    noted(clock, server, "/robots.txt", RULES)
    let_pass(clock, 12 * HOUR)
    assert Article.objects.get().url == server.url("/one")


def test_rules_that_cannot_be_read_for_a_month_are_taken_for_none(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    noted(clock, server, "/robots.txt", reply(status=500))
    noted(clock, server, "/one", PAGE)
    hand_in(server.url("/one"), by=None)
    let_pass(clock, 29 * 24 * HOUR)
    assert not clock.times(server, "/one")
    let_pass(clock, 3 * 24 * HOUR)
    assert clock.times(server, "/one")
    # And from the day on which they can be read they hold.
    noted(clock, server, "/robots.txt", reply(b"User-agent: *\nDisallow: /\n"))
    let_pass(clock, 2 * 24 * HOUR)
    noted(clock, server, "/robots.txt", reply(status=500))
    hand_in(server.url("/two"), by=None)
    let_pass(clock, 24 * HOUR)
    assert not clock.times(server, "/two")


def test_rules_that_do_not_come_in_time_are_waited_for(clock: Clock) -> None:
    url = "https://courier.example/one"
    hand_in(url, by=None)
    [job] = Job.objects.claim(1)
    steps = bring_in(job)
    asked = next(steps)
    assert isinstance(asked, Ask) and asked.url.endswith("/robots.txt")
    with pytest.raises(StopIteration):
        steps.send(TimedOut("no answer"))
    politeness.let_go([job])
    clock.now += SECOND
    [job] = Job.objects.claim(1)
    with pytest.raises(StopIteration):
        next(bring_in(job))
    job.refresh_from_db()
    assert (job.attempts, job.due - START) == (0, politeness.ROBOTS_FAILED)


def test_a_wish_to_look_now_is_kept_while_a_job_is_put_off(clock: Clock) -> None:
    hand_in("https://courier.example/one", by=None)
    [job] = Job.objects.claim(1)
    clock.now += MINUTE
    hand_in("https://courier.example/one", by=None)
    assert job.service
    job.go_on("https://courier.example/one", job.service, due=clock.now + HOUR)
    job.refresh_from_db()
    assert job.due == clock.now


def test_a_crawl_delay_holds_after_every_request_once_it_is_known(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    noted(clock, server, "/robots.txt", reply(b"User-agent: *\nCrawl-delay: 20\n"))
    for number in range(2):
        noted(clock, server, f"/story/{number}", PAGE)
    for name in ("/a", "/b", "/c"):
        items = [item(server, "/story", number, START) for number in range(2)]
        feed = reply(rss(server, name, *items), content_type="application/rss+xml")
        feeds.subscribe(noted(clock, server, name, feed))
    let_pass(clock, 4 * HOUR)
    [rules] = clock.times(server, "/robots.txt")
    later = [when for when, _at, _seen in clock.asked if when >= rules]
    assert len(later) > 8
    assert all(after - before >= 20 * SECOND for before, after in pairwise(later))
