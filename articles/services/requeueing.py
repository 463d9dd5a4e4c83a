"""Giving work that was given up new life."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Entry, Job


def requeue(jobs: QuerySet[Job]) -> int:
    """Make ``jobs`` due now, with all their attempts before them; returns how many.

    Those at work are left alone. Their entries' pages tell that there is hope again. Three SQL
    queries.
    """
    with transaction.atomic():
        waiting = jobs.filter(lease=None).select_for_update(of=("self",))
        chosen = dict(waiting.order_by("pk").values_list("pk", "target"))
        entries = Job.objects.filter(pk__in=chosen, kind=Job.Kind.ENTRY).values("target")
        Entry.objects.filter(pk__in=entries, state=Entry.State.FAILED).update(
            state=Entry.State.WAITING, message=""
        )
        return Job.objects.filter(pk__in=chosen).update(
            state=Job.State.WAITING,
            attempts=0,
            lost=0,
            message="",
            onward="",
            trail=[],
            due=timezone.now(),
        )
