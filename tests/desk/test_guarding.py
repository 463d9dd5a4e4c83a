"""What goes wrong with one piece of work costs no other piece its result, and no shift its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Feed, Job, Service
from articles.models.services import LONG_AGO
from articles.services import feeds, looking, politeness, work
from articles.services.asking import Ask, Steps
from tests.desk.test_collisions import answer


def unchanged(*names: str) -> list[looking.Unchanged]:
    """Looks that found nothing new, at feeds that have been claimed."""
    for name in names:
        feeds.subscribe(f"https://{name}.example/feed")
    look = looking.Look(Feed.Result.SAME, status=304)
    return [looking.Unchanged(job, job.feed, look) for job in Job.objects.claim(9) if job.feed]


@pytest.mark.django_db
def test_a_look_that_cannot_be_stored_costs_only_itself() -> None:
    found = unchanged("courier", "tidewater", "gull")
    found[1].look = looking.Look(Feed.Result.SAME, message="\x00", status=304)
    shift = work._Shift(None, 4, Job.objects.all())  # type: ignore[arg-type]
    shift._unchanged = list(found)
    shift._store()
    stored = Feed.objects.filter(last_result=Feed.Result.SAME)
    assert set(stored.values_list("pk", flat=True)) == {found[0].feed.pk, found[2].feed.pk}
    assert Job.objects.get(lease__isnull=False).feed == found[1].feed
    # What a feed's pace has learned from the first go is not learned again.
    assert found[0].feed.interval == 3600


@pytest.mark.django_db
def test_a_service_whose_answer_cannot_be_stored_costs_only_itself() -> None:
    jobs = [one.job for one in unchanged("courier", "tidewater", "gull")]
    wanted = [Ask("https://courier.example/feed", gap=5) for _job in jobs]
    answers = [answer(ask.url) for ask in wanted]
    object.__setattr__(answers[1], "elapsed", float("nan"))
    work.together_or_alone(politeness.release, list(zip(jobs, wanted, answers, strict=True)))
    assert Service.objects.filter(lease=None, free_at__gt=LONG_AGO).count() == 2
    assert Service.objects.get(lease__isnull=False) == jobs[1].service


def breaks_the_connection(job: Job) -> Steps:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    yield Ask("https://courier.example/")


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Bringing an entry in ends the connection to the database."""
    monkeypatch.setitem(work._WORK, Job.Kind.ENTRY, breaks_the_connection)
    yield
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_is_replaced_and_the_shift_goes_on(breaking: None) -> None:
    now = timezone.now()
    Job.objects.put(Job.Kind.ENTRY, 1, due=now, urgent=True)
    # Nothing to look at again: done at once.
    Job.objects.put(Job.Kind.CHECK, 1, due=now)
    assert work.do_due_work(5) == 2
    left = Job.objects.get()
    assert (left.kind, left.attempts, left.lease) == (Job.Kind.ENTRY, 1, None)
    assert left.due > now
