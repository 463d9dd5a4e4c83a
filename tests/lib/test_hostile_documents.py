"""Hostile documents all the way: served, fetched, and read in a confined process.

Each comes to a result or to one of the errors the reader names, never to a time-out or a death,
and one child reads them all, one after another.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psutil
import pytest

from articles.pipeline.extraction import UnreadableArticle
from articles.pipeline.feed_types import NotAFeed
from newsdesk.lib.confined import Confined
from newsdesk.lib.fetch import fetch
from tests.lib.fetching import policy_for
from tests.odd_server import OddServer, canary, reply

WORDS = "The council of Port Almery voted on Monday to close the old harbour bridge for good. "
STORY = "".join(f"<p>{number}. {WORDS}</p>" for number in range(20))
ITEM = "<item><guid>1</guid><title>Tides &amp; {0}</title></item>"
FEED = "<rss version='2.0'><channel><title>Notes</title>{0}</channel></rss>"
XML = "application/rss+xml"
HTML = "text/html"


@pytest.fixture(scope="module")
def reader() -> Iterator[Confined]:
    with Confined(
        "tests.lib.reading:read",
        seconds=20,
        memory=600_000_000,
        errors=[NotAFeed, UnreadableArticle],
    ) as running:
        running.call(("page", page(), HTML))  # imports what is imported late
        yield running


def feed(inside: str = ITEM.format("more"), before: str = "") -> bytes:
    return (before + FEED.format(inside)).encode()


def page(inside: str = STORY, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body><article>{inside}</article>".encode()


def laughs() -> str:
    names = [("a", "ha" * 50), *((f"a{n}", f"&a{n - 1 or ''};" * 20) for n in range(1, 10))]
    lines = "".join(f'<!ENTITY {name} "{value}">' for name, value in names)
    return f"<?xml version='1.0'?><!DOCTYPE rss [{lines}]>"


def outside(url: str) -> str:
    lines = f'<!ENTITY x SYSTEM "{url}/x"><!ENTITY % y SYSTEM "{url}/y"> %y;'
    return f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{url}/dtd" [{lines}]>'


ATTRIBUTES = " ".join(f'a{number}="1"' for number in range(100_000))

REFUSED: dict[str, tuple[str, bytes, str]] = {
    "an empty feed": ("feed", b"", XML),
    "an empty page": ("page", b"", HTML),
    "a page for a feed": ("feed", page(), XML),
    "a feed for a page": ("page", feed(), HTML),
    "NULs for a feed": ("feed", b"\0" * 100_000, XML),
    "NULs for a page": ("page", b"\0" * 100_000, HTML),
    "a deep feed": ("feed", b"<rss><channel>" + b"<a>" * 100_000, XML),
    "a feed with attributes": ("feed", f"<rss {ATTRIBUTES}><channel/></rss>".encode(), XML),
    "a deep page": ("page", page("<div>" * 100_000 + STORY), HTML),
    "a page of tables in tables": ("page", page("<table><tr><td>" * 20_000 + STORY), HTML),
    "a page of open comments": ("page", page(STORY + "<!--" * 200_000), HTML),
    "a picture for a page": ("page", b"\x89PNG\r\n\x1a\n" + b"\0" * 5_000, HTML),
}

READ: dict[str, tuple[str, bytes, str]] = {
    "a feed": ("feed", feed(), XML),
    "a feed cut off": ("feed", feed(ITEM.format("more") * 3)[:-40], XML),
    "a feed with NULs": ("feed", feed().replace(b"Notes", b"No\0tes"), XML),
    "a feed in another charset than it says": (
        "feed",
        b"<?xml version='1.0' encoding='utf-8'?>"
        + feed(ITEM.format("Küste")).decode().encode("latin-1"),
        XML,
    ),
    "a feed in a charset there is not": ("feed", feed(), f"{XML}; charset=klingon"),
    "a feed of many entries": ("feed", feed(ITEM.format("x") * 4_000), XML),
    "a page": ("page", page(), HTML),
    "a page with NULs": ("page", page(STORY.replace("council", "coun\0cil")), HTML),
    "a page cut off": ("page", page()[:-200], HTML),
    "a page in a charset there is not": ("page", page(), f"{HTML}; charset=klingon"),
    "a page in another charset than it says": (
        "page",
        page(STORY + "Küste").decode().encode("latin-1"),
        f"{HTML}; charset=utf-8",
    ),
    "a page without a type": ("page", page(), ""),
    "a page with attributes": ("page", page(f"<div {ATTRIBUTES}>{STORY}</div>"), HTML),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_time(
    server: OddServer, reader: Confined, name: str
) -> None:
    kind, body, content_type = REFUSED[name]
    with pytest.raises((NotAFeed, UnreadableArticle)):
        read(server, reader, kind, body, content_type)


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_in_time(server: OddServer, reader: Confined, name: str) -> None:
    kind, body, content_type = READ[name]
    _, size = read(server, reader, kind, body, content_type)
    assert size >= (1 if kind == "feed" else 500)


@pytest.mark.parametrize("kind", ["feed", "page"])
def test_entities_do_not_grow(server: OddServer, reader: Confined, kind: str) -> None:
    body = feed(ITEM.format("&a9;"), laughs()) if kind == "feed" else laughs().encode() + page()
    try:
        title, size = read(server, reader, kind, body, XML if kind == "feed" else HTML)
    except (NotAFeed, UnreadableArticle):
        return
    assert len(title) + size < 10_000


@pytest.mark.parametrize("kind", ["feed", "page"])
def test_nothing_outside_is_asked_for(server: OddServer, reader: Confined, kind: str) -> None:
    with canary() as bird:
        start = outside(bird.origin())
        lure = f'<img src="{bird.url()}"><link rel="stylesheet" href="{bird.url()}">'
        if kind == "feed":
            body = feed(
                ITEM.format("&x;") + f"<description><![CDATA[{lure}]]></description>", start
            )
        else:
            body = start.encode() + page(lure + STORY, head=lure)
        with contextlib.suppress(NotAFeed, UnreadableArticle):
            read(server, reader, kind, body, XML if kind == "feed" else HTML)


def read(
    server: OddServer, reader: Confined, kind: str, body: bytes, content_type: str
) -> tuple[str, int]:
    """Serve, fetch and read a document; fails if reading takes 2 seconds of a processor."""
    answer = fetch(server.at("/x", reply(body, content_type=content_type)), policy_for(server))
    sent = (kind, answer.body, answer.headers.get("Content-Type", ""))
    before = spent(reader)
    try:
        found: tuple[str, int] = reader.call(sent)
    finally:
        assert spent(reader) - before < 2
    return found


def spent(reader: Confined) -> float:
    """Seconds of processor time the child has used; 0 if it has just been replaced."""
    if reader.pid is None:
        return 0
    used = psutil.Process(reader.pid).cpu_times()
    return float(used.user + used.system)
