"""What every template knows of a reader's notes."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from annotations.placing_queries import news_for
from annotations.services import place_waiting


def news(request: HttpRequest) -> dict[str, Any]:
    """Return ``changed_notes``, a count of passages whose change their author was not shown yet.

    Counted when a template asks for it, with one SQL query. What has not been placed yet is
    placed then, one article's notes for each page.
    """
    user = getattr(request, "user", None)

    @cache
    def changed_notes() -> int:
        if user is None or not user.is_authenticated:
            return 0
        new, may_be_more = news_for(user)
        if not may_be_more:
            return new
        place_waiting(user, articles=1)
        return news_for(user)[0]

    return {"changed_notes": changed_notes}
