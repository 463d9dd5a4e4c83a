"""Two days of polling under a clock of our own: every request, its headers and its time.

The checks are those by which publishers score feed readers: validators returned as they were
given, no request before its time, waits honoured, no cookies, no referrer, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from django.db.models import Min
from django.utils import timezone

from articles.models import Article, Entry, Feed, Job, Robots, Service
from articles.pipeline.schedule import SIGHTINGS
from articles.services import feeds, reaching, work
from articles.services.entries import hand_in
from articles.services.sweeping import sweep
from tests.odd_server import Behaviour, OddServer, Peer, Seen, head, redirect, reply

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@dataclass
class Clock:
    """What time it is, and when each request was made."""

    now: datetime = START
    asked: list[tuple[datetime, OddServer, Seen]] = field(default_factory=list)

    def of(self, server: OddServer, target: str) -> list[tuple[datetime, Seen]]:
        return [
            (when, seen) for when, at, seen in self.asked if at is server and seen.target == target
        ]

    def times(self, server: OddServer, target: str) -> list[datetime]:
        return [when for when, _seen in self.of(server, target)]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    # Waiting is the clock's business here.
    monkeypatch.setattr(work, "_LINGER", timedelta(0))
    settings.HOST_GAP = 1  # type: ignore[attr-defined]
    settings.FETCH_CONTACT = "https://desk.example/about"  # type: ignore[attr-defined]
    yield clock
    reaching.policy.cache_clear()


@pytest.fixture
def outlet(clock: Clock, settings: object) -> Iterator[Callable[[], OddServer]]:
    """Makes outlets, each a service of its own; their requests are noted with their times."""
    servers: list[OddServer] = []

    def make() -> OddServer:
        server = OddServer()
        server.__enter__()
        servers.append(server)
        settings.FETCH_ALLOW_ORIGINS = [one.origin() for one in servers]  # type: ignore[attr-defined]
        reaching.policy.cache_clear()
        return server

    yield make
    for server in servers:
        server.__exit__()


def noted(clock: Clock, server: OddServer, path: str, behaviour: Behaviour) -> str:
    """Serve a path and note each request to it."""

    def behave(peer: Peer) -> None:
        clock.asked.append((clock.now, server, peer.request))
        behaviour(peer)

    return server.at(path, behave)


PARAGRAPH = (
    "<p>The council of Nordhaven voted on Tuesday to reopen the old harbour after a dispute that "
    "had run for most of the year and divided both of its larger parties, and nobody was sorry.</p>"
)


def rss(server: OddServer, title: str, *items: str) -> bytes:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title><link>{server.url('/')}</link>{''.join(items)}</channel></rss>"
    ).encode()


def item(server: OddServer, path: str, number: int, published: datetime, text: str = "") -> str:
    return (
        f"<item><title>Story {number}</title><guid>{number}</guid>"
        f"<link>{server.url(path)}/{number}</link><pubDate>{format_datetime(published)}</pubDate>"
        f"<description>It is reported.</description>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
    )


def living(clock: Clock, server: OddServer, *, every: timedelta, cached: int = 0) -> Behaviour:
    """A well-made feed that changes ever so often, with both validators and a cookie."""

    def behave(peer: Peer) -> None:
        version = int((clock.now - START) / every)
        etag = f'W/"v-{version}  x"'
        changed = format_datetime(START + version * every).replace("+0000", "GMT")
        fields = [("ETag", etag), ("Last-Modified", changed), ("Set-Cookie", "id=7; Path=/")]
        if cached:
            fields.append(("Cache-Control", f"max-age={cached}"))
        if peer.request.headers.get("if-none-match") == etag:
            peer.send(head(304, fields))
        else:
            # Whole articles, so that no page has to be asked for.
            items = [
                item(server, "/story", number, START + number * every, PARAGRAPH * 8)
                for number in range(max(0, version - 9), version + 1)
            ]
            answer = rss(server, "The Tidewater", *items)
            peer.send(head(200, [*fields, ("Content-Length", str(len(answer)))]) + answer)

    return behave


def let_pass(clock: Clock, period: timedelta) -> None:
    """Let the time pass, doing whatever falls due in it when it is due."""
    end = clock.now + period
    while True:
        work.do_due_work(30)
        due = Job.objects.filter(state=Job.State.WAITING).aggregate(at=Min("due"))["at"]
        free = Service.objects.filter(jobs__due__lte=clock.now, jobs__state=Job.State.WAITING)
        chances = [
            max(service.free_at, service.rest_until)
            for service in free
            if max(service.free_at, service.rest_until) > clock.now
        ]
        if due is not None and due > clock.now:
            chances.append(due)
        waiting = Job.objects.filter(state=Job.State.WAITING, due__gt=clock.now)
        chances += [waiting.aggregate(at=Min("due"))["at"]] if waiting.exists() else []
        following = min(chances, default=end)
        if following >= end:
            clock.now = end
            return
        clock.now = following + SECOND / 10


def assert_well_behaved(clock: Clock) -> None:
    """What holds for every request there was."""
    assert clock.asked
    for _when, _server, seen in clock.asked:
        sent = seen.headers
        assert sent["user-agent"].startswith("Newsdesk/"), sent
        assert "https://desk.example/about" in sent["user-agent"]
        assert not {"cookie", "referer", "authorization", "from"} & set(sent)
        assert "gzip" in sent["accept-encoding"]
        assert seen.method == "GET"
        assert "?" not in seen.target
        assert "#" not in seen.target
    by_server: dict[int, list[datetime]] = {}
    for when, server, _seen in clock.asked:
        by_server.setdefault(server.port, []).append(when)
    for times in by_server.values():
        assert all(later - earlier >= SECOND for earlier, later in pairwise(sorted(times)))


def test_validators_come_back_byte_for_byte_and_together(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    feeds.subscribe(noted(clock, server, "/feed", living(clock, server, every=3 * HOUR)))
    let_pass(clock, 48 * HOUR)
    requests = clock.of(server, "/feed")
    assert "if-none-match" not in requests[0][1].headers
    assert "if-modified-since" not in requests[0][1].headers
    for when, seen in requests[1:]:
        # Those of the last full answer, which was the last change before the last request.
        last = max(earlier for earlier, _seen in requests if earlier < when)
        version = int((last - START) / (3 * HOUR))
        assert seen.headers["if-none-match"] == f'W/"v-{version}  x"'
        assert seen.headers["if-modified-since"] == format_datetime(
            START + version * 3 * HOUR
        ).replace("+0000", "GMT")
    assert_well_behaved(clock)


def test_a_feed_is_asked_as_often_as_it_changes(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    busy, quiet = outlet(), outlet()
    feeds.subscribe(noted(clock, busy, "/feed", living(clock, busy, every=20 * MINUTE)))
    feeds.subscribe(noted(clock, quiet, "/feed", living(clock, quiet, every=1000 * HOUR)))
    let_pass(clock, 48 * HOUR)
    often, seldom = clock.times(busy, "/feed"), clock.times(quiet, "/feed")
    gaps = [later - earlier for earlier, later in pairwise(often)]
    assert min(gaps) >= 5 * MINUTE * 0.999
    # Twice a change is enough to learn of each, and no feed is asked every five minutes.
    assert 48 * 3 * 0.5 <= len(often) <= 48 * 3 * 3
    # An hour, then longer and longer, up to a day.
    assert len(seldom) <= 10
    assert seldom[-1] - seldom[-2] >= 8 * HOUR
    assert_well_behaved(clock)


def test_what_an_outlet_says_of_freshness_is_honoured(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    living_feed = living(clock, server, every=30 * MINUTE, cached=4 * 3600)
    feeds.subscribe(noted(clock, server, "/feed", living_feed))
    let_pass(clock, 48 * HOUR)
    times = clock.times(server, "/feed")
    assert all(later - earlier >= 4 * HOUR for earlier, later in pairwise(times))
    assert len(times) >= 8


@pytest.mark.parametrize(
    ("retry_after", "least", "most"),
    [
        ("7200", 2 * HOUR, 3 * HOUR),
        ("Mon, 02 Mar 2026 09:00:00 GMT", 3 * HOUR, 4 * HOUR),
        ("99999999999999999999", 24 * HOUR, 27 * HOUR),
        ("soon", 5 * MINUTE, 3 * HOUR),
        ("-5", 5 * MINUTE, 3 * HOUR),
        ("", 5 * MINUTE, 3 * HOUR),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_service_that_asks_for_rest_is_left_alone_with_all_its_feeds(
    clock: Clock,
    outlet: Callable[[], OddServer],
    status: int,
    retry_after: str,
    least: timedelta,
    most: timedelta,
) -> None:
    server = outlet()
    fields = [("Retry-After", retry_after)] if retry_after else []
    tired = reply(status=status, headers=fields)
    feeds.subscribe(noted(clock, server, "/tired", tired))
    let_pass(clock, MINUTE / 2)
    feeds.subscribe(noted(clock, server, "/other", living(clock, server, every=HOUR)))
    let_pass(clock, 48 * HOUR)
    first, second = clock.times(server, "/tired")[:2]
    assert least <= second - first <= most
    rest = min(least, 24 * HOUR) if retry_after[:1] in {"7", "M", "9"} else MINUTE
    assert clock.times(server, "/other")[0] - first >= rest
    assert_well_behaved(clock)


def test_a_failing_feed_is_asked_less_and_less(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    feed, _ = feeds.subscribe(noted(clock, server, "/feed", reply(status=500)))
    let_pass(clock, 48 * HOUR)
    gaps = [later - earlier for earlier, later in pairwise(clock.times(server, "/feed"))]
    assert len(gaps) <= 6
    assert all(later > earlier for earlier, later in pairwise(gaps[:4]))
    feed.refresh_from_db()
    assert (feed.next_reason, feed.last_status) == (Feed.Reason.FAILING, 500)


def test_a_feed_that_is_gone_is_never_asked_again(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    feeds.subscribe(noted(clock, server, "/feed", reply(status=410)))
    let_pass(clock, 48 * HOUR)
    assert len(clock.asked) == 1


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_is_believed_after_it_was_seen_several_times(
    clock: Clock, outlet: Callable[[], OddServer], status: int
) -> None:
    old, new = outlet(), outlet()
    target = noted(clock, new, "/new", living(clock, new, every=HOUR))
    feed, _ = feeds.subscribe(noted(clock, old, "/old", redirect(status, target)))
    let_pass(clock, 48 * HOUR)
    feed.refresh_from_db()
    assert feed.url == target
    assert len(clock.of(old, "/old")) == SIGHTINGS
    assert len(clock.of(new, "/new")) > SIGHTINGS
    assert_well_behaved(clock)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_followed_and_not_believed(
    clock: Clock, outlet: Callable[[], OddServer], status: int
) -> None:
    old, new = outlet(), outlet()
    target = noted(clock, new, "/new", living(clock, new, every=HOUR))
    feed, _ = feeds.subscribe(noted(clock, old, "/old", redirect(status, target)))
    let_pass(clock, 24 * HOUR)
    feed.refresh_from_db()
    assert feed.url == old.url("/old")
    assert len(clock.of(old, "/old")) == len(clock.of(new, "/new")) > SIGHTINGS


def test_a_redirect_seen_once_changes_nothing(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server, portal = outlet(), outlet()
    good = living(clock, server, every=HOUR)
    login = noted(clock, portal, "/login", reply(b"<html>Sign in</html>", content_type="text/html"))

    def behave(peer: Peer) -> None:
        captive = START + 5 * HOUR < clock.now < START + 8 * HOUR
        (redirect(301, login) if captive else good)(peer)

    feed, _ = feeds.subscribe(noted(clock, server, "/feed", behave))
    let_pass(clock, 24 * HOUR)
    feed.refresh_from_db()
    assert (feed.url, feed.failures) == (server.url("/feed"), 0)
    assert clock.of(portal, "/login")


def test_an_outlet_that_ignores_validators_is_recognised_by_its_words(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    answer = reply(rss(server, "The Tidewater"), content_type="application/rss+xml")
    feed, _ = feeds.subscribe(noted(clock, server, "/feed", answer))
    let_pass(clock, 24 * HOUR)
    feed.refresh_from_db()
    assert feed.last_result == Feed.Result.SAME
    assert all("if-none-match" not in seen.headers for _when, _at, seen in clock.asked)


STORY = (
    "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>The council of Nordhaven "
    "voted on Tuesday to reopen the old harbour after a dispute that had run for most of the "
    "year and divided both of its larger parties.</p><p>The first ferry is expected in May, when "
    "the dredging is to be done and the wall has been looked at.</p></article></body></html>"
)


def test_pages_are_asked_for_as_robots_txt_allows_one_at_a_time(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: newsdesk\nCrawl-delay: 7\nDisallow: /no/\n"
    noted(clock, server, "/robots.txt", reply(rules))
    for number in range(6):
        page = reply(STORY.format(f"Story {number}").encode(), content_type="text/html")
        noted(clock, server, f"/yes/{number}", page)
        noted(clock, server, f"/no/{number}", page)
    for path in ("yes", "no"):
        items = [item(server, f"/{path}", number, START) for number in range(6)]
        answer = reply(rss(server, path, *items), content_type="application/rss+xml")
        feeds.subscribe(noted(clock, server, f"/feed-{path}", answer))
    let_pass(clock, 10 * MINUTE)
    assert Article.objects.count() == 6
    assert not [seen for _when, _at, seen in clock.asked if seen.target.startswith("/no/")]
    refused = Entry.objects.filter(url__contains="/no/")
    assert refused.count() == 6
    assert all("asks programs not to read" in entry.message for entry in refused)
    assert len(clock.of(server, "/robots.txt")) == 1
    pages = sorted(when for when, _at, seen in clock.asked if seen.target.startswith("/yes/"))
    assert all(later - earlier >= 7 * SECOND for earlier, later in pairwise(pages))
    assert_well_behaved(clock)


def test_rules_that_cannot_be_had_now_hold_everything_back(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    noted(clock, server, "/robots.txt", reply(status=500))
    page = reply(STORY.format("Story").encode(), content_type="text/html")
    entry = hand_in(noted(clock, server, "/story", page), by=None)
    let_pass(clock, 5 * MINUTE)
    entry.refresh_from_db()
    assert not clock.of(server, "/story")
    assert "rules for programs" in entry.message
    noted(clock, server, "/robots.txt", reply(status=404))
    let_pass(clock, 3 * HOUR)
    assert clock.of(server, "/story")
    assert Robots.objects.get().status == 404


def test_an_article_is_looked_at_again_after_an_hour_six_a_day_and_three(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    noted(clock, server, "/robots.txt", reply(status=404))

    def story(peer: Peer) -> None:
        later = clock.now > START + 5 * HOUR
        text = STORY.format("Harbour to reopen").replace("May", "June" if later else "May")
        fields = [("ETag", '"june"' if later else '"may"')]
        known = peer.request.headers.get("if-none-match") == fields[0][1]
        answer = reply(text.encode(), content_type="text/html", headers=fields)
        (reply(status=304, headers=fields) if known else answer)(peer)

    hand_in(noted(clock, server, "/story", story), by=None)
    let_pass(clock, 240 * HOUR)
    times = [round((when - START) / HOUR, 1) for when in clock.times(server, "/story")]
    # 1 h and 6 h after it came; at 6 h it had changed: 1 h, 6 h, 1 d and 3 d after that.
    assert times == [0.0, 1.0, 6.0, 7.0, 12.0, 30.0, 78.0]
    validators = [seen.headers.get("if-none-match") for _when, seen in clock.of(server, "/story")]
    assert validators == [None, '"may"', '"may"', *['"june"'] * 4]
    article = Article.objects.get()
    assert article.revisions.count() == 2
    assert not Job.objects.exists()


def test_an_article_taken_down_says_so_and_keeps_its_words(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    noted(clock, server, "/robots.txt", reply(status=404))
    page = reply(STORY.format("Harbour").encode(), content_type="text/html")
    hand_in(noted(clock, server, "/story", page), by=None)
    let_pass(clock, MINUTE)
    noted(clock, server, "/story", reply(status=410))
    let_pass(clock, 2 * HOUR)
    article = Article.objects.get()
    assert article.gone is not None
    assert article.current is not None
    assert "Nordhaven" in article.current.text
    noted(clock, server, "/story", page)
    let_pass(clock, 24 * HOUR)
    article.refresh_from_db()
    assert article.gone is None


def test_after_a_night_switched_off_or_a_clock_put_right_there_is_no_storm(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    for number in range(20):
        path = f"/feed{number}"
        feeds.subscribe(noted(clock, server, path, living(clock, server, every=6 * HOUR)))
    let_pass(clock, 2 * HOUR)
    clock.asked.clear()
    clock.now += 30 * HOUR
    let_pass(clock, 10 * MINUTE)
    woken = [when for when, _at, _seen in clock.asked]
    assert len(woken) == 20
    assert max(woken) - min(woken) >= 19 * SECOND
    # The clock had run a year ahead, and is put right.
    clock.now += timedelta(days=365)
    let_pass(clock, MINUTE)
    clock.asked.clear()
    clock.now -= timedelta(days=365)
    sweep()
    let_pass(clock, 30 * HOUR)
    assert {seen.target for _when, _at, seen in clock.asked} == {
        f"/feed{number}" for number in range(20)
    }
    assert_well_behaved(clock)
