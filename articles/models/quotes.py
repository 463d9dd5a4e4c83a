"""Quoted words, who says them, and what readers decided about that."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Revision
from articles.models.people import Person, inside
from articles.models.slugs import tail


class Saying(models.Model):
    """The same words, as several articles carry them."""

    slug = models.SlugField(max_length=90, unique=True, editable=False)
    # The fullest version, with its marks.
    text = models.TextField()
    # How many carry it; counted whenever one is linked or unlinked. Those of a saying that is
    # no more, or is part of another one by now, are 0.
    article_count = models.PositiveIntegerField(default=0)
    outlet_count = models.PositiveIntegerField(default=0)
    # When the last of them came out.
    latest = models.DateTimeField(null=True, blank=True)
    # The saying it turned out to be: its address leads there.
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created", "-pk"]
        verbose_name = _("saying")
        verbose_name_plural = _("sayings")
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="saying_not_merged_into_self",
            )
        ]
        indexes = [
            models.Index(
                fields=["-outlet_count", "-latest", "-id"],
                condition=Q(article_count__gt=1),
                name="saying_most_carried",
            ),
            models.Index(
                fields=["-latest"], condition=Q(article_count__gt=1), name="saying_latest"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        """Give a new saying its slug."""
        self.slug = self.slug or tail(10)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The page that shows every outlet's version."""
        return reverse("articles:saying", args=[self.slug])


class Quote(models.Model):
    """Quoted words in a revision, and who is quoted."""

    class Kind(models.TextChoices):
        """How much of a sentence the quotation is."""

        DIRECT = "direct", _("whole sentence")
        PARTIAL = "partial", _("part of a sentence")

    class Status(models.TextChoices):
        """Whether a person has looked at the attribution."""

        AUTOMATIC = "automatic", _("found automatically")
        CONFIRMED = "confirmed", _("confirmed by a reader")
        CORRECTED = "corrected", _("corrected by a reader")
        DISMISSED = "dismissed", _("not a quotation, says a reader")

    #: What lists, counts and searches show: all but what a reader said is no quotation.
    SHOWN = (Status.AUTOMATIC, Status.CONFIRMED, Status.CORRECTED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The index of "quote_once" begins with it; another one would only cost.
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="quotes", db_index=False)
    # The quoted words with their marks, in code points of the revision's text.
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind)
    speaker = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="quotes"
    )
    # The mention in the sentence that carries the attribution; None when there is none.
    speaker_start = models.PositiveIntegerField(null=True, blank=True)
    speaker_end = models.PositiveIntegerField(null=True, blank=True)
    speaker_form = models.CharField(max_length=10, default="none")
    cue = models.CharField(max_length=60, blank=True)
    confidence = models.FloatField()
    # What is not automatic is somebody's decision: no automatic run overwrites it. Corrected
    # without a speaker means that nobody who is named said it.
    status = models.CharField(max_length=10, choices=Status, default=Status.AUTOMATIC)
    # The quotation of an earlier revision whose decision this one took over.
    carried_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="carried_to",
        db_index=False,
    )
    saying = models.ForeignKey(
        Saying, models.SET_NULL, null=True, blank=True, related_name="quotes", db_index=False
    )
    # This quotation goes on from the one in the paragraph before.
    continues = models.BooleanField(default=False)
    search = GeneratedField(
        # No longer than a search vector may be (1 MB), whatever the script.
        expression=SearchVector(Left("text", 20_000), config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["revision", "start"]
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        constraints = [
            models.CheckConstraint(condition=inside(), name="quote_inside"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="quote_confidence"
            ),
            models.UniqueConstraint(fields=["revision", "start", "end"], name="quote_once"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="quote_search"),
            # Most quotations have neither.
            models.Index(fields=["saying"], condition=Q(saying__isnull=False), name="quote_saying"),
            models.Index(
                fields=["carried_from"],
                condition=Q(carried_from__isnull=False),
                name="quote_carried_from",
            ),
            # The queue: what nobody has looked at, the least certain first.
            models.Index(
                fields=["confidence", "id"],
                condition=Q(status="automatic"),
                name="quote_least_certain",
            ),
        ]
        permissions = [("correct_quote", "Can confirm and correct who said what")]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The article, opened at this quotation."""
        return f"{self.revision.article.get_absolute_url()}#q-{self.start}"

    @property
    def card_url(self) -> str:
        """The page that tells who said it and why, and lets that be corrected."""
        return reverse("articles:quote", args=[self.uuid])

    @property
    def is_decided(self) -> bool:
        """Whether a reader said who said it, or that nobody did."""
        return self.status != self.Status.AUTOMATIC

    @property
    def state(self) -> str:
        """Status and speaker in one word, by which a form tells what its reader saw."""
        return f"{self.status}.{self.speaker_id or 0}"


class QuoteSketch(models.Model):
    """Hashes of an utterance's runs of words, by which the same words are found elsewhere.

    Each utterance has one, at the first of its quotations: see articles/text/utterance.py.
    Made when sayings are linked, not when an article comes in.
    """

    quote = models.OneToOneField(Quote, models.CASCADE, primary_key=True, related_name="sketch")
    values = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("sketch of a quotation")
        verbose_name_plural = _("sketches of quotations")
        indexes = [GinIndex(fields=["values"], name="quote_sketch", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.quote_id)


class Correction(models.Model):
    """One decision of a reader about a quotation: the log, and what is needed to undo it."""

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="corrections")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)
    before_status = models.CharField(max_length=10, choices=Quote.Status)
    before_speaker = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    after_status = models.CharField(max_length=10, choices=Quote.Status)
    after_speaker = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-made", "-pk"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = [models.Index(fields=["quote", "-made", "-id"], name="correction_of_quote")]

    def __str__(self) -> str:
        return f"{self.quote_id}: {self.before_status} -> {self.after_status}"
