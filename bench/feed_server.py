"""Serves feeds of invented news on this machine, quickly, and changes them when told to.

    python -m bench.feed_server --feeds 200 --entries 50 --ports 200 --write-opml feeds.opml

One process listens on many ports of 127.0.0.1, since the desk asks one host and port one thing at
a time. Feeds are RSS 2.0 with whole articles, validators and proper 304s; every entry's page is
there, too, and a robots.txt that allows everything. What is sent was rendered before. The first
line printed is JSON: {"control": PORT, "ports": [PORT, ...]}.

On the control port, POST /edit and POST /add take a JSON list (of [feed, entry], and of feed
numbers) and give a list of what there is now; GET /state lists every entry, GET /stats counts
answers by kind, POST /stats sets the counts back.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import html
import json
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from bench.news import story

HOST = "127.0.0.1"
_ROBOTS = b"User-agent: *\nAllow: /\n"
_REASONS = {200: "OK", 304: "Not Modified", 404: "Not Found", 400: "Bad Request"}


@dataclass(slots=True)
class Entry:
    """One entry, in the edition it is in now."""

    number: int
    published: datetime
    edition: int = 1
    title: str = ""
    marker: str = ""
    head: bytes = b""  # of its item in the feed, up to its body
    body: bytes = b""
    page: bytes = b""  # of its page, up to its body


@dataclass(slots=True)
class Feed:
    """One feed; its validators follow ``version`` and ``changed``."""

    number: int
    origin: str
    changed: datetime
    entries: list[Entry] = field(default_factory=list)
    version: int = 1

    @property
    def url(self) -> str:
        """Its address."""
        return f"{self.origin}/feeds/{self.number}/rss.xml"

    @property
    def etag(self) -> str:
        """A strong validator: another one for each version."""
        return f'"{self.number}-{self.version}"'

    def page_url(self, entry: Entry) -> str:
        """The address of an entry's page."""
        return f"{self.origin}/feeds/{self.number}/{entry.number}.html"

    def guid(self, entry: Entry) -> str:
        """What the feed calls an entry."""
        return f"{self.number:04}-{entry.number:04}"

    def render(self) -> bytes:
        """Return the feed as it is now, newest entry first."""
        pieces = [
            b'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
            b'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            b'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
            + f"<title>Courier {self.number}</title><link>{self.origin}/</link>"
            f"<description>Invented news {self.number}</description>"
            f"<language>en-GB</language>\n".encode()
        ]
        for entry in reversed(self.entries):
            pieces += (entry.head, entry.body, b"]]></content:encoded></item>\n")
        pieces.append(b"</channel></rss>\n")
        return b"".join(pieces)


class Newsstand:
    """All feeds, and what happens to them."""

    def __init__(self, ports: list[int], *, feeds: int, entries: int, seed: int) -> None:
        """Write every story; 10,000 take about two seconds."""
        self.seed = seed
        self.stats: Counter[str] = Counter()
        now = datetime.now(UTC).replace(microsecond=0)
        self.feeds = []
        for number in range(feeds):
            feed = Feed(number, f"http://{HOST}:{ports[number % len(ports)]}", now)
            for at in range(entries):
                age = timedelta(minutes=30 + 83 * (entries - at) + 7 * (number % 11))
                feed.entries.append(self._written(feed, Entry(at, now - age)))
            self.feeds.append(feed)

    def _written(self, feed: Feed, entry: Entry) -> Entry:
        """Write an entry's edition; its page and its item share the body."""
        told = story(self.seed, feed.number, entry.number, entry.edition)
        entry.title, entry.marker, entry.body = told.title, told.marker, told.body.encode()
        url, date = feed.page_url(entry), entry.published
        entry.head = (
            f"<item><title>{escape(told.title)}</title><link>{url}</link>"
            f'<guid isPermaLink="false">{feed.guid(entry)}</guid>'
            f"<dc:creator>{escape(told.author)}</dc:creator>"
            f"<pubDate>{format_datetime(date, usegmt=True)}</pubDate>"
            f"<description>{escape(told.summary)}</description><content:encoded><![CDATA["
        ).encode()
        title = html.escape(told.title)
        entry.page = (
            f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="author" content="{html.escape(told.author)}">'
            f'<meta property="article:published_time" content="{date.isoformat()}">'
            f'<link rel="canonical" href="{url}"></head><body><article><h1>{title}</h1>'
        ).encode()
        return entry

    def change(self, feed: Feed) -> None:
        """Give a feed its next validators. Dates have whole seconds, and never stand still."""
        now = datetime.now(UTC).replace(microsecond=0)
        feed.version += 1
        feed.changed = max(now, feed.changed + timedelta(seconds=1))

    def edit(self, pairs: list[list[int]]) -> list[dict[str, Any]]:
        """Bring out the next edition of entries; return what they are now."""
        for at, number in pairs:
            feed = self.feeds[at]
            entry = feed.entries[number]
            entry.edition += 1
            self._written(feed, entry)
            self.change(feed)
        return [self._told(self.feeds[at], self.feeds[at].entries[number]) for at, number in pairs]

    def add(self, numbers: list[int]) -> list[dict[str, Any]]:
        """Add an entry to each feed named; return them."""
        told = []
        for at in numbers:
            feed = self.feeds[at]
            now = datetime.now(UTC).replace(microsecond=0)
            feed.entries.append(self._written(feed, Entry(len(feed.entries), now)))
            self.change(feed)
            told.append(self._told(feed, feed.entries[-1]))
        return told

    def state(self) -> list[dict[str, Any]]:
        """List every entry as it is now."""
        return [self._told(feed, entry) for feed in self.feeds for entry in feed.entries]

    def _told(self, feed: Feed, entry: Entry) -> dict[str, Any]:
        return {
            "feed": feed.number,
            "entry": entry.number,
            "feed_url": feed.url,
            "guid": feed.guid(entry),
            "url": feed.page_url(entry),
            "title": entry.title,
            "edition": entry.edition,
            "marker": entry.marker,
        }

    def opml(self) -> str:
        """The feeds as a list to import."""
        lines = [
            f"<outline type={quoteattr('rss')} text={quoteattr(f'Courier {feed.number}')} "
            f"xmlUrl={quoteattr(feed.url)}/>"
            for feed in self.feeds
        ]
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head><title>Invented'
            "</title></head><body>\n" + "\n".join(lines) + "\n</body></opml>\n"
        )

    def answer(self, path: str, head: bytes) -> bytes:
        """Return the whole answer to a GET for ``path``; ``head`` is the request's, lower case."""
        parts = path.split("/")
        if path == "/robots.txt":
            return self._counted("robots", 200, _ROBOTS, "text/plain")
        with contextlib.suppress(ValueError, IndexError):
            feed = self.feeds[int(parts[2])] if parts[1] == "feeds" and len(parts) == 4 else None
            if feed and parts[3] == "rss.xml":
                return self._feed(feed, head)
            if feed and parts[3].endswith(".html"):
                entry = feed.entries[int(parts[3].removesuffix(".html"))]
                page = entry.page + entry.body + b"</article></body></html>\n"
                return self._counted("page", 200, page, "text/html; charset=utf-8")
        return self._counted("other", 404, b"Nothing is here.\n", "text/plain")

    def _feed(self, feed: Feed, head: bytes) -> bytes:
        dated = format_datetime(feed.changed, usegmt=True)
        validators = f"ETag: {feed.etag}\r\nLast-Modified: {dated}\r\n"
        if _is_known(feed, head):
            return self._counted("feed not modified", 304, b"", "", validators)
        kind = "application/rss+xml; charset=utf-8"
        return self._counted("feed", 200, feed.render(), kind, validators)

    def _counted(
        self, what: str, status: int, body: bytes, content_type: str, more: str = ""
    ) -> bytes:
        self.stats[what] += 1
        return rendered(status, body, content_type, more)


def rendered(status: int, body: bytes, content_type: str, more: str = "") -> bytes:
    """Return an HTTP/1.1 answer; 304 has neither type nor length."""
    kind = (
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n" if status != 304 else ""
    )
    return f"HTTP/1.1 {status} {_REASONS[status]}\r\n{more}{kind}\r\n".encode() + body


def _is_known(feed: Feed, head: bytes) -> bool:
    """Whether the request's validators are the feed's (RFC 9110, 13.2.2: If-None-Match first)."""
    if (given := header(head, b"if-none-match")) is not None:
        return feed.etag in {each.strip().removeprefix("w/") for each in given.split(",")}
    if (date := header(head, b"if-modified-since")) is not None:
        with contextlib.suppress(ValueError):
            return parsedate_to_datetime(date) >= feed.changed
    return False


def header(head: bytes, name: bytes) -> str | None:
    """Return a header of a request that was put in lower case, or None."""
    start = head.find(b"\n" + name + b":")
    if start < 0:
        return None
    start += len(name) + 2
    return head[start : head.find(b"\r\n", start)].decode("latin-1").strip()


class Connection(asyncio.Protocol):
    """One connection, kept for further requests unless the client wants it closed."""

    def __init__(self, stand: Newsstand, *, controls: bool) -> None:
        self._stand = stand
        self._controls = controls
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._received += data
        assert self._transport is not None
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[: end + 2]
            lowered = head.lower()
            length = int(header(lowered, b"content-length") or 0)
            if len(self._received) < end + 4 + length:
                return
            body = self._received[end + 4 : end + 4 + length]
            self._received = self._received[end + 4 + length :]
            method, _, rest = head.partition(b" ")
            path = rest.partition(b" ")[0].decode("latin-1")
            if self._controls:
                self._transport.write(control(self._stand, method, path, body))
            else:
                self._transport.write(self._stand.answer(path, lowered))
            if header(lowered, b"connection") == "close":
                self._transport.close()


def control(stand: Newsstand, method: bytes, path: str, body: bytes) -> bytes:
    """Do what the control port was asked, and return the answer."""
    said: Any
    try:
        match method, path:
            case b"GET", "/state":
                said = stand.state()
            case b"GET", "/stats":
                said = stand.stats
            case b"POST", "/stats":
                said = stand.stats = Counter()
            case b"POST", "/edit":
                said = stand.edit(json.loads(body))
            case b"POST", "/add":
                said = stand.add(json.loads(body))
            case _:
                return rendered(404, b"Nothing is here.\n", "text/plain")
    except (ValueError, TypeError, IndexError) as problem:
        return rendered(400, f"{problem}\n".encode(), "text/plain")
    return rendered(200, json.dumps(said).encode(), "application/json")


async def serve(options: argparse.Namespace) -> None:
    """Open the ports, write the stories, say so, and serve until told to stop."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    stand: Newsstand  # made when the ports are known; nobody knows them before
    async with contextlib.AsyncExitStack() as stack:
        servers = []
        for at in range(options.ports + 1):
            controls = at == options.ports
            server = await loop.create_server(
                lambda controls=controls: Connection(stand, controls=controls),  # type: ignore[misc]
                HOST,
                0,
                backlog=512,
            )
            servers.append(await stack.enter_async_context(server))
        *ports, control_port = (server.sockets[0].getsockname()[1] for server in servers)
        stand = Newsstand(
            list(ports), feeds=options.feeds, entries=options.entries, seed=options.seed
        )
        if options.write_opml:
            options.write_opml.write_text(stand.opml(), encoding="utf-8")
        print(json.dumps({"control": control_port, "ports": ports}), flush=True)
        await stop.wait()


def main(arguments: list[str]) -> int:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(description="Serve feeds of invented news on 127.0.0.1.")
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--entries", type=int, default=50, help="entries of each feed")
    parser.add_argument("--ports", type=int, default=200, help="ports the feeds are spread over")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write-opml", type=Path, metavar="FILE", help="list the feeds there")
    options = parser.parse_args(arguments)
    options.ports = max(1, min(options.ports, options.feeds))
    asyncio.run(serve(options))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
