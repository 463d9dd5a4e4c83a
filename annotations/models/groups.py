"""Groups of readers who share notes, and how one gets into them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.slugs import readable_slug


class Group(models.Model):
    """Readers who see each other's notes for the group."""

    slug = models.SlugField(max_length=90, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=500, blank=True)
    # For classes: members see others' notes on an article once they have posted one of their own.
    own_first = models.BooleanField(
        _("see others’ notes only after posting one’s own"), default=False
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="note_groups"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="group_has_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Give a new group its slug."""
        self.slug = self.slug or readable_slug(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The group's page."""
        return reverse("annotations:group", args=[self.slug])


class Membership(models.Model):
    """One reader's place in a group."""

    class Role(models.TextChoices):
        """What a member may do."""

        OWNER = "owner", _("owner")
        MEMBER = "member", _("member")
        READER = "reader", _("reader")

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    # Owners manage, members post, readers read.
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    joined = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["group", "joined", "pk"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}: {self.role}"


class Invitation(models.Model):
    """A link that lets whoever has it into a group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations")
    # SHA-256 of the token in hex; derived and never stored, as with shared links.
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=10, choices=Membership.Role, default=Membership.Role.MEMBER)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(condition=~Q(role="owner"), name="nobody_invited_as_owner")
        ]

    def __str__(self) -> str:
        return f"{self.group_id}, {self.created:%Y-%m-%d}"
