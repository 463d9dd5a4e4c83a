"""Sets right what died, ran out or was set by a clock that was wrong."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Entry, Feed, Job, Push, Service
from articles.models.jobs import BACKOFF, MAX_ATTEMPTS, MOST_LOST, lease_length, pause_after
from articles.models.services import LONG_AGO
from articles.pipeline.schedule import LONGEST
from articles.services.feeds import look_soon

log = logging.getLogger(__name__)

#: Nothing is ever put off longer than a day, or three for a look at an article; what seems
#: so was put off by a clock that ran ahead.
_MARGIN = timedelta(hours=1)
_LONGEST_CHECK = timedelta(days=30)
#: What a hub sent and nobody took in is dropped: the feed has it too.
_PUSH_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many jobs came back from dead workers, were given up, and had their times mended."""

    returned: int
    dead: int
    mended: int


def sweep() -> Swept:
    """Return jobs whose leases ran out, and undo what a wrong clock did. About ten SQL queries."""
    with transaction.atomic():
        returned, dead = _return_expired()
        swept = Swept(returned, dead, _mend_times())
    if swept != Swept(0, 0, 0):
        log.warning("Swept up: %s", swept)
    return swept


def _return_expired() -> tuple[int, int]:
    """Make jobs of dead workers due again, with a pause; those begun too often rest as dead.

    When a worker dies with much work in hand, most of it is innocent. So what is lost in
    company costs no attempt, and may be lost often.
    """
    now = timezone.now()
    # A lease longer than any can be comes from a clock that has been set back.
    gone = Q(leased_until__lt=now) | Q(leased_until__gt=now + 2 * lease_length())
    Service.objects.filter(gone).update(lease=None, leased_until=None)
    expired = list(Job.objects.select_for_update(skip_locked=True).filter(gone))
    dead = []
    for job in expired:
        job.lease = job.leased_until = None
        # The first time a worker died, that is taken for the worker's fault.
        if len(expired) > 1:
            job.attempts, job.lost = job.attempts - 1, job.lost + 1
            job.due = now + (job.lost - 1) * BACKOFF[0]
        else:
            job.due = now if job.attempts <= 1 else now + pause_after(job.attempts - 1)
        is_worn = job.attempts >= MAX_ATTEMPTS or job.lost >= MOST_LOST
        if is_worn and job.kind != Job.Kind.FEED:
            job.state = Job.State.DEAD
            job.message = _("It was begun too often and never came to an end.")
            dead.append(job)
    Job.objects.bulk_update(
        expired, ["lease", "leased_until", "due", "state", "message", "attempts", "lost"]
    )
    if dead:
        Entry.objects.filter(
            pk__in=[job.target for job in dead if job.kind == Job.Kind.ENTRY]
        ).update(state=Entry.State.FAILED, message=dead[0].message)
    return len(expired) - len(dead), len(dead)


def _mend_times() -> int:
    """Bring back to now what lies further ahead than anything is ever put off."""
    now = timezone.now()
    latest, day = now + LONGEST + _MARGIN, {"due": now + LONGEST}
    jobs = Job.objects.filter(state=Job.State.WAITING, lease=None)
    mended = jobs.filter(due__gt=latest).exclude(kind__in=_LONG_KINDS).update(**day)
    mended += jobs.filter(due__gt=now + _LONGEST_CHECK + _MARGIN).update(**day)
    mended += Service.objects.filter(rest_until__gt=latest).update(rest_until=LONG_AGO)
    mended += Service.objects.filter(free_at__gt=now + _MARGIN).update(free_at=LONG_AGO)
    Push.objects.filter(received__lt=now - _PUSH_KEPT).delete()
    given_up = Job.objects.filter(kind=Job.Kind.PUSH, state=Job.State.DEAD)
    # Those whose push is still kept are shown to the operator.
    given_up.exclude(target__in=Push.objects.values("pk")).delete()
    lost = Feed.objects.filter(paused=False).exclude(
        pk__in=Job.objects.filter(kind=Job.Kind.FEED).values("target")
    )
    # A feed without a next look would never be heard of again.
    for feed in lost[:100]:
        look_soon(feed, urgent=False)
        mended += 1
    return mended


_LONG_KINDS = (Job.Kind.CHECK, Job.Kind.HUB)
