"""Does due work, one claimed job after another."""

from __future__ import annotations

import logging
import time

from articles.models import Job
from articles.models.jobs import LeaseLost
from articles.services.entries import NotReadable, bring_in, give_up
from articles.services.feeds import look

log = logging.getLogger(__name__)


def do_due_work(seconds: float) -> int:
    """Claim and do jobs until none is due or ``seconds`` have passed; returns how many.

    A job that fails is put back with a growing wait and rests as dead after its last
    attempt; it never stops the ones behind it.
    """
    until, count = time.monotonic() + seconds, 0
    while time.monotonic() < until and (job := Job.objects.claim()) is not None:
        _do(job)
        count += 1
    return count


def _do(job: Job) -> None:
    try:
        if job.kind == Job.Kind.FEED:
            look(job)
        else:
            bring_in(job)
    except LeaseLost:
        log.info("Somebody else has %s now", job)
    except NotReadable as problem:
        _failed(job, str(problem))
    except Exception as error:
        log.exception("%s failed", job)
        _failed(job, f"{type(error).__name__}: {error}")


def _failed(job: Job, message: str) -> None:
    if job.failed(message) and job.kind == Job.Kind.ENTRY:
        give_up(job, message)
