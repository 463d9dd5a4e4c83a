"""Reports of notes, and what moderators did about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotations.models.annotations import Annotation, Reply

#: Exactly one of a note and a reply is meant.
_ONE = Q(annotation__isnull=False, reply=None) | Q(annotation=None, reply__isnull=False)


class Report(models.Model):
    """A reader's word that a note or reply should not stand."""

    class Kind(models.TextChoices):
        """What is wrong with it."""

        ATTACK = "attack", _("it attacks or threatens somebody")
        PRIVATE = "private", _("it gives away private data")
        SPAM = "spam", _("it is advertising or spam")
        MISQUOTED = "misquoted", _("it gives words nobody said")
        OTHER = "other", _("something else")

    annotation = models.ForeignKey(
        Annotation, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    reply = models.ForeignKey(Reply, models.CASCADE, null=True, blank=True, related_name="reports")
    # None for somebody without an account.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("what is wrong"), max_length=10, choices=Kind, default=Kind.OTHER)
    # In the reporter's words; needed where the kind says nothing.
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    made = models.DateTimeField(auto_now_add=True)
    # When a moderator had dealt with it.
    settled = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The act that settled it, to open it again when that is taken back.
    act = models.ForeignKey(
        "annotations.ModerationAct",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
    )

    class Meta:
        ordering = ["made", "pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(condition=_ONE, name="report_of_one"),
            models.CheckConstraint(
                condition=~Q(kind="other") | ~Q(reason=""), name="report_says_something"
            ),
            # One open report of a reader for each note and each reply.
            models.UniqueConstraint(
                fields=["by", "annotation"],
                condition=Q(settled=None, annotation__isnull=False, by__isnull=False),
                name="report_of_note_once",
            ),
            models.UniqueConstraint(
                fields=["by", "reply"],
                condition=Q(settled=None, reply__isnull=False, by__isnull=False),
                name="report_of_reply_once",
            ),
        ]
        indexes = [
            models.Index(fields=["made"], condition=Q(settled=None), name="report_open"),
        ]
        permissions = [("moderate", "Can hide notes and settle reports")]

    def __str__(self) -> str:
        return self.reason[:80] or self.get_kind_display()


class ModerationAct(models.Model):
    """One step of a moderator: the trail that stays when what it was about is gone."""

    class Act(models.TextChoices):
        """What was done."""

        HIDE = "hide", _("hidden")
        SHOW = "show", _("shown again")
        DISMISS = "dismiss", _("report dismissed")

    act = models.CharField(max_length=10, choices=Act)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)
    annotation = models.ForeignKey(
        Annotation, models.SET_NULL, null=True, blank=True, related_name="moderation"
    )
    reply = models.ForeignKey(
        Reply, models.SET_NULL, null=True, blank=True, related_name="moderation"
    )
    # Whose it was and how it began, as it stood then.
    author_name = models.CharField(max_length=200)
    words = models.CharField(max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    # When it was taken back, and by whom.
    undone = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-made", "-pk"]
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")

    def __str__(self) -> str:
        return f"{self.act}: {self.words[:60]}"
