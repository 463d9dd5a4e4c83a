"""Where articles come from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import MD5
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.slugs import readable_slug


class Outlet(models.Model):
    """A publisher, known by the address of its site."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    site_url = models.URLField(_("site"), max_length=1000)
    # What makes two feeds one outlet's: the site's host without "www.", or, where one
    # host serves several outlets, host and path. See services/outlets.py.
    key = models.CharField(max_length=500, unique=True, editable=False)
    is_sample = models.BooleanField(_("sample"), default=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Give a new outlet its slug."""
        self.slug = self.slug or readable_slug(self.name, longest=60)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The page that lists this outlet's articles."""
        return reverse("articles:outlet", args=[self.slug])


class Feed(models.Model):
    """An address that is looked at again and again for new entries."""

    class Result(models.TextChoices):
        """How the last look at a feed ended."""

        NEVER = "never", _("not fetched yet")
        NEW = "new", _("new entries")
        SAME = "same", _("nothing new")
        FAILED = "failed", _("failed")
        GONE = "gone", _("gone")

    class Reason(models.TextChoices):
        """Why the next look at a feed is when it is."""

        LEARNED = "learned", _("as often as the feed has something new")
        CACHE = "cache", _("the outlet says it stays the same until then")
        ASKED = "asked", _("the outlet asked us to wait")
        FAILING = "failing", _("it failed, so it is tried less often")
        HUB = "hub", _("a hub tells us when there is something new")

    # None until the first look has told whose feed it is.
    outlet = models.ForeignKey(Outlet, models.CASCADE, null=True, blank=True, related_name="feeds")
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    url = models.URLField(_("address"), max_length=1000, unique=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    folder = models.CharField(_("folder"), max_length=200, blank=True)
    language = models.CharField(max_length=35, blank=True)
    # HTTP validators (RFC 9110, 8.8), kept byte for byte and replaced together.
    etag = models.CharField(max_length=1024, blank=True)
    last_modified = models.CharField(max_length=1024, blank=True)
    # SHA-256 of the body taken in last: an equal one has nothing new, whatever its status.
    body_hash = models.CharField(max_length=64, blank=True)
    paused = models.BooleanField(_("paused"), default=False)
    last_result = models.CharField(max_length=10, choices=Result, default=Result.NEVER)
    # What went wrong, in one sentence for readers.
    last_message = models.CharField(max_length=500, blank=True)
    # The status of the last answer; None when there was none.
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    # What is wrong with the feed itself: remarks, as articles/pipeline/remarks.py stores them.
    problems = models.JSONField(default=list, blank=True)
    last_fetched = models.DateTimeField(null=True, blank=True)
    last_ok = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text=_("failed looks in a row"))
    # Seconds between two looks, learned from how often the feed changes.
    interval = models.PositiveIntegerField(default=3600)
    # The usual time between two of its entries, in seconds, where their dates tell.
    rhythm = models.PositiveIntegerField(null=True, blank=True)
    # Why the next look is when it is.
    next_reason = models.CharField(max_length=10, choices=Reason, default=Reason.LEARNED)
    last_new = models.DateTimeField(null=True, blank=True)
    # Where permanent redirects lead, and how often in a row they led there.
    moved_to = models.URLField(max_length=1000, blank=True)
    moved_seen = models.PositiveIntegerField(default=0)
    # When somebody asked for all feeds to be looked at: those asked together have one time.
    asked = models.DateTimeField(null=True, blank=True, db_index=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["folder", "title"]
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")

    def __str__(self) -> str:
        return self.title or self.url

    def save(self, *args: object, **kwargs: object) -> None:
        """Give a new feed its slug."""
        self.slug = self.slug or readable_slug(self.title, longest=60)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The page that tells how this feed is doing."""
        return reverse("articles:feed", args=[self.slug])


class Entry(models.Model):
    """What a feed said about one article, or an address a reader handed in."""

    class State(models.TextChoices):
        """How far an entry has come."""

        WAITING = "waiting", _("waiting")
        DONE = "done", _("in")
        FAILED = "failed", _("failed")

    # None when a reader handed the address in.
    feed = models.ForeignKey(Feed, models.CASCADE, null=True, blank=True, related_name="entries")
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    guid = models.CharField(max_length=2000)
    url = models.URLField(max_length=2000, blank=True)
    title = models.TextField(blank=True)
    authors = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    published = models.DateTimeField(null=True, blank=True)
    updated = models.DateTimeField(null=True, blank=True)
    # Sanitised on the way in.
    summary_html = models.TextField(blank=True)
    content_html = models.TextField(blank=True)
    # Of everything above: a changed hash means the feed now says something else.
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    message = models.CharField(max_length=500, blank=True)
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="entries"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(models.F("feed"), MD5("guid"), name="entry_once_per_feed"),
            models.UniqueConstraint(
                MD5("guid"),
                condition=models.Q(feed=None),
                name="entry_once_by_hand",
            ),
        ]
        indexes = [models.Index(fields=["feed", "state"])]

    def __str__(self) -> str:
        return self.title or self.url or self.guid

    def save(self, *args: object, **kwargs: object) -> None:
        """Give a new entry its slug."""
        self.slug = self.slug or readable_slug(self.title, longest=50)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The page that shows how far this entry has come."""
        return reverse("articles:entry", args=[self.slug])
