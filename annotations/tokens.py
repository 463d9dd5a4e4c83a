"""Tokens that programs show to act for a reader (RFC 6750): made, looked up, revoked."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from annotations.models import AccessToken, token_hash
from readers.models import User

#: What every token begins with, so that people and scanners know one where they see it.
PREFIX = "newsdesk_"
#: Tokens one reader can have.
MOST_TOKENS = 50
#: Wrong tokens from one address within a quarter of an hour that are looked up.
MOST_WRONG, WRONG_SECONDS = 20, 900


def issue(user: User, *, name: str, scope: str, days: int | None = None) -> tuple[AccessToken, str]:
    """Make a token for ``user``; returns its row and the token, which is never to be had again.

    It ends after ``days``; None: when it is revoked. Two SQL queries.
    """
    # 256 random bits: nobody guesses one, and a plain hash of it is enough.
    token = PREFIX + secrets.token_urlsafe(32)
    row = AccessToken.objects.create(
        user=user,
        name=name,
        token_hash=token_hash(token),
        scope=scope,
        expires=timezone.now() + timedelta(days=days) if days else None,
    )
    return row, token


def revoke(user: User, key: int) -> bool:
    """End one of ``user``'s tokens; returns whether there was one."""
    deleted, _rows = AccessToken.objects.filter(user=user, pk=key).delete()
    return bool(deleted)


def find(token: str) -> AccessToken | None:
    """Return the live token, its user at hand, and note the day of its use.

    One SQL query, and a second one on the first use of a day.
    """
    now = timezone.now()
    found = (
        AccessToken.objects.select_related("user")
        .filter(token_hash=token_hash(token), user__is_active=True)
        .first()
    )
    if found is None or (found.expires is not None and found.expires <= now):
        return None
    if found.last_used != now.date():
        AccessToken.objects.filter(pk=found.pk).update(last_used=now.date())
    return found


def count_wrong(client: str) -> bool:
    """Count a wrong token from ``client``, an IP address; returns whether that is too many."""
    key = f"wrong-token:{client}"
    cache.add(key, 0, WRONG_SECONDS)
    try:
        return cache.incr(key) > MOST_WRONG
    except ValueError:  # it ended in between
        return False
