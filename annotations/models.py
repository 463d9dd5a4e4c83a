"""What readers mark and write, and the links that open it for others."""

from __future__ import annotations

import hashlib
import hmac
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

#: Longest note, in characters.
LONGEST_NOTE = 20_000
#: Longest highlight, in characters.
LONGEST_PASSAGE = 20_000


class Annotation(models.Model):
    """A highlighted passage of one revision, perhaps with a note."""

    class Color(models.TextChoices):
        """Names of the colours a passage can be marked in."""

        YELLOW = "yellow", _("yellow")
        GREEN = "green", _("green")
        BLUE = "blue", _("blue")
        PINK = "pink", _("pink")
        VIOLET = "violet", _("violet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="annotations")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="annotations")
    # The revision the passage was marked on; it never moves to another.
    revision = models.ForeignKey("articles.Revision", models.CASCADE, related_name="annotations")
    # TextPositionSelector: code points of that revision's text.
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    # TextQuoteSelector: the words, and up to 32 code points before and after them.
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    color = models.CharField(_("colour"), max_length=10, choices=Color, default=Color.YELLOW)
    # Markdown, as the author typed it.
    note = models.TextField(_("note"), blank=True, max_length=LONGEST_NOTE)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["article", "start", "created"]
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        constraints = [
            models.CheckConstraint(
                condition=Q(start__gte=0, end__gt=F("start")), name="annotation_inside"
            ),
            models.CheckConstraint(condition=~Q(exact=""), name="annotation_has_words"),
        ]
        indexes = [models.Index(fields=["author", "-created"], name="annotation_by_author")]

    def __str__(self) -> str:
        return self.exact[:80]

    def get_absolute_url(self) -> str:
        """The article, opened at this passage."""
        return f"{reverse('article', args=[self.article.slug])}#a-{self.pk}"


class Placement(models.Model):
    """Where an annotation's passage is in a later revision than the one it was made on."""

    class State(models.TextChoices):
        """How sure the place is."""

        ATTACHED = "attached", _("found")
        CHANGED = "changed", _("words changed")
        ORPHAN = "orphan", _("no longer in the article")

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="placements")
    revision = models.ForeignKey("articles.Revision", models.CASCADE, related_name="placements")
    state = models.CharField(max_length=10, choices=State)
    # Code points of that revision's text; None for an orphan.
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    # From 0 to 1: how much of the passage was found.
    score = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["annotation", "revision"], name="placed_once"),
            models.CheckConstraint(
                condition=Q(state="orphan", start=None, end=None)
                | (~Q(state="orphan") & Q(start__isnull=False, end__gt=F("start"))),
                name="placement_has_place_unless_orphan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotation_id}: {self.state}"


class Share(models.Model):
    """A link that opens one annotation for anyone who has it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="shares")
    # SHA-256 of the token in hex. The token itself is derived, never stored: a copy of
    # the database opens nothing.
    token_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("shared link")
        verbose_name_plural = _("shared links")
        constraints = [
            models.UniqueConstraint(
                fields=["annotation"], condition=Q(revoked=None), name="one_live_share"
            )
        ]

    def __str__(self) -> str:
        return f"{self.annotation_id}, {self.created:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The shared page, opened at the passage."""
        return f"{reverse('annotations:shared', args=[self.token])}#passage"

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
        return self.revoked is None


def derive_token(share_id: uuid.UUID, secret: str) -> str:
    """Return the token of a share: HMAC-SHA-256 of its id (RFC 2104), cut to 128 bits."""
    return hmac.new(secret.encode(), b"share:" + share_id.bytes, hashlib.sha256).hexdigest()[:32]


def token_hash(token: str) -> str:
    """Return the hash under which a share with this token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
