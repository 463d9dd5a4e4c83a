"""Due work: claimed once, given back when a worker dies, dead after five failures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Job, Service
from articles.models.jobs import MAX_ATTEMPTS, LeaseLost
from articles.services.politeness import service_for, services_for
from articles.services.sweeping import sweep

pytestmark = pytest.mark.django_db


def put(target: int = 1, **ago: float) -> None:
    Job.objects.put(Job.Kind.ENTRY, target, due=timezone.now() - timedelta(**ago or {"seconds": 1}))


def claimed() -> Job:
    [job] = Job.objects.claim(1)
    return job


def test_the_job_due_longest_is_claimed_first_and_only_once() -> None:
    put(1, minutes=1)
    put(2, minutes=9)
    assert [claimed().target, claimed().target] == [2, 1]
    assert Job.objects.claim(9) == []


def test_a_job_not_due_yet_is_left_alone() -> None:
    Job.objects.put(Job.Kind.ENTRY, 1, due=timezone.now() + timedelta(minutes=1))
    assert Job.objects.claim(9) == []


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
    assert sweep().returned == 1
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
    assert Job.objects.claim(9) == []


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
        while jobs := Job.objects.claim(3):
            taken.extend(job.target for job in jobs)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(40))


def put_for(url: str, target: int, *, urgent: bool = False, seconds_ago: float = 1) -> None:
    due = timezone.now() - timedelta(seconds=seconds_ago)
    Job.objects.put(Job.Kind.ENTRY, target, due=due, service=service_for(url), urgent=urgent)


def test_of_one_service_one_job_is_claimed_at_a_time_whatever_its_hosts() -> None:
    put_for("https://a.courier.example/1", 1)
    put_for("https://b.courier.example/2", 2)
    put_for("https://tidewater.example/3", 3)
    assert [job.target for job in Job.objects.claim(9)] == [1, 3]
    assert Job.objects.claim(9) == []


@pytest.mark.parametrize("field", ["free_at", "rest_until"])
def test_a_service_that_rests_is_not_asked(field: str) -> None:
    put_for("https://courier.example/1", 1)
    Service.objects.update(**{field: timezone.now() + timedelta(minutes=1)})
    assert Job.objects.claim(9) == []
    Service.objects.update(**{field: timezone.now()})
    assert len(Job.objects.claim(9)) == 1


def test_what_a_reader_waits_for_goes_before_what_is_due_longer() -> None:
    put_for("https://courier.example/1", 1, seconds_ago=900)
    put_for("https://courier.example/2", 2, urgent=True)
    put_for("https://tidewater.example/3", 3, seconds_ago=800)
    assert [job.target for job in Job.objects.claim(1)] == [2]


def test_slow_services_are_left_out_when_they_have_enough_places() -> None:
    put_for("https://slow.example/1", 1)
    Service.objects.update(seconds=12)
    put_for("https://quick.example/2", 2)
    assert [job.target for job in Job.objects.claim(9, slow=0)] == [2]


def test_the_lease_of_a_service_ends_with_its_workers_life() -> None:
    put_for("https://courier.example/1", 1)
    Job.objects.claim(1)
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.update(leased_until=past)
    Service.objects.update(leased_until=past)
    sweep()
    assert claimed().attempts == 2


def test_a_job_goes_on_at_another_service_without_counting_as_failed() -> None:
    put_for("https://courier.example/1", 1)
    job = claimed()
    job.go_on(
        "https://tidewater.example/1", service_for("https://tidewater.example/1"), [("u", 301)]
    )
    again = claimed()
    assert (again.onward, again.trail, again.attempts) == (
        "https://tidewater.example/1",
        [["u", 301]],
        1,
    )
    with pytest.raises(LeaseLost):
        job.done()


def test_dead_jobs_asked_for_in_bulk_live_again_and_waiting_ones_stay() -> None:
    for target in (1, 2):
        put(target, minutes=5)
    Job.objects.filter(target=1).update(state=Job.State.DEAD, attempts=5)
    now = timezone.now()
    Job.objects.put_many(Job(kind=Job.Kind.ENTRY, target=target, due=now) for target in (1, 2, 3))
    assert [job.target for job in Job.objects.claim(9)] == [2, 1, 3]


def test_times_that_a_wrong_clock_set_far_ahead_are_mended() -> None:
    put_for("https://courier.example/1", 1)
    far = timezone.now() + timedelta(days=400)
    Job.objects.update(due=far)
    Service.objects.update(rest_until=far, free_at=far)
    assert sweep().mended == 3
    assert Job.objects.get().due < timezone.now() + timedelta(hours=25)
    assert Service.objects.get().rest_until < timezone.now()


def test_a_job_begun_too_often_is_given_up_by_the_sweeper() -> None:
    put()
    claimed()
    Job.objects.update(attempts=5, leased_until=timezone.now() - timedelta(seconds=1))
    assert sweep().dead == 1
    assert Job.objects.get().state == Job.State.DEAD


def test_what_is_lost_with_other_work_costs_no_attempt_but_may_not_be_lost_for_ever() -> None:
    put_for("https://courier.example/1", 1)
    put_for("https://tidewater.example/2", 2)
    for lost in range(1, 20):
        claimed_and_lost()
        assert sweep().returned == 2
        assert set(Job.objects.values_list("attempts", "lost")) == {(0, lost)}
    claimed_and_lost()
    assert sweep().dead == 2


def claimed_and_lost() -> None:
    Job.objects.update(due=timezone.now())
    assert len(Job.objects.claim(9)) == 2
    ago = timezone.now() - timedelta(seconds=1)
    Job.objects.update(leased_until=ago)
    Service.objects.update(leased_until=ago)


def test_services_are_told_apart_by_registered_domain() -> None:
    urls = {
        "https://www.bbc.co.uk/news": "bbc.co.uk",
        "http://feeds.bbci.co.uk/x": "bbci.co.uk",
        "https://one.hosted.com": "hosted.com",
        "https://two.hosted.com:8443/x": "hosted.com",
        "http://127.0.0.1:8000/feed": "127.0.0.1:8000",
        "http://localhost:81/feed": "localhost:81",
    }
    assert {url: service.name for url, service in services_for(urls).items()} == urls


def test_a_worker_that_is_at_work_for_long_keeps_its_leases() -> None:
    put_for("https://courier.example/1", 1)
    job = claimed()
    almost = timezone.now() + timedelta(seconds=1)
    Job.objects.update(leased_until=almost)
    Service.objects.update(leased_until=almost)
    Job.objects.keep([job])
    later = almost + timedelta(seconds=30)
    assert Job.objects.get().leased_until > later
    assert Service.objects.get().leased_until > later


@pytest.mark.parametrize("final", [False, True])
def test_a_wish_that_came_while_a_job_failed_is_kept(final: bool) -> None:
    put()
    Job.objects.update(attempts=MAX_ATTEMPTS - 1)
    job = claimed()
    wished = timezone.now()
    Job.objects.put(Job.Kind.ENTRY, 1, due=wished, urgent=True)
    assert job.failed("No answer.", final=final) is False
    again = Job.objects.get()
    assert (again.state, again.due, again.attempts) == (Job.State.WAITING, wished, 0)
    assert claimed().urgent
