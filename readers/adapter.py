"""How django-allauth treats people who come to the desk."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class DeskAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Lets an operator close the door to strangers (NEWSDESK_SIGNUP=closed)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether strangers may make themselves an account."""
        return bool(settings.SIGNUP_OPEN)
