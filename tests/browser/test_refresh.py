"""Looking at all feeds while the page is open: a bar that moves, failures as they come, an end."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from articles.models import Feed, Job
from articles.pipeline.opml import Outline
from articles.services.subscriptions import subscribe_all
from readers.models import User
from tests import makers
from tests.browser.visitor import Visit, Visitor
from tests.odd_server import OddServer, Peer, reply

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GONE, BROKEN, PAGE = 3, 5, 7
FEEDS = 12


def rss(number: int) -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel>'
        f"<title>Tidewater {number:02}</title><link>https://tidewater.example/</link>"
        "</channel></rss>"
    ).encode()


def feeds_of(site: OddServer, turns: threading.Semaphore, owner: User) -> None:
    """Twelve feeds that answer one after the other, each when it may; some in odd ways."""
    answers = {
        GONE: reply(b"gone", status=410),
        BROKEN: reply(b"down", status=500),
        PAGE: reply(
            b"<!doctype html><html><title>Sign in</title><form></form></html>",
            content_type="text/html",
        ),
    }

    def in_turn(number: int) -> Callable[[Peer], None]:
        usual = reply(rss(number), content_type="application/rss+xml")

        def behave(peer: Peer) -> None:
            turns.acquire(timeout=20)
            answers.get(number, usual)(peer)

        return behave

    outlines = [
        Outline(
            f"Tidewater {number:02}", site.at(f"/{number}", in_turn(number)), folders=("Coast",)
        )
        for number in range(FEEDS)
    ]
    subscribe_all(outlines, by=owner)
    # As if they had been followed for long: no refresh is under way.
    Feed.objects.update(asked=None)


@pytest.mark.parametrize(("width", "name"), [(1280, "wide"), (390, "phone")])
def test_a_refresh_shows_how_far_it_is_and_what_fails_without_a_reload(
    signed_in: Callable[..., Visitor],
    site: OddServer,
    worker: Callable[[], None],
    width: int,
    name: str,
) -> None:
    turns = threading.Semaphore(0)
    owner = makers.reader()
    feeds_of(site, turns, owner)
    visitor = signed_in(owner, width=width, height=844)
    page = visitor.page
    visitor.go("/feeds/")
    page.get_by_role("button", name="Look at all feeds now").click()
    bar = page.get_by_role("progressbar", name="Feeds looked at")
    expect(bar).to_have_attribute("value", "0")
    page.evaluate("window.stayed = true")
    worker()
    turns.release(4)
    counts = page.locator(".refresh-counts")
    expect(counts).to_contain_text("4 of 12 feeds looked at")
    expect(bar).to_have_attribute("value", "4")
    turns.release(4)
    expect(bar).to_have_attribute("value", "8")
    failures = page.locator(".refresh-failures li")
    expect(failures).to_have_count(3)
    expect(failures.filter(has_text="Tidewater 03")).to_contain_text("gone for good (410)")
    expect(failures.filter(has_text="Tidewater 05")).to_contain_text("has a fault (500)")
    expect(failures.filter(has_text="Tidewater 07")).to_contain_text("a web page, not a feed")
    assert not visitor.scrolls_sideways()
    visitor.picture(f"refresh-{name}")
    turns.release(8)
    expect(counts).to_contain_text("Done: 12 of 12 feeds looked at · 3 failed")
    expect(bar).to_have_count(0)
    expect(page.get_by_role("link", name="Failing 3")).to_be_visible()
    expect(page.locator("[hx-trigger^=every]")).to_have_count(0)
    expect(page.locator("desk-announcer")).to_have_text(re.compile(r"^Done: 12 of 12 feeds"))
    assert page.evaluate("window.stayed === true")
    visitor.picture(f"refresh-done-{name}")
    failures.get_by_role("link", name="Tidewater 05").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidewater 05")
    expect(page.get_by_text("Its server has a fault (500).")).to_be_visible()
    assert not visitor.scrolls_sideways()


def test_the_bar_moves_without_javascript_too(
    visit: Visit, site: OddServer, worker: Callable[[], None]
) -> None:
    turns = threading.Semaphore(FEEDS)
    owner = makers.reader()
    feeds_of(site, turns, owner)
    visitor = visit(javascript=False)
    visitor.become(owner)
    visitor.go("/feeds/")
    visitor.page.get_by_role("button", name="Look at all feeds now").click()
    counts = visitor.page.locator(".refresh-counts")
    expect(counts).to_contain_text("0 of 12 feeds looked at")
    worker()
    # The page reloads itself every five seconds.
    expect(counts).to_contain_text("Done: 12 of 12", timeout=20_000)


def test_a_feed_is_tried_paused_and_given_another_address_with_the_keyboard_alone(
    signed_in: Callable[..., Visitor],
    visit: Visit,
    site: OddServer,
    worker: Callable[[], None],
) -> None:
    visit.expected.append("422")
    turns = threading.Semaphore(2 * FEEDS)
    owner = makers.reader()
    feeds_of(site, turns, owner)
    feed = Feed.objects.get(url=site.url(f"/{BROKEN}"))
    Job.objects.exclude(target=feed.pk).delete()
    visitor = signed_in(owner, width=390, height=844)
    page = visitor.page
    visitor.go(feed.get_absolute_url())
    page.get_by_role("button", name="Try now").press("Enter")
    worker()
    expect(page.get_by_text("Its server has a fault (500).")).to_be_visible()
    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.get_by_text("None while it is paused.")).to_be_visible()
    page.get_by_role("button", name="Resume").press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("link", name="Change address or name").press("Enter")
    page.get_by_label("Address of the feed or its site").fill(site.url("/1"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("already follows a feed at this address")).to_be_visible()
    expect(page.get_by_role("link", name="Tidewater 01")).to_be_visible()
    page.get_by_label("Address of the feed or its site").fill(
        site.at("/elsewhere", reply(rss(99), content_type="application/rss+xml"))
    )
    page.keyboard.press("Enter")
    expect(page.get_by_text("What the feed brought stays.")).to_be_visible()
    worker()
    expect(page.get_by_text(re.compile("there was (something|nothing) new"))).to_be_visible()
    assert not visitor.scrolls_sideways()
