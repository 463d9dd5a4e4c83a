"""Cutting a list into pages."""

from __future__ import annotations

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest


def asked(request: HttpRequest, name: str, longest: int = 200) -> str:
    """Return a query parameter as text PostgreSQL can take: no NUL, stripped, cut."""
    return _plain(request.GET.get(name, ""), longest)


def posted(request: HttpRequest, name: str, longest: int = 200) -> str:
    """Return a field of a posted form in the same way."""
    return _plain(request.POST.get(name, ""), longest)


def _plain(told: str, longest: int) -> str:
    return told.replace("\0", " ").strip()[:longest]


Row = TypeVar("Row", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[Row], size: int) -> Page[Row]:
    """Return the page ``?page=`` asks for; the nearest there is when it asks for nonsense."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
