"""How the desk writes what it knows of people: countries, spans of time, doubts."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import drawing
from articles.charting import Period
from articles.countries import country_name
from articles.models import Quote

register = template.Library()

register.filter("country", country_name)


@register.filter
def is_sure(quote: Quote) -> bool:
    """Whether the attribution can be shown without a question mark."""
    return drawing.is_sure(quote)


@register.simple_tag
def years(start: date | None, end: date | None) -> str:
    """The years between two days, either of which may be unknown."""
    if start and end:
        return f"{start.year}–{end.year}" if start.year != end.year else f"{start.year}"
    if start:
        return _("since %(year)s") % {"year": start.year}
    return _("until %(year)s") % {"year": end.year} if end else ""


@register.simple_tag
def days(start: date | None, end: date | None) -> str:
    """The time from one day to another, told as a whole month or year where it is one."""
    if start and end:
        for unit in ("year", "month"):
            whole = Period.holding(unit, start)
            if (whole.first, whole.last) == (start, end):
                return whole.name
        return f"{_day(start)} – {_day(end)}"
    if start:
        return _("from %(day)s") % {"day": _day(start)}
    return _("until %(day)s") % {"day": _day(end)} if end else ""


def _day(day: date) -> str:
    # Translators: how a date is written; see Django's date formats.
    return date_format(day, _("j F Y"))
