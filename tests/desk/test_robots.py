"""What robots.txt says holds for every address that is asked for, wherever it was found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.models import Article, Entry
from articles.services.entries import hand_in
from tests.desk.test_politeness import (
    MINUTE,
    STORY,
    Clock,
    clock,
    let_pass,
    noted,
    outlet,
)
from tests.odd_server import OddServer, redirect, reply

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
