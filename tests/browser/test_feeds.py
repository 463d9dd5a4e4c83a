"""A feed comes in while its page is open."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests import makers
from tests.browser.visitor import Visitor
from tests.odd_server import OddServer, Peer, reply

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARAGRAPHS = [
    "The council of Nordhaven voted on Tuesday to reopen the old harbour after a dispute that "
    "had run for most of the year and divided both of its larger parties.",
    "“We are not afraid of the tide,” said Ilse Tamm, the mayor, after the vote. “We built the "
    "wall for this very day, and it will hold.”",
    "The harbour master expects the first ferry at the end of May, when dredging is to be done.",
]


def story(title: str) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def held_back(body: bytes, turns: threading.Semaphore) -> Callable[[Peer], None]:
    """A page that comes only when it is its turn."""
    answer = reply(body, content_type="text/html; charset=utf-8")

    def behave(peer: Peer) -> None:
        turns.acquire(timeout=15)
        answer(peer)

    return behave


def test_a_feed_page_tells_its_progress_without_a_reload(
    signed_in: Callable[..., Visitor], site: OddServer, worker: Callable[[], None], rung: list[str]
) -> None:
    turns = threading.Semaphore(0)
    items = ""
    for number in (1, 2):
        link = site.at(f"/{number}", held_back(story(f"Story {number}"), turns))
        items += f"<item><title>Story {number}</title><link>{link}</link></item>"
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Tidewater</title>'
        f"<link>{site.url('/')}</link>{items}</channel></rss>"
    ).encode()
    site.at("/feed", reply(feed, content_type="application/rss+xml"))

    visitor = signed_in(makers.reader())
    page = visitor.page
    visitor.go("/feeds/")
    page.get_by_label("Address of a feed or a site").fill(site.url("/feed"))
    page.get_by_role("button", name="Subscribe", exact=True).click()
    page.wait_for_url("**/feeds/*/")
    assert "articles.tasks.look" in rung
    page.evaluate("window.stayed = true")
    worker()
    expect(page.get_by_text("0 of 2 entries are in.")).to_be_visible()
    turns.release()
    expect(page.get_by_text("1 of 2 entries are in.")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    turns.release()
    expect(page.get_by_text("2 of 2 entries are in.")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert page.evaluate("window.stayed === true")
    assert Article.objects.count() == 2
    page.get_by_role("link", name="Story 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Story 2")
    expect(page.locator("#article-body p")).to_have_count(3)


def test_an_address_handed_in_opens_as_soon_as_it_is_in(
    signed_in: Callable[..., Visitor], site: OddServer, worker: Callable[[], None]
) -> None:
    html = reply(story("Ferry back"), content_type="text/html; charset=utf-8")
    address = site.at("/ferry", html)
    visitor = signed_in(makers.reader())
    visitor.go("/add/")
    visitor.page.get_by_label("Address of the article").fill(address)
    visitor.page.get_by_role("button", name="Fetch it").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Fetching the article")
    worker()
    visitor.page.wait_for_url("**/articles/ferry-back-*/")
    expect(visitor.page.locator("#article-body p")).to_have_count(3)
