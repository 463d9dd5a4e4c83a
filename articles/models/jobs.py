"""Due work as rows. Celery only says "look"; these rows say what there is to do.

A job is claimed by moving its lease into the future; whoever holds the lease may
finish it. A worker that dies leaves an expired lease, and the job is due again.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.outlets import Feed
from articles.models.services import Service

#: After this many claims without success a job rests as dead.
MAX_ATTEMPTS = 5
#: Wait before attempt 2, 3, 4 and 5.
BACKOFF = [timedelta(seconds=seconds) for seconds in (20, 120, 600, 3600)]


def lease_length() -> timedelta:
    """How long a claim lasts: NEWSDESK_JOB_LEASE."""
    return timedelta(seconds=settings.JOB_LEASE)


class LeaseLost(Exception):
    """The lease ran out and somebody else has the job now; drop what was done."""


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, and how they are claimed."""

    def due(self, now: datetime | None = None) -> JobQuerySet:
        """Jobs that may be claimed now: waiting, due, and not under a running lease."""
        now = now or timezone.now()
        return self.filter(state=Job.State.WAITING, due__lte=now).filter(
            Q(leased_until=None) | Q(leased_until__lt=now)
        )

    def claim(self) -> Job | None:
        """Claim the job that has been due longest; None when nothing is due. Two SQL queries."""
        return self._claimed(self.due())

    def claim_one(self, kind: Job.Kind, target: int) -> Job | None:
        """Claim this very job, if it is due and nobody has it. Two SQL queries."""
        return self._claimed(self.due().filter(kind=kind, target=target))

    def _claimed(self, jobs: JobQuerySet) -> Job | None:
        with transaction.atomic():
            job = jobs.order_by("due", "pk").select_for_update(skip_locked=True).first()
            if job is not None:
                job.lease, job.leased_until = uuid.uuid4(), timezone.now() + lease_length()
                job.attempts += 1
                job.save(update_fields=["lease", "leased_until", "attempts"])
        return job

    def put(self, kind: Job.Kind, target: int, *, due: datetime, feed: Feed | None = None) -> None:
        """Ask for the work to be done at ``due``, or earlier if that was asked before.

        A dead job gets new life. One at work is done once more afterwards: its
        ``due`` is moved, which :meth:`Job.done` notices.
        """
        with transaction.atomic():
            job, created = self.select_for_update().get_or_create(
                kind=kind, target=target, defaults={"due": due, "feed": feed}
            )
            # The row is locked: it cannot be finished between here and the change.
            if created:
                return
            if job.state == Job.State.DEAD:
                job.state, job.attempts, job.message = Job.State.WAITING, 0, ""
                job.due = due
            elif job.due > due or job.lease is not None:
                job.due = due
            job.save(update_fields=["state", "attempts", "message", "due"])


class Job(models.Model):
    """One piece of due work."""

    class Kind(models.TextChoices):
        """What there is to do, and what ``target`` is the key of."""

        FEED = "feed", _("look at a feed")
        ENTRY = "entry", _("bring in an article")
        CHECK = "check", _("look at an article again")
        HUB = "hub", _("ask a hub")
        PUSH = "push", _("take in what a hub sent")

    class State(models.TextChoices):
        """Whether a job still hopes."""

        WAITING = "waiting", _("waiting")
        DEAD = "dead", _("given up")

    kind = models.CharField(max_length=10, choices=Kind)
    target = models.BigIntegerField()
    # The feed this work belongs to, for counting what is still to come.
    feed = models.ForeignKey(Feed, models.CASCADE, null=True, blank=True, related_name="jobs")
    # Whom it will ask; None for work that asks nobody.
    service = models.ForeignKey(
        Service, models.SET_NULL, null=True, blank=True, related_name="jobs"
    )
    # Where a redirect to another service led, and the way there: [[url, status], ...].
    onward = models.URLField(max_length=8000, blank=True)
    trail = models.JSONField(default=list, blank=True)
    # Whether a reader waits for it: such work goes first.
    urgent = models.BooleanField(default=False)
    due = models.DateTimeField()
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    message = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(fields=["kind", "target"], name="job_once"),
            models.CheckConstraint(
                condition=Q(lease=None, leased_until=None)
                | Q(lease__isnull=False, leased_until__isnull=False),
                name="job_lease_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due"], condition=Q(state="waiting"), name="job_due"),
            models.Index(
                fields=["service", "-urgent", "due"],
                condition=Q(state="waiting"),
                name="job_of_service",
            ),
            models.Index(fields=["feed", "state"], name="job_of_feed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target}"

    def _mine(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.pk, lease=self.lease)

    def done(self) -> None:
        """Remove the job; :class:`LeaseLost` if it is no longer ours.

        Call it last in the transaction that stores the work, so that both happen or
        neither. A job that was asked for again meanwhile is only given back.
        """
        deleted, _rows = self._mine().filter(due=self.due).delete()
        if not deleted and not self._mine().update(lease=None, leased_until=None, attempts=0):
            raise LeaseLost(str(self))

    def again(self, due: datetime) -> None:
        """Finish this round and be due again then; :class:`LeaseLost` as for :meth:`done`.

        A wish for an earlier round that came meanwhile is kept.
        """
        asked = Case(When(due=self.due, then=Value(due)), default=F("due"))
        if not self._mine().update(
            due=asked, lease=None, leased_until=None, attempts=0, message=""
        ):
            raise LeaseLost(str(self))

    @property
    def is_worn_out(self) -> bool:
        """Whether it was claimed too often: its workers died, or never came to an end."""
        return self.attempts > MAX_ATTEMPTS

    def failed(self, message: str, *, final: bool = False) -> bool:
        """Put the job back for another attempt; True if it is dead instead.

        It is after its last attempt, or when ``final``: trying again would not help.
        Raises :class:`LeaseLost` as :meth:`done` does.
        """
        dead = final or self.attempts >= MAX_ATTEMPTS
        wait = BACKOFF[min(self.attempts, len(BACKOFF)) - 1]
        if not self._mine().update(
            lease=None,
            leased_until=None,
            message=message[:500],
            due=timezone.now() + wait,
            state=Job.State.DEAD if dead else F("state"),
        ):
            raise LeaseLost(str(self))
        return dead
