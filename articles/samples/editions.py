"""What the sample outlets ask of the desk that reads them: its age, and what it has read."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import MD5
from django.urls import reverse

from articles.models import Article, Feed
from articles.samples.content import outlets


def anchor() -> datetime:
    """Return the time that story ages are counted back from. One SQL query.

    That is when the desk subscribed to the first of the samples, so that a story keeps its
    date; before that it is the current hour.
    """
    paths = [reverse("samples:feed", args=[outlet.slug]) for outlet in outlets()]
    urls = [url for path in paths for url in _addresses(path)]
    created = Feed.objects.filter(url__in=urls).order_by("created")
    first = created.values_list("created", flat=True).first()
    if first is None:
        return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return first.astimezone(UTC).replace(second=0, microsecond=0)


def current_edition(story_url: str) -> int:
    """Return 2 once the desk has stored the story at this address, else 1. One SQL query.

    So the desk meets the first edition, and the outlet's change afterwards.
    """
    urls = [story_url, *_addresses(urlsplit(story_url).path)]
    # Articles are indexed by the digest of their address.
    digests = [MD5(Value(url)) for url in urls]
    known = Article.objects.alias(digest=MD5("url")).filter(digest__in=digests, url__in=urls)
    return 2 if known.exists() else 1


def _addresses(path: str) -> list[str]:
    """The addresses one path has: the desk may reach the samples by a name of their own."""
    return [settings.BASE_URL + path, settings.SAMPLES_URL + path]
