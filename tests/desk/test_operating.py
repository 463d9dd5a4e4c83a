"""The administration: work that was given up, services that rest, what is only to be read."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Entry, Feed, Job, Push, Robots, Service
from articles.pipeline.remarks import Code, remark
from articles.services.feeds import subscribe
from articles.services.sweeping import sweep
from tests import makers
from tests.makers import reader

pytestmark = pytest.mark.django_db

JOBS = reverse("admin:articles_job_changelist")
SERVICES = reverse("admin:articles_service_changelist")


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(reader("chief", is_staff=True, is_superuser=True))
    return client


def given_up(title: str = "Harbour to reopen", **told: object) -> Job:
    """A job to bring in an article, dead after its last attempt."""
    entry = Entry.objects.create(
        guid=str(uuid.uuid4()), title=title, content_hash="x", state="failed", message="A fault."
    )
    usual = {"state": "dead", "attempts": 5, "message": "A fault.", "due": timezone.now()}
    return Job.objects.create(kind="entry", target=entry.pk, **{**usual, **told})


def chosen(*rows: Job | Service, action: str) -> dict[str, object]:
    return {"action": action, "_selected_action": [row.pk for row in rows]}


def test_jobs_tell_what_they_are_about_and_those_given_up_come_first(chief: Client) -> None:
    feed = Feed.objects.create(url="https://tidewater.example/", title="The Tidewater")
    article = makers.article()
    now = timezone.now()
    Job.objects.create(kind="feed", target=feed.pk, feed=feed, due=now)
    Job.objects.create(kind="check", target=article.pk, due=now)
    Job.objects.create(kind="push", target=1, feed=feed, due=now)
    Job.objects.create(kind="hub", target=999_999, due=now)
    entry = Entry.objects.get(pk=given_up().target)
    page = chief.get(JOBS).content.decode()
    for address, words in [
        (feed.get_absolute_url(), "The Tidewater"),
        (article.get_absolute_url(), "Harbour to reopen"),
        (entry.get_absolute_url(), "Harbour to reopen"),
    ]:
        assert f'<a href="{address}">{words}</a>' in page
    assert "999999" in page and "<strong>given up</strong>" in page and "A fault." in page
    assert page.index(entry.get_absolute_url()) < page.index(feed.get_absolute_url())
    dead = chief.get(f"{JOBS}?state__exact=dead").content.decode()
    assert entry.get_absolute_url() in dead and article.get_absolute_url() not in dead


def test_a_job_and_a_feed_can_be_looked_at_one_by_one(chief: Client) -> None:
    job = given_up()
    page = chief.get(reverse("admin:articles_job_change", args=[job.pk]))
    assert page.status_code == 200 and "A fault." in page.content.decode()
    feed = Feed.objects.create(
        url="https://tidewater.example/", title="The Tidewater", problems=["No dates."]
    )
    page = chief.get(reverse("admin:articles_feed_change", args=[feed.pk]))
    assert page.status_code == 200 and "No dates." in page.content.decode()


def test_a_list_of_jobs_costs_the_same_whatever_its_length(chief: Client) -> None:
    counts = []
    for _more in range(2):
        for number in range(10):
            given_up(f"Story {number}")
        with CaptureQueriesContext(connection) as queries:
            chief.get(JOBS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_titles_from_outside_are_escaped_in_the_list(chief: Client) -> None:
    given_up("<script>alert(1)</script>")
    assert "<script>alert" not in chief.get(JOBS).content.decode()


def test_what_was_given_up_is_tried_again_from_the_start(chief: Client, rung: list[str]) -> None:
    job, other = (
        given_up(onward="https://other.example/", trail=[["https://x.example/", 301]]),
        (given_up()),
    )
    answer = chief.post(JOBS, chosen(job, action="requeue"), follow=True)
    assert "1 job is tried again." in answer.content.decode()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message, job.onward, job.trail) == (
        *("waiting", 0, "", ""),
        [],
    )
    assert Job.objects.due().get() == job
    entry = Entry.objects.get(pk=job.target)
    assert (entry.state, entry.message) == ("waiting", "")
    assert Entry.objects.get(pk=other.target).state == "failed"
    assert rung == ["articles.tasks.look", "articles.tasks.help_out"]


def test_work_that_is_being_done_is_not_put_back(chief: Client, rung: list[str]) -> None:
    soon = timezone.now() + timedelta(minutes=1)
    job = given_up(state="waiting", attempts=2, lease=uuid.uuid4(), leased_until=soon)
    answer = chief.post(JOBS, chosen(job, action="requeue"), follow=True)
    assert "0 jobs are tried again." in answer.content.decode()
    job.refresh_from_db()
    assert job.attempts == 2 and job.lease


def test_a_service_may_be_asked_again_before_it_wanted(chief: Client, rung: list[str]) -> None:
    later = timezone.now() + timedelta(hours=5)
    rests = Service.objects.create(name="a.example", rest_until=later, free_at=later, strikes=4)
    other = Service.objects.create(name="b.example", rest_until=later)
    page = chief.get(SERVICES).content.decode()
    assert "a.example" in page and "May be asked again now" in page
    chief.post(SERVICES, chosen(rests, action="ask_again"))
    rests.refresh_from_db()
    other.refresh_from_db()
    now = timezone.now()
    assert rests.rest_until <= now and rests.free_at <= now and rests.strikes == 0
    assert other.rest_until == later
    assert rung == ["articles.tasks.look", "articles.tasks.help_out"]


@pytest.mark.parametrize("name", ["service", "robots"])
def test_what_the_desk_keeps_for_itself_is_only_read(chief: Client, name: str) -> None:
    row = {
        "service": lambda: Service.objects.create(name="a.example"),
        "robots": lambda: Robots.objects.create(
            origin="https://a.example", body="User-agent: *", status=200, fetched=timezone.now()
        ),
    }[name]()
    here = f"admin:articles_{name}"
    assert chief.get(reverse(f"{here}_changelist")).status_code == 200
    page = chief.get(reverse(f"{here}_change", args=[row.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert chief.post(reverse(f"{here}_change", args=[row.pk]), {}).status_code == 403
    assert chief.get(reverse(f"{here}_add")).status_code == 403
    assert chief.get(reverse(f"{here}_delete", args=[row.pk])).status_code == 403


@pytest.mark.parametrize(("is_staff", "status"), [(False, 302), (True, 403)])
def test_the_administration_is_for_those_who_may(
    client: Client, rung: list[str], is_staff: bool, status: int
) -> None:
    job = given_up()
    client.force_login(reader("somebody", is_staff=is_staff))
    assert client.post(JOBS, chosen(job, action="requeue")).status_code == status
    job.refresh_from_db()
    assert job.state == "dead" and not rung


def test_what_a_hub_sent_and_nobody_could_take_in_is_forgotten_after_a_day() -> None:
    feed, _new = subscribe("https://tidewater.example/feed")
    for hours in (2, 30):
        push = Push.objects.create(feed=feed, body=b"x", content_type="text/xml")
        Push.objects.filter(pk=push.pk).update(received=timezone.now() - timedelta(hours=hours))
        Job.objects.create(
            kind=Job.Kind.PUSH, target=push.pk, feed=feed, due=timezone.now(), state="dead"
        )
    sweep()
    kept = Push.objects.get()
    assert Job.objects.get(kind=Job.Kind.PUSH).target == kept.pk


def test_what_is_wrong_with_a_feed_is_told_in_words(chief: Client) -> None:
    feed, _new = subscribe("https://tidewater.example/feed")
    Feed.objects.update(problems=[remark(Code.NO_DATE, n=3).to_json(), "Its words are odd."])
    page = chief.get(reverse("admin:articles_feed_change", args=[feed.pk])).content.decode()
    assert "3 entries have no date.; Its words are odd." in page
