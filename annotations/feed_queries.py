"""Reads for Atom feeds: public notes only, newest change first."""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.access import visible_to
from annotations.models import Annotation, Group
from articles.models import Article, Person, Quote
from readers.models import User

#: Entries of one feed.
MOST = 50


def public_notes() -> QuerySet[Annotation]:
    """Return the newest notes that everybody may see. One SQL query when evaluated."""
    return (
        visible_to(AnonymousUser())
        .select_related("author", "revision", "article__outlet", "article__current")
        .order_by("-modified", "pk")
    )


def about(person: Person) -> QuerySet[Annotation]:
    """Return public notes on what a person said: their quotations, and fact checks of them."""
    said = Quote.objects.filter(
        revision=OuterRef("revision"),
        speaker=person,
        start__lt=OuterRef("end"),
        end__gt=OuterRef("start"),
    ).exclude(status=Quote.Status.DISMISSED)
    return public_notes().filter(
        Q(quote__speaker=person) | Q(fact_check__claimant=person) | Exists(said)
    )


def tagged(tag: str) -> QuerySet[Annotation]:
    """Return public notes with a tag."""
    return public_notes().filter(tags__contains=[tag])


def on(article: Article) -> QuerySet[Annotation]:
    """Return public notes on an article."""
    return public_notes().filter(article=article)


def by(author: User) -> QuerySet[Annotation]:
    """Return a reader's public notes."""
    return public_notes().filter(author=author)


def of(group: Group) -> QuerySet[Annotation]:
    """Return public notes by a group's members; none of those that are for the group."""
    return public_notes().filter(author__in=group.members.all())


def group_key(group: Group) -> str:
    """Return the part of a group's feed address that only its members are shown.

    Who is in a group is nobody else's business, and the feed tells.
    """
    told = b"group-feed:" + str(group.pk).encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, sha256).hexdigest()[:32]
