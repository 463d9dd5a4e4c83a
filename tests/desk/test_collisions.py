"""What goes on at the same moment on two sides: nobody locks anybody out, and nothing is lost."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles.models import Article, Entry, Feed, Job, Person, Service
from articles.models.jobs import JobQuerySet
from articles.reading import FeedTask, PageTask, read_feed, read_page
from articles.services import (
    checks,
    entries,
    feed_entries,
    feeds,
    looking,
    pages,
    politeness,
    reaching,
    storing,
    work,
)
from articles.services.asking import Ask, Read
from articles.services.checks import check_again
from articles.services.feed_settings import change_address
from articles.services.outlets import same_site, still_its_article
from articles.services.politeness import service_for, service_name
from articles.services.storing import Reading, store
from newsdesk.lib.confined import ConfinedDied
from newsdesk.lib.fetch import Response
from newsdesk.lib.fetch_errors import TimedOut
from newsdesk.lib.headers import Headers, Validators
from newsdesk.lib.robots import MAX_BYTES
from tests import makers
from tests.desk.test_ingest import PARAGRAPHS, feed_at, page, rss
from tests.odd_server import OddServer, reply


@pytest.fixture
def site(settings: object) -> Iterator[OddServer]:
    """An outlet of our own; the desk is allowed to fetch it."""
    with OddServer() as server:
        settings.FETCH_ALLOW_ORIGINS = [server.origin()]  # type: ignore[attr-defined]
        reaching.policy.cache_clear()
        yield server
    reaching.policy.cache_clear()


def at_once(*works: Callable[[], object]) -> list[Exception]:
    """Do all of it in threads of their own; returns what went wrong."""
    problems: list[Exception] = []

    def run(one: Callable[[], object]) -> None:
        try:
            one()
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return problems


def answer(url: str, body: bytes = b"", status: int = 200) -> Response:
    return Response(
        url=url,
        status=status,
        headers=Headers(),
        body=body,
        content_type="text/html",
        charset="utf-8",
        validators=Validators(),
        redirects=(),
        permanent_url=None,
        elapsed=0.1,
    )


def page_article(url: str, **reading: Any) -> Article:
    found = read_page(PageTask(page(), url, "text/html"))
    return store(
        Reading(article=found, url=url, source="page", page_url=url, **reading)  # type: ignore[arg-type]
    )


def claim_check(article: Article) -> Job:
    politeness.Robots.objects.get_or_create(
        origin=politeness.origin(article.page_url),
        defaults={"status": 404, "fetched": timezone.now()},
    )
    Job.objects.put(
        Job.Kind.CHECK, article.pk, due=timezone.now(), service=service_for(article.page_url)
    )
    [job] = Job.objects.claim(1)
    return job


def slowly(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, both: threading.Barrier
) -> None:
    """Have every call of a function wait until the other side has come as far as it can."""
    original = getattr(module, name)

    def called(*args: Any, **kwargs: Any) -> Any:
        # Broken where the other side waits for a lock of ours, as it should.
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(2)
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, called)


@pytest.mark.django_db(transaction=True)
def test_a_look_at_an_article_and_its_feed_do_not_lock_each_other_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = "https://courier.example/one"
    article = page_article(url)
    edited = page("Harbour reopens", [*PARAGRAPHS[:3], "The first ferry comes in June."])
    steps = check_again(claim_check(article))
    next(steps)
    steps.send(answer(url, edited))
    both = threading.Barrier(2)
    slowly(monkeypatch, checks, "store_all", both)

    def check() -> None:
        with pytest.raises(StopIteration):
            steps.send(read_page(PageTask(edited, url, "text/html")))

    def bring_in() -> None:
        with transaction.atomic():
            # As bring_in does it: addresses first, and then the article.
            from articles.services.storing import _lock

            _lock({url})
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(2)
            Article.objects.filter(pk=article.pk).update(section="Port")

    assert at_once(check, bring_in) == []
    article.refresh_from_db()
    assert article.headline == "Harbour reopens"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("forget", [feeds.unsubscribe, lambda feed: feeds.set_paused(feed, True)])
def test_looks_stored_together_and_readers_who_leave_do_not_lock_each_other_out(
    monkeypatch: pytest.MonkeyPatch, forget: Callable[[Feed], None]
) -> None:
    feed, _new = feeds.subscribe("https://courier.example/feed")
    [job] = Job.objects.claim(1)
    found = looking.Unchanged(job, feed, looking.Look(Feed.Result.SAME, status=304))
    both = threading.Barrier(2)
    slowly(monkeypatch, looking, "update_rows", both)

    def leave() -> None:
        with transaction.atomic():
            Feed.objects.select_for_update().get(pk=feed.pk)
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(2)
            forget(feed)

    assert at_once(lambda: looking.store_unchanged([found]), leave) == []
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_unsubscribing_while_a_look_is_stored_waits_for_it() -> None:
    feed, _new = feeds.subscribe("https://courier.example/feed")
    [job] = Job.objects.claim(1)
    held = threading.Event()

    def look() -> None:
        with transaction.atomic():
            Feed.objects.select_for_update(no_key=True).get(pk=feed.pk)
            held.set()
            threading.Event().wait(1)
            job.again(timezone.now() + timedelta(hours=1))

    def leave() -> None:
        held.wait(10)
        feeds.unsubscribe(feed)

    assert at_once(look, leave) == []
    assert not Feed.objects.exists() and not Job.objects.exists()


@pytest.mark.django_db
def test_an_entry_that_changes_while_its_page_is_asked_for_is_brought_in_again(
    site: OddServer,
) -> None:
    feed = feed_at(site, rss(site, ("Harbour to reopen", "/one")))
    work.do_due_work(10, Job.objects.filter(kind=Job.Kind.FEED))
    [job] = Job.objects.filter(kind=Job.Kind.ENTRY).claim(1)
    site.at("/feed", reply(rss(site, ("Harbour reopens", "/one")), content_type="text/xml"))
    Job.objects.filter(pk=job.pk).update(service=None)
    politeness.let_go([job])
    feeds.look_soon(feed)
    work.do_due_work(10, Job.objects.filter(kind=Job.Kind.FEED))
    assert Entry.objects.get().title == "Harbour reopens"
    job.done()
    assert Job.objects.due().filter(kind=Job.Kind.ENTRY).exists()


@pytest.mark.django_db
def test_a_change_brings_forward_a_look_that_was_planned_for_days_ahead(site: OddServer) -> None:
    article = makers.article()
    article.page_url = site.url("/one")
    Job.objects.put(
        Job.Kind.CHECK,
        article.pk,
        due=timezone.now() + timedelta(days=3),
        service=service_for(article.page_url),
    )
    assert article.current
    checks.look_again([checks.Stored(article, article.current)])
    assert Job.objects.get().due < timezone.now() + timedelta(hours=2)


@pytest.mark.django_db
def test_a_page_that_cannot_be_had_just_now_is_not_back_where_it_was_gone() -> None:
    article = page_article("https://courier.example/one")
    gone = timezone.now() - timedelta(hours=1)
    Article.objects.filter(pk=article.pk).update(gone=gone)
    steps = check_again(claim_check(article))
    assert isinstance(next(steps), Ask)
    with pytest.raises(StopIteration):
        steps.send(TimedOut("no answer"))
    article.refresh_from_db()
    assert article.gone == gone


@pytest.mark.django_db
def test_an_entry_that_first_names_another_site_cannot_change_its_article() -> None:
    feed, _new = feeds.subscribe("https://gull.example/feed")
    article = page_article("https://courier.example/one")
    entry = Entry.objects.create(
        feed=feed, guid="1", url="https://gull.example/mine", content_hash="x", article=article
    )
    job = Job(kind=Job.Kind.ENTRY, target=entry.pk, service=service_for(entry.url))
    politeness.Robots.objects.create(
        origin="https://gull.example", status=404, fetched=timezone.now()
    )
    fetching = entries._read(job, Entry.objects.get())
    next(fetching)
    body = page("Harbour sold to the gulls")
    assert isinstance(fetching.send(answer(entry.url, body)), Read)
    with pytest.raises(StopIteration) as end:
        fetching.send(read_page(PageTask(body, entry.url, "text/html")))
    stored = store(end.value.value)
    assert stored.pk != article.pk
    article.refresh_from_db()
    assert (article.headline, article.page_url) == ("Harbour to reopen", article.url)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://gull.substack.com/feed", "https://courier.substack.com/p/one", False),
        ("https://gull.substack.com/feed", "https://gull.substack.com/p/one", True),
        ("https://gull.blogspot.com/feed", "https://courier.blogspot.com/one", False),
        ("https://feeds.courier.co.uk/news", "https://www.courier.co.uk/one", True),
    ],
)
def test_guests_of_one_host_do_not_speak_for_each_other(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


@pytest.mark.django_db
@pytest.mark.parametrize("status", [304, 500])
def test_an_address_changed_during_a_look_is_next_asked_in_its_own_turn(status: int) -> None:
    _feed, _new = feeds.subscribe("https://courier.example/feed")
    [job] = Job.objects.claim(1)
    steps = looking.look(job)
    next(steps)
    change_address(Feed.objects.get(), "https://tidewater.example/feed")
    with pytest.raises(StopIteration) as end:
        steps.send(answer("https://courier.example/feed", status=status))
    if end.value.value:
        looking.store_unchanged([end.value.value])
    politeness.let_go([job])
    [job] = Job.objects.claim(1)
    with pytest.raises(StopIteration):
        next(looking.look(job))
    politeness.let_go([job])
    [job] = Job.objects.claim(1)
    assert job.service == service_for("https://tidewater.example/feed")
    wanted = next(looking.look(job))
    assert isinstance(wanted, Ask) and wanted.url == "https://tidewater.example/feed"


@pytest.mark.django_db
def test_slow_services_take_half_of_the_places_even_when_all_are_free() -> None:
    for number in range(6):
        url = f"https://outlet{number}.example/feed"
        service = service_for(url)
        service.seconds = 20.0
        service.save()
        Job.objects.put(Job.Kind.FEED, number, due=timezone.now(), service=service)
    shift = work._Shift(None, 4, Job.objects.all())  # type: ignore[arg-type]
    assert len(shift._claim(4)) == 2


@pytest.mark.django_db
def test_a_feed_that_moved_to_one_the_desk_follows_is_given_up_though_nothing_is_new() -> None:
    feeds.subscribe("https://courier.example/new")
    Job.objects.all().delete()
    feed, _new = feeds.subscribe("https://courier.example/old")
    Feed.objects.filter(pk=feed.pk).update(
        moved_to="https://courier.example/new", moved_seen=looking.SIGHTINGS - 1
    )
    feed.refresh_from_db()
    [job] = Job.objects.claim(1)
    came = answer("https://courier.example/new", status=304)
    object.__setattr__(came, "permanent_url", "https://courier.example/new")
    looking._nothing_new(job, feed, came)
    feed.refresh_from_db()
    assert feed.paused and "already follows" in feed.last_message
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_an_entry_keeps_the_article_that_is_brought_in_while_its_feed_is_stored(
    site: OddServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feed_at(site, rss(site, ("Harbour to reopen", "/one")))
    work.do_due_work(10, Job.objects.filter(kind=Job.Kind.FEED))
    article = makers.article()
    original = feed_entries._articles

    def meanwhile(*args: Any) -> Any:
        Entry.objects.update(article=article)
        return original(*args)

    monkeypatch.setattr(feed_entries, "_articles", meanwhile)
    site.at("/feed", reply(rss(site, ("Harbour reopens", "/one")), content_type="text/xml"))
    feeds.look_soon(feed)
    work.do_due_work(10, Job.objects.filter(kind=Job.Kind.FEED))
    entry = Entry.objects.get()
    assert (entry.title, entry.article) == ("Harbour reopens", article)


MORE = [
    "Gulls have bought the pier of Westermouth for a sum that neither side would name on Friday.",
    "The sale ends a quarrel about nests that had kept the town's lawyers busy since the spring.",
    "What is to become of the arcade at its far end is to be decided by a show of wings in June.",
]
OTHER = page("Gulls sell pier", MORE)
HOME = page(
    "The Courier",
    [
        f"{PARAGRAPHS[0][:80]} … Read the whole story, and what the opposition says of it.",
        "Pilots of the northern airport will walk out for two days next week, their union said.",
        "Rain is expected in the whole of the country until Friday, and snow above the forests.",
        "Subscribe to the letter in which our editors tell every morning what the day will bring.",
    ],
)


def looked_at_again(article: Article, url: str, body: bytes) -> Article:
    """The article after a look at its page that led to ``url``."""
    steps = check_again(claim_check(article))
    next(steps)
    steps.send(answer(url, body))
    with pytest.raises(StopIteration):
        steps.send(read_page(PageTask(body, url, "text/html")))
    return Article.objects.get(pk=article.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("onto", "body"),
    [
        ("https://courier.example/two", page()),
        ("https://gull.example/one", page()),
        ("https://courier.example/three", OTHER),
        ("https://courier.example/", HOME),
        ("https://courier.example/politics", HOME.replace(b"The Courier", b"Politics")),
    ],
)
def test_an_article_whose_page_leads_to_another_one_keeps_its_words(onto: str, body: bytes) -> None:
    article = page_article("https://courier.example/one")
    page_article("https://courier.example/two")
    Article.objects.filter(pk=article.pk).update(gone=timezone.now())
    article = looked_at_again(article, onto, body)
    assert (article.headline, article.revisions.count()) == ("Harbour to reopen", 1)
    assert article.gone


REWRITTEN = page("Gulls sell pier", ["Nothing of what it said before is said of it now."] * 4)
LONGER = page("Harbour reopens at last", [*PARAGRAPHS, *MORE, *reversed(MORE)])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("onto", "body"),
    [
        ("https://courier.example/one", REWRITTEN),
        ("https://courier.example/harbour-reopens", LONGER),
        ("https://courier.example/one?page=all", page("Harbour reopens", PARAGRAPHS[:3])),
        (
            "https://courier.example/one.html",
            REWRITTEN.replace(
                b"</head>", b'<link rel="canonical" href="https://courier.example/one"></head>'
            ),
        ),
    ],
)
def test_a_rewrite_at_its_own_address_or_a_move_to_another_is_a_revision(
    onto: str, body: bytes
) -> None:
    article = looked_at_again(page_article("https://courier.example/one"), onto, body)
    assert article.revisions.count() == 2
    assert article.url == "https://courier.example/one"


@pytest.mark.django_db
def test_a_guid_that_is_used_for_article_after_article_revises_none() -> None:
    feed, _new = feeds.subscribe("https://courier.example/feed")
    article = page_article("https://courier.example/one")
    entry = Entry.objects.create(feed=feed, guid="1", url="x", content_hash="x", article=article)
    other = read_page(PageTask(HOME, "https://courier.example/two", "text/html")).extraction
    same = read_page(PageTask(LONGER, "https://courier.example/two", "text/html")).extraction
    assert still_its_article(entry, "https://courier.example/two", other) is None
    assert still_its_article(entry, "https://courier.example/two", same) == article.pk
    assert still_its_article(entry, "https://courier.example/one", other) == article.pk


@pytest.mark.django_db
def test_a_page_during_which_the_process_was_killed_is_tried_again() -> None:
    steps = pages.read_response(answer("https://courier.example/1", page()), pages.Told())
    next(steps)
    with pytest.raises(pages.NotReadable) as problem:
        steps.throw(ConfinedDied("ended with SIGKILL"))
    assert not problem.value.final


def test_guests_of_one_host_share_its_patience() -> None:
    assert service_name("https://a.blogspot.com/1") == service_name("https://b.blogspot.com/2")


@pytest.mark.django_db
def test_a_line_of_robots_txt_that_is_cut_in_the_middle_says_nothing() -> None:
    rule = b"User-agent: *\nDisallow: /private"
    body = b"#" * (MAX_BYTES - len(rule) + len(b"private") - 1) + b"\n" + rule
    url = "https://courier.example/robots.txt"
    politeness.remember_robots(url, answer(url, body))
    found = politeness.robots_for(url)
    assert found and found.allows("/news")


@pytest.mark.django_db
def test_of_a_feed_that_a_page_names_a_temporary_redirect_is_not_believed() -> None:
    feed, _new = feeds.subscribe("https://courier.example/")
    [job] = Job.objects.claim(1)
    job.trail = [["https://courier.example/", 200], ["https://courier.example/feed", 302]]
    job.onward = "https://cdn.example/1"
    body = (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier</title>'
        b"<link>https://courier.example/</link></channel></rss>"
    )
    found = read_feed(FeedTask(body, job.onward, "text/xml"))
    looking._take_in(job, feed.url, answer(job.onward, body), "hash", found)
    feed.refresh_from_db()
    assert feed.url == "https://courier.example/feed"


@pytest.mark.django_db
def test_a_job_that_goes_to_another_service_during_a_claim_is_not_claimed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Job.objects.put(
        Job.Kind.ENTRY, 1, due=timezone.now(), service=service_for("https://courier.example/")
    )
    busy = service_for("https://tidewater.example/")
    Service.objects.filter(pk=busy.pk).update(lease=uuid.uuid4(), leased_until=timezone.now())
    original = JobQuerySet.update

    def update(jobs: JobQuerySet, **values: Any) -> int:
        # Somebody hands the address in again at this very moment, and it leads elsewhere.
        original(Job.objects.filter(lease=None), service=busy)
        return original(jobs, **values)

    monkeypatch.setattr(JobQuerySet, "update", update)
    assert Job.objects.claim(1) == []


@pytest.mark.django_db(transaction=True)
def test_work_is_put_in_line_for_a_service_while_it_is_claimed() -> None:
    service = service_for("https://courier.example/")
    Job.objects.put(Job.Kind.ENTRY, 1, due=timezone.now(), service=service)

    def put() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout TO '2s'")
        Job.objects.put(Job.Kind.ENTRY, 2, due=timezone.now(), service=service)

    with transaction.atomic():
        assert Job.objects.claim(1)
        assert at_once(put) == []
    assert Job.objects.count() == 2


def says(name: str) -> bytes:
    """A page on which somebody speaks."""
    said = f"“We built the wall for this very day, and it will hold,” said {name}, the mayor."
    return page("Harbour to reopen", [*PARAGRAPHS[:1], said, *PARAGRAPHS[3:]])


@pytest.mark.django_db(transaction=True)
def test_who_stores_the_same_people_in_the_opposite_order_waits_and_is_not_locked_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ["Ada Berg", "Zora Quist"]
    both = threading.Barrier(2)
    # Between two rounds of one storing, or after its only one.
    slowly(monkeypatch, storing, "_remember", both)

    def storing_in(order: list[str], site: str) -> Callable[[], object]:
        # Of one address, so that each has a round of its own.
        url = f"https://{site}.example/one"
        readings = [
            Reading(
                article=read_page(PageTask(says(name), url, "text/html")),
                url=url,
                source="page",  # type: ignore[arg-type]
                page_url=url,
            )
            for name in order
        ]
        return lambda: storing.store_all(readings)

    works = [storing_in(names, "courier"), storing_in(names[::-1], "tidewater")]
    assert at_once(*works) == []
    assert sorted(Person.objects.values_list("name", flat=True)) == names
    for article in Article.objects.all():
        assert [one.changes for one in article.revisions.order_by("number")][1]["quotes"] == 0
        spoke = [
            quote.speaker.name
            for revision in article.revisions.order_by("number")
            for quote in revision.quotes.all()
            if quote.speaker
        ]
        assert sorted(spoke) == names
