from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.pipeline.dates import is_credible
from articles.pipeline.discover import find_feeds
from articles.pipeline.extraction import Extraction
from articles.pipeline.feed import parse_feed
from articles.pipeline.feed_types import ParsedFeed
from articles.pipeline.limits import MAX_URL, shorten
from articles.pipeline.read import read_article
from articles.pipeline.structure import MAX_TEXT, html_to_document, limit_document
from articles.text.document import Document, Inline

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SENTENCE = "The council of Port Almery voted on Monday to close the old harbour bridge at last."


def item(**parts: Any) -> dict[str, Any]:
    return {"id": "1", "title": "Tides", "url": "https://notes.example/1", **parts}


def feed_of(*items: dict[str, Any], **parts: Any) -> ParsedFeed:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Notes", **parts}
    return parse_feed(json.dumps({**feed, "items": items}).encode(), "https://notes.example/feed")


def rss(inside: str) -> ParsedFeed:
    return parse_feed(
        f"<rss version='2.0'><channel><item><guid>1</guid>{inside}</item></channel></rss>".encode()
    )


def article(head: str = "", body: str = "") -> Extraction:
    paragraphs = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(8))
    page = f"<html><head>{head}</head><body><article>{body}{paragraphs}</article></body></html>"
    return read_article(page.encode(), "https://courier.example/bridge")


@pytest.mark.parametrize(
    ("value", "credible"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), False),
        (datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC), False),
        (datetime(1900, 1, 1, tzinfo=UTC), True),
        (NOW + timedelta(days=2), True),
        (NOW + timedelta(days=2, seconds=1), False),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), False),
    ],
)
def test_dates_from_1900_to_two_days_ahead_are_credible(value: datetime, credible: bool) -> None:
    assert is_credible(value, NOW) is credible


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Sun, 31 Dec 1899 23:59:59 GMT",
        "Thu, 01 Jan 2099 00:00:00 GMT",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+12:00",
    ],
)
def test_a_feeds_impossible_dates_are_left_out(date: str) -> None:
    feed = rss(f"<pubDate>{date}</pubDate>")

    assert (feed.entries[0].published, feed.entries[0].updated) == (None, None)


def test_impossible_dates_are_counted_in_a_warning() -> None:
    late = "2099-01-01T00:00:00Z"
    feed = feed_of(
        item(date_published=late, date_modified=late),
        item(id="2", date_published="2024-03-03T10:00:00Z"),
    )

    assert feed.entries[0].published is feed.entries[0].updated is None
    assert feed.entries[1].published == datetime(2024, 3, 3, 10, tzinfo=UTC)
    assert "Dates before 1900 or in the future: 2." in feed.warnings


def test_a_pages_impossible_date_gives_way_to_its_next_one() -> None:
    late = '<meta property="article:published_time" content="2099-01-01T00:00:00Z">'
    good = '<meta name="pubdate" content="2024-03-03T10:00:00Z">'

    assert article(late + good).published == datetime(2024, 3, 3, 10, tzinfo=UTC)
    alone = article(late)
    assert alone.published is None
    assert "A date before 1900 or in the future was left out." in alone.warnings


def test_an_impossible_date_of_scraped_text_is_left_out() -> None:
    body = "\n\n".join([SENTENCE] * 3)
    found = read_article(f"Bridge To Close In Port Almery\nMarch 3, 2098\n\n{body}".encode())

    assert found.published is found.updated is None
    assert "A date before 1900 or in the future was left out." in found.warnings
    assert "2098" not in found.document.text


DIRT = "a\x00b\ud800c\x1bd"


def test_no_string_of_a_feed_holds_what_a_database_refuses() -> None:
    feed = feed_of(
        item(
            id=DIRT,
            title=DIRT,
            url=f"https://notes.example/{DIRT}",
            tags=[DIRT],
            authors=[{"name": DIRT}],
            image=f"https://notes.example/{DIRT}.jpg",
            summary=DIRT,
            content_html=f"<p>{DIRT}&#1;&#0;</p>",
        ),
        title=DIRT,
        language=DIRT,
        home_page_url=f"https://notes.example/{DIRT}",
        feed_url=f"https://notes.example/{DIRT}",
        hubs=[{"type": "WebSub", "url": f"https://hub.example/{DIRT}"}],
    )
    printed = json.dumps(feed.to_json())

    assert feed.entries[0].guid == feed.entries[0].title == feed.language == "abcd"
    assert feed.entries[0].tags == feed.entries[0].authors == ("abcd",)
    assert not any(escape in printed for escape in ("\\u0000", "\\u0001", "\\u001b", "\\ud800"))


@pytest.mark.parametrize("guid", ["\x00", "\ud800", "", " \n", None, [], {}, 1.5])
def test_an_entry_without_a_usable_identifier_goes_by_its_address(guid: object) -> None:
    feed = feed_of(item(id=guid), item(id="2"))

    assert [entry.guid for entry in feed.entries] == ["https://notes.example/1", "2"]


def test_a_number_too_long_to_convert_does_not_block_the_feed() -> None:
    raw = '{"version":"https://jsonfeed.org/version/1","items":[{"id":%s,"title":"T"}]}'
    entry = parse_feed((raw % ("9" * 10_000)).encode()).entries[0]

    assert entry.guid.startswith("sha256:")


def test_identifiers_too_long_for_an_index_stay_apart() -> None:
    first, second = feed_of(item(id="ä" * 1_500 + "1"), item(id="ä" * 1_500 + "2")).entries

    assert first.guid != second.guid
    assert len(first.guid) == len(second.guid) == 71


def test_identifiers_that_are_equal_once_cleaned_are_one_entry() -> None:
    assert len(feed_of(item(id="a\x00"), item(id="a")).entries) == 1


def test_the_lists_and_strings_of_a_feed_are_bounded() -> None:
    feed = feed_of(
        item(
            title="word " * 1_000,
            authors=[{"name": f"{number} " + "n" * 500} for number in range(60)],
            tags=[f"{number} " + "t" * 500 for number in range(90)],
        ),
        title="word " * 1_000,
        language="x" * 99,
    )
    entry = feed.entries[0]

    assert len(feed.title) <= 1_000 and feed.title.endswith("word…")
    assert len(entry.title) <= 1_000 and entry.title.endswith("word…")
    assert len(feed.language) == 35
    assert (len(entry.authors), len(entry.tags)) == (20, 50)
    assert {len(name) for name in entry.authors + entry.tags} == {200}


def test_addresses_that_are_too_long_are_dropped_and_others_kept() -> None:
    long = "https://notes.example/".ljust(MAX_URL + 1, "a")
    feed = feed_of(
        item(url=long, image=long),
        item(id="2", url=long[:-1]),
        home_page_url=long,
        feed_url=long,
        hubs=[{"type": "WebSub", "url": long}],
    )

    assert (feed.site_url, feed.feed_url, feed.hubs) == ("", "", ())
    assert (feed.entries[0].url, feed.entries[0].image) == ("", "")
    assert feed.entries[1].url == long[:-1]


def test_cleaning_joins_no_mark_to_the_edge_of_a_tag() -> None:
    text = '<a href="https://x.example/">&#x338; onmouseover=alert(1) </a>'

    cleaned = feed_of(item(content_html=text)).entries[0].content_html
    assert '">\u0338 onmouseover' in cleaned


@pytest.mark.parametrize(
    ("text", "short"),
    [("one two", "one two"), ("one two three", "one two…"), ("onetwothree", "onetwoth…")],
)
def test_text_is_shortened_at_a_word_where_there_is_one(text: str, short: str) -> None:
    assert shorten(text, 9) == short


def test_what_a_page_says_about_its_article_is_bounded() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXY"
    linked = {
        "@type": "NewsArticle",
        "headline": "Bridge " * 200,
        "author": [{"name": f"J{letter.lower()}ne {'D' + 'o' * 300}"} for letter in letters],
    }
    found = article(
        f'<script type="application/ld+json">{json.dumps(linked)}</script>'
        '<meta property="og:image" content="/pictures/old-bridge-1.jpg">'
        f'<meta property="og:image:alt" content="{"dusk " * 900}">'
        f'<meta property="og:site_name" content="{"Courier " * 90}">'
    )

    assert len(found.headline) <= 500 and found.headline.endswith("Bridge…")
    assert 0 < len(found.bylines) <= 20
    assert {len(name) for name in found.bylines} == {200}
    assert found.image is not None and 1_900 < len(found.image.alt) <= 2_000
    assert len(found.site_name) <= 200


@pytest.mark.parametrize("kind", ["html", "text"])
def test_a_text_too_long_is_cut_after_a_whole_block_and_says_so(kind: str) -> None:
    parts = [f"{number}. {SENTENCE}" for number in range(2_600)]
    raw = "\n\n".join(parts)
    if kind == "html":
        inside = "".join(f"<p>{part}</p>" for part in parts)
        raw = f"<html><body><article>{inside}</article></body></html>"
    found = read_article(raw.encode())

    assert MAX_TEXT - 100 < len(found.document.text) <= MAX_TEXT
    assert found.document.text.endswith(SENTENCE)
    assert any(warning.startswith("The text was cut after ") for warning in found.warnings)


def test_a_document_is_cut_after_the_last_block_that_fits() -> None:
    document = html_to_document(
        '<p>One <a href="https://x.example/">two</a>.</p><h2>Three</h2><p><b>Four</b> five.</p>'
    )
    whole, cut = limit_document(document, len(document.text))
    assert (whole, cut) == (document, False)

    short, cut = limit_document(document, len(document.text) - 1)
    assert (short.text, cut) == ("One two.\n\nThree", True)
    assert [span.kind for span in short.inlines] == [Inline.LINK]
    assert limit_document(document, 15)[0] == short
    assert limit_document(document, 14)[0].text == "One two."


def test_a_single_block_too_long_is_cut_at_a_word_and_keeps_its_spans() -> None:
    short, cut = limit_document(html_to_document("<p><b>One two three four</b></p>"), 10)

    assert (short.text, cut) == ("One two", True)
    assert [(span.start, span.end) for span in short.spans] == [(0, 7), (0, 7)]


def test_a_block_without_spaces_is_cut_but_not_within_a_letter() -> None:
    # A letter that has no composed form, then its mark.
    document = Document.from_paragraphs(["q\u0301" * 20])

    assert limit_document(document, 5)[0].text == "q\u0301" * 2


def test_a_page_leads_to_no_feed_with_an_address_too_long() -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/{"f" * size}">'
        for size in (2_000, 900)
    )
    found = find_feeds(f"<html><head>{links}</head></html>", "https://courier.example/")

    assert [link.url for link in found] == ["https://courier.example/" + "f" * 900]
