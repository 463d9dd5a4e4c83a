"""Who is named in articles, and what they are quoted as saying."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, GeneratedField, Q, Value
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Revision
from articles.models.slugs import readable_slug


class Person(models.Model):
    """Somebody who is named in the news. Merged people stay and point to the one kept."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=90, unique=True, editable=False)
    # Other ways articles name this person in full ("Bobby Kennedy"), for readers.
    aliases = ArrayField(
        models.CharField(max_length=200), verbose_name=_("also known as"), default=list, blank=True
    )
    # Descriptions articles gave ("special envoy"), newest first, without dates yet.
    roles = ArrayField(
        models.CharField(max_length=200), verbose_name=_("roles"), default=list, blank=True
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    created = models.DateTimeField(auto_now_add=True)
    search = GeneratedField(
        expression=SearchVector("name", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="person_not_merged_into_self",
            )
        ]
        indexes = [GinIndex(fields=["search"], name="person_search")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Give a new person their slug."""
        self.slug = self.slug or readable_slug(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The page of what this person said."""
        return reverse("articles:person", args=[self.slug])


class PersonName(models.Model):
    """A full name that means one person on this desk; how names in articles are looked up."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="names")
    # The name case-folded, with single spaces: "emmanuel macron".
    key = models.CharField(max_length=200, unique=True)
    # Its last word: by a surname alone articles mean whoever is known to have it.
    last = GeneratedField(
        expression=Func(F("key"), Value("^.* "), Value(""), function="regexp_replace"),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        indexes = [models.Index(fields=["last"], name="person_name_last")]

    def __str__(self) -> str:
        return self.key


def _inside() -> Q:
    return Q(start__gte=0, end__gt=F("start"))


class Mention(models.Model):
    """A stretch of a revision's text that means a person. Offsets are code points."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="mentions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    # name, pronoun, role or group: see articles/quotes.
    form = models.CharField(max_length=10)

    class Meta:
        ordering = ["revision", "start"]
        constraints = [
            models.CheckConstraint(condition=_inside(), name="mention_inside"),
            # "the two presidents" means two people, so the span alone is not unique.
            models.UniqueConstraint(
                fields=["revision", "start", "end", "person"], name="mention_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.start}"


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

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="quotes")
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
    status = models.CharField(max_length=10, choices=Status, default=Status.AUTOMATIC)
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
            models.CheckConstraint(condition=_inside(), name="quote_inside"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="quote_confidence"
            ),
            models.UniqueConstraint(fields=["revision", "start", "end"], name="quote_once"),
        ]
        indexes = [GinIndex(fields=["search"], name="quote_search")]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The article, opened at this quotation."""
        return f"{self.revision.article.get_absolute_url()}#q-{self.start}"
