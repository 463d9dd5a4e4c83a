from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import feedparser
import pytest
from django.conf import LazySettings
from django.test import Client
from lxml import html

from articles.samples import content, editions, markup

ANCHOR = datetime(2031, 5, 7, 10, 0, tzinfo=UTC)
STORIES = [story for outlet in content.outlets() for story in content.stories(outlet)]
AUDIT = "/samples/meridian-courier/corrow-bridge-audit/"


@pytest.fixture(autouse=True)
def _desk(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    """A desk that subscribed at ANCHOR and has stored nothing; files served as they are."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    monkeypatch.setattr(editions, "anchor", lambda: ANCHOR)
    monkeypatch.setattr(editions, "current_edition", lambda url: 1)


@pytest.fixture
def _story_stored(monkeypatch: pytest.MonkeyPatch, _desk: None) -> None:
    monkeypatch.setattr(editions, "current_edition", lambda url: 2)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.path)
def test_a_story_page_shows_story_notice_and_furniture(
    client: Client, story: content.SampleStory
) -> None:
    response = client.get(f"/samples/{story.path}")
    assert response.status_code == 200
    page = html.fromstring(response.content)
    edition = story.editions[0]
    assert page.xpath("string(//h1)") == edition.headline
    assert "Sample story: invented people and places" in page.text_content()
    assert page.xpath("//html/@lang") == [story.outlet.language]
    assert page.xpath("//meta[@name='author']/@content") == list(edition.authors)
    assert page.xpath("//link[@rel='alternate']/@href")[0].endswith(f"/{story.outlet.slug}/feed")
    for block in markup.blocks(edition, ANCHOR, "http://testserver/samples/"):
        assert block in response.text
    assert len(page.xpath("//nav")) == 1
    assert len(page.xpath("//aside")) == 2


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.path)
def test_a_page_runs_no_script_and_has_no_inline_style(
    client: Client, story: content.SampleStory
) -> None:
    page = html.fromstring(client.get(f"/samples/{story.path}").content)
    assert page.xpath("//script/@type") == ["application/ld+json"]
    assert not page.xpath("//style | //@style | //@*[starts-with(name(), 'on')]")


def test_linked_data_says_what_the_page_says(client: Client) -> None:
    page = html.fromstring(client.get(AUDIT).content)
    data = json.loads(page.xpath("string(//script)"))
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == page.xpath("string(//h1)")
    assert data["author"] == [{"@type": "Person", "name": "Tobias Wrenfield"}]
    assert data["datePublished"] == page.xpath("string(//article//time/@datetime)")
    assert data["image"]["url"] == "http://testserver/static/samples/bridge.svg"


def test_times_are_in_utc_whatever_the_desks_own_zone(
    client: Client, settings: LazySettings
) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    assert "6 May 2031, 03:00 UTC" in client.get("/samples/tessel-wire/fishing-talks-tolmark/").text


@pytest.mark.usefixtures("_story_stored")
def test_a_stored_story_is_shown_as_its_outlet_changed_it(client: Client) -> None:
    page = html.fromstring(client.get(AUDIT).content)
    assert "46 million" in page.xpath("string(//h1)")
    assert page.xpath("string(//*[@class='updated']/time/@datetime)") == ANCHOR.isoformat()
    assert "Correction:" in page.text_content()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("tessel-wire/feed", "application/rss+xml; charset=utf-8"),
        ("tessel-wire/feed.rdf", "application/rdf+xml; charset=utf-8"),
        ("meridian-courier/feed", "application/atom+xml; charset=utf-8"),
        ("brackwater-echo/feed", "application/feed+json; charset=utf-8"),
        ("brackwater-echo/", "text/html; charset=utf-8"),
        ("brackwater-echo/library-vote/", "text/html; charset=utf-8"),
    ],
)
def test_an_answer_has_its_type_and_is_not_sent_twice(client: Client, path: str, kind: str) -> None:
    response = client.get(f"/samples/{path}")
    assert response.headers["Content-Type"] == kind
    again = {
        "If-None-Match": response.headers["ETag"],
        "If-Modified-Since": response.headers["Last-Modified"],
    }
    for header, value in again.items():
        repeated = client.get(f"/samples/{path}", headers={header: value})
        assert repeated.status_code == 304, header
        assert not repeated.content


def test_a_change_by_the_outlet_is_sent_although_asked_conditionally(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    validators = client.get("/samples/meridian-courier/feed").headers
    monkeypatch.setattr(editions, "current_edition", lambda url: 2)
    for header, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        response = client.get("/samples/meridian-courier/feed", headers={header: validators[value]})
        assert response.status_code == 200
        assert "46 million" in feedparser.parse(response.content).entries[2].title


@pytest.mark.parametrize("path", ["nowhere/", "nowhere/feed", "tessel-wire/nothing/"])
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/samples/{path}").status_code == 404


def test_nothing_can_be_posted(client: Client) -> None:
    assert client.post(AUDIT).status_code == 405


def test_an_outlets_page_lists_its_stories_newest_first(client: Client) -> None:
    page = html.fromstring(client.get("/samples/tessel-wire/").content)
    times = page.xpath("//main//time/@datetime")
    assert len(times) == 5
    assert times == sorted(times, reverse=True)
    for address in page.xpath("//main//h2/a/@href"):
        assert client.get(re.sub(r"^http://testserver", "", address)).status_code == 200
