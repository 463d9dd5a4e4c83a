"""Whatever the bytes: the documented error, or what can be stored, shown and printed."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.pipeline.discover import find_feeds
from articles.pipeline.feed import NotAFeed, parse_feed
from articles.pipeline.feed_types import ParsedEntry, ParsedFeed
from articles.pipeline.fullness import carries_full_text
from articles.pipeline.limits import MAX_URL
from articles.pipeline.opml import NotOpml, parse_opml
from tests.pipeline.test_dialects import SAMPLES

URL = "https://courier.example/feed"
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Courier",
        "items": [{"id": "1", "url": "/1", "content_html": "<p>Low</p>", "tags": ["a"]}],
    }
)
LIST = (
    '<?xml version="1.0"?><opml version="2.0"><head><title>Coast</title></head><body>'
    '<outline text="News"><outline type="rss" text="Courier" xmlUrl="https://courier.example/f"/>'
    '</outline><outline text="Notes" xmlUrl="feed:https://notes.example/"/></body></opml>'
)
PAGE = (
    '<!doctype html><html><head><base href="/b/"><link rel="alternate" title="All" '
    'type="application/rss+xml" href="feed.xml"></head><body><a href="/feed">RSS</a></body></html>'
)
SEEDS = [text.encode() for text, _expected in SAMPLES.values()]
JUNK = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"&#0;", b"&#xD800;", b"&#x110000;", b"&nbsp;",
         b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"<!DOCTYPE x [", b"</item>", b"<item>",
         b"</channel></rss>", b"<entry>", b"'", b'"', b"<", b">", b"&", b" xmlns:a='urn:b'",
         b"http://[", b"9999-99-99", b"<script>", b"\xe2\x80\xae", b"\xcc\x81" * 40, b"{", b"]"]
    ),
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A good document cut, spliced with another one or with junk, or overwritten."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["cut", "insert", "overwrite", "splice", "repeat"])):
            case "cut":
                data = data[:at]
            case "insert":
                data = data[:at] + draw(JUNK) + data[at:]
            case "overwrite":
                junk = draw(JUNK)
                data = data[:at] + junk + data[at + len(junk) :]
            case "splice":
                other = draw(st.sampled_from(seeds))
                data = data[:at] + other[draw(st.integers(0, len(other))) :]
            case "repeat":
                data = data[:at] + data[max(0, at - 40) : at] * 3 + data[at:]
    return data


def storable(text: str, most: int) -> None:
    """A string any database takes, in the form all text is kept in."""
    assert len(text) <= most
    assert "\x00" not in text
    text.encode("utf-8")
    assert not re.search("[\x01-\x08\x0b\x0c\x0e-\x1f]", text)


def storable_entry(entry: ParsedEntry) -> None:
    assert entry.guid
    storable(entry.guid, 2_000)
    storable(entry.title, 1_000)
    assert unicodedata.is_normalized("NFC", entry.title)
    assert len(entry.authors) <= 20 and len(entry.tags) <= 50
    for name in entry.authors + entry.tags:
        storable(name, 200)
        assert name.strip() == name != ""
    for address in (entry.url, entry.image):
        storable(address, MAX_URL)
        assert re.match(r"(?:https?|mailto):|$", address)
    for markup in (entry.summary_html, entry.content_html):
        storable(markup, 2_000_000)
        assert not re.search(r"<(?:script|style|iframe|img|svg)\b", markup, re.I)
    for moment in (entry.published, entry.updated):
        assert moment is None or moment.utcoffset() == timedelta(0)
    assert carries_full_text(entry) in (True, False)


def storable_feed(feed: ParsedFeed) -> None:
    storable(feed.title, 1_000)
    storable(feed.language, 35)
    for address in (feed.site_url, feed.feed_url, feed.self_url, *feed.hubs):
        storable(address, MAX_URL)
    for said in feed.warnings:
        storable(said, 400)
        assert said.endswith(".")
    assert feed.ttl_seconds is None or 0 < feed.ttl_seconds <= 31 * 86_400
    assert len({entry.guid for entry in feed.entries}) == len(feed.entries)
    for entry in feed.entries:
        storable_entry(entry)
    json.dumps(feed.to_json(), ensure_ascii=False).encode("utf-8")


HEADERS = st.sampled_from(
    ["", "text/xml", "text/html; charset=utf-8", "application/rss+xml; charset=\"x\"",
     "text/xml; charset=utf-16", "text/xml; charset=utf-7", "text/xml; charset=idna",
     "text/xml; charset=koi8-r", "text/xml; charset=hz", "; charset=" + "a" * 99]
)  # fmt: skip
SLOW = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(st.one_of(st.binary(max_size=400), spoilt([*SEEDS, JSON.encode()])), HEADERS)
def test_any_bytes_are_a_storable_feed_or_none(raw: bytes, header: str) -> None:
    try:
        feed = parse_feed(raw, URL, header)
    except NotAFeed as refused:
        assert str(refused).endswith(".")
        storable(str(refused), 300)
    else:
        storable_feed(feed)


@SLOW
@given(spoilt(SEEDS), st.sampled_from(["utf-16", "utf-16-le", "utf-32", "koi8-r", "cp932"]))
def test_a_spoilt_feed_in_another_encoding_is_storable_or_none(raw: bytes, encoding: str) -> None:
    other = raw.decode("utf-8", "replace").encode(encoding, "replace")
    try:
        storable_feed(parse_feed(other, URL))
    except NotAFeed as refused:
        assert str(refused).endswith(".")


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
              st.sampled_from(["\ud800", "\x00", "http://[", "9999-12-31T23:59:59-12:00"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["id", "url", "title", "content_html", "content_text", "summary",
                             "tags", "authors", "author", "name", "image", "type", "hubs",
                             "date_published", "date_modified", "language", "items", "version"]),
            inner, max_size=6,
        ),
    ),
    max_leaves=25,
)  # fmt: skip


@SLOW
@given(VALUES, VALUES)
def test_any_json_is_a_storable_feed_or_none(feed: object, items: object) -> None:
    about = feed if isinstance(feed, dict) else {}
    whole = {"version": "https://jsonfeed.org/version/1", **about, "items": items}
    for value in (feed, whole, {**whole, "items": [items, items]}):
        try:
            storable_feed(parse_feed(json.dumps(value).encode(), URL))
        except NotAFeed as refused:
            assert str(refused).endswith(".")


@SLOW
@given(st.one_of(st.binary(max_size=300), spoilt([LIST.encode(), SEEDS[0]])))
def test_any_bytes_are_a_storable_list_or_none(raw: bytes) -> None:
    try:
        result = parse_opml(raw)
    except NotOpml as refused:
        assert str(refused).endswith(".")
        return
    storable(result.title, 500)
    for outline in result.outlines:
        storable(outline.title, 2_000)
        storable(outline.xml_url, 2_000)
        storable(outline.html_url, 2_000)
        assert outline.xml_url.lower().startswith(("http://", "https://"))
        assert all(folder and len(folder) <= 200 for folder in outline.folders)
    for left in result.left_out:
        storable(str(left), 500)
        assert left.remark.args["title"]


@SLOW
@given(
    st.one_of(st.binary(max_size=300), spoilt([PAGE.encode(), SEEDS[0]])),
    st.sampled_from(["", "http://[", "https://courier.example/"]),
)
def test_any_bytes_lead_to_a_list_of_feeds(raw: bytes, url: str) -> None:
    for page in (raw, raw.decode("utf-8", "surrogateescape")):
        for link in find_feeds(page, url):
            storable(link.url, 1_000)
            storable(link.title, 200)
