"""What readers mark and write, and where it is on later revisions."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

#: Longest note, in characters.
LONGEST_NOTE = 20_000
#: Longest highlight, in characters.
LONGEST_PASSAGE = 20_000
#: Longest tag, in characters, and tags of one annotation.
LONGEST_TAG, MOST_TAGS = 50, 20


class Annotation(models.Model):
    """A highlighted passage of one revision, or all of it, perhaps with a note."""

    class Color(models.TextChoices):
        """Names of the colours a passage can be marked in."""

        YELLOW = "yellow", _("yellow")
        GREEN = "green", _("green")
        BLUE = "blue", _("blue")
        PINK = "pink", _("pink")
        VIOLET = "violet", _("violet")

    class Kind(models.TextChoices):
        """What a note is for: the motivation of the Web Annotation model."""

        COMMENT = "comment", _("comment")
        QUESTION = "question", _("question")
        FACT_CHECK = "fact-check", _("fact check")
        CORRECTION = "correction", _("correction")
        BACKGROUND = "background", _("background")

    class Visibility(models.TextChoices):
        """Who may see an annotation besides its author."""

        PRIVATE = "private", _("only me")
        GROUP = "group", _("a group")
        LINK = "link", _("anyone with the link")
        PUBLIC = "public", _("everybody")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="annotations")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="annotations")
    # The revision the passage was marked on; it never moves to another.
    revision = models.ForeignKey("articles.Revision", models.CASCADE, related_name="annotations")
    # TextPositionSelector: code points of that revision's text. None for a note on the page.
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    # TextQuoteSelector: the words, and up to 32 code points before and after them.
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    color = models.CharField(_("colour"), max_length=10, choices=Color, default=Color.YELLOW)
    # Markdown, as the author typed it.
    note = models.TextField(_("note"), blank=True, max_length=LONGEST_NOTE)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.COMMENT)
    # As typed but for case and space: see services.
    tags = ArrayField(
        models.CharField(max_length=LONGEST_TAG), verbose_name=_("tags"), default=list, blank=True
    )
    # The quotation it is about: it shows wherever the same words were said, too.
    quote = models.ForeignKey(
        "articles.Quote", models.SET_NULL, null=True, blank=True, related_name="annotations"
    )
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=Visibility, default=Visibility.PRIVATE
    )
    group = models.ForeignKey(
        "annotations.Group", models.PROTECT, null=True, blank=True, related_name="annotations"
    )
    # Counts the states it went through; a change names the one it was made to.
    version = models.PositiveIntegerField(default=1)
    # Since when a moderator keeps it from everybody but its author.
    hidden = models.DateTimeField(null=True, blank=True)
    # What an imported one is called where it came from; importing it again adds nothing.
    origin = models.CharField(max_length=500, blank=True)
    # The Web Annotation model's names for it elsewhere: never changed, and where it was before.
    canonical = models.CharField(max_length=2000, blank=True)
    via = ArrayField(models.CharField(max_length=2000), default=list, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["article", F("start").asc(nulls_first=True), "created"]
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        constraints = [
            # A passage has its words, a note on the page has neither.
            models.CheckConstraint(
                condition=(Q(start__gte=0, end__gt=F("start")) & ~Q(exact=""))
                | Q(start=None, end=None, exact=""),
                name="annotation_inside",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=False) | ~Q(note=""), name="annotation_says_something"
            ),
            models.CheckConstraint(
                condition=Q(visibility="group", group__isnull=False)
                | (~Q(visibility="group") & Q(group=None)),
                name="annotation_group_if_for_group",
            ),
            models.UniqueConstraint(
                fields=["author", "origin"], condition=~Q(origin=""), name="annotation_origin_once"
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-created"], name="annotation_by_author"),
            models.Index(
                fields=["-created"],
                condition=Q(visibility="public", hidden=None),
                name="annotation_public",
            ),
            GinIndex(fields=["tags"], name="annotation_tags"),
        ]

    def __str__(self) -> str:
        return (self.exact or self.note)[:80]

    def get_absolute_url(self) -> str:
        """The article, opened at this passage."""
        return f"{reverse('article', args=[self.article.slug])}#a-{self.pk}"

    @property
    def is_page_note(self) -> bool:
        """Whether it is about the whole article."""
        return self.start is None


class Edit(models.Model):
    """An annotation as it stood before a change: its history, oldest first."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    color = models.CharField(max_length=10, choices=Annotation.Color)
    kind = models.CharField(max_length=12, choices=Annotation.Kind)
    tags = ArrayField(models.CharField(max_length=LONGEST_TAG), default=list, blank=True)
    # Who could see it, and what the fact check had found: see services.Finding.told, and {} for
    # nothing. Empty and None where that was not recorded yet.
    visibility = models.CharField(max_length=10, choices=Annotation.Visibility, blank=True)
    group = models.ForeignKey("annotations.Group", models.SET_NULL, null=True, related_name="+")
    finding = models.JSONField(null=True)
    # When it was changed into the next version.
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["annotation", "version"]
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        constraints = [
            models.UniqueConstraint(fields=["annotation", "version"], name="edit_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.annotation_id} ({self.version})"


class Reply(models.Model):
    """An answer to an annotation. Whoever sees the annotation sees its replies."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="replies")
    # Markdown.
    note = models.TextField(_("reply"), max_length=LONGEST_NOTE)
    version = models.PositiveIntegerField(default=1)
    hidden = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created", "id"]
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="reply_has_words")]

    def __str__(self) -> str:
        return self.note[:80]


class FactCheck(models.Model):
    """What a fact check found: schema.org's ClaimReview."""

    class Rating(models.TextChoices):
        """The verdict, from worst to best; the last two are no grades."""

        FALSE = "false", _("false")
        MOSTLY_FALSE = "mostly-false", _("mostly false")
        MIXED = "mixed", _("partly true")
        MOSTLY_TRUE = "mostly-true", _("mostly true")
        TRUE = "true", _("true")
        MISLEADING = "misleading", _("misleading")
        UNPROVEN = "unproven", _("unproven")

    annotation = models.OneToOneField(
        Annotation, models.CASCADE, primary_key=True, related_name="fact_check"
    )
    claim = models.TextField(_("claim"), max_length=2_000)
    claimant = models.ForeignKey(
        "articles.Person", models.SET_NULL, null=True, blank=True, related_name="fact_checks"
    )
    claimed = models.DateField(_("said on"), null=True, blank=True)
    rating = models.CharField(_("rating"), max_length=12, choices=Rating)

    class Meta:
        verbose_name = _("fact check")
        verbose_name_plural = _("fact checks")
        constraints = [models.CheckConstraint(condition=~Q(claim=""), name="fact_check_has_claim")]

    def __str__(self) -> str:
        return f"{self.claim[:80]}: {self.rating}"

    @property
    def grade(self) -> int | None:
        """The verdict from 1 (false) to 5 (true); None for one that is no grade."""
        rated = FactCheck.Rating.values[:5]
        return rated.index(self.rating) + 1 if self.rating in rated else None


class Source(models.Model):
    """Where a fact check's evidence can be read."""

    fact_check = models.ForeignKey(FactCheck, models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField()
    url = models.URLField(_("address"), max_length=2000)
    title = models.CharField(_("title"), max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title or self.url


class Placement(models.Model):
    """Where an annotation's passage is in a later revision than the one it was made on."""

    class State(models.TextChoices):
        """How sure the place is."""

        ATTACHED = "attached", _("found")
        CHANGED = "changed", _("words changed")
        ORPHAN = "orphan", _("no longer in the article")

    class Decision(models.TextChoices):
        """What the author said about a place that was not sure."""

        ACCEPTED = "accepted", _("accepted here")
        KEPT = "kept", _("kept at the old version")
        MARKED = "marked", _("marked by hand")

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="placements")
    revision = models.ForeignKey("articles.Revision", models.CASCADE, related_name="placements")
    state = models.CharField(max_length=10, choices=State)
    # Code points of that revision's text; None for an orphan.
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    # From 0 to 1: how much of the passage was found.
    score = models.FloatField()
    # What the author made of it, and when they were shown that the words changed or went.
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    noticed = models.DateTimeField(null=True, blank=True)

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
