"""Which outlet a feed or an article belongs to."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from tld import get_fld

from articles.models import Outlet
from articles.pipeline.addresses import canonical_url


def outlet_for(site_url: str, name: str) -> Outlet | None:
    """Return the outlet at ``site_url``, made under ``name`` if it is new.

    None when ``site_url`` is no web address.
    """
    parts = urlsplit(site_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    is_sample = _is_sample(site_url)
    if is_sample:
        # Pages mark samples with a label of their own.
        name = name.removesuffix(" (sample)")
    outlet, _created = Outlet.objects.get_or_create(
        key=outlet_key(site_url)[:500],
        defaults={
            "name": (name or parts.hostname)[:200],
            "site_url": site_url[:1000],
            "is_sample": is_sample,
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

    By the public suffix list, so "bbc.co.uk" and "other.co.uk" are two.
    """
    if _is_sample(one) or _is_sample(other):
        return outlet_key(one) == outlet_key(other)
    return _registered(one) == _registered(other)


def _registered(url: str) -> str:
    domain = get_fld(url, fail_silently=True)
    return str(domain) if domain else (urlsplit(url).hostname or "")


def outlet_key(url: str) -> str:
    """Return what tells outlets apart: the host, and for our own samples the path too."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if _is_sample(url):
        # /samples/<outlet>/...
        return "/".join([parts.netloc, *parts.path.split("/")[1:3]])
    return host


def _is_sample(url: str) -> bool:
    return settings.SAMPLES and url.startswith(f"{settings.SAMPLES_URL}/samples/")
