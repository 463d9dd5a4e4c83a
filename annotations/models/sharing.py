"""Collections, and the links and tokens that open things for others."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.annotations import LONGEST_NOTE, Annotation
from annotations.models.groups import Group
from articles.models.slugs import readable_slug


class Collection(models.Model):
    """An ordered dossier: passages from many articles, with text between them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=90, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="collections")
    title = models.CharField(_("title"), max_length=200)
    # Markdown, before the first passage.
    introduction = models.TextField(_("introduction"), blank=True, max_length=LONGEST_NOTE)
    visibility = models.CharField(
        _("who may see it"),
        max_length=10,
        choices=Annotation.Visibility,
        default=Annotation.Visibility.PRIVATE,
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="collections"
    )
    version = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-modified", "pk"]
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="collection_has_title"),
            models.CheckConstraint(
                condition=Q(visibility="group", group__isnull=False)
                | (~Q(visibility="group") & Q(group=None)),
                name="collection_group_if_for_group",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Give a new collection its slug."""
        self.slug = self.slug or readable_slug(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The collection's own page."""
        return reverse("annotations:collection", args=[self.slug])


class CollectionItem(models.Model):
    """One step of a collection: a passage, or text between passages, or both."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    # A passage that was deleted leaves its text behind.
    annotation = models.ForeignKey(
        Annotation, models.SET_NULL, null=True, blank=True, related_name="in_collections"
    )
    # Markdown, shown above the passage.
    text = models.TextField(_("text"), blank=True, max_length=LONGEST_NOTE)

    class Meta:
        ordering = ["collection", "position", "pk"]
        verbose_name = _("item of a collection")
        verbose_name_plural = _("items of a collection")
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "position"],
                name="item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.text[:80] or str(self.annotation_id)


class Share(models.Model):
    """A link that opens one thing for anyone who has it.

    That is an annotation, an article with chosen notes, or a collection.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    annotation = models.ForeignKey(
        Annotation, models.CASCADE, null=True, blank=True, related_name="shares"
    )
    collection = models.ForeignKey(
        Collection, models.CASCADE, null=True, blank=True, related_name="shares"
    )
    # With the notes chosen for it.
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, null=True, blank=True, related_name="shares"
    )
    notes = models.ManyToManyField(Annotation, blank=True, related_name="shown_by")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="shares"
    )
    # SHA-256 of the token in hex. The token itself is derived, never stored: a copy of
    # the database opens nothing.
    token_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    revoked = models.DateTimeField(null=True, blank=True)
    # When it stops opening by itself.
    expires = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("shared link")
        verbose_name_plural = _("shared links")
        constraints = [
            models.UniqueConstraint(
                fields=["annotation"], condition=Q(revoked=None), name="one_live_share"
            ),
            models.UniqueConstraint(
                fields=["collection"],
                condition=Q(revoked=None),
                name="one_live_share_of_collection",
            ),
            models.CheckConstraint(
                condition=Q(annotation__isnull=False, collection=None, article=None)
                | Q(annotation=None, collection__isnull=False, article=None)
                | Q(annotation=None, collection=None, article__isnull=False),
                name="share_opens_one_thing",
            ),
        ]

    def __str__(self) -> str:
        opened = self.annotation_id or self.collection_id or self.article_id
        return f"{opened}, {self.created:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The shared page, opened at the passage if it is about one."""
        fragment = "#passage" if self.annotation_id else ""
        return f"{reverse('annotations:shared', args=[self.token])}{fragment}"

    @classmethod
    def issue(cls, **opens: Any) -> Share:
        """Return a new link that is not saved yet, its token's hash filled in."""
        share = cls(**opens)
        share.token_hash = token_hash(derive_token(share.pk, settings.SECRET_KEY))
        return share

    @property
    def token(self) -> str:
        """The unguessable part of the link, 32 hex digits keyed by the desk's secret.

        Empty when the secret was replaced without keeping the old one in
        SECRET_KEY_FALLBACKS: the link still opens, but cannot be shown again.
        """
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            token = derive_token(self.pk, secret)
            if token_hash(token) == self.token_hash:
                return token
        return ""

    @property
    def is_live(self) -> bool:
        """Whether the link still opens."""
        return self.revoked is None and not self.has_expired

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires is not None and self.expires <= timezone.now()


class AccessToken(models.Model):
    """What a program shows to act for a reader (RFC 6750)."""

    class Scope(models.TextChoices):
        """What the program may do."""

        READ = "read", _("read")
        WRITE = "write", _("read and write")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=100)
    # SHA-256 of the token in hex; the token is shown once.
    token_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(_("may"), max_length=10, choices=Scope, default=Scope.READ)
    created = models.DateTimeField(auto_now_add=True)
    # To the day: a row is not written at every request.
    last_used = models.DateField(null=True, blank=True)
    expires = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")

    def __str__(self) -> str:
        return self.name


def still_open() -> Q:
    """Return the condition that holds for the links that open now."""
    return Q(revoked=None) & (Q(expires=None) | Q(expires__gt=timezone.now()))


def derive_token(share_id: uuid.UUID, secret: str) -> str:
    """Return the token of a share: HMAC-SHA-256 of its id (RFC 2104), cut to 128 bits."""
    return hmac.new(secret.encode(), b"share:" + share_id.bytes, hashlib.sha256).hexdigest()[:32]


def token_hash(token: str) -> str:
    """Return the hash under which a share with this token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
