"""Odd and hostile outlets, all the way: each ends as it should, and none stops the others."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator

import psutil
import pytest

from articles.models import Article, Entry, Feed, Job
from articles.services import feeds, reaching
from articles.services.entries import hand_in
from articles.services.work import do_due_work
from tests.odd_server import (
    Behaviour,
    OddServer,
    canary,
    chunked,
    drip,
    head,
    in_turn,
    raw,
    redirect,
    reply,
)

pytestmark = pytest.mark.django_db

XML = "application/rss+xml"
TEXT = (
    "<p>The council of Nordhaven voted on Tuesday to reopen the old harbour after a dispute that "
    "had run for most of the year and divided both of its larger parties in the chamber.</p>"
    "<p>“We are not afraid of the tide,” said Ilse Tamm, the mayor, after the vote was taken.</p>"
)
PAGE = f"<html><head><title>Harbour</title></head><body><article><h1>Harbour</h1>{TEXT * 2}"
RSS = "<rss version='2.0'><channel><title>Notes é</title>{}</channel></rss>"


def feed(inside: str = "", encoding: str = "utf-8") -> bytes:
    return RSS.format(inside).encode(encoding)


def bomb(size: int) -> bytes:
    return gzip.compress(b"<rss>" + b" " * size, 9)


def packed(body: bytes, coding: str) -> Behaviour:
    return reply(body, content_type=XML, headers=[("Content-Encoding", coding)])


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 12))

#: What a feed's server does, how the look ends, and words of what readers are told.
FEEDS: dict[str, tuple[Behaviour, Feed.Result, str]] = {
    "500": (reply(status=500), Feed.Result.FAILED, "error (500)"),
    "502": (reply(b"<html>bad</html>", status=502), Feed.Result.FAILED, "error (502)"),
    "404": (reply(status=404), Feed.Result.FAILED, "nothing at this address"),
    "410": (reply(status=410), Feed.Result.GONE, "for good"),
    "403": (reply(status=403), Feed.Result.FAILED, "does not let us read"),
    "429": (reply(status=429), Feed.Result.FAILED, "come back later"),
    "304 for no validators": (reply(status=304), Feed.Result.SAME, ""),
    "204": (raw(head(204)), Feed.Result.FAILED, "empty"),
    "empty": (reply(b"", content_type=XML), Feed.Result.FAILED, "empty"),
    "blank": (reply(b"\n\n  \n", content_type=XML), Feed.Result.FAILED, "empty"),
    "NULs": (reply(b"\0" * 5000, content_type=XML), Feed.Result.FAILED, "empty"),
    "a page": (reply(PAGE.encode(), content_type=XML), Feed.Result.FAILED, "web page"),
    "JSON of another kind": (reply(b'{"a": 1}', content_type=XML), Feed.Result.FAILED, "feed"),
    "entities": (
        reply(f"<!DOCTYPE rss [{ENTITIES}]><rss><channel>&a11;</channel></rss>".encode()),
        Feed.Result.SAME,
        "",
    ),
    "deep": (reply(b"<rss><channel>" + b"<a>" * 100_000), Feed.Result.FAILED, "nested"),
    "a bomb": (packed(bomb(300_000_000), "gzip"), Feed.Result.FAILED, "larger than we accept"),
    "a bomb in a bomb": (
        packed(gzip.compress(bomb(10_000_000)), "gzip, gzip"),
        Feed.Result.FAILED,
        "more than once",
    ),
    "a lie about packing": (packed(feed(), "gzip"), Feed.Result.FAILED, "cannot be unpacked"),
    "too long": (
        raw(head(200, [("Content-Length", "900000000")])),
        Feed.Result.FAILED,
        "larger than we accept",
    ),
    "cut off": (
        reply(feed(), content_type=XML, length=len(feed()) + 100),
        Feed.Result.FAILED,
        "before its answer was complete",
    ),
    "no HTTP": (raw(b"220 mail.example ESMTP\r\n"), Feed.Result.FAILED, "web server"),
    "chunks": (
        raw(head(200, [("Transfer-Encoding", "chunked")]) + chunked([feed()[:9], feed()[9:]])),
        Feed.Result.SAME,
        "",
    ),
    "a loop": (redirect(302, "/a%20loop"), Feed.Result.FAILED, "circle"),
    "a private place": (
        redirect(301, "http://169.254.169.254/latest"),
        Feed.Result.FAILED,
        "private network",
    ),
    "a file": (redirect(301, "file:///etc/passwd"), Feed.Result.FAILED, "http"),
    "latin-1 without saying so": (
        reply(feed(encoding="latin-1"), content_type=XML),
        Feed.Result.SAME,
        "",
    ),
    "utf-16 that says utf-8": (
        reply(feed(encoding="utf-16"), content_type=f"{XML}; charset=utf-8"),
        Feed.Result.SAME,
        "",
    ),
    "truncated": (
        reply(feed("<item><guid>1</guid><title>One</title></item>" * 3)[:-60], content_type=XML),
        Feed.Result.NEW,
        "",
    ),
}


@pytest.fixture
def site(settings: object) -> Iterator[OddServer]:
    with OddServer() as server:
        settings.FETCH_ALLOW_ORIGINS = [server.origin()]  # type: ignore[attr-defined]
        reaching.policy.cache_clear()
        yield server
    reaching.policy.cache_clear()


def let_rest_end() -> None:
    """Services asked to wait; the tests after them do not."""
    from articles.models import Service
    from articles.models.services import LONG_AGO

    Service.objects.update(rest_until=LONG_AGO)


def test_each_odd_feed_ends_as_it_should_and_a_good_one_comes_in(site: OddServer) -> None:
    own = psutil.Process()
    subscribed = {}
    for name, (behaviour, _result, _words) in FEEDS.items():
        path = "/" + name.replace(" ", "%20")
        site.at(path, behaviour)
        subscribed[name], _created = feeds.subscribe(site.url(path))
    item = f"<item><title>Harbour</title><description><![CDATA[{TEXT * 3}]]></description></item>"
    good, _created = feeds.subscribe(site.at("/good", reply(feed(item), content_type=XML)))
    before = own.memory_info().rss
    for _round in range(3):
        do_due_work(120)
        let_rest_end()
    assert own.memory_info().rss - before < 50_000_000
    ends = {
        name: (found.last_result, found.last_message)
        for name, found in ((name, Feed.objects.get(pk=one.pk)) for name, one in subscribed.items())
    }
    wrong = {
        name: ends[name]
        for name, (_behaviour, result, words) in FEEDS.items()
        if ends[name][0] != result or words not in ends[name][1]
    }
    assert not wrong
    good.refresh_from_db()
    assert (good.last_result, good.entries.get().article is not None) == (Feed.Result.NEW, True)
    assert not Job.objects.filter(lease__isnull=False).exists()


PAGES: dict[str, tuple[Behaviour, str]] = {
    "500": (reply(status=500), "error (500)"),
    "gone": (reply(status=404), "error (404)"),
    "empty": (reply(b"", content_type="text/html"), "empty"),
    "a picture": (reply(b"\x89PNG\r\n\x1a\n" + b"\0" * 999), "a picture, not an article"),
    "a feed": (reply(feed("<item/>"), content_type=XML), "a feed, not an article"),
    "deep": (reply(b"<div>" * 200_000, content_type="text/html"), "more parts than any article"),
    "nothing": (reply(b"<html><body></body></html>", content_type="text/html"), "No article text"),
    "a private place": (redirect(307, "http://[::1]:8080/"), "private network"),
    "a bomb": (packed(bomb(100_000_000), "gzip"), "larger than we accept"),
}


def test_each_odd_page_says_what_is_wrong_and_a_good_one_comes_in(site: OddServer) -> None:
    entries = {}
    for name, (behaviour, _words) in PAGES.items():
        path = "/" + name.replace(" ", "%20")
        entries[name] = hand_in(site.at(path, behaviour), by=None)
    good = hand_in(site.at("/good", reply(PAGE.encode(), content_type="text/html")), by=None)
    do_due_work(120)
    told = {name: Entry.objects.get(pk=entry.pk).message for name, entry in entries.items()}
    assert not {
        name: told[name] for name, (_one, words) in PAGES.items() if words not in told[name]
    }
    good.refresh_from_db()
    assert good.state == Entry.State.DONE
    assert Article.objects.count() == 1


def test_a_server_that_drips_costs_twenty_seconds_at_most_and_delays_nobody(
    site: OddServer, settings: object
) -> None:
    with OddServer() as slow:
        settings.FETCH_ALLOW_ORIGINS = [site.origin(), slow.origin()]  # type: ignore[attr-defined]
        reaching.policy.cache_clear()
        dripping, _ = feeds.subscribe(
            slow.at("/feed", drip(head(200, [("Content-Type", XML)]), b" ", every=0.2))
        )
        good, _ = feeds.subscribe(site.at("/good", reply(feed(), content_type=XML)))
        started = time.monotonic()
        do_due_work(5)
        took = time.monotonic() - started
    assert took < 40
    dripping.refresh_from_db()
    good.refresh_from_db()
    assert "too long" in dripping.last_message
    assert good.last_ok is not None
    assert dripping.last_fetched is not None
    assert (dripping.last_fetched - good.last_ok).total_seconds() > 10


def test_a_304_in_answer_to_wrong_validators_keeps_what_there_is(site: OddServer) -> None:
    item = f"<item><title>Harbour</title><description><![CDATA[{TEXT * 3}]]></description></item>"
    first = reply(feed(item), content_type=XML, headers=[("ETag", '"one"')])
    odd = reply(status=304, headers=[("ETag", '"two"'), ("Last-Modified", "yesterday")])
    followed, _ = feeds.subscribe(site.at("/feed", in_turn(first, odd)))
    do_due_work(10)
    feeds.look_soon(followed)
    do_due_work(10)
    followed.refresh_from_db()
    # RFC 9110, 15.4.5: a 304 confirms what is stored; its own fields replace nothing here.
    assert (followed.etag, followed.last_modified) == ('"one"', "")
    assert followed.last_result == Feed.Result.SAME
    assert Article.objects.count() == 1


def test_nothing_a_feed_or_page_names_is_ever_connected_to(site: OddServer) -> None:
    with canary() as bait:
        named = bait.url("/x")
        document = (
            f'<?xml version="1.0"?><?xml-stylesheet href="{named}"?>'
            f'<!DOCTYPE rss SYSTEM "{named}" [<!ENTITY x SYSTEM "{named}">]>'
            f"<rss version='2.0'><channel><title>&x;</title><item><title>T</title><guid>1</guid>"
            f"<description><![CDATA[<img src='{named}'>{TEXT * 3}]]></description></item>"
            f"</channel></rss>"
        )
        feeds.subscribe(site.at("/feed", reply(document.encode(), content_type=XML)))
        page = PAGE.replace(
            "<head>",
            f"<head><base href='{named}'><link rel=stylesheet href='{named}'><script src='{named}'>"
            f"</script><meta http-equiv=refresh content='0;url={named}'>",
        )
        hand_in(site.at("/page", reply(page.encode(), content_type="text/html")), by=None)
        do_due_work(60)
        assert Article.objects.exists()
