"""Due work as rows. Celery only says "look"; these rows say what there is to do.

A job is claimed by giving it a lease that ends in the future; whoever holds the lease may
finish it. A worker that dies leaves a lease that runs out, and the sweeper
(services/sweeping.py) makes the job due again.

Work that asks a server belongs to a :class:`Service`, which is leased with the job: of
each service at most one job is at work, so at most one connection is open to it, and the
next one begins no sooner than the service is free.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.outlets import Feed
from articles.models.services import SLOW, Service

#: After this many claims without success a job rests as dead.
MAX_ATTEMPTS = 5
#: How often a job may go down with a worker that had other work, too.
MOST_LOST = 20
#: Wait before attempt 2, 3, 4 and 5.
BACKOFF = [timedelta(seconds=seconds) for seconds in (20, 120, 600, 3600)]


def lease_length() -> timedelta:
    """How long a claim lasts: NEWSDESK_JOB_LEASE."""
    return timedelta(seconds=settings.JOB_LEASE)


def pause_after(attempts: int) -> timedelta:
    """How long a job waits after so many claims without success."""
    return BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]


class LeaseLost(Exception):
    """The lease ran out and somebody else has the job now; drop what was done."""


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, and how they are claimed."""

    def due(self, now: datetime | None = None) -> JobQuerySet:
        """Jobs that may be claimed now: waiting, due, and nobody at work on them."""
        return self.filter(state=Job.State.WAITING, due__lte=now or timezone.now(), lease=None)

    def claim(self, most: int, *, slow: int | None = None) -> list[Job]:
        """Claim up to ``most`` jobs, those that readers wait for and the longest due first.

        Of each service at most one, and none while it rests or is being asked; of services
        that are slow at most ``slow``, where that is told. At most seven SQL queries.
        """
        lease, until, now = uuid.uuid4(), timezone.now() + lease_length(), timezone.now()
        with transaction.atomic():
            free = list(_free_services(self.due(now), now, slow=slow != 0)[:most])
            if slow:
                slowest = [service for service in free if service.is_slow][slow:]
                free = [service for service in free if service not in slowest]
            chosen = list(
                self.due(now)
                .filter(service__in=free)
                .order_by("service", "-urgent", "due", "pk")
                .distinct("service")
                .values_list("pk", flat=True)
            )
            if len(chosen) < most:
                alone = self.due(now).filter(service=None).order_by("-urgent", "due", "pk")
                alone = alone.select_for_update(skip_locked=True, no_key=True)[: most - len(chosen)]
                chosen += alone.values_list("pk", flat=True)
            if not chosen:
                return []
            # Asked again: only services are locked, and their jobs may have been put off, or have
            # gone to another one.
            held = Q(service__in=free) | Q(service=None)
            self.due(now).filter(held, pk__in=chosen).update(
                lease=lease, leased_until=until, attempts=F("attempts") + 1
            )
            jobs = list(Job.objects.filter(lease=lease).select_related("service", "feed"))
            asked = [job.service_id for job in jobs if job.service_id]
            Service.objects.filter(pk__in=asked).update(lease=lease, leased_until=until)
        return sorted(jobs, key=lambda job: (not job.urgent, job.due, job.pk))

    def keep(self, jobs: Sequence[Job]) -> None:
        """Renew the leases of jobs that are still being done. Two SQL queries."""
        until = timezone.now() + lease_length()
        for model, keys in (
            (Job, [job.pk for job in jobs]),
            (Service, [job.service_id for job in jobs if job.service_id]),
        ):
            held = model.objects.filter(pk__in=keys, lease__in=[job.lease for job in jobs])
            held.update(leased_until=until)

    def next_chance(self, within: timedelta) -> datetime | None:
        """When a due job may be claimed whose service is not free yet; None if not ``within``.

        One SQL query.
        """
        now = timezone.now()
        waiting = Service.objects.filter(pk__in=self.due(now).values("service"), lease=None)
        return (
            waiting.filter(free_at__lte=now + within, rest_until__lte=now + within)
            .annotate(ready=Greatest("free_at", "rest_until"))
            .order_by("ready")
            .values_list("ready", flat=True)
            .first()
        )

    def put(
        self,
        kind: Job.Kind,
        target: int,
        *,
        due: datetime,
        feed: Feed | None = None,
        service: Service | None = None,
        urgent: bool = False,
    ) -> None:
        """Ask for the work to be done at ``due``, or earlier if that was asked before.

        A dead job gets new life. One at work is done once more afterwards: its
        ``due`` is moved, which :meth:`Job.done` notices.
        """
        told = {"due": due, "feed": feed, "service": service, "urgent": urgent}
        with transaction.atomic():
            job, created = self.select_for_update().get_or_create(
                kind=kind, target=target, defaults=told
            )
            # The row is locked: it cannot be finished between here and the change.
            if created:
                return
            if job.state == Job.State.DEAD:
                job.state, job.attempts, job.lost, job.message = Job.State.WAITING, 0, 0, ""
                job.due = due
            elif job.due > due or job.lease is not None:
                job.due = due
            if job.lease is None:
                job.service, job.onward, job.trail = service, "", []
            job.urgent = job.urgent or urgent
            job.save(
                update_fields=[
                    *("state", "attempts", "lost", "message", "due"),
                    *("service", "onward", "trail", "urgent"),
                ]
            )

    def put_many(self, jobs: Iterable[Job]) -> None:
        """Ask for much work at once; what was asked for before stays as it is, unless dead.

        What is at work is done once more afterwards, by the latest of the times asked for.
        Three SQL queries for each kind.
        """
        jobs = sorted(jobs, key=lambda job: (job.kind, job.target))
        for kind in sorted({job.kind for job in jobs}):
            of_kind = [job for job in jobs if job.kind == kind]
            mine = self.filter(kind=kind, target__in=[job.target for job in of_kind])
            mine.filter(state=Job.State.DEAD).delete()
            self.bulk_create(of_kind, ignore_conflicts=True)
            # It may have read what it is about before that changed: see Job.done.
            mine.filter(lease__isnull=False).update(due=max(job.due for job in of_kind))

    def bring_forward(self, kind: Job.Kind, planned: Mapping[int, datetime]) -> None:
        """Have waiting work of one kind done by the times given for its targets, if not sooner.

        What is at work is left to :meth:`put_many`. One SQL query.
        """
        query = """
            UPDATE articles_job AS job SET due = told.due
            FROM unnest(%s::bigint[], %s::timestamptz[]) AS told(target, due)
            WHERE job.kind = %s AND job.target = told.target AND job.lease IS NULL
                AND job.state = 'waiting' AND job.due > told.due
        """
        with connection.cursor() as cursor:
            cursor.execute(query, [list(planned), list(planned.values()), str(kind)])

    def again_all(self, planned: Sequence[tuple[Job, datetime]]) -> set[int]:
        """:meth:`Job.again` for many; returns the keys of those whose lease was still ours.

        One SQL query.
        """
        query = """
            UPDATE articles_job AS job
            SET due = CASE WHEN job.due = mine.due THEN mine.next ELSE job.due END,
                lease = NULL, leased_until = NULL, attempts = 0, lost = 0, message = '',
                urgent = false, onward = '', trail = '[]'
            FROM unnest(%s::bigint[], %s::uuid[], %s::timestamptz[], %s::timestamptz[])
                AS mine(id, lease, due, next)
            WHERE job.id = mine.id AND job.lease = mine.lease
            RETURNING job.id
        """
        columns = [
            [job.pk for job, _next in planned],
            [job.lease for job, _next in planned],
            [job.due for job, _next in planned],
            [due for _job, due in planned],
        ]
        with connection.cursor() as cursor:
            cursor.execute(query, columns)  # type: ignore[arg-type]  # psycopg adapts uuids
            return {row[0] for row in cursor.fetchall()}


def _free_services(due: JobQuerySet, now: datetime, *, slow: bool) -> models.QuerySet[Service]:
    """Services that may be asked now and have something ``due``, in the order of their turn."""
    jobs = due.filter(service=OuterRef("pk")).order_by("-urgent", "due")
    services = Service.objects.filter(lease=None, free_at__lte=now, rest_until__lte=now)
    if not slow:
        services = services.filter(seconds__lt=SLOW)
    return (
        services.annotate(
            next_due=Subquery(jobs.values("due")[:1]),
            next_urgent=Subquery(jobs.values("urgent")[:1]),
        )
        .filter(next_due__isnull=False)
        .order_by("-next_urgent", "next_due", "pk")
        # Work may be put in line for a service meanwhile: its key stays.
        .select_for_update(skip_locked=True, no_key=True)
    )


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
    # How often its worker died while it had other work, too; since it last came to an end.
    lost = models.PositiveIntegerField(default=0)
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
        if not deleted and not self._mine().update(**_FRESH, urgent=False):
            raise LeaseLost(str(self))

    def again(self, due: datetime, service: Service | None = None) -> None:
        """Finish this round and be due again then; :class:`LeaseLost` as for :meth:`done`.

        A wish for an earlier round that came meanwhile is kept. With a ``service`` the
        next round asks that one.
        """
        asked = Case(When(due=self.due, then=Value(due)), default=F("due"))
        told = {"service": service} if service else {}
        if not self._mine().update(due=asked, urgent=False, **_FRESH, **told):
            raise LeaseLost(str(self))

    def go_on(
        self,
        url: str,
        service: Service,
        trail: Sequence[tuple[str, int]] = (),
        *,
        due: datetime | None = None,
    ) -> None:
        """Give the job back half done: what is left is to ask ``service`` for ``url``.

        ``trail`` is the way there. This is no failed attempt. It is due at once, or at
        ``due`` unless it was asked for meanwhile. :class:`LeaseLost` as for :meth:`done`.
        """
        if not self._mine().update(
            due=Case(When(due=self.due, then=Value(due or self.due)), default=F("due")),
            onward=url,
            trail=[list(hop) for hop in trail],
            service=service,
            lease=None,
            leased_until=None,
            attempts=self.attempts - 1,
        ):
            raise LeaseLost(str(self))

    @property
    def is_worn_out(self) -> bool:
        """Whether it was claimed too often: its workers died, or never came to an end."""
        return self.attempts > MAX_ATTEMPTS or self.lost > MOST_LOST

    def failed(self, message: str, *, final: bool = False) -> bool:
        """Put the job back for another attempt; True if it is dead instead.

        It is after its last attempt, or when ``final``: trying again would not help. A wish
        for another round that came meanwhile is kept, whatever became of this one.
        Raises :class:`LeaseLost` as :meth:`done` does.
        """
        dead = final or self.attempts >= MAX_ATTEMPTS
        back: dict[str, Any] = {"lease": None, "leased_until": None, "onward": "", "trail": []}
        pause = {
            "due": timezone.now() + pause_after(self.attempts),
            "state": Job.State.DEAD if dead else F("state"),
        }
        told = {**back, "message": message[:500]}
        if self._mine().filter(due=self.due).update(**told, **pause):
            return dead
        # It was asked for again meanwhile: that wish has all its attempts before it.
        if not self._mine().update(**told, attempts=0, lost=0):
            raise LeaseLost(str(self))
        return False


#: A job given back after a success.
_FRESH: dict[str, Any] = {
    "lease": None,
    "leased_until": None,
    "attempts": 0,
    "lost": 0,
    "message": "",
    "onward": "",
    "trail": [],
}
