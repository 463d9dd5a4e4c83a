"""The samples as the desk's own pipeline reads them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.test import Client

from articles.pipeline.extract import extract_page
from articles.pipeline.feed import parse_feed
from articles.pipeline.structure import html_to_document
from articles.samples import content, editions, markup
from articles.samples.content import SampleOutlet, SampleStory

ANCHOR = datetime(2021, 5, 7, 10, 0, tzinfo=UTC)
BASE = "http://testserver/samples/"
CASES = [
    pytest.param(story, edition.number, id=f"{story.path}{edition.number}")
    for outlet in content.outlets()
    for story in content.stories(outlet)
    for edition in story.editions
]


@pytest.fixture(autouse=True)
def _desk(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    monkeypatch.setattr(editions, "anchor", lambda: ANCHOR)
    monkeypatch.setattr(editions, "current_edition", lambda url: 1)


@pytest.mark.parametrize(("story", "number"), CASES)
def test_a_page_is_read_as_the_story_it_holds_and_nothing_around_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, story: SampleStory, number: int
) -> None:
    monkeypatch.setattr(editions, "current_edition", lambda url: number)
    edition = story.edition(number)
    page = extract_page(client.get(f"/samples/{story.path}").content, BASE + story.path)
    # The standfirst is the outlet's own text above the story; either reading is right.
    text = page.document.text.removeprefix(edition.summary).strip()
    assert text == html_to_document(markup.html(edition, ANCHOR, BASE)).text
    assert page.headline == edition.headline
    assert page.bylines == edition.authors
    assert page.published == content.published(edition, ANCHOR)
    assert page.section == edition.section
    assert (page.image.credit if page.image else "") == (
        edition.image.credit if edition.image else ""
    )


@pytest.mark.parametrize("outlet", content.outlets(), ids=lambda outlet: outlet.slug)
def test_a_feed_is_read_without_warnings(client: Client, outlet: SampleOutlet) -> None:
    address = f"/samples/{outlet.slug}/feed"
    response = client.get(address)
    feed = parse_feed(
        response.content, f"http://testserver{address}", response.headers["Content-Type"]
    )
    assert feed.warnings == ()
    stories = content.stories(outlet)
    assert [entry.url for entry in feed.entries] == [BASE + story.path for story in stories]
    assert [entry.authors for entry in feed.entries] == [
        story.editions[0].authors for story in stories
    ]
