"""However a feed's words change, the pages it names are asked for at their own pace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from articles.models import Article, Entry, Job
from articles.services import feeds
from tests.desk.test_politeness import (
    HOUR,
    MINUTE,
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
from tests.odd_server import Behaviour, OddServer, Peer, redirect, reply

__all__ = ["clock", "outlet"]

pytestmark = pytest.mark.django_db

STORIES = 3


def restless(clock: Clock, server: OddServer, path: str, *, guids: bool = False) -> Behaviour:
    """A feed of some stories that tells each time how many minutes ago they came."""

    def behave(peer: Peer) -> None:
        minutes = int((clock.now - START) / MINUTE)
        told = "".join(item(server, path, number, START) for number in range(STORIES))
        told = told.replace("It is reported.", f"{minutes} minutes ago, {minutes * 7} comments.")
        if guids:
            told = told.replace("<guid>", f"<guid>{minutes}-")
        answer = rss(server, "The Tidewater", told)
        reply(answer, content_type="application/rss+xml")(peer)

    return behave


def served(clock: Clock, server: OddServer, path: str, behaviour: Behaviour | None = None) -> None:
    noted(clock, server, "/robots.txt", reply(status=404))
    for number in range(STORIES):
        page = reply(STORY.format(f"Story {number}").encode(), content_type="text/html")
        noted(clock, server, f"{path}/{number}", behaviour or page)


@pytest.mark.parametrize("guids", [False, True])
def test_a_counter_in_a_feed_fetches_no_page_at_every_look(
    clock: Clock, outlet: Callable[[], OddServer], guids: bool
) -> None:
    server = outlet()
    served(clock, server, "/story")
    feeds.subscribe(noted(clock, server, "/feed", restless(clock, server, "/story", guids=guids)))
    let_pass(clock, 9 * HOUR)
    assert len(clock.times(server, "/feed")) > 15
    assert Article.objects.count() == STORIES
    for number in range(STORIES):
        # When it came, two planned looks, and those that are hinted at: ever fewer.
        assert 3 <= len(clock.times(server, f"/story/{number}")) <= 9
    assert not Entry.objects.exclude(state=Entry.State.DONE).exists()


@pytest.mark.parametrize("behaviour", [reply(status=404), reply(status=403), redirect(302, "/x")])
def test_a_counter_brings_back_no_page_that_was_given_up_at_every_look(
    clock: Clock, outlet: Callable[[], OddServer], behaviour: Behaviour
) -> None:
    server = outlet()
    served(clock, server, "/story", behaviour)
    feeds.subscribe(noted(clock, server, "/feed", restless(clock, server, "/story")))
    let_pass(clock, 9 * HOUR)
    assert len(clock.times(server, "/feed")) > 15
    for number in range(STORIES):
        assert len(clock.times(server, f"/story/{number}")) <= 9


def test_a_page_whose_feed_gives_the_text_instead_is_not_asked_for_at_every_look(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    served(clock, server, "/story", reply(status=403))
    text = "The council voted on Tuesday to reopen the old harbour after a long dispute. " * 6

    def behave(peer: Peer) -> None:
        minutes = int((clock.now - START) / MINUTE)
        told = item(server, "/story", 0, START)
        told = told.replace("It is reported.", f"{text} {minutes} minutes ago. Read more…")
        reply(rss(server, "The Tidewater", told), content_type="application/rss+xml")(peer)

    feeds.subscribe(noted(clock, server, "/feed", behave))
    let_pass(clock, 9 * HOUR)
    assert Article.objects.count() == 1
    assert len(clock.times(server, "/story/0")) <= 9


def test_what_a_feed_says_brings_a_look_at_the_page_forward(
    clock: Clock, outlet: Callable[[], OddServer]
) -> None:
    server = outlet()
    served(clock, server, "/story")
    told = [item(server, "/story", 0, START)]

    def behave(peer: Peer) -> None:
        reply(rss(server, "The Tidewater", *told), content_type="application/rss+xml")(peer)

    feed, _new = feeds.subscribe(noted(clock, server, "/feed", behave))
    let_pass(clock, 3 * HOUR)
    told[:] = [told[0].replace("Story 0", "Story nought")]
    page = reply(STORY.format("Story nought").encode(), content_type="text/html")
    noted(clock, server, "/story/0", page)
    feeds.look_soon(feed)
    let_pass(clock, 2 * MINUTE)
    article = Article.objects.get()
    assert article.headline == "Story nought"
    assert article.revisions.count() == 2
    due = Job.objects.get(kind=Job.Kind.CHECK).due
    assert due - clock.now < timedelta(hours=1)
