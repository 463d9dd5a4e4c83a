"""A feed's address, title and folder: who may change them, and what a change keeps and forgets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Feed, Job, Subscription
from articles.pipeline.feed_types import NotAFeed
from articles.reading import FeedTask, ReadFeed, read_feed
from articles.services.asking import Read
from articles.services.feed_settings import (
    AddressTaken,
    ChangedMeanwhile,
    change_address,
    describe_feed,
)
from articles.services.feeds import subscribe
from articles.services.looking import _take_in, look
from readers.models import User
from tests.desk.test_collisions import answer
from tests.makers import reader

pytestmark = pytest.mark.django_db

OLD, NEW = "https://tidewater.example/feed", "https://tidewater.example/news/rss"


def worn(**told: object) -> Feed:
    """A feed of which much is remembered, its next look a while away."""
    owner = User.objects.filter(username="owner").first() or reader("owner")
    feed, _ = subscribe(OLD, title="The Tidewater", by=owner)
    usual = {
        "etag": '"v1"',
        "last_modified": "Tue, 03 Mar 2026 09:00:00 GMT",
        "body_hash": "0" * 64,
        "last_result": "failed",
        "last_status": 404,
        "last_message": "Not there.",
        "last_ok": timezone.now() - timedelta(days=3),
        "problems": ["Its dates have no time zone."],
        "failures": 7,
        "moved_to": NEW,
        "moved_seen": 2,
    }
    Feed.objects.filter(pk=feed.pk).update(**{**usual, **told})
    Job.objects.update(due=timezone.now() + timedelta(hours=3))
    feed.entries.create(guid="1", content_hash="x", title="Harbour to reopen")
    feed.refresh_from_db()
    return feed


def address_of(feed: Feed, name: str = "feed-address") -> str:
    return reverse(f"articles:{name}", args=[feed.slug])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("feed-address", {"what": "address", "address": NEW}),
        ("feed-address", {"what": "name", "title": "Tides", "folder": ""}),
        ("feed-moved", {"address": NEW}),
        ("feed-look", {}),
        ("feed-pause", {}),
        ("feed-remove", {}),
    ],
)
@pytest.mark.parametrize(
    ("who", "status"), [("", 302), ("stranger", 403), ("owner", 302), ("staff", 302)]
)
def test_only_its_reader_and_the_staff_may_change_a_feed(
    client: Client, rung: list[str], who: str, status: int, name: str, told: dict[str, str]
) -> None:
    feed = worn()
    if who == "owner":
        client.force_login(User.objects.get(username="owner"))
    elif who:
        client.force_login(reader(who, is_staff=who == "staff"))
    answer = client.post(address_of(feed, name), told)
    assert answer.status_code == status
    if not who:
        assert answer.url.startswith(reverse("account_login"))  # type: ignore[attr-defined]
    if who in {"", "stranger"}:
        assert Feed.objects.filter(url=OLD, paused=False, title="The Tidewater").exists()
        assert Job.objects.get(kind="feed").due > timezone.now()


@pytest.mark.parametrize("name", ["feed-address", "feed-moved", "feed-look", "feed-pause"])
def test_a_feed_that_is_not_there_is_a_404(client: Client, name: str) -> None:
    client.force_login(reader())
    assert client.post(reverse(f"articles:{name}", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize("name", ["feed-moved", "feed-look", "feed-pause", "feeds-refresh"])
def test_what_changes_something_is_no_link(client: Client, name: str) -> None:
    client.force_login(reader("chief", is_staff=True))
    args = [] if name == "feeds-refresh" else [worn().slug]
    assert client.get(reverse(f"articles:{name}", args=args)).status_code == 405


def test_a_new_address_forgets_the_old_one_and_keeps_what_came(
    client: Client, rung: list[str]
) -> None:
    feed = worn()
    Subscription.objects.create(feed=feed, hub="https://hub.example/", topic=OLD)
    client.force_login(feed.added_by)  # type: ignore[arg-type]
    answer = client.post(address_of(feed), {"what": "address", "address": NEW})
    assert answer.url == feed.get_absolute_url()  # type: ignore[attr-defined]
    feed = Feed.objects.get()
    assert (feed.url, feed.etag, feed.last_modified, feed.body_hash) == (NEW, "", "", "")
    assert (feed.last_result, feed.last_status, feed.failures, feed.problems) == (
        *("never", None, 0),
        [],
    )
    assert (feed.moved_to, feed.moved_seen, feed.last_message) == ("", 0, "")
    assert feed.last_ok and feed.entries.count() == 1
    assert not Subscription.objects.exists()
    assert Job.objects.get(kind="feed").due <= timezone.now()
    assert rung == ["articles.tasks.look", "articles.tasks.help_out"]


@pytest.mark.parametrize(
    ("told", "is_paused"),
    [
        ({"last_result": "gone", "paused": True}, False),
        ({"last_result": "same", "paused": True}, True),
        ({"last_result": "failed", "paused": False}, False),
    ],
)
def test_a_gone_feed_comes_back_with_a_new_address_and_a_paused_one_stays_paused(
    told: dict[str, object], is_paused: bool
) -> None:
    feed = worn(**told)
    Job.objects.all().delete()
    change_address(feed, NEW)
    assert Feed.objects.get().paused == is_paused
    assert Job.objects.exists() != is_paused


@pytest.mark.parametrize("address", ["", "not an address", "ftp://x.example/", "https://"])
def test_a_bad_address_is_shown_again_with_a_reason(
    client: Client, rung: list[str], address: str
) -> None:
    feed = worn()
    client.force_login(feed.added_by)  # type: ignore[arg-type]
    answer = client.post(address_of(feed), {"what": "address", "address": address})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert Feed.objects.get().url == OLD and not rung


def test_an_address_that_another_feed_has_is_refused_with_a_link_to_it(
    client: Client, rung: list[str]
) -> None:
    feed = worn()
    twin, _ = subscribe(NEW, title="The Ebb")
    client.force_login(feed.added_by)  # type: ignore[arg-type]
    answer = client.post(address_of(feed), {"what": "address", "address": NEW})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="{twin.get_absolute_url()}">The Ebb</a>' in page
    feed.refresh_from_db()
    assert (feed.url, feed.failures, rung) == (OLD, 7, [])
    with pytest.raises(AddressTaken):
        change_address(feed, NEW)


def test_an_address_changed_meanwhile_is_not_changed_again() -> None:
    feed, seen = worn(), Feed.objects.get()
    change_address(feed, NEW)
    with pytest.raises(ChangedMeanwhile):
        change_address(seen, "https://tidewater.example/third")
    assert Feed.objects.get().url == NEW


def test_one_click_accepts_where_a_feed_moves_to(client: Client, rung: list[str]) -> None:
    feed = worn(last_result="same")
    client.force_login(feed.added_by)  # type: ignore[arg-type]
    page = client.get(feed.get_absolute_url()).content.decode()
    assert "Use the new address" in page and f'name="address" value="{NEW}"' in page
    client.post(address_of(feed, "feed-moved"), {"address": NEW})
    feed.refresh_from_db()
    assert (feed.url, feed.moved_to) == (NEW, "")


@pytest.mark.parametrize("address", ["https://other.example/feed", "javascript:alert(1)", ""])
def test_only_the_address_that_was_shown_is_accepted(
    client: Client, rung: list[str], address: str
) -> None:
    feed = worn()
    client.force_login(feed.added_by)  # type: ignore[arg-type]
    answer = client.post(address_of(feed, "feed-moved"), {"address": address}, follow=True)
    assert "look again" in answer.content.decode()
    assert Feed.objects.get().url == OLD and not rung


def test_a_move_to_a_feed_that_is_followed_already_is_explained(
    client: Client, rung: list[str]
) -> None:
    feed = worn()
    subscribe(NEW, title="The Ebb")
    client.force_login(feed.added_by)  # type: ignore[arg-type]
    answer = client.post(address_of(feed, "feed-moved"), {"address": NEW}, follow=True)
    assert "already follows a feed at this address" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Regions / Coast", "Regions / Coast"),
        ("  Regions/Coast  ", "Regions / Coast"),
        ("/ Regions //", "Regions"),
        ("", ""),
        ("Κόσμος", "Κόσμος"),
    ],
)
def test_a_feed_gets_a_title_and_a_folder(client: Client, typed: str, kept: str) -> None:
    feed = worn()
    client.force_login(feed.added_by)  # type: ignore[arg-type]
    answer = client.post(address_of(feed), {"what": "name", "title": "Tides", "folder": typed})
    assert answer.status_code == 302
    feed.refresh_from_db()
    assert (feed.title, feed.folder, feed.url, feed.failures) == ("Tides", kept, OLD, 7)


@pytest.mark.parametrize(
    "told",
    [
        {"what": "name", "title": " ", "folder": ""},
        {"what": "name", "title": "x" * 301, "folder": ""},
        {"what": "name", "title": "Tides", "folder": "x" * 201},
        {"what": "name", "title": "Ti\0des", "folder": ""},
        {"what": "nonsense"},
        {},
    ],
)
def test_a_title_that_cannot_be_used_is_shown_again(client: Client, told: dict[str, str]) -> None:
    feed = worn()
    client.force_login(feed.added_by)  # type: ignore[arg-type]
    assert client.post(address_of(feed), told).status_code == 422
    assert Feed.objects.get().title == "The Tidewater"


def test_folders_there_are_offered(client: Client) -> None:
    feed = worn(folder="Regions / Coast")
    client.force_login(feed.added_by)  # type: ignore[arg-type]
    page = client.get(address_of(feed)).content.decode()
    assert '<option value="Regions / Coast">' in page and f'value="{OLD}"' in page


def found_at(url: str, title: str) -> ReadFeed:
    body = (
        f'<rss version="2.0"><channel><title>{title}</title><link>{url}</link></channel></rss>'
    ).encode()
    return read_feed(FeedTask(body, url, "application/rss+xml"))


@pytest.mark.parametrize(
    ("given", "renamed", "kept"),
    [("", None, "Of the feed"), ("Mine", None, "Mine"), ("", "Mine", "Mine"), ("Mine", "", "")],
)
def test_the_first_look_leaves_a_title_that_a_reader_gave(
    given: str, renamed: str | None, kept: str
) -> None:
    feed, _new = subscribe(OLD, title=given)
    if renamed is not None:
        describe_feed(feed, title=renamed, folder="")
    [job] = Job.objects.claim(1)
    _take_in(job, OLD, answer(OLD), "hash", found_at(OLD, "Of the feed"))
    feed.refresh_from_db()
    assert feed.title == (kept or "Of the feed")


def test_a_title_that_nobody_gave_goes_with_the_address() -> None:
    feed, _new = subscribe(OLD)
    change_address(feed, "https://gull.example/feed")
    feed.refresh_from_db()
    assert feed.title == "gull.example"


def test_a_feed_that_is_given_a_sites_address_is_found_on_its_page() -> None:
    feed = worn(body_hash="1" * 64, paused=False)
    change_address(feed, "https://gull.example/")
    [job] = Job.objects.claim(1)
    steps = look(job)
    page = b'<link rel="alternate" type="application/rss+xml" href="/feed"><p>Welcome</p>'
    next(steps)
    steps.send(answer("https://gull.example/", page))
    wanted = steps.throw(NotAFeed("This is a web page."))
    assert isinstance(wanted, Read)
    with pytest.raises(StopIteration):
        steps.send(wanted.function(wanted.argument))
    job.refresh_from_db()
    assert job.onward == "https://gull.example/feed"
