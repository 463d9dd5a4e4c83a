"""Writes: links that open an article with notes or a collection, their end, their closing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from annotations.models import Annotation, Collection, Share
from articles.models import Article
from readers.models import User


def share_article(
    article: Article, reader: User, notes: Iterable[Annotation], *, expires: datetime | None = None
) -> Share:
    """Return a new link that opens ``article`` with ``notes``; every one is a link of its own."""
    with transaction.atomic():
        made = Share.issue(article=article, by=reader, expires=expires)
        made.save()
        made.notes.set(notes)
    return made


def share_collection(
    collection: Collection, reader: User, *, expires: datetime | None = None
) -> Share:
    """Return the collection's live link, made if there is none.

    One that was for its owner only is open to anyone with the link from now on.
    """
    with transaction.atomic():
        # The row is locked so that two clicks make one link.
        locked = Collection.objects.select_for_update().get(pk=collection.pk)
        live = locked.shares.filter(revoked=None).first()
        if live and live.is_live and live.token:
            return live
        if live:
            locked.shares.filter(revoked=None).update(revoked=timezone.now())
        if locked.visibility == Annotation.Visibility.PRIVATE:
            _show(locked, Annotation.Visibility.LINK)
        made = Share.issue(collection=locked, by=reader, expires=expires)
        made.save()
    return made


def set_expiry(share: Share, expires: datetime | None) -> bool:
    """Let a link that was not closed end at ``expires``, or not by itself; tell whether it does."""
    changed = Share.objects.filter(pk=share.pk, revoked=None).update(expires=expires)
    share.expires = expires if changed else share.expires
    return bool(changed)


def close(share: Share) -> bool:
    """Close a link for good; tell whether it was open until now.

    A collection that was open to those with the link only is its owner's again.
    """
    now = timezone.now()
    with transaction.atomic():
        closed = Share.objects.filter(pk=share.pk, revoked=None).update(revoked=now)
        if closed:
            share.revoked = now
            if share.collection and share.collection.visibility == Annotation.Visibility.LINK:
                _show(share.collection, Annotation.Visibility.PRIVATE)
    return bool(closed)


def _show(collection: Collection, visibility: str) -> None:
    Collection.objects.filter(pk=collection.pk).update(visibility=visibility)
    collection.visibility = visibility
