"""Who uses the desk."""

from __future__ import annotations

import hashlib
import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A reader with an account. A model of our own from the start, so that it can grow."""

    class Meta(AbstractUser.Meta):
        verbose_name = _("reader")  # type: ignore[assignment]
        verbose_name_plural = _("readers")  # type: ignore[assignment]

    @property
    def byline(self) -> str:
        """The name shown beside this reader's notes."""
        return self.get_full_name() or self.username


class SetupLink(models.Model):
    """The one link that makes the desk's first administrator; at most one row exists."""

    only = models.BooleanField(default=True, editable=False, unique=True)
    # SHA-256 of the token in hex: reading the database must not give the link away.
    token_hash = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="one_link")]

    def __str__(self) -> str:
        return f"set-up link of {self.created:%Y-%m-%d %H:%M}"

    @classmethod
    def issue(cls) -> str:
        """Return a fresh token; any earlier one stops working."""
        token = secrets.token_urlsafe(24)
        cls.objects.update_or_create(only=True, defaults={"token_hash": hashed(token)})
        return token

    @classmethod
    def for_token(cls, token: str) -> SetupLink | None:
        """Return the link this token opens, if it is the current one. One SQL query."""
        return cls.objects.filter(token_hash=hashed(token)).first()


def hashed(token: str) -> str:
    """Return the SHA-256 of a token, as stored."""
    return hashlib.sha256(token.encode()).hexdigest()
