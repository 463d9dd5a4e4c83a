from __future__ import annotations

import json
from datetime import UTC, datetime
from time import struct_time

import feedparser
import pytest

from articles.samples import content, feeds
from articles.samples.content import SampleOutlet, SampleStory

ANCHOR = datetime(2031, 5, 7, 10, 0, tzinfo=UTC)
BASE = "http://127.0.0.1:8000/samples/"
WIRE, COURIER, ECHO = (
    content.outlet(slug) for slug in ("tessel-wire", "meridian-courier", "brackwater-echo")
)


def first(story: SampleStory) -> int:
    return 1


def latest(story: SampleStory) -> int:
    return len(story.editions)


def rendered(
    outlet: SampleOutlet, kind: str | None = None, edition: feeds.Chooser = first
) -> bytes:
    channel = feeds.channel(outlet, BASE, ANCHOR, edition, lambda file: f"{BASE}pictures/{file}")
    return feeds.render(channel, kind)


def moment(parsed: struct_time) -> datetime:
    return datetime(*parsed[:6], tzinfo=UTC)


@pytest.mark.parametrize(
    ("outlet", "kind", "version"),
    [(WIRE, None, "rss20"), (WIRE, "rdf", "rss10"), (COURIER, None, "atom10")],
)
def test_xml_feeds_are_read_without_complaint(
    outlet: SampleOutlet, kind: str | None, version: str
) -> None:
    feed = feedparser.parse(rendered(outlet, kind))
    assert not feed.bozo
    assert feed.version == version
    assert feed.feed.title == outlet.name
    assert feed.feed.link == f"{BASE}{outlet.slug}/"
    assert feed.feed.language.lower() == outlet.language.lower()
    stories = content.stories(outlet)
    assert [entry.link for entry in feed.entries] == [BASE + story.path for story in stories]
    assert [entry.title for entry in feed.entries] == [
        story.editions[0].headline for story in stories
    ]


@pytest.mark.parametrize("outlet", [WIRE, COURIER], ids=lambda outlet: outlet.slug)
def test_entries_say_who_when_and_what_about(outlet: SampleOutlet) -> None:
    entries = feedparser.parse(rendered(outlet)).entries
    for entry, story in zip(entries, content.stories(outlet), strict=True):
        edition = story.editions[0]
        assert [author.name for author in entry.authors] == list(edition.authors)
        assert moment(entry.published_parsed) == content.published(edition, ANCHOR)
        assert {tag.term for tag in entry.tags} == {edition.section, *edition.tags}
        assert entry.summary == edition.summary


def test_the_wire_gives_summaries_only_and_the_courier_whole_texts() -> None:
    assert not any("content" in entry for entry in feedparser.parse(rendered(WIRE)).entries)
    for entry in feedparser.parse(rendered(COURIER)).entries:
        assert len(entry.content[0].value) > 1500
        assert entry.content[0].value.startswith("<p>")


def test_the_json_feed_has_what_version_1_1_asks_for() -> None:
    feed = json.loads(rendered(ECHO))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{BASE}brackwater-echo/feed"
    assert len(feed["items"]) == len(content.stories(ECHO))
    for item, story in zip(feed["items"], content.stories(ECHO), strict=True):
        assert item["url"] == BASE + story.path
        assert item["content_html"].startswith("<p>")
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert [author["name"] for author in item["authors"]] == list(story.editions[0].authors)
    assert feed["items"][0]["image"] == f"{BASE}pictures/estuary.svg"


def test_identifiers_stay_the_same_over_editions_and_addresses() -> None:
    here = feeds.channel(COURIER, BASE, ANCHOR, first)
    there = feeds.channel(COURIER, "https://desk.example/samples/", ANCHOR, latest)
    assert [item.id for item in here.items] == [item.id for item in there.items]
    assert len({item.id for item in here.items}) == len(here.items)


def test_a_second_edition_changes_the_entry_and_its_update_time_only() -> None:
    before, after = (
        {entry.id: entry for entry in feedparser.parse(rendered(COURIER, edition=chosen)).entries}
        for chosen in (first, latest)
    )
    changed = [key for key in before if before[key].title != after[key].title]
    assert [key.rsplit(":", 1)[1] for key in changed] == ["corrow-bridge-audit"]
    old, new = before[changed[0]], after[changed[0]]
    assert old.published == new.published
    assert moment(new.updated_parsed) > moment(old.updated_parsed)
    assert "Correction:" in new.content[0].value
    assert moment(feedparser.parse(rendered(COURIER, edition=latest)).feed.updated_parsed) == ANCHOR


def test_the_same_anchor_gives_the_same_bytes() -> None:
    assert rendered(WIRE) == rendered(WIRE)
    assert rendered(COURIER) != rendered(COURIER, edition=latest)
