"""Due work: claimed once, given back when a worker dies, dead after five failures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Job
from articles.models.jobs import MAX_ATTEMPTS, LeaseLost

pytestmark = pytest.mark.django_db


def put(target: int = 1, **ago: float) -> None:
    Job.objects.put(Job.Kind.ENTRY, target, due=timezone.now() - timedelta(**ago or {"seconds": 1}))


def claimed() -> Job:
    job = Job.objects.claim()
    assert job is not None
    return job


def test_the_job_due_longest_is_claimed_first_and_only_once() -> None:
    put(1, minutes=1)
    put(2, minutes=9)
    assert [claimed().target, claimed().target] == [2, 1]
    assert Job.objects.claim() is None


def test_a_job_not_due_yet_is_left_alone() -> None:
    Job.objects.put(Job.Kind.ENTRY, 1, due=timezone.now() + timedelta(minutes=1))
    assert Job.objects.claim() is None


def test_asking_twice_makes_one_job_with_the_earlier_time() -> None:
    put(1)
    Job.objects.put(Job.Kind.ENTRY, 1, due=timezone.now() + timedelta(hours=1))
    assert Job.objects.count() == 1
    assert Job.objects.due().exists()


def test_a_finished_job_is_gone() -> None:
    put()
    claimed().done()
    assert not Job.objects.exists()


def test_a_job_whose_worker_died_is_due_again_when_the_lease_ends() -> None:
    put()
    lost = claimed()
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    found = claimed()
    assert (found.pk, found.attempts) == (lost.pk, 2)
    with pytest.raises(LeaseLost):
        lost.done()
    found.done()


def test_a_job_asked_for_while_at_work_is_done_once_more() -> None:
    put()
    job = claimed()
    Job.objects.put(Job.Kind.ENTRY, 1, due=timezone.now())
    job.done()
    assert claimed().target == 1


def test_a_failing_job_waits_longer_each_time_and_rests_as_dead_after_the_last() -> None:
    put()
    waits = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        job = claimed()
        dead = job.failed("no answer")
        job.refresh_from_db()
        waits.append(job.due - timezone.now())
        assert dead == (attempt == MAX_ATTEMPTS)
        Job.objects.update(due=timezone.now())
    assert waits[:4] == sorted(waits[:4])
    assert Job.objects.get().state == Job.State.DEAD
    assert Job.objects.claim() is None


def test_a_dead_job_that_is_asked_for_again_lives() -> None:
    put()
    Job.objects.update(state=Job.State.DEAD, attempts=5)
    put()
    assert claimed().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_claim_the_same_job() -> None:
    import threading

    from django.db import connection

    for target in range(40):
        put(target)
    taken: list[int] = []

    def work() -> None:
        while (job := Job.objects.claim()) is not None:
            taken.append(job.target)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(40))
