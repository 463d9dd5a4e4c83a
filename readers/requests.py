"""What a request is once the middleware has seen it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from readers.models import User


class DeskRequest(HttpRequest):
    """Any reader's request."""

    htmx: HtmxDetails


class ReaderRequest(DeskRequest):
    """The request of a reader who is signed in; views behind ``login_required`` get it."""

    user: User
