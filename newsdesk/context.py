"""What every template knows about the desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def desk(request: HttpRequest) -> dict[str, Any]:
    """Return the ``desk`` variable. No SQL query."""
    return {"desk": {"signup_open": settings.SIGNUP_OPEN, "base_url": settings.BASE_URL}}
