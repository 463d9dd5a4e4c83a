"""WebSub: hubs that tell the desk when a feed has something new (W3C WebSub)."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.outlets import Feed


def _token() -> str:
    return secrets.token_urlsafe(24)


def _secret() -> str:
    # WebSub, 5.1: less than 200 bytes.
    return secrets.token_urlsafe(48)


class Subscription(models.Model):
    """The desk's subscription to one feed at its hub."""

    class State(models.TextChoices):
        """How far it has come."""

        ASKED = "asked", _("asked for")
        ACTIVE = "active", _("active")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended")

    feed = models.OneToOneField(Feed, models.CASCADE, related_name="subscription")
    hub = models.URLField(max_length=2000)
    topic = models.URLField(max_length=2000)
    # Makes the callback an address that only the hub knows.
    token = models.CharField(max_length=64, unique=True, default=_token, editable=False)
    # Signs what the hub sends.
    secret = models.CharField(max_length=100, default=_secret, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    # When it was asked last, or said no.
    asked = models.DateTimeField(null=True, blank=True)
    # Until when the hub keeps sending; renewed before.
    expires = models.DateTimeField(null=True, blank=True)
    last_push = models.DateTimeField(null=True, blank=True)
    # How often in a row it was asked and did not verify.
    failures = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("hub subscription")
        verbose_name_plural = _("hub subscriptions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="active") | Q(expires__isnull=False),
                name="subscription_active_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} at {self.hub}"

    def callback_path(self) -> str:
        """The path a hub verifies and sends to."""
        return reverse("articles:hub-callback", args=[self.token])

    @property
    def is_signed(self) -> bool:
        """Whether a secret was agreed on: one is told to a hub over https only (WebSub, 5.1)."""
        return self.hub.startswith("https://")

    def start(self, hub: str, topic: str) -> None:
        """Begin anew, under an address and a secret that no hub has seen; to be saved."""
        self.hub, self.topic = hub, topic
        self.token, self.secret = _token(), _secret()
        self.state, self.message = self.State.ASKED, ""
        self.asked = self.expires = self.last_push = None
        self.failures = 0

    def is_active(self, now: datetime) -> bool:
        """Whether the hub tells of news at ``now``, so that the feed need be asked seldom."""
        return self.state == self.State.ACTIVE and bool(self.expires and self.expires > now)


class Push(models.Model):
    """What a hub sent, with a signature that was right, until it is taken in."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="pushes")
    body = models.BinaryField()
    content_type = models.CharField(max_length=200, blank=True)
    received = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("push")
        verbose_name_plural = _("pushes")

    def __str__(self) -> str:
        return f"{self.feed_id} at {self.received}"
