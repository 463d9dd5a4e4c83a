"""Which outlet a feed or an article belongs to."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from tld import get_fld

from articles.models import Entry, Outlet
from articles.pipeline.addresses import canonical_url
from articles.pipeline.decide import is_same_article
from articles.pipeline.extraction import Extraction

#: Domains under which strangers publish side by side that the public suffix list leaves out.
_OF_MANY = frozenset(
    {
        *("beehiiv.com", "ghost.io", "hypotheses.org", "livejournal.com", "medium.com"),
        *("over-blog.com", "substack.com", "tumblr.com", "typepad.com", "wordpress.com"),
    }
)


def outlet_for(site_url: str, name: str) -> Outlet | None:
    """Return the outlet at ``site_url``, made under ``name`` if it is new.

    None when ``site_url`` is no web address.
    """
    parts = urlsplit(site_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    sample = is_sample(site_url)
    if sample:
        # Pages mark samples with a label of their own.
        name = name.removesuffix(" (sample)")
    outlet, _created = Outlet.objects.get_or_create(
        key=outlet_key(site_url)[:500],
        defaults={
            "name": (name or parts.hostname)[:200],
            "site_url": site_url[:1000],
            "is_sample": sample,
        },
    )
    return outlet


def web_url(url: str) -> str:
    """Return the canonical form of an http or https address; empty for anything else.

    What a feed calls a link may be ``javascript:`` or nonsense, and would become one.
    """
    canonical = canonical_url(url)
    return canonical if canonical.startswith(("http://", "https://")) else ""


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one publisher: under one registered domain name.

    By the public suffix list, so "bbc.co.uk" and "other.co.uk" are two, and so are two
    guests of a host of many publishers.
    """
    if is_sample(one) or is_sample(other):
        return outlet_key(one) == outlet_key(other)
    return _registered(one) == _registered(other)


def still_its_article(entry: Entry, url: str, found: Extraction) -> int | None:
    """The key of the article that ``entry`` brought before; None if it tells of another now.

    Another site's is not its article: otherwise a feed could point at somebody's article
    first, and then have its own words stored as a revision of it. An entry without an address
    speaks for its feed's site. At another address of the site it is the article only if its
    words are: some feeds use one guid for article after article.
    """
    article = entry.article
    if article is None:
        return None
    speaks_for = url or (entry.feed.url if entry.feed else "")
    if article.url and not same_site(article.url, speaks_for):
        return None
    moved = bool(url and article.url and url != article.url)
    current = article.current
    if moved and current and not is_same_article(current.headline, current.text, found):
        return None
    return article.pk


def _registered(url: str) -> str:
    host, domain = urlsplit(url).hostname or "", get_fld(url, fail_silently=True)
    return str(domain) if domain and domain not in _OF_MANY else host


def outlet_key(url: str) -> str:
    """Return what tells outlets apart: the host, and for our own samples the path too."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if is_sample(url):
        # /samples/<outlet>/...
        return "/".join([parts.netloc, *parts.path.split("/")[1:3]])
    return host


def is_sample(url: str) -> bool:
    """Whether an address is one of the desk's own samples."""
    return bool(settings.SAMPLES) and url.startswith(f"{settings.SAMPLES_URL}/samples/")
