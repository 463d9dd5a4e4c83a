from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pipeline.feed import NotAFeed, parse_feed

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Almery Courier &amp;amp; Coast</title><link>https://courier.example/</link>
<atom:link rel="hub" href="https://hub.example/"/>
<atom:link rel="self" href="https://courier.example/feed.xml"/>
<language>en-gb</language><ttl>60</ttl>
<item><title>Bridge &lt;b&gt;closes&lt;/b&gt;, mayor says</title>
<link>/2024/bridge?utm_source=rss</link><guid isPermaLink="false">tag:1</guid>
<dc:creator>By Jane Doe and Paul Roe</dc:creator><category>Politics</category>
<category>politics</category>
<pubDate>Sun, 03 Mar 2024 16:05:00 -0500</pubDate>
<description>A short &lt;a href="/more" onclick="x()"&gt;note&lt;/a&gt;.</description>
<content:encoded><![CDATA[<p style="x" class="y">Full <img src=x onerror=alert(1)>text.
<script>alert(2)</script></p>]]></content:encoded>
<media:content url="/bridge.jpg" medium="image"/></item>
<item><title>Second</title><link>https://courier.example/second</link></item>
<item><title>Bridge again</title><guid isPermaLink="false">tag:1</guid></item>
<item><title>No address at all</title><description>Only words.</description></item>
</channel></rss>"""

RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old Post</title><link>https://old.example/</link>
</channel><item rdf:about="https://old.example/1"><title>One</title>
<link>https://old.example/1</link><dc:date>2024-03-03T10:00:00+01:00</dc:date></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">Bote</title>
<link href="https://bote.example/"/><link rel="self" href="https://bote.example/atom"/>
<entry xml:base="https://bote.example/a/"><id>urn:1</id><title type="html">A &amp;lt; B</title>
<link rel="alternate" href="eins"/><author><name>Erika Muster</name></author>
<published>2024-03-03T10:00:00Z</published><updated>2024-03-04T10:00:00Z</updated>
<content type="html">&lt;p&gt;&lt;a href="zwei"&gt;Wort&lt;/a&gt;&lt;/p&gt;</content>
</entry></feed>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour <Notes>",
        "home_page_url": "https://notes.example/",
        "language": "en",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "authors": [{"name": "Jane Doe"}],
        "items": [
            {
                "id": 7,
                "url": "https://notes.example/7",
                "title": "Tides",
                "content_text": "One <b>.\n\nTwo.",
                "date_published": "2024-03-03T10:00:00+02:00",
                "tags": ["sea"],
            },
            "nonsense",
        ],
    }
)


def test_rss_gives_its_entries_clean_and_complete() -> None:
    feed = parse_feed(RSS.encode(), "https://courier.example/feed.xml")
    first, second, nameless = feed.entries

    assert feed.title == "Almery Courier & Coast"
    assert feed.site_url == "https://courier.example/"
    assert feed.hubs == ("https://hub.example/",)
    assert (feed.language, feed.ttl_seconds) == ("en-gb", 3600)
    assert first.guid == "tag:1"
    assert first.title == "Bridge closes, mayor says"
    assert first.url == "https://courier.example/2024/bridge?utm_source=rss"
    assert first.authors == ("Jane Doe", "Paul Roe")
    assert first.published == datetime(2024, 3, 3, 21, 5, tzinfo=UTC)
    assert first.updated is None
    assert first.tags == ("Politics",)
    assert first.image == "https://courier.example/bridge.jpg"
    assert 'href="https://courier.example/more"' in first.summary_html
    assert "onclick" not in first.summary_html
    assert first.content_html.startswith("<p>Full text.")
    assert "alert" not in first.content_html
    assert second.guid == second.url == "https://courier.example/second"
    assert nameless.guid.startswith("sha256:")
    assert "Entries given twice: 1." in feed.warnings


def test_rss_one_is_read() -> None:
    feed = parse_feed(RDF.encode())

    assert feed.title == "Old Post"
    assert feed.entries[0].url == "https://old.example/1"
    assert feed.entries[0].published == datetime(2024, 3, 3, 9, 0, tzinfo=UTC)


def test_atom_resolves_addresses_against_its_own_base() -> None:
    feed = parse_feed(ATOM.encode())
    entry = feed.entries[0]

    assert entry.title == "A < B"
    assert entry.url == "https://bote.example/a/eins"
    assert 'href="https://bote.example/a/zwei"' in entry.content_html
    assert entry.published == datetime(2024, 3, 3, 10, 0, tzinfo=UTC)
    assert entry.updated == datetime(2024, 3, 4, 10, 0, tzinfo=UTC)
    assert feed.feed_url == "https://bote.example/atom"


def test_json_feed_is_read_and_a_bad_item_reported() -> None:
    feed = parse_feed(JSON.encode())
    entry = feed.entries[0]

    assert feed.title == "Harbour"
    assert (entry.guid, entry.authors, entry.tags) == ("7", ("Jane Doe",), ("sea",))
    assert entry.content_html == "<p>One &lt;b&gt;.</p><p>Two.</p>"
    assert entry.published == datetime(2024, 3, 3, 8, 0, tzinfo=UTC)
    assert feed.warnings == ("Entries that are no objects: 1.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_feed_is_read_in_any_encoding(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = (
        f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel>'
        "<title>Grüße</title><item><title>Café é</title></item></channel></rss>"
    )
    feed = parse_feed(text.encode(encoding))

    assert feed.title == "Grüße"
    assert feed.entries[0].title == "Café é"


def test_a_broken_feed_gives_what_is_whole_and_a_warning() -> None:
    broken = RSS[: RSS.index("<item><title>Second")] + "<item><title>Cut & of"
    feed = parse_feed(broken.encode())

    assert feed.entries[0].guid == "tag:1"
    assert any("not well-formed" in warning for warning in feed.warnings)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The answer is empty."),
        (b"<!DOCTYPE html><html><body><p>Hi</p></body></html>", "This is a web page, not a feed."),
        (b"<opml><body/></opml>", "outermost element is opml"),
        (b'{"error": 1}', "This is JSON, but not a feed."),
        (b'{"version":', "This looks like JSON, but cannot be read."),
        (b"just words", "This is not a feed."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not a feed."),
    ],
)
def test_what_is_no_feed_is_refused_in_plain_words(raw: bytes, sentence: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        parse_feed(raw)

    assert sentence in str(refused.value)


def _laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 50}">' for n in range(12)
    )
    return f"<!DOCTYPE rss [{entities}]><rss><channel><title>&l11;</title></channel></rss>".encode()


HOSTILE = {
    "billion laughs": _laughs(),
    "quadratic": (
        b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 50_000 + b'">]><rss><channel><title>'
        + b"&a;" * 50_000 + b"</title></channel></rss>"
    ),
    "external entity": (
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<rss><channel><title>&x;</title><item><title>&x;</title></item></channel></rss>"
    ),
    "deep": b"<rss><channel><item>" + b"<a>" * 100_000,
    "many attributes": b"<rss><channel " + b" ".join(b'a%d="1"' % n for n in range(100_000))
    + b"><item><title>t</title></item></channel></rss>",
    "deep html in an entry": (
        b"<rss><channel><item><title>t</title><description><![CDATA[" + b"<div>" * 50_000
        + b"]]></description></item></channel></rss>"
    ),
    "unclosed tags": b"<rss><channel>" + b"<item " * 50_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_or_harmless_and_quick(name: str) -> None:
    started = time.process_time()
    try:
        printed = json.dumps(parse_feed(HOSTILE[name]).to_json())
    except NotAFeed as refused:
        printed = str(refused)

    assert time.process_time() - started < 2
    assert "root:" not in printed
    assert len(printed) < 1_000_000


PIECES = st.sampled_from(
    [
        *(b"<rss> <channel> <item> <title> </title> <link> <guid>".split()),
        *(b"<pubDate> <entry> <updated>".split()),
        b"<feed xmlns='http://www.w3.org/2005/Atom'>",
        b"<content type='html'>",
        *(b"<![CDATA[ ]]> &#0; &#xD800; &amp;lt; http://[ 0000-99-99T99:99:99Z".split()),
        *(b"\xff\xfe \x00 { } ] <script>".split()),
        b"<category term='",
        b"'>",
        b"<enclosure url='//[' type='image/x'/>",
        b'{"items":[',
        b'"version":"https://jsonfeed.org/version/1"',
        b"<?xml version='1.0' encoding='utf-7'?>",
        b"<!DOCTYPE x [",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=25).map(b"".join)))
def test_any_bytes_raise_nothing_but_the_documented_error(raw: bytes) -> None:
    try:
        feed = parse_feed(raw, "https://courier.example/feed")
    except NotAFeed as refused:
        assert str(refused).endswith(".")
    else:
        assert all(entry.guid for entry in feed.entries)
        json.dumps(feed.to_json())
