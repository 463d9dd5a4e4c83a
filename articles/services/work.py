"""Does due work: many pieces side by side, none of which waits for another's server.

    claim ──> generator ──yields──> Ask:  a thread asks the server     ─┐
                  ^                 Read: a confined process reads      │ no transaction is open
                  └───────────── what came is sent back in <────────────┘

Only the thread that called :func:`do_due_work` touches the database. The work itself is in
``feeds.look``, ``entries.bring_in`` and their like; here is only who runs when.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Job
from articles.models.jobs import JobQuerySet, LeaseLost
from articles.services import confining, gazetteer, politeness
from articles.services.asking import Answer, Ask, Read, Steps
from articles.services.checks import check_again
from articles.services.entries import NotReadable, bring_in, tell
from articles.services.guarding import mend_connection, sparing_others, together_or_alone
from articles.services.hubs import ask_hub
from articles.services.looking import Unchanged, look, look_failed, store_unchanged, take_push
from articles.services.reaching import ask
from articles.services.sweeping import sweep
from newsdesk.lib.fetch_errors import FetchError

log = logging.getLogger(__name__)

#: How long a worker with nothing to do waits for a service to become free again.
_LINGER = timedelta(seconds=2)
#: Seconds given to others that are about to be done, once one is.
_GATHER = 0.004
#: Readings under way or waiting at which a shift takes on no more work.
_MOST_READING = 4
#: Seconds between two sweeps in one shift.
_SWEEP = 10.0
#: Of the places for work, the share that slow services may take.
_FOR_SLOW = 0.5

_WORK: dict[str, Callable[[Job], Steps]] = {
    Job.Kind.FEED: look,
    Job.Kind.ENTRY: bring_in,
    Job.Kind.CHECK: check_again,
    Job.Kind.HUB: ask_hub,
    Job.Kind.PUSH: take_push,
}


def do_due_work(seconds: float, jobs: JobQuerySet | None = None) -> int:
    """Claim and do jobs until none is due or ``seconds`` have passed; returns how many.

    Only those among ``jobs``, where they are given. A job that fails is put back with a
    growing wait and rests as dead after its last attempt; it never stops the others.
    """
    with connection.cursor() as cursor:
        # What a crash of the database may lose of the last second is done once more: work and
        # the end of its job are one transaction. Waiting for the disk costs more than the rest.
        cursor.execute("SET synchronous_commit TO off")
    with sparing_others("Looking up who is known"):
        gazetteer.refresh()
    places, wanted = settings.FETCHES, Job.objects.all() if jobs is None else jobs
    with ThreadPoolExecutor(places, thread_name_prefix="ask") as threads:
        threads.submit(confining.warm)
        return _Shift(threads, places, wanted).work(seconds)


@dataclass(slots=True)
class _Running:
    """A piece of work whose generator waits for what a thread brings."""

    job: Job
    steps: Steps
    wanted: Ask | Read | None = None


class _Shift:
    """One call of :func:`do_due_work`."""

    def __init__(self, threads: ThreadPoolExecutor, places: int, jobs: JobQuerySet) -> None:
        self._threads, self._places, self._jobs = threads, places, jobs
        self._running: dict[Future[Any], _Running] = {}
        self._unchanged: list[Unchanged] = []
        self._not_asked: list[Job] = []
        self._count = 0
        self._renewed = time.monotonic()
        self._swept = -_SWEEP

    def work(self, seconds: float) -> int:
        until = time.monotonic() + seconds
        while True:
            room = self._room()
            if room and time.monotonic() < until:
                self._sweep()
                self._begin(room)
            if not self._running:
                if time.monotonic() >= until or not self._worth_waiting():
                    return self._count
                continue
            self._collect()
            self._keep_leases()

    def _room(self) -> int:
        """How many jobs more may be begun: none while readings wait, which others could do."""
        readings = sum(isinstance(one.wanted, Read) for one in self._running.values())
        return 0 if readings >= _MOST_READING else self._places - len(self._running)

    def _sweep(self) -> None:
        """Take back what dead workers left, now and then while this shift lasts."""
        if time.monotonic() - self._swept >= _SWEEP:
            self._swept = time.monotonic()
            with sparing_others("The sweep"):
                sweep()

    def _claim(self, room: int) -> list[Job]:
        """Claim up to ``room`` jobs; slow services get no more than their share of all places."""
        slow = sum(_is_slow(running.job) for running in self._running.values())
        share = max(max(int(self._places * _FOR_SLOW), 1) - slow, 0)
        jobs = self._jobs.claim(room, slow=share)
        if share and len(jobs) < room and sum(map(_is_slow, jobs)) == share:
            # Slow ones that were first in the row have kept others out.
            jobs += self._jobs.claim(room - len(jobs), slow=0)
        return jobs

    def _begin(self, room: int) -> None:
        """Claim up to ``room`` jobs and let each run until it wants something."""
        for job in self._claim(room):
            self._count += 1
            if job.is_worn_out:
                _failed(job, _("It was begun too often and never came to an end."))
                self._not_asked.append(job)
            else:
                running = _Running(job, _WORK[job.kind](job))
                self._advance(running, None)
                if not isinstance(running.wanted, Ask):
                    self._not_asked.append(job)
        self._store()

    def _collect(self) -> None:
        """Wait until something has come, and let the work that wanted it go on."""
        # Short, so that free places are filled while others wait for slow servers.
        wait(self._running, timeout=0.5, return_when=FIRST_COMPLETED)
        if len(self._running) > 1:
            # What comes together is stored together.
            time.sleep(_GATHER)
        done = [future for future in self._running if future.done()]
        came = [(self._running.pop(future), future) for future in done]
        together_or_alone(
            politeness.release,
            [
                (running.job, running.wanted, _answer(future))
                for running, future in came
                if isinstance(running.wanted, Ask)
            ],
        )
        for running, future in came:
            self._advance(running, future)
        self._store()

    def _keep_leases(self) -> None:
        """Renew the leases of what is running, well before they end."""
        if time.monotonic() - self._renewed < settings.JOB_LEASE / 3:
            return
        self._renewed = time.monotonic()
        with sparing_others("Keeping leases"):
            Job.objects.keep([running.job for running in self._running.values()])

    def _advance(self, running: _Running, future: Future[Any] | None) -> None:
        """Send into the work what came, and note what it wants next."""
        try:
            if future is None:
                running.wanted = next(running.steps)
            elif isinstance(running.wanted, Ask):
                running.wanted = running.steps.send(_answer(future))
            elif error := future.exception():
                running.wanted = running.steps.throw(error)
            else:
                running.wanted = running.steps.send(future.result())
        except StopIteration as end:
            if isinstance(end.value, Unchanged):
                self._unchanged.append(end.value)
        except LeaseLost:
            log.info("Somebody else has %s now", running.job)
        except NotReadable as problem:
            _failed(running.job, str(problem), final=problem.final)
        except Exception:
            log.exception("%s failed", running.job)
            mend_connection()
            _failed(running.job, _("Something went wrong on the desk while this was read."))
        else:
            self._running[self._threads.submit(_get, running.wanted)] = running

    def _worth_waiting(self) -> bool:
        """Whether a service with due work becomes free soon; waits until it does."""
        chance = self._jobs.next_chance(_LINGER)
        if chance is None:
            return False
        time.sleep(max((chance - timezone.now()).total_seconds(), 0.01))
        return True

    def _store(self) -> None:
        """Store what is better stored together: looks that found nothing new, unused leases."""
        not_asked, self._not_asked = self._not_asked, []
        together_or_alone(politeness.let_go, not_asked)
        found, self._unchanged = self._unchanged, []
        together_or_alone(store_unchanged, found)


def _is_slow(job: Job) -> bool:
    return job.service is not None and job.service.is_slow


def _get(wanted: Ask | Read) -> Any:
    """Ask or read; runs in a thread, and must not touch the database."""
    return ask(wanted) if isinstance(wanted, Ask) else confining.run(wanted)


def _answer(future: Future[Any]) -> Answer:
    error = future.exception()
    if error is None:
        answer: Answer = future.result()
        return answer
    if isinstance(error, FetchError):
        return error
    log.error("A request broke off", exc_info=error)
    return FetchError(type(error).__name__)


def _failed(job: Job, message: str, *, final: bool = False) -> None:
    """Put the job back or to rest, and say so where readers look."""
    with sparing_others(str(job)):
        _put_back(job, message, final=final)


def _put_back(job: Job, message: str, *, final: bool) -> None:
    try:
        if job.kind == Job.Kind.FEED:
            # A feed is never given up; what was wrong may be gone tomorrow.
            look_failed(job, message)
            return
        dead = job.failed(message, final=final)
        if job.kind == Job.Kind.ENTRY:
            tell(job, message, given_up=dead)
    except LeaseLost:
        log.info("Somebody else has %s now", job)
