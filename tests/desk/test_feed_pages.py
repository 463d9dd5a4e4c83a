"""The list of feeds and a feed's page: folders, choosing, searching, what each row says."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Entry, Feed, Job, Service
from readers.models import User
from tests.makers import reader

pytestmark = pytest.mark.django_db


def made(title: str, folder: str = "", **told: object) -> Feed:
    now = timezone.now()
    usual = {"last_result": "same", "last_fetched": now, "last_ok": now, "last_new": now}
    feed = Feed.objects.create(
        url=f"https://tidewater.example/{Feed.objects.count()}",
        title=title,
        folder=folder,
        **{**usual, **told},
    )
    if not feed.paused:
        Job.objects.create(kind="feed", target=feed.pk, feed=feed, due=now + timedelta(hours=1))
    return feed


def titles(client: Client, address: str) -> list[str]:
    return re.findall(r'id="feed-[^"]+" href="[^"]+">([^<]+)</a>', text(client, address))


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def everyone() -> None:
    """One feed of each kind, in three folders."""
    long_ago = timezone.now() - timedelta(days=30)
    made("ebb", "Regions / Coast")
    made("Tide", "Regions / Coast", last_new=long_ago)
    made("Ash", "", last_result="failed", last_status=503, failures=4)
    made("Birch", "Agencies", paused=True)
    made("Cedar", "Agencies", last_result="gone", last_status=410, paused=True)


def test_feeds_stand_in_folders_by_name_and_those_in_none_come_last(client: Client) -> None:
    everyone()
    assert titles(client, "/feeds/") == ["Birch", "Cedar", "ebb", "Tide", "Ash"]
    headings = re.findall(
        r'<h2 class="section-heading folder-heading"[^>]*>([^<]+?) <span[^>]*>([^<]+)</span>',
        text(client, "/feeds/"),
    )
    assert headings == [
        ("Agencies", "2 feeds"),
        ("Regions / Coast", "2 feeds"),
        ("Other feeds", "1 feed"),
    ]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/feeds/?show=failing", ["Cedar", "Ash"]),
        ("/feeds/?show=quiet", ["Tide"]),
        ("/feeds/?show=paused", ["Birch"]),
        ("/feeds/?show=nonsense", ["Birch", "Cedar", "ebb", "Tide", "Ash"]),
        ("/feeds/?q=TID", ["Birch", "Cedar", "ebb", "Tide", "Ash"]),  # in their addresses
        ("/feeds/?q=tide+de", ["Cedar", "Tide"]),
        ("/feeds/?q=cedar&show=paused", []),
        ("/feeds/?q=%25", []),
        ("/feeds/?q=%00&show=%00", ["Birch", "Cedar", "ebb", "Tide", "Ash"]),
        ("/feeds/?page=99999999999999999999", ["Birch", "Cedar", "ebb", "Tide", "Ash"]),
    ],
)
def test_the_list_can_be_narrowed_and_searched(
    client: Client, address: str, found: list[str]
) -> None:
    everyone()
    for feed in Feed.objects.exclude(title="Tide").exclude(title="Cedar"):
        feed.url = f"https://tidal.example/{feed.pk}"
        feed.save()
    assert titles(client, address) == found


def test_links_tell_how_many_there_are_and_keep_the_search(client: Client) -> None:
    everyone()
    page = text(client, "/feeds/?q=tide&show=quiet")
    for show, words, count in [
        ("&amp;show=failing", "Failing", 2),
        ("&amp;show=quiet", "Quiet", 1),
        ("&amp;show=paused", "Paused", 1),
        ("", "All", 5),
    ]:
        link = rf'<a id="show-\w+" href="\?q=tide{show}"[^>]*>'
        assert re.search(rf'{link}{words} <span class="tab-count">{count}<', page), words
    assert page.count('aria-current="page"') == 2  # the menu's and this one
    assert '<input type="hidden" name="show" value="quiet">' in page


def test_what_was_searched_for_is_escaped(client: Client) -> None:
    everyone()
    page = text(client, "/feeds/?q=<script>alert(1)</script>")
    assert "<script>alert" not in page and "Show them all" in page


def test_a_row_says_what_is_wrong_and_offers_to_try_now_to_those_who_may(client: Client) -> None:
    owner = reader("owner")
    feed = made(
        "Ash", last_result="failed", last_status=403, failures=4, added_by=owner, last_ok=None
    )
    page = text(client, "/feeds/")
    assert "Its server refuses to show it to the desk (403)." in page and "no good look yet" in page
    assert f"{feed.get_absolute_url()}look/" not in page
    client.force_login(owner)
    assert f'action="{feed.get_absolute_url()}look/"' in text(client, "/feeds/")


def test_a_long_list_has_pages_and_keeps_what_was_chosen(client: Client) -> None:
    for number in range(101):
        made(f"Feed {number:03}", "Coast", paused=True)
    page = text(client, "/feeds/?show=paused")
    assert len(titles(client, "/feeds/?show=paused")) == 100
    assert "101 feeds" in page and 'href="?show=paused&amp;page=2"' in page
    assert titles(client, "/feeds/?show=paused&page=2") == ["Feed 100"]


@pytest.mark.parametrize(
    "address", ["/feeds/", "/feeds/?show=failing", "/feeds/?q=feed", "/feeds/{slug}/"]
)
def test_the_number_of_queries_does_not_grow(client: Client, address: str) -> None:
    chief = reader("chief", is_staff=True)
    client.force_login(chief)
    counts = []
    for _more in range(2):
        for number in range(10):
            feed = made(
                f"Feed {number}",
                f"Folder {Feed.objects.count()}",
                last_result="failed",
                last_status=500,
                asked=timezone.now() - timedelta(minutes=1),
            )
            for entry in range(3):
                Entry.objects.create(feed=feed, guid=str(entry), content_hash="x")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address.format(slug=feed.slug)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


def test_a_feeds_page_tells_everything_in_words(client: Client) -> None:
    owner = reader("owner")
    feed = made(
        "Tide",
        "Regions / Coast",
        added_by=owner,
        last_result="failed",
        last_status=200,
        failures=4,
        last_message="This is a web page, not a feed.",
        problems=["Its dates have no time zone.", "<b>Two</b> entries are one."],
        next_reason="failing",
    )
    client.force_login(owner)
    page = text(client, feed.get_absolute_url()).replace("\xa0", " ")
    for words in [
        "This is a web page, not a feed.",
        "4 looks in a row failed.",
        "Everything that came from it stays.",
        "it failed, so it is tried less often.",
        "Its dates have no time zone.",
        "&lt;b&gt;Two&lt;/b&gt; entries are one.",
        "Regions / Coast",
        "Try now",
        "Pause",
        "Change address or name",
        "Unsubscribe",
    ]:
        assert words in page, words
    client.logout()
    assert "Try now" not in text(client, feed.get_absolute_url())


def test_a_paused_feed_offers_to_resume_and_is_not_tried(client: Client, rung: list[str]) -> None:
    owner = reader("owner")
    feed = made("Tide", added_by=owner, paused=True)
    client.force_login(owner)
    page = text(client, feed.get_absolute_url())
    assert "Resume" in page and "Try now" not in page
    client.post(f"{feed.get_absolute_url()}look/")
    assert not Job.objects.exists() and not rung
    client.post(f"{feed.get_absolute_url()}pause/")
    feed.refresh_from_db()
    assert not feed.paused and Job.objects.due().exists()


def test_a_feed_that_never_worked_is_told_from_its_neighbours_by_its_address(
    client: Client,
) -> None:
    broken = made("tidewater.example", last_ok=None, last_result="failed", last_status=404)
    working = made("tidewater.example")
    page = text(client, "/feeds/")
    assert f">{broken.url}</span>" in page and working.url not in page


def test_what_could_not_be_read_can_be_pasted_by_those_with_an_account(client: Client) -> None:
    feed = made("Tidewater")
    Entry.objects.create(feed=feed, guid="1", url="https://tidewater.example/1", state="failed")
    assert "paste its text" not in text(client, feed.get_absolute_url())
    client.force_login(reader())
    assert "/add/#paste" in text(client, feed.get_absolute_url())


def test_trying_a_feed_that_asked_for_rest_says_when_it_is_looked_at(
    client: Client, rung: list[str]
) -> None:
    now = timezone.now()
    feed = made("Tidewater", added_by=reader("owner"))
    client.force_login(User.objects.get(username="owner"))
    address = reverse("articles:feed-look", args=[feed.slug])
    assert 'class="message' not in client.post(address, follow=True).content.decode()
    Service.objects.update(rest_until=now + timedelta(hours=1))
    answer = client.post(address, follow=True)
    assert answer.status_code == 200
    assert [str(told).startswith("Not before ") for told in answer.context["messages"]] == [True]


def test_one_entry_is_spoken_of_as_one(client: Client) -> None:
    feed = made("Tidewater")
    Entry.objects.create(feed=feed, guid="1", state="done")
    assert "1 of 1 entry is in." in text(client, feed.get_absolute_url())
