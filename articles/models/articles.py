"""Articles and the revisions they went through."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.outlets import Outlet
from articles.models.slugs import readable_slug
from articles.text.document import Document


class Article(models.Model):
    """One article, once, whichever feed or reader brought it."""

    class Precision(models.TextChoices):
        """How exactly the outlet told when it published."""

        DAY = "day", _("to the day")
        MINUTE = "minute", _("to the minute")

    class Kind(models.TextChoices):
        """What shape the outlet gave it."""

        ARTICLE = "article", _("article")
        LIVE = "live", _("live blog")
        GALLERY = "gallery", _("picture gallery")

    slug = models.SlugField(max_length=90, unique=True, editable=False)
    # None for pasted text: outlet and address may both be unknown.
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="articles"
    )
    # Canonical address; what makes two entries the same article.
    url = models.URLField(  # noqa: DJ001 - NULL is "unknown", and unknown ones are not equal
        _("address"), max_length=2000, null=True, blank=True
    )
    headline = models.TextField(_("headline"))
    bylines = models.JSONField(_("bylines"), default=list, blank=True)
    section = models.CharField(_("section"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    # When the outlet says it published, in UTC; with precision "day", midnight UTC.
    published = models.DateTimeField(_("published"), null=True, blank=True)
    published_precision = models.CharField(
        max_length=10, choices=Precision, default=Precision.MINUTE
    )
    # When the outlet says it last changed it; what it says, not what the desk saw.
    updated = models.DateTimeField(_("updated"), null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ARTICLE)
    # Whether the outlet shows only the start to those who do not pay.
    paywalled = models.BooleanField(default=False)
    # What lists are ordered by: published, or when the desk first saw it.
    sort_date = models.DateTimeField(editable=False)
    image_url = models.URLField(max_length=2000, blank=True)
    image_alt = models.TextField(blank=True)
    image_credit = models.CharField(_("image credit"), max_length=500, blank=True)
    image_caption = models.TextField(blank=True)
    current = models.OneToOneField(
        "articles.Revision", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    word_count = models.PositiveIntegerField(default=0)
    # Where it is fetched again, with the validators of last time; "url" names it.
    page_url = models.URLField(max_length=2000, blank=True)
    etag = models.CharField(max_length=1024, blank=True)
    last_modified = models.CharField(max_length=1024, blank=True)
    # When its page was last looked at, and when its words last changed.
    checked = models.DateTimeField(null=True, blank=True)
    changed = models.DateTimeField(null=True, blank=True)
    # Since when the outlet says there is nothing at its address any more.
    gone = models.DateTimeField(null=True, blank=True)
    # The earlier article this one is a copy of, word for word or nearly.
    copy_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    # Share of the words they have in common, from 0 to 1.
    copy_share = models.FloatField(null=True, blank=True)
    # Headline A, bylines B, text of the current revision C; can be rebuilt from them.
    search = SearchVectorField(null=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-sort_date", "-pk"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(
                MD5("url"), condition=Q(url__isnull=False), name="article_once"
            ),
            models.CheckConstraint(condition=~Q(url=""), name="article_url_null_not_empty"),
            models.CheckConstraint(condition=~Q(headline=""), name="article_has_headline"),
            models.CheckConstraint(
                condition=Q(copy_of__isnull=True) | ~Q(copy_of=F("pk")),
                name="article_not_copy_of_self",
            ),
            models.CheckConstraint(
                condition=Q(copy_share__isnull=True) | Q(copy_share__gte=0, copy_share__lte=1),
                name="article_copy_share",
            ),
        ]
        indexes = [
            models.Index(fields=["-sort_date", "-id"], name="article_newest"),
            models.Index(fields=["outlet", "-sort_date", "-id"], name="article_by_outlet"),
            GinIndex(fields=["search"], name="article_search"),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: object, **kwargs: object) -> None:
        """Give a new article its slug."""
        self.slug = self.slug or readable_slug(self.headline)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The page to read this article on."""
        return reverse("article", args=[self.slug])

    @property
    def reading_minutes(self) -> int:
        """Minutes an average reader needs, at 230 words a minute; at least 1."""
        return max(1, round(self.word_count / 230))


class Sketch(models.Model):
    """By what copies of an article are found. A row of its own: articles are dear to write."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="sketch")
    # Hashes of the current text's rarest runs of words: near-identical texts share some. None
    # until they have been made, which is not when an article comes in.
    values = ArrayField(models.BigIntegerField(), null=True, blank=True)
    # Whether copies of the current text have still to be looked for.
    due = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("sketch")
        verbose_name_plural = _("sketches")
        indexes = [
            # Without a list of pending rows, which every look-up would read through.
            GinIndex(
                fields=["values"],
                condition=Q(values__isnull=False),
                name="sketch_values",
                fastupdate=False,
            ),
            models.Index(fields=["article"], condition=Q(due=True), name="sketch_due"),
        ]

    def __str__(self) -> str:
        return str(self.article_id)


class ArticleAddress(models.Model):
    """Another address under which an article was met: AMP, mobile, another section.

    Its own canonical address stands on the article.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="addresses")
    url = models.URLField(max_length=2000)

    class Meta:
        verbose_name = _("further address")
        verbose_name_plural = _("further addresses")
        constraints = [models.UniqueConstraint(MD5("url"), name="address_once")]

    def __str__(self) -> str:
        return self.url


class Revision(models.Model):
    """An article's words as they stood at one time. Never changed once stored."""

    class Source(models.TextChoices):
        """Where the words were taken from."""

        PAGE = "page", _("the outlet’s page")
        FEED = "feed", _("the feed")
        PASTE = "paste", _("pasted by a reader")

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    headline = models.TextField()
    # Canonical text (NFC, blocks joined by a blank line); all offsets are into it.
    text = models.TextField()
    # Blocks, links and emphasis: see articles/text/document.py.
    spans = models.JSONField(default=list)
    # Pictures at their places in the text: see articles/pipeline/extraction.py, Picture.
    pictures = models.JSONField(default=list, blank=True)
    # SHA-256 of headline and text: an equal one is no new revision.
    content_hash = models.CharField(max_length=64)
    source = models.CharField(max_length=10, choices=Source)
    fetched = models.DateTimeField()
    # What the outlet itself says it corrected, as it stands in the text.
    correction = models.TextField(blank=True)
    # What is new against the revision before, counted when it came:
    # {"headline": bool, "numbers": int, "quotes": int, "added": int, "removed": int}, words.
    changes = models.JSONField(default=dict, blank=True)
    # Whether the same words have still to be looked for in other articles.
    sayings_due = models.BooleanField(default=True, editable=False)

    class Meta:
        ordering = ["article", "number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        indexes = [
            models.Index(fields=["id"], condition=Q(sayings_due=True), name="revision_sayings_due")
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.headline} ({self.number})"

    def get_absolute_url(self) -> str:
        """The page that shows the article as it stood at this revision."""
        return reverse("article-revision", args=[self.article.slug, self.number])

    @cached_property
    def document(self) -> Document:
        """The text with its spans."""
        return Document.from_json(self.text, self.spans)
