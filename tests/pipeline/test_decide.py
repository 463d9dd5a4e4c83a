from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from articles.pipeline.addresses import canonical_url
from articles.pipeline.decide import (
    Change,
    StoredEntry,
    choose_body,
    decide_entry,
    decide_revision,
    hinted_check,
    next_check,
)
from articles.pipeline.extraction import Extraction
from articles.pipeline.feed_types import ParsedEntry
from articles.text.document import Document

NOW = datetime(2024, 3, 3, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ENTRY = ParsedEntry("tag:1", "https://courier.example/1", "Bridge closes", published=NOW)


def article(*paragraphs: str, headline: str = "Bridge closes") -> Extraction:
    return Extraction(headline=headline, document=Document.from_paragraphs(paragraphs))


@pytest.mark.parametrize(
    ("came", "change"),
    [
        (ENTRY, Change.SAME),
        (replace(ENTRY, updated=NOW + HOUR), Change.SAME),
        (replace(ENTRY, title="Bridge closes at last"), Change.CHANGED),
        (replace(ENTRY, content_html="<p>More</p>"), Change.CHANGED),
        (replace(ENTRY, url="https://courier.example/2"), Change.CHANGED),
    ],
)
def test_an_entry_is_changed_by_its_words_and_not_by_its_dates(
    came: ParsedEntry, change: Change
) -> None:
    first = decide_entry(None, ENTRY)
    stored = StoredEntry(ENTRY.guid, first.digest)

    assert first.change is Change.NEW
    assert decide_entry(stored, came).change is change


@pytest.mark.parametrize(
    ("paragraphs", "headline", "change"),
    [
        (["The bridge is shut.", "It was old."], "Bridge closes", Change.SAME),
        (["The  bridge is shut.  It was old."], "Bridge closes", Change.SAME),
        (["The bridge is shut.", "Advertisement", "It was old."], "Bridge closes", Change.SAME),
        (["Updated: March 4, 2024 5 p.m.", "The bridge is shut.", "It was old."], "Bridge closes",
         Change.SAME),
        (["The bridge is shut.", "It was very old."], "Bridge closes", Change.CHANGED),
        (["The bridge is shut.", "It was old."], "Bridge shut for good", Change.CHANGED),
        (["The bridge is shut.", "It was old."], "", Change.SAME),
    ],
)  # fmt: skip
def test_only_other_words_make_a_revision(
    paragraphs: list[str], headline: str, change: Change
) -> None:
    stored = "The bridge is shut.\n\nIt was old."

    decision = decide_revision(stored, "Bridge closes", article(*paragraphs, headline=headline))

    assert decision.change is change
    assert decide_revision(None, "", article("Any.")).change is Change.NEW


def test_the_fuller_body_is_chosen_and_a_stub_gives_way() -> None:
    page, short = article(*["Words of the page."] * 5), Document.from_paragraphs(["Few words."])
    long = Document.from_paragraphs(["Words of the feed, more of them."] * 9)

    assert choose_body(page, short) is page.document
    assert choose_body(page, long) is long
    assert choose_body(None, short) is short
    assert choose_body(page, None) is page.document
    assert choose_body(None, None).text == ""
    barely = Document.from_paragraphs(["Words of the page."] * 5 + ["And."])
    assert choose_body(page, barely) is page.document
    assert choose_body(replace(page, paywalled=True), barely) is barely


def test_an_article_is_looked_at_four_times_and_longer_while_it_changes() -> None:
    times, at = [], NOW
    while due := next_check(NOW, at):
        times.append(due - NOW)
        at = due

    assert times == [HOUR, 6 * HOUR, 24 * HOUR, 72 * HOUR]
    changed = NOW + 72 * HOUR
    assert next_check(NOW, changed, last_change=changed) == changed + HOUR


def test_one_that_changes_at_every_look_is_left_alone_after_thirty_days() -> None:
    at, looks = NOW, 0
    while due := next_check(NOW, at, last_change=at):
        at, looks = due, looks + 1
    assert at <= NOW + timedelta(days=30) < at + HOUR
    assert looks == 30 * 24


@pytest.mark.parametrize(
    ("after", "changed", "due"),
    [
        (0, None, 1),
        (2, None, 6),
        (24, None, 72),
        (72, None, None),
        (1000, None, None),
        (6, 6, 7),
        (7, 6, 12),
        (30, 6, 78),
        (78, 6, None),
        (2, -5, 6),
        (29 * 24, 29 * 24 - 1, 29 * 24 + 5),
        (29 * 24 + 23, 29 * 24, 720),
        (29 * 24 + 23, 29 * 24 + 1, None),
    ],
)
def test_looks_begin_again_at_a_change(
    after: float, changed: float | None, due: float | None
) -> None:
    last = None if changed is None else NOW + changed * HOUR
    expected = None if due is None else NOW + due * HOUR
    assert next_check(NOW, NOW + after * HOUR, last_change=last) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://WWW.Courier.Example:443/A?utm_source=x&b=2&a=1#top",
         "https://www.courier.example/A?a=1&b=2"),
        ("http://courier.example:80", "http://courier.example/"),
        ("http://courier.example:8080/x", "http://courier.example:8080/x"),
        ("https://courier.example/x?fbclid=1&gclid=2&mc_cid=3", "https://courier.example/x"),
        ("https://courier.example/x?id=5&ref=7", "https://courier.example/x?id=5&ref=7"),
        ("https://courier.example/story/amp/", "https://courier.example/story"),
        ("https://amp.courier.example/story", "https://courier.example/story"),
        ("https://courier.example/story?outputType=amp", "https://courier.example/story"),
        ("https://courier.example/story?_amp=true", "https://courier.example/story"),
        ("https://courier.example/story?amp=1", "https://courier.example/story"),
        ("https://courier.example/story?AMP=Yes&id=5", "https://courier.example/story?id=5"),
        ("https://courier.example/story?isAmp=on&is_amp=1", "https://courier.example/story"),
        ("https://courier.example/story?view=amp&format=AMP", "https://courier.example/story"),
        ("https://courier.example/story?usqp=mq331AQCKAE", "https://courier.example/story"),
        ("https://courier.example/story?view=map", "https://courier.example/story?view=map"),
        ("https://courier.example/amps?amp=100w", "https://courier.example/amps?amp=100w"),
        ("https://courier.example/search?q=amp", "https://courier.example/search?q=amp"),
        ("https://courier-example.cdn.ampproject.org/c/s/courier.example/story",
         "https://courier.example/story"),
        ("https://www.google.com/amp/s/courier.example/story/", "https://courier.example/story/"),
        ("https://courier.example/a b", "https://courier.example/a%20b"),
        ("https://courier.example/q?x=%E9", "https://courier.example/q?x=%E9"),
        ("mailto:desk@courier.example", "mailto:desk@courier.example"),
        ("http://[", "http://["),
        ("not an address", "not%20an%20address"),
    ],
)  # fmt: skip
def test_one_article_has_one_address(url: str, expected: str) -> None:
    assert canonical_url(url) == expected
    assert canonical_url(canonical_url(url)) == canonical_url(url)


def test_what_a_feed_says_brings_a_look_forward_ever_less_while_a_page_stays_the_same() -> None:
    at, looks = NOW, []
    while at < NOW + timedelta(days=30):
        at = hinted_check(NOW, at)
        looks.append((at - NOW) / HOUR)
    assert looks[:3] == [0.5, 1.0, 1.5]
    assert len(looks) <= 20
    # A page that has changed is worth a look soon, but not for ever.
    for days, wait in ((3, 0.5), (40, 40 * 12)):
        looked = NOW + timedelta(days=days)
        assert hinted_check(NOW, looked, last_change=looked) == looked + wait * HOUR
