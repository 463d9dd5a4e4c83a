"""What every template knows of a reader's rights."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles.access import may_correct


def rights(request: HttpRequest) -> dict[str, Any]:
    """Return ``may_correct``, found out when a template asks for it.

    No SQL query for strangers and staff, at most two for others.
    """
    user = getattr(request, "user", None)
    return {"may_correct": SimpleLazyObject(lambda: user is not None and may_correct(user))}
