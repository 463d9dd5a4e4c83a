"""How the desk writes times and cuts texts short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()

#: How long a time is told as "3 hours ago"; after that the date says more.
RECENT = timedelta(hours=20)


@register.inclusion_tag("time.html")
def moment(
    when: datetime | None, precision: str = "minute", *, ago: bool = False
) -> dict[str, str]:
    """Draw a ``<time>``; with ``ago``, recent ones as "3 hours ago".

    ``precision`` "day" means that only the date is known: it is shown as the outlet gave
    it, whatever the reader's time zone. None draws nothing.
    """
    if not when:
        return {}
    if precision == "day":
        day = when.astimezone(UTC).date()
        # Translators: how a date is written; see Django's date formats.
        return {"machine": day.isoformat(), "words": date_format(day, _("j F Y")), "full": ""}
    local = timezone.localtime(when)
    machine = local.isoformat(timespec="minutes")
    # Translators: how a date with its time is written; see Django's date formats.
    full = date_format(local, _("j F Y, H:i"))
    if not ago:
        return {"machine": machine, "words": full, "full": ""}
    if timedelta(0) <= timezone.now() - when < RECENT:
        return {"machine": machine, "words": str(naturaltime(when)), "full": full}
    return {"machine": machine, "words": date_format(local, _("j F Y")), "full": full}


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
