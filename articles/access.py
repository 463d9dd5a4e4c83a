"""Who may do what with articles and feeds. Reading is open to everybody."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from articles.models import Feed
from readers.models import User

Reader = User | AnonymousUser


def may_add(reader: Reader) -> bool:
    """Whether this reader may subscribe to feeds and hand in articles."""
    return reader.is_authenticated


def may_manage(reader: Reader, feed: Feed) -> bool:
    """Whether this reader may pause a feed or have it looked at now."""
    return reader.is_authenticated and (reader.is_staff or feed.added_by_id == reader.pk)


def may_correct(reader: Reader) -> bool:
    """Whether this reader may confirm and correct who said what.

    Staff may, and whoever was given the permission. No query for strangers and staff; for
    others at most two, once for each request.
    """
    return reader.is_authenticated and (
        reader.is_staff or reader.has_perm("articles.correct_quote")
    )


def may_curate(reader: Reader) -> bool:
    """Whether this reader may merge, split and describe people."""
    return reader.is_authenticated and (
        reader.is_staff or reader.has_perm("articles.curate_person")
    )
