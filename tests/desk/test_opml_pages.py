"""Lists of feeds in and out: what is left out is told, folders stay, and long lists are cheap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Feed, Job
from articles.pipeline.opml import Outline, parse_opml
from articles.services import subscriptions
from articles.services.feeds import subscribe
from articles.services.politeness import service_for
from articles.services.subscriptions import export_opml, import_opml, subscribe_all
from tests.makers import reader

pytestmark = pytest.mark.django_db

ADDRESS = "/feeds/import/"


def listed(*outlines: str) -> bytes:
    told = "".join(outlines)
    return f'<opml version="2.0"><head/><body>{told}</body></opml>'.encode()


def outline(name: str, address: str | None = None) -> str:
    told = f' xmlUrl="{address}"' if address else ""
    return f'<outline type="rss" text="{name}"{told}/>'


def outlines(count: int, start: int = 0) -> list[Outline]:
    return [
        Outline(f"Feed {number}", f"https://tidewater.example/{number}", folders=("Coast",))
        for number in range(start, start + count)
    ]


def posted(client: Client, raw: bytes) -> object:
    return client.post(ADDRESS, {"opml": SimpleUploadedFile("feeds.opml", raw)})


def test_a_bad_outline_is_named_with_its_reason_and_the_rest_goes_in(
    client: Client, rung: list[str]
) -> None:
    subscribe("https://ebb.example/feed")
    raw = listed(
        '<outline text="Regions"><outline text="Coast">',
        outline("Tide", "https://tidewater.example/feed"),
        outline("Lost"),
        outline("Local", "file:///etc/passwd"),
        outline("With name", "https://me:secret@x.example/"),
        outline("&lt;b&gt;Bold&lt;/b&gt;"),
        "</outline></outline>",
        outline("Ebb", "https://ebb.example/feed"),
    )
    client.force_login(reader())
    answer = posted(client, raw)
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 200  # type: ignore[attr-defined]
    for words in [
        "Subscribed to 1 feed.",
        "1 was here already.",
        "“Lost” has no address; left out.",
        "“Local” has the address “file:///etc/passwd”; left out.",
        "“With name” has no usable address; left out.",
        "“&lt;b&gt;Bold&lt;/b&gt;” has no address; left out.",
    ]:
        assert words in page, words
    feed = Feed.objects.get(title="Tide")
    assert (feed.folder, feed.url) == ("Regions / Coast", "https://tidewater.example/feed")
    assert rung == ["articles.tasks.look", "articles.tasks.help_out"]


@pytest.mark.parametrize("raw", [b"no list", listed(), b"\x00\x01", "☃".encode("utf-16")])
def test_what_is_no_list_is_shown_again_with_a_reason(
    client: Client, rung: list[str], raw: bytes
) -> None:
    client.force_login(reader())
    answer = posted(client, raw)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "errorlist" in page
    # On a narrow screen the form is far below: the reason stands at the top as well.
    assert page.index("starter-note") < page.index("feed-folder") < page.index("errorlist")
    assert not Feed.objects.exists() and not rung


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    answer = posted(client, listed(outline("Tide", "https://tidewater.example/feed")))
    assert answer.url.startswith(reverse("account_login"))  # type: ignore[attr-defined]
    assert not Feed.objects.exists()


def test_a_list_costs_the_same_whatever_its_length() -> None:
    counts = []
    service_for("https://tidewater.example/")
    for count, start in ((20, 0), (400, 20)):
        with CaptureQueriesContext(connection) as queries:
            assert subscribe_all(outlines(count, start), by=None) == (count, 0)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9  # a transaction's own two included
    assert Feed.objects.count() == Job.objects.filter(kind="feed").count() == 420
    assert len(set(Feed.objects.values_list("slug", flat=True))) == 420


def test_first_looks_are_due_in_the_list_s_order_and_followed_as_a_refresh() -> None:
    subscribe_all(outlines(200), by=None)
    jobs = Job.objects.order_by("due").values_list("due", "feed__url")
    assert [url for _due, url in jobs] == [outline.xml_url for outline in outlines(200)]
    dues = [due for due, _url in jobs]
    assert dues[0] <= timezone.now()
    # As soon as there are hands for them: looks at other services need not wait for each other.
    assert dues[-1] - dues[0] < timedelta(seconds=1)
    [asked] = set(Feed.objects.values_list("asked", flat=True))
    assert asked


def test_feeds_followed_already_keep_what_they_are() -> None:
    owner = reader("owner")
    feed, _ = subscribe("https://tidewater.example/1", title="Mine", folder="Kept", by=owner)
    job = Job.objects.get()
    twice = [*outlines(3), *outlines(3)]
    assert subscribe_all(twice, by=reader("other")) == (2, 1)
    feed.refresh_from_db()
    assert (feed.title, feed.folder, feed.added_by, feed.asked) == ("Mine", "Kept", owner, None)
    assert Job.objects.get(pk=job.pk).due == job.due
    assert subscribe_all(outlines(3), by=None) == (0, 3)
    assert Job.objects.count() == 3


def test_overlong_titles_and_folders_are_cut() -> None:
    long = Outline("T" * 900, "https://tidewater.example/feed", folders=("F" * 150, "G" * 150))
    assert subscribe_all([long], by=None) == (1, 0)
    feed = Feed.objects.get()
    assert (len(feed.title), len(feed.folder), feed.asked) == (300, 200, None)


def test_a_huge_list_is_taken_in_parts(
    client: Client, rung: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "MOST_FEEDS", 30)
    raw = listed(*(outline(one.title, one.xml_url) for one in outlines(70)))
    client.force_login(reader())
    page = posted(client, raw).content.decode()  # type: ignore[attr-defined]
    assert "Subscribed to 30 feeds." in page
    assert "40 feeds are left over" in page and "again for the rest" in page
    second = import_opml(raw, by=None)
    assert (second.added, second.known) == (30, 30)
    last = import_opml(raw, by=None)
    assert (last.added, last.known, last.warnings) == (10, 60, ())
    assert Feed.objects.count() == 70


def test_ten_thousand_outlines_are_bounded_kindly() -> None:
    raw = listed(*(outline(one.title, one.xml_url) for one in outlines(10_000)))
    with CaptureQueriesContext(connection) as queries:
        report = import_opml(raw, by=None)
    assert report.added == subscriptions.MOST_FEEDS == Feed.objects.count()
    assert "8000 feeds are left over" in report.warnings[0]
    # Those left over are told one by one, for whoever wants to save them.
    assert [one.title for one in report.left_over] == [
        one.title for one in outlines(10_000)[subscriptions.MOST_FEEDS :]
    ]
    assert len(queries) <= 12


def test_an_export_holds_every_feed_and_reads_back() -> None:
    for number, told in enumerate(
        [
            {"folder": "Regions / Coast"},
            {"last_result": "failed", "failures": 40},
            {"last_result": "gone", "paused": True, "folder": "Regions"},
            {"paused": True},
        ]
    ):
        Feed.objects.create(
            url=f"https://tidewater.example/{number}?a=1&b=2", title=f"Tide & {number}", **told
        )
    found = parse_opml(export_opml())
    assert {(one.title, one.xml_url, one.folders) for one in found.outlines} == {
        (
            feed.title,
            feed.url,
            tuple(feed.folder.split(" / ")) if feed.folder else (),
        )
        for feed in Feed.objects.all()
    }
    assert found.warnings == ()
