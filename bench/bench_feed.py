"""Speed of reading feeds and lists of feeds: ``python -m bench.bench_feed``.

A feed here has 50 entries of about 300 words, as the 200 feeds of a cold start have.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable

from articles.pipeline.discover import find_feeds
from articles.pipeline.feed import parse_feed
from articles.pipeline.opml import Outline, parse_opml, write_opml
from articles.pipeline.sanitise import sanitise_html
from bench.bench_text import prose

ENTRIES = 50
URL = "https://courier.example/feed"


def body(seed: int, words: int = 300) -> str:
    """One article's HTML as a feed carries it: paragraphs, links, marks and a picture."""
    draw = random.Random(seed)
    paragraphs = prose(seed, words).split("\n\n")
    parts = ['<p><img src="/a.jpg" width="600" height="400" alt="A bridge" class="wide" /></p>']
    for number, text in enumerate(paragraphs):
        middle = text.split(" ")
        at = draw.randrange(len(middle))
        middle[-1] += " “So it is,” said the mayor’s office — “at last.”"
        middle[at] = f'<a href="/topic/{number}" target="_blank">{middle[at]}</a>'
        kind = "blockquote" if number == 2 else "p"
        parts.append(f"<{kind}>{' '.join(middle)} <em>{draw.choice(middle)}</em></{kind}>")
    return "\n".join(parts)


def rss(seed: int, entries: int = ENTRIES) -> bytes:
    """An RSS 2.0 feed with whole articles in ``content:encoded``."""
    items = "".join(
        f"<item><title>Story {seed} {n} &amp; more</title><link>https://courier.example/{n}</link>"
        f'<guid isPermaLink="false">tag:{seed}:{n}</guid><dc:creator>Jane Doe</dc:creator>'
        f"<pubDate>Sun, 03 Mar 2024 16:{n % 60:02}:00 -0500</pubDate><category>Politics</category>"
        f"<description><![CDATA[<p>{prose(n, 40)}</p>]]></description>"
        f"<content:encoded><![CDATA[{body(seed * 1000 + n)}]]></content:encoded>"
        f'<media:content url="https://courier.example/{n}.jpg" medium="image"/></item>'
        for n in range(entries)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">'
        "<channel><title>Almery Courier</title><link>https://courier.example/</link>"
        f'<atom:link rel="self" href="{URL}"/><language>en-gb</language>{items}</channel></rss>'
    ).encode()


def atom(seed: int, entries: int = ENTRIES) -> bytes:
    """An Atom feed with whole articles as escaped HTML."""
    items = "".join(
        f"<entry><title>Story {seed} {n}</title><id>tag:{seed}:{n}</id>"
        f'<link href="https://courier.example/{n}"/><author><name>Jane Doe</name></author>'
        f"<published>2024-03-03T16:{n % 60:02}:00Z</published>"
        f"<updated>2024-03-04T16:00:00Z</updated>"
        f'<content type="html"><![CDATA[{body(seed * 1000 + n)}]]></content></entry>'
        for n in range(entries)
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Almery Courier</title>'
        f'<id>x</id><link href="https://courier.example/"/>{items}</feed>'
    ).encode()


def json_feed(seed: int, entries: int = ENTRIES) -> bytes:
    """A JSON Feed with whole articles."""
    items = [
        {"id": str(n), "title": f"Story {n}", "url": f"/{n}", "content_html": body(seed * 1000 + n)}
        for n in range(entries)
    ]
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": "Almery Courier", "items": items}).encode()


def timed(name: str, unit: str, amount: float, work: Callable[[], object]) -> None:
    """Run ``work`` three times and print the best rate."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    print(f"{name:<52} {best * 1000:9.1f} ms {amount / best:12,.1f} {unit}/s")


def main() -> None:
    """Print one line per measurement, in processor time of one core."""
    kinds = {"RSS 2.0": rss, "Atom 1.0": atom, "JSON Feed": json_feed}
    for name, make in kinds.items():
        feeds = [make(seed) for seed in range(4)]

        def work(feeds: list[bytes] = feeds) -> None:
            for feed in feeds:
                assert len(parse_feed(feed, URL).entries) == ENTRIES

        timed(f"{name}, {ENTRIES} entries of 300 words", "feeds", len(feeds), work)
        timed(f"{name}, the same", "entries", len(feeds) * ENTRIES, work)
    broken = [rss(seed).replace(b"&amp;", b"&nbsp;") for seed in range(2)]
    timed("RSS 2.0, not well-formed", "feeds", 2, lambda: [parse_feed(one, URL) for one in broken])
    texts = [body(seed) for seed in range(50)]
    timed("sanitise 300 words", "texts", 50, lambda: [sanitise_html(one, URL) for one in texts])
    outlines = [Outline(f"Feed {n}", f"https://courier.example/{n}") for n in range(10_000)]
    listed = write_opml("Coast", outlines)
    timed("read a list of 10,000 feeds", "feeds", 10_000, lambda: parse_opml(listed))
    timed("write a list of 10,000 feeds", "feeds", 10_000, lambda: write_opml("", outlines))
    page = "<link rel=alternate type=application/rss+xml href=/feed>" + "<a href=/x>y</a>" * 5_000
    timed("find the feeds of a page with 5,000 links", "pages", 1, lambda: find_feeds(page, URL))


if __name__ == "__main__":
    main()
