"""How the desk writes times and cuts texts short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

#: How long a time is told as "3 hours ago"; after that the date says more.
RECENT = timedelta(hours=20)


@register.simple_tag
def moment(
    when: datetime | None, precision: str = "minute", *, ago: bool = False
) -> SafeString | str:
    """Draw a ``<time>``; with ``ago``, recent ones as "3 hours ago".

    ``precision`` "day" means that only the date is known: it is shown as the outlet gave
    it, whatever the reader's time zone. A time of day has its zone in the title.
    None, or a variable that is not there, draws nothing.
    """
    if not when:
        return ""
    if precision == "day":
        day = when.astimezone(UTC).date()
        # Translators: how a date is written; see Django's date formats.
        return _time(day.isoformat(), date_format(day, _("j F Y")))
    local = timezone.localtime(when)
    machine = local.isoformat(timespec="minutes")
    # Translators: how a date with its time and its zone is written; see Django's date formats.
    full = date_format(local, _("j F Y, H:i T"))
    if not ago:
        # Translators: how a date with its time is written; see Django's date formats.
        return _time(machine, date_format(local, _("j F Y, H:i")), full)
    if timedelta(0) <= timezone.now() - when < RECENT:
        return _time(machine, str(naturaltime(when)), full)
    return _time(machine, date_format(local, _("j F Y")), full)


def _time(machine: str, words: str, full: str = "") -> SafeString:
    title = format_html(' title="{}"', full) if full else ""
    return format_html('<time datetime="{}"{}>{}</time>', machine, title, words)


@register.filter
def teaser(text: str | None, longest: int = 200) -> str:
    """Return the beginning of ``text`` on one line, cut between words, at most ``longest`` long.

    Blank lines become spaces; what is cut ends in an ellipsis.
    """
    line = " ".join((text or "").split())
    if len(line) <= longest:
        return line
    cut = line[: longest + 1].rpartition(" ")[0] or line[:longest]
    return f"{cut.rstrip(' ,;:–—-')}…"
