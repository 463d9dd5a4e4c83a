"""Every dialect of feed, read by both readers of XML and compared."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from articles.pipeline import feed as feed_module
from articles.pipeline.feed import parse_feed
from articles.pipeline.feed_types import ParsedFeed

URL = "https://courier.example/feed.xml"
DAY = datetime(2024, 3, 3, 10, 0, tzinfo=UTC)
LATER = datetime(2024, 3, 4, 10, 0, tzinfo=UTC)
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def rss(inside: str, version: str = "2.0", names: str = "", channel: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="{version}" {names}><channel><title>Courier</title>'
        f"<link>https://courier.example/</link>{channel}{inside}</channel></rss>"
    )


def item(inside: str = "") -> str:
    return f"<item><title>Tides</title><link>https://courier.example/1</link>{inside}</item>"


def atom(inside: str, feed: str = "", names: str = ATOM) -> str:
    return (
        f"<feed {names}><title>Courier</title><id>urn:feed</id>"
        f'<link href="https://courier.example/"/>{feed}<entry><id>urn:1</id><title>Tides</title>'
        f'<link href="https://courier.example/1"/>{inside}</entry></feed>'
    )


#: What each sample has to give of its first entry, beside its title and address.
SAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "RSS 0.90": (
        f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel>'
        "<title>Courier</title><link>https://courier.example/</link></channel>"
        f"{item()}</rdf:RDF>",
        {"guid": "https://courier.example/1"},
    ),
    "RSS 0.91 with a document type": (
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        ' "http://127.0.0.1:9/rss-0.91.dtd">'
        + rss(item("<description>Low &amp;amp; high.</description>"), "0.91").partition("?>")[2],
        {"summary_html": "Low &amp; high."},
    ),
    "RSS 0.92": (
        rss(item('<enclosure url="/tide.jpg" length="1" type="image/jpeg"/>'), "0.92"),
        {"image": "https://courier.example/tide.jpg"},
    ),
    "RSS 0.93": (
        rss(item("<pubDate>Sun, 03 Mar 2024 10:00:00 GMT</pubDate>"), "0.93"),
        {"published": DAY},
    ),
    "RSS 0.94": (
        rss(item("<category domain='x'>Sea</category><category>Coast</category>"), "0.94"),
        {"tags": ("Sea", "Coast")},
    ),
    "RSS 1.0": (
        f'<rdf:RDF {RDF} {DC} {CONTENT} xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="https://courier.example/"><title>Courier</title>'
        "<link>https://courier.example/</link><dc:language>en</dc:language>"
        '<items><rdf:Seq><rdf:li rdf:resource="x"/></rdf:Seq></items></channel>'
        '<item rdf:about="urn:1"><title>Tides</title><link>https://courier.example/1</link>'
        "<description>Low.</description><dc:creator>Jane Doe</dc:creator>"
        "<dc:date>2024-03-03T11:00:00+01:00</dc:date><dc:subject>Sea</dc:subject>"
        "<content:encoded>&lt;p&gt;Low water.&lt;/p&gt;</content:encoded></item></rdf:RDF>",
        {"guid": "urn:1", "authors": ("Jane Doe",), "published": DAY, "updated": None,
         "tags": ("Sea",), "summary_html": "Low.", "content_html": "<p>Low water.</p>"},
    ),
    "RSS 2.0, whole": (
        rss(
            item(
                "<guid isPermaLink='false'>t1</guid><dc:creator>Jane Doe</dc:creator>"
                "<pubDate>Sun, 03 Mar 2024 05:00:00 -0500</pubDate>"
                "<description>Low.</description><category>Sea</category>"
                "<content:encoded><![CDATA[<p>Low <b>water</b>.</p>]]></content:encoded>"
                '<media:group><media:content url="/t.mp4" medium="video"/>'
                '<media:content url="/t.jpg" medium="image"/></media:group>'
                '<media:thumbnail url="/s.jpg"/>'
            ),
            names=f'{DC} {CONTENT} xmlns:media="http://search.yahoo.com/mrss/"',
        ),
        {"guid": "t1", "authors": ("Jane Doe",), "published": DAY, "tags": ("Sea",),
         "summary_html": "Low.", "content_html": "<p>Low <b>water</b>.</p>",
         "image": "https://courier.example/t.jpg"},
    ),
    "RSS 2.0, the full text first": (
        rss(
            item(
                "<content:encoded><![CDATA[<p>Low water.</p>]]></content:encoded>"
                "<description>Low.</description>"
            ),
            names=CONTENT,
        ),
        {"summary_html": "Low.", "content_html": "<p>Low water.</p>"},
    ),
    "RSS 2.0 with Atom in it": (
        rss(
            item("<a:updated>2024-03-04T10:00:00Z</a:updated>"
                 "<pubDate>Sun, 3 Mar 2024 10:00:00 +0000</pubDate>"),
            names='xmlns:a="http://www.w3.org/2005/Atom"',
            channel='<a:link rel="self" href="https://courier.example/f"/>'
            '<a:link rel="hub" href="https://hub.example/"/>',
        ),
        {"published": DAY, "updated": LATER},
    ),
    "RSS 2.0 of a podcast": (
        rss(
            item(
                "<guid>t1</guid><itunes:author>Jane Doe</itunes:author>"
                "<itunes:duration>12:30</itunes:duration><itunes:explicit>no</itunes:explicit>"
                '<itunes:subtitle>Low</itunes:subtitle><itunes:image href="/t.jpg"/>'
                '<enclosure url="/t.mp3" type="audio/mpeg" length="1"/>'
            ),
            names='xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
            channel="<itunes:author>The Courier</itunes:author>"
            "<itunes:owner><itunes:name>X</itunes:name></itunes:owner>"
            '<itunes:category text="News"/><image><title>Logo</title><url>/l.png</url>'
            "<link>https://logo.example/</link></image>",
        ),
        {"guid": "t1", "authors": ("Jane Doe",), "image": ""},
    ),
    "RSS 2.0 with an address and a name as author": (
        rss(item("<author>jane@courier.example (Jane Doe)</author>")),
        {"authors": ("Jane Doe",)},
    ),
    "RSS 2.0 in a namespace of its own": (
        rss(item("<guid>t1</guid>"), names='xmlns="http://backend.userland.com/rss2"'),
        {"guid": "t1"},
    ),
    "RSS 2.0 with markup that is not escaped": (
        rss(item("<description><p>Low <b>water</b> &amp; more.</p></description>")),
        {"summary_html": "<p>Low <b>water</b> &amp; more.</p>"},
    ),
    "RSS 2.0 with a permanent link only": (
        rss("<item><title>Tides</title><guid>https://courier.example/1</guid></item>"),
        {"guid": "https://courier.example/1"},
    ),
    "RSS 2.0 with relative links": (
        rss("<item><title>Tides</title><link>/1</link><description>"
            "&lt;a href='more'&gt;More&lt;/a&gt;</description></item>"),
        {"summary_html": '<a href="https://courier.example/more" '
         'rel="noopener noreferrer nofollow ugc">More</a>'},
    ),
    "RSS 2.0 from a redirecting service": (
        rss(
            "<item><title>Tides</title><link>https://go.example/x</link>"
            "<feedburner:origLink>https://courier.example/1</feedburner:origLink></item>",
            names='xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"',
        ),
        {"guid": "https://courier.example/1"},
    ),
    "RSS 2.0 with a source and a time zone's letters": (
        rss(item('<source url="https://other.example/f">Other</source>'
                 "<pubDate>Sun, 03 Mar 2024 05:00:00 EST</pubDate>")),
        {"published": DAY},
    ),
    "Atom 0.3": (
        atom(
            "<issued>2024-03-03T10:00:00Z</issued><modified>2024-03-04T10:00:00Z</modified>"
            "<author><name>Jane Doe</name></author>"
            '<content type="text/html" mode="escaped">&lt;p&gt;Low.&lt;/p&gt;</content>',
            names='version="0.3" xmlns="http://purl.org/atom/ns#"',
        ),
        {"published": DAY, "updated": LATER, "authors": ("Jane Doe",),
         "content_html": "<p>Low.</p>"},
    ),
    "Atom 1.0 with HTML": (
        atom(
            "<published>2024-03-03T10:00:00Z</published><updated>2024-03-04T10:00:00.5Z</updated>"
            '<category term="sea" label="Sea"/><category term="coast"/>'
            '<content type="html">&lt;p&gt;Low.&lt;/p&gt;</content>'
            '<summary type="text">a &lt; b</summary>'
        ),
        {"published": DAY, "updated": LATER, "tags": ("Sea", "coast"),
         "content_html": "<p>Low.</p>", "summary_html": "<p>a &lt; b</p>"},
    ),
    "Atom 1.0 with XHTML": (
        atom(
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Low<br/>'
            '<a href="/x">water</a> &amp; more.</p></div></content>'
        ),
        {"content_html": '<p>Low<br><a href="https://courier.example/x" '
         'rel="noopener noreferrer nofollow ugc">water</a> &amp; more.</p>'},
    ),
    "Atom 1.0 with prefixed XHTML": (
        atom(
            '<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml">'
            "<h:p>Low.</h:p></h:div></content>"
        ),
        {"content_html": "<p>Low.</p>"},
    ),
    "Atom 1.0 with an odd prefix throughout": (
        '<z:feed xmlns:z="http://www.w3.org/2005/Atom"><z:title>Courier</z:title>'
        '<z:link href="https://courier.example/"/><z:entry><z:id>urn:1</z:id>'
        '<z:title>Tides</z:title><z:link href="https://courier.example/1"/>'
        "<z:updated>2024-03-04T10:00:00Z</z:updated></z:entry></z:feed>",
        {"guid": "urn:1", "updated": LATER, "published": None},
    ),
    "Atom 1.0 with bases": (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://courier.example/">'
        '<title>Courier</title><link href="/"/><entry xml:base="a/"><id>urn:1</id>'
        '<title>Tides</title><link href="../1"/><content type="html" xml:base="b/">'
        '&lt;a href="c"&gt;Low&lt;/a&gt;</content></entry></feed>',
        {"content_html": '<a href="https://courier.example/a/b/c" '
         'rel="noopener noreferrer nofollow ugc">Low</a>'},
    ),
    "Atom 1.0 with several links": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title>'
        '<link rel="self" href="/atom"/><link rel="alternate" href="https://courier.example/"/>'
        '<entry><id>urn:1</id><title>Tides</title>'
        '<link rel="replies" href="/1/replies"/><link rel="alternate" type="text/html" href="/1"/>'
        '<link rel="enclosure" type="image/png" href="/t.png"/></entry></feed>',
        {"image": "https://courier.example/t.png"},
    ),
    "Atom 1.0 whose feed has the author": (
        atom("<updated>2024-03-04T10:00:00Z</updated>",
             feed="<author><name>Jane Doe</name><email>j@courier.example</email></author>"),
        {"authors": ("Jane Doe",)},
    ),
    "Atom 1.0 with a source": (
        atom("<source><title>Other</title><id>urn:other</id><updated>2020-01-01T00:00:00Z"
             "</updated></source><updated>2024-03-04T10:00:00Z</updated>"),
        {"guid": "urn:1", "updated": LATER},
    ),
}  # fmt: skip


def loosely(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> ParsedFeed:
    """Parse with feedparser, whatever the feed is like."""
    with monkeypatch.context() as patched:
        patched.setattr(feed_module, "read_strict", lambda text: None)
        return parse_feed(raw, URL)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_dialect_is_read(name: str) -> None:
    text, expected = SAMPLES[name]
    feed = parse_feed(text.encode(), URL)
    entry = feed.entries[0]

    assert (feed.title, feed.site_url) == ("Courier", "https://courier.example/")
    assert (entry.title, entry.url) == ("Tides", "https://courier.example/1")
    assert {key: getattr(entry, key) for key in expected} == expected
    assert len(feed.entries) == 1


@pytest.mark.parametrize("name", SAMPLES)
def test_both_readers_of_xml_agree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = SAMPLES[name][0].encode()
    quick = parse_feed(raw, URL)

    assert feed_module.read_strict(feed_module.mend(raw.decode()).text) is not None
    assert loosely(raw, monkeypatch) == quick


def test_a_rare_way_to_write_a_feed_is_left_to_the_library() -> None:
    raw = atom(
        '<content type="application/octet-stream" mode="base64">PHA+TG93LjwvcD4=</content>',
        names='version="0.3" xmlns="http://purl.org/atom/ns#"',
    ).encode()

    assert parse_feed(raw).entries[0].content_html == "<p>Low.</p>"


@pytest.mark.parametrize(
    "written",
    [
        "Sun, 03 Mar 2024 10:00:00 GMT",
        "Sun, 3 Mar 2024 10:00 +0000",
        "03 Mar 2024 05:00:00 -0500",
        "Sun, 03 Mar 24 10:00:00 UT",
        "Sunday, 03 March 2024 11:00:00 CET",
        "Sun, 03 Mar 2024 05:00:00 EST",
        "Sun Mar  3 10:00:00 2024",
        "2024-03-03T10:00:00Z",
        "2024-03-03T10:00:00.123456+00:00",
        "2024-03-03T15:30:00+05:30",
        "2024-03-03 10:00:00",
        "2024-03-03T10:00Z",
        "March 3, 2024 10:00 am",
        " \n 2024-03-03T10:00:00Z ",
    ],
)
def test_dates_are_read_as_feeds_write_them(written: str) -> None:
    feed = parse_feed(rss(item(f"<pubDate>{written}</pubDate>")).encode())

    assert feed.entries[0].published == DAY


@pytest.mark.parametrize(
    "written",
    ["yesterday", "2024년 05월 28일", "1709460000", "99 Foo 2024 10:00:00 GMT", "0", "2024-13-45",
     "Sun, 31 Feb 2024 10:00:00 GMT", "9" * 90],
)  # fmt: skip
def test_what_is_no_date_makes_no_date(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = rss(item(f"<pubDate>{written}</pubDate>")).encode()

    assert parse_feed(raw).entries[0].published is None
    assert loosely(raw, monkeypatch).entries[0].published is None


@pytest.mark.parametrize("version", ["1", "1.1"])
def test_json_feed_is_read_in_both_versions(version: str) -> None:
    authors = {"author": {"name": "Jane Doe"}} if version == "1" else {
        "authors": [{"name": "Jane Doe"}, {"url": "x"}]
    }  # fmt: skip
    raw = json.dumps(
        {
            "version": f"https://jsonfeed.org/version/{version}",
            "title": "Courier",
            "home_page_url": "https://courier.example/",
            "feed_url": "https://courier.example/feed.json",
            "items": [
                {
                    "id": "1",
                    "url": "/1",
                    "title": "Tides",
                    "content_html": "<p>Low.</p>",
                    "summary": "a < b",
                    "image": "/t.jpg",
                    "date_published": "2024-03-03T10:00:00Z",
                    "date_modified": "2024-03-04T10:00:00Z",
                    "tags": ["Sea"],
                    **authors,
                }
            ],
        }
    )
    feed = parse_feed(raw.encode(), URL)
    entry = feed.entries[0]

    assert feed.self_url == feed.feed_url == "https://courier.example/feed.json"
    assert (entry.url, entry.authors, entry.tags) == (
        "https://courier.example/1", ("Jane Doe",), ("Sea",),
    )  # fmt: skip
    assert (entry.published, entry.updated) == (DAY, LATER)
    assert (entry.content_html, entry.summary_html) == ("<p>Low.</p>", "a &lt; b")
    assert entry.image == "https://courier.example/t.jpg"
    assert feed.warnings == ()


def test_a_feeds_own_address_is_told_apart_from_where_it_was_fetched() -> None:
    told = rss(item(), names='xmlns:a="http://www.w3.org/2005/Atom"',
               channel='<a:link rel="self" href="/own"/>')  # fmt: skip

    assert parse_feed(told.encode(), URL).self_url == "https://courier.example/own"
    silent = parse_feed(rss(item()).encode(), URL)
    assert (silent.self_url, silent.feed_url) == ("", URL)
    assert replace(silent, self_url="x").to_json()["self_url"] == "x"


def test_what_a_film_is_about_stands_in_for_a_text() -> None:
    entry = parse_feed(
        rss(
            item("<media:group><media:title>Other</media:title>"
                 "<media:description>A &lt; B</media:description></media:group>"),
            names='xmlns:media="http://search.yahoo.com/mrss/"',
        ).encode()
    ).entries[0]  # fmt: skip

    assert (entry.title, entry.summary_html) == ("Tides", "<p>A &lt; B</p>")
