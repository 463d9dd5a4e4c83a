"""Whom the desk asks for feeds and pages, and how it keeps to their wishes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

#: Long ago: a service that was never asked may be asked at once.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
#: A service whose last answer took this many seconds is slow.
SLOW = 3.0


class Service(models.Model):
    """Everything under one registered domain name: the unit of politeness.

    Hosts of one operator share its patience: what "a.hosted.example" asks holds for
    "b.hosted.example". At most one connection is open to a service at a time, and the
    next begins no sooner than ``free_at``.
    """

    # The registered domain, or, where there is none, host and port.
    name = models.CharField(max_length=270, unique=True)
    free_at = models.DateTimeField(default=LONG_AGO)
    # Until when it asked to be left alone (429, 503), and how often in a row it did.
    rest_until = models.DateTimeField(default=LONG_AGO)
    strikes = models.PositiveIntegerField(default=0)
    # Who is connected to it now: the lease of the job that is being done.
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    # Seconds between two requests that a robots.txt of its asks for, the longest if they differ.
    delay = models.FloatField(default=0)
    # How long its last answer took; slow ones never take all the places.
    seconds = models.FloatField(default=0)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.CheckConstraint(
                condition=Q(lease=None, leased_until=None)
                | Q(lease__isnull=False, leased_until__isnull=False),
                name="service_lease_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_slow(self) -> bool:
        """Whether it keeps others waiting."""
        return self.seconds >= SLOW


class Robots(models.Model):
    """The robots.txt of one origin, as it was last found (RFC 9309)."""

    origin = models.CharField(max_length=300, unique=True)
    # The file's text, cut to the 500 KiB that have to be read.
    body = models.TextField(blank=True)
    # The status it came with.
    status = models.PositiveSmallIntegerField()
    fetched = models.DateTimeField()
    # Since when it could not be had (no answer in time, or 500 and above); None if it can.
    failing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("robots.txt")
        verbose_name_plural = _("robots.txt")

    def __str__(self) -> str:
        return self.origin
