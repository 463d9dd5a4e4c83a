"""The one way out: every request the desk sends to an outlet starts here."""

from __future__ import annotations

import ipaddress
from functools import cache

from django.conf import settings

from articles.services.asking import Ask
from newsdesk.lib.fetch import FetchPolicy, Response, fetch


@cache
def policy() -> FetchPolicy:
    """Return the rules every fetch of this desk keeps, from the settings."""
    contact = settings.FETCH_CONTACT or settings.BASE_URL
    return FetchPolicy(
        user_agent=f"Newsdesk/0.1 (+{contact})",
        allow_origins=frozenset(settings.FETCH_ALLOW_ORIGINS),
        allow_networks=tuple(map(ipaddress.ip_network, settings.FETCH_ALLOW_NETWORKS)),
    )


def ask(wanted: Ask) -> Response:
    """Send one request; raises ``FetchError``.

    Redirects are followed on the same host only: another one is asked when it is its turn.
    """
    return fetch(
        wanted.url,
        policy(),
        validators=wanted.validators,
        accept=wanted.accept,
        method="GET" if wanted.form is None else "POST",
        form=wanted.form or b"",
        same_authority=True,
        may_follow=wanted.may_follow,
        hops=wanted.trail,
    )
