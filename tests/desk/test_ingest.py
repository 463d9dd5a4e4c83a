"""Feeds and pages over real sockets, through the services and into the rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from articles import reading
from articles.models import Article, Entry, Feed, Job, Service
from articles.services import feeds, looking, reaching
from articles.services.entries import hand_in
from articles.services.pasting import paste
from articles.services.sweeping import sweep
from articles.services.work import do_due_work
from tests.makers import reader
from tests.odd_server import OddServer, in_turn, reply

pytestmark = pytest.mark.django_db

PARAGRAPHS = [
    "The council of Nordhaven voted on Tuesday to reopen the old harbour after a dispute that "
    "had run for most of the year and divided both of its larger parties.",
    "“We are not afraid of the tide,” said Ilse Tamm, the mayor, after the vote. “We built the "
    "wall for this very day, and it will hold.”",
    "Oskar Lind, who leads the opposition, called the plan “a costly mistake” and said that he "
    "would ask the auditor to look at every one of the contracts before the summer.",
    "The harbour master expects the first ferry at the end of May, when dredging is to be done.",
]


@pytest.fixture
def site(settings: object) -> Iterator[OddServer]:
    """An outlet of our own; the desk is allowed to fetch it."""
    with OddServer() as server:
        settings.FETCH_ALLOW_ORIGINS = [server.origin()]  # type: ignore[attr-defined]
        reaching.policy.cache_clear()
        yield server
    reaching.policy.cache_clear()


def page(title: str = "Harbour to reopen", paragraphs: list[str] = PARAGRAPHS) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>"
        f'<meta property="og:title" content="{title}"></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>{title}</h1>{body}</article>"
        "<footer>All rights reserved</footer></body></html>"
    ).encode()


def rss(site: OddServer, *items: tuple[str, str]) -> bytes:
    told = "".join(
        f"<item><title>{title}</title><link>{site.url(path)}</link><guid>{path}</guid>"
        "<pubDate>Tue, 03 Mar 2026 09:00:00 GMT</pubDate></item>"
        for title, path in items
    )
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Tidewater</title>'
        f"<link>{site.url('/')}</link>{told}</channel></rss>"
    ).encode()


def feed_at(site: OddServer, *bodies: bytes, path: str = "/feed") -> Feed:
    answers = [
        reply(body, content_type="application/rss+xml", headers=[("ETag", f'"v{number}"')])
        for number, body in enumerate(bodies)
    ]
    feed, _ = feeds.subscribe(site.at(path, in_turn(*answers)))
    return feed


def look_again(feed: Feed) -> None:
    feeds.look_soon(feed)
    do_due_work(10)
    feed.refresh_from_db()


def html(body: bytes) -> object:
    return reply(body, content_type="text/html; charset=utf-8")


def test_an_entry_becomes_an_article_with_who_said_what(site: OddServer) -> None:
    site.at("/one", html(page()))  # type: ignore[arg-type]
    feed = feed_at(site, rss(site, ("Harbour to reopen", "/one")))
    do_due_work(10)
    feed.refresh_from_db()
    article = Article.objects.get()
    assert (feed.title, feed.last_result, feed.failures) == ("The Tidewater", "new", 0)
    assert (article.headline, article.outlet) == ("Harbour to reopen", feed.outlet)
    assert article.current is not None
    assert [block.kind for block in article.current.document.blocks] == ["paragraph"] * 4
    said = {
        quote.text: quote.speaker and quote.speaker.name for quote in article.current.quotes.all()
    }
    assert said["“We are not afraid of the tide,”"] == "Ilse Tamm"
    assert said["“a costly mistake”"] == "Oskar Lind"
    assert not Job.objects.filter(kind=Job.Kind.ENTRY).exists()


def test_a_feed_is_due_again_later_and_sends_its_validators_back(site: OddServer) -> None:
    feed = feed_at(site, rss(site))
    do_due_work(10)
    job = Job.objects.get(kind=Job.Kind.FEED)
    assert timedelta(minutes=4) < job.due - timezone.now() < timedelta(hours=24)
    site.at("/feed", reply(status=304))
    look_again(feed)
    assert site.seen[-1].headers["if-none-match"] == '"v0"'
    assert feed.last_result == Feed.Result.SAME


def test_the_same_feed_twice_stores_nothing_twice(site: OddServer) -> None:
    site.at("/one", html(page()))  # type: ignore[arg-type]
    feed = feed_at(site, rss(site, ("Harbour to reopen", "/one")))
    do_due_work(10)
    look_again(feed)
    assert Article.objects.count() == Entry.objects.count() == 1
    assert Article.objects.get().revisions.count() == 1
    assert feed.last_result == Feed.Result.SAME


def test_an_edited_article_gets_a_second_revision_and_keeps_the_first(site: OddServer) -> None:
    edited = [*PARAGRAPHS[:3], "The harbour master expects the first ferry in June."]
    site.at("/one", in_turn(html(page()), html(page("Harbour reopens", edited))))  # type: ignore[arg-type]
    feed = feed_at(
        site,
        rss(site, ("Harbour to reopen", "/one")),
        rss(site, ("Harbour reopens", "/one")),
    )
    do_due_work(10)
    look_again(feed)
    # The feed tells of a change; its page is looked at when that is due.
    Job.objects.filter(kind=Job.Kind.CHECK).update(due=timezone.now())
    do_due_work(10)
    article = Article.objects.get()
    assert [revision.headline for revision in article.revisions.all()] == [
        "Harbour to reopen",
        "Harbour reopens",
    ]
    assert article.current and article.current.number == 2
    assert article.headline == "Harbour reopens"


def test_two_feeds_with_the_same_article_bring_it_once(site: OddServer) -> None:
    site.at("/one?utm_source=a", html(page()))  # type: ignore[arg-type]
    site.at("/one?utm_source=b", html(page()))  # type: ignore[arg-type]
    feed_at(site, rss(site, ("Harbour", "/one?utm_source=a")), path="/a")
    feed_at(site, rss(site, ("Harbour", "/one?utm_source=b")), path="/b")
    do_due_work(10)
    assert Entry.objects.filter(state=Entry.State.DONE).count() == 2
    assert Article.objects.count() == 1


def test_a_sites_address_leads_to_its_feed(site: OddServer) -> None:
    home = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head>'
    site.at("/", html(home + b"<body><p>Welcome to the news</p></body></html>"))  # type: ignore[arg-type]
    site.at("/feed", reply(rss(site), content_type="application/rss+xml"))
    feed, _ = feeds.subscribe(site.url("/"))
    do_due_work(10)
    feed.refresh_from_db()
    assert (feed.url, feed.title) == (site.url("/feed"), "The Tidewater")


def test_a_log_in_page_in_place_of_a_known_feed_loses_nothing(site: OddServer) -> None:
    site.at("/one", html(page()))  # type: ignore[arg-type]
    feed = feed_at(site, rss(site, ("Harbour", "/one")))
    do_due_work(10)
    site.at("/feed", html(b"<html><body><form>Please sign in to the hotel</form></body></html>"))  # type: ignore[arg-type]
    look_again(feed)
    assert (feed.last_result, feed.failures) == (Feed.Result.FAILED, 1)
    assert feed.last_message
    assert Entry.objects.count() == Article.objects.count() == 1


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_a_refusal_is_told_in_words_and_tried_again_later(site: OddServer, status: int) -> None:
    feed, _ = feeds.subscribe(site.at("/feed", reply(status=status)))
    do_due_work(10)
    feed.refresh_from_db()
    assert (feed.last_result, feed.failures, feed.paused) == (Feed.Result.FAILED, 1, False)
    assert feed.last_message.endswith(".")
    assert Job.objects.get().due > timezone.now() + timedelta(minutes=4)


def test_a_feed_that_is_gone_is_not_asked_again(site: OddServer) -> None:
    feed, _ = feeds.subscribe(site.at("/feed", reply(status=410)))
    do_due_work(10)
    feed.refresh_from_db()
    assert (feed.last_result, feed.paused) == (Feed.Result.GONE, True)
    assert not Job.objects.exists()


def test_a_page_that_fails_is_tried_again_and_then_given_up(site: OddServer) -> None:
    site.at("/lost", reply(status=500))
    feed = feed_at(site, rss(site, ("Lost", "/lost")))
    do_due_work(10)
    entry = feed.entries.get()
    assert (entry.state, "500" in entry.message) == (Entry.State.WAITING, True)
    for _attempt in range(6):
        Job.objects.filter(kind=Job.Kind.ENTRY).update(due=timezone.now())
        do_due_work(10)
    entry = feed.entries.get()
    assert entry.state == Entry.State.FAILED
    assert entry.message
    assert Job.objects.get(kind=Job.Kind.ENTRY).state == Job.State.DEAD


def test_a_page_that_is_not_there_is_given_up_at_once(site: OddServer) -> None:
    entry = hand_in(site.at("/lost", reply(status=404)), by=None)
    do_due_work(10)
    entry.refresh_from_db()
    assert (entry.state, "404" in entry.message) == (Entry.State.FAILED, True)


def test_a_job_that_kills_its_workers_rests_in_the_end(site: OddServer) -> None:
    entry = hand_in(site.at("/one", html(page())), by=None)  # type: ignore[arg-type]
    for _killed in range(5):
        assert Job.objects.claim(1)
        past = timezone.now() - timedelta(seconds=1)
        Job.objects.update(leased_until=past)
        Service.objects.update(leased_until=past)
        sweep()
        Job.objects.update(due=past)
    assert do_due_work(10) == 0
    entry.refresh_from_db()
    assert (Job.objects.get().state, entry.state) == (Job.State.DEAD, Entry.State.FAILED)


def test_a_feed_whose_look_breaks_off_says_so_and_is_tried_again(
    site: OddServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feed_at(site, rss(site))
    monkeypatch.setattr(looking, "known_digests", lambda *args: 1 / 0)
    do_due_work(10)
    feed.refresh_from_db()
    assert (feed.last_result, feed.failures) == (Feed.Result.FAILED, 1)
    assert feed.last_message
    assert Job.objects.get().due > timezone.now()


def forged(site: OddServer, address: str) -> bytes:
    text = "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in PARAGRAPHS * 2)
    item = (
        f"<item><title>Mayor resigns</title><link>{address}</link>"
        f"<description>{text.replace('afraid of the tide', 'honest at all')}</description></item>"
    )
    return rss(site).replace(b"</channel>", item.encode() + b"</channel>")


def test_a_feed_cannot_rewrite_another_outlets_article(site: OddServer) -> None:
    with OddServer() as other:
        reaching.policy.cache_clear()
        django_settings.FETCH_ALLOW_ORIGINS = [site.origin(), other.origin("localhost")]
        address = other.at("/one", html(page())).replace("127.0.0.1", "localhost")  # type: ignore[arg-type]
        hand_in(address, by=None)
        do_due_work(10)
        feed_at(site, forged(site, address))
        do_due_work(10)
        article = Article.objects.get()
        assert (article.headline, article.revisions.count()) == ("Harbour to reopen", 1)
        assert "honest" not in (article.current.text if article.current else "")
        other.at("/one", reply(status=500))
        feed_at(site, forged(site, address).replace(b"resigns", b"leaves"), path="/second")
        do_due_work(10)
        assert Article.objects.get().revisions.count() == 1


def test_a_feed_cannot_pose_as_another_outlet(site: OddServer) -> None:
    site.at("/one", html(page()))  # type: ignore[arg-type]
    body = rss(site, ("Harbour", "/one")).replace(
        f"<link>{site.url('/')}</link>".encode(), b"<link>https://www.famous.example/</link>"
    )
    feed = feed_at(site, body)
    do_due_work(10)
    feed.refresh_from_db()
    assert feed.outlet is None
    outlet = Article.objects.get().outlet
    assert outlet and outlet.key == "127.0.0.1"


def test_of_a_long_feed_the_newest_entries_come_in(
    site: OddServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_ENTRIES", 2)
    items = [(f"Story {day}", f"/{day}") for day in range(1, 6)]
    body = rss(site, *items)
    for day in range(1, 6):
        body = body.replace(b"Tue, 03 Mar", f"0{day} Apr".encode(), 1)
    found = reading.read_feed(reading.FeedTask(body, site.url("/feed"), "application/rss+xml"))
    assert [one.entry.title for one in found.fresh] == ["Story 4", "Story 5"]
    assert found.listed == 5


@pytest.mark.parametrize("letters", ["ა-", "said ", "“x” ", "Ann Bee "])
def test_a_very_long_text_is_stored_within_the_limits_of_search(letters: str) -> None:
    text = "Long\n\nA first paragraph of it, that says something of use to somebody.\n\n"
    article = paste((text + letters * (150_000 // len(letters))).encode(), by=reader())
    assert article.current
    assert article.current.quotes.count() <= 2_000


def test_an_address_handed_in_twice_is_one_article(site: OddServer) -> None:
    site.at("/one", html(page()))  # type: ignore[arg-type]
    by = reader()
    for address in (site.url("/one"), site.url("/one#top")):
        hand_in(address, by=by)
        do_due_work(10)
    assert Article.objects.get().added_by == by
    assert Entry.objects.count() == 1


def test_a_page_cannot_pass_itself_off_as_another_sites_article(site: OddServer) -> None:
    posing = page().replace(
        b"</head>", b'<link rel=canonical href="https://other.example/a"></head>'
    )
    site.at("/one", html(posing))  # type: ignore[arg-type]
    hand_in(site.url("/one"), by=None)
    do_due_work(10)
    assert Article.objects.get().url == site.url("/one")


def test_a_private_address_is_refused_with_a_reason() -> None:
    entry = hand_in("http://169.254.169.254/latest/meta-data", by=None)
    do_due_work(10)
    entry.refresh_from_db()
    assert entry.article is None
    assert "private network" in Job.objects.get().message


def test_a_link_that_is_a_script_is_never_stored_as_an_address(site: OddServer) -> None:
    body = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in PARAGRAPHS)
    item = (
        "<item><title>T</title><link>javascript:alert(1)</link>"
        f"<description>{body}</description></item>"
    )
    feed_at(site, rss(site).replace(b"</channel>", item.encode() + b"</channel>"))
    do_due_work(10)
    assert Article.objects.get().url is None


def test_a_reader_cannot_change_an_outlets_article_by_pasting(site: OddServer) -> None:
    site.at("/one", html(page()))  # type: ignore[arg-type]
    hand_in(site.url("/one"), by=None)
    do_due_work(10)
    forged = "Mayor resigns\n\n" + "\n\n".join(PARAGRAPHS).replace("Ilse Tamm", "Nobody Else")
    found = paste(forged.encode(), url=site.url("/one"), by=reader())
    assert found.headline == "Harbour to reopen"
    assert found.revisions.count() == 1


def test_a_reader_can_mend_their_own_paste() -> None:
    by, url = reader(), "https://courier.example/a"
    for last in ("It was so.", "It was not so."):
        text = "Harbour to reopen\n\n" + "\n\n".join([*PARAGRAPHS, last])
        article = paste(text.encode(), url=url, by=by)
    assert article.revisions.count() == 2
