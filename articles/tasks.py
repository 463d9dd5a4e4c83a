"""Rings for due work. A message says only "look"; what there is to do stands in the rows."""

from __future__ import annotations

import logging
import time

from celery import shared_task
from kombu.exceptions import OperationalError

from articles.models import Job
from articles.services.copies import link_copies
from articles.services.sayings import link_sayings
from articles.services.work import do_due_work

log = logging.getLogger(__name__)

#: Seconds one task keeps working before it makes way for others.
SHIFT = 60.0
#: How many further workers one look may wake.
MOST_WOKEN = 3
#: Seconds one task looks for copies and sayings, with nothing else to do and while other work is
#: due, and articles it takes at a time. Those of a story that everybody carries take a while.
LINKING, LINKING_BUSY, MOST_LINKED, MOST_GATHERED = 10.0, 0.5, 20, 20


def ring() -> None:
    """Wake two workers. With the queue out of reach nothing is lost: beat finds the work."""
    try:
        look.apply_async(retry=False)
        # At once, rather than when the first one has found that there is plenty to do.
        help_out.apply_async(retry=False)
    except OperationalError as error:
        log.warning("Nobody could be woken: %s", error)


@shared_task
def look() -> None:
    """Do due work for a while, and wake others when there is plenty."""
    waiting = Job.objects.due().count()
    for _helper in range(min(waiting // 8, MOST_WOKEN)):
        help_out.delay()
    do_due_work(SHIFT)
    if Job.objects.due().exists():
        help_out.delay()


@shared_task
def help_out() -> None:
    """Do due work for a while beside the one who woke us."""
    do_due_work(SHIFT)


@shared_task
def link() -> None:
    """Link copies and sayings in what came in, for a while; what is due to be read comes first."""
    began = time.monotonic()
    while time.monotonic() - began < (LINKING_BUSY if Job.objects.due().exists() else LINKING):
        # Both, so that neither keeps the other from its turn.
        if not link_copies(MOST_LINKED) + link_sayings(MOST_GATHERED):
            break
