"""Does due work, one claimed job after another."""

from __future__ import annotations

import logging
import time

from django.utils.translation import gettext as _

from articles.models import Job
from articles.models.jobs import LeaseLost
from articles.services.entries import NotReadable, bring_in, tell
from articles.services.feeds import look, look_failed

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
        if job.is_worn_out:
            _failed(job, _("It was begun too often and never came to an end."))
        elif job.kind == Job.Kind.FEED:
            look(job)
        else:
            bring_in(job)
    except LeaseLost:
        log.info("Somebody else has %s now", job)
    except NotReadable as problem:
        _failed(job, str(problem), final=problem.final)
    except Exception:
        log.exception("%s failed", job)
        _failed(job, _("Something went wrong on the desk while this was read."))


def _failed(job: Job, message: str, *, final: bool = False) -> None:
    """Put the job back or to rest, and say so where readers look."""
    try:
        if job.kind == Job.Kind.FEED:
            # A feed is never given up; what was wrong may be gone tomorrow.
            look_failed(job, message)
        else:
            tell(job, message, given_up=job.failed(message, final=final))
    except LeaseLost:
        log.info("Somebody else has %s now", job)
