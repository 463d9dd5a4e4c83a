"""The one way out: every request the desk sends to an outlet starts here."""

from __future__ import annotations

import ipaddress
from functools import cache

from django.conf import settings

from newsdesk.lib.fetch import FetchPolicy, Response, fetch
from newsdesk.lib.headers import Validators

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5"
)
PAGE_TYPES = "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.5"


@cache
def policy() -> FetchPolicy:
    """Return the rules every fetch of this desk keeps, from the settings."""
    contact = settings.FETCH_CONTACT or settings.BASE_URL
    return FetchPolicy(
        user_agent=f"Newsdesk/0.1 (+{contact})",
        allow_origins=frozenset(settings.FETCH_ALLOW_ORIGINS),
        allow_networks=tuple(map(ipaddress.ip_network, settings.FETCH_ALLOW_NETWORKS)),
    )


def fetch_feed(url: str, etag: str, last_modified: str) -> Response:
    """Fetch a feed, or learn that it has not changed; raises ``FetchError``."""
    known = Validators(etag, last_modified)
    return fetch(url, policy(), validators=known, accept=FEED_TYPES)


def fetch_page(url: str) -> Response:
    """Fetch an article's page; raises ``FetchError``."""
    return fetch(url, policy(), accept=PAGE_TYPES)
