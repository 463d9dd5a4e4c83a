"""Subscribing to many feeds at once: the starter list, and lists from other readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from articles.models import Feed
from articles.pipeline.opml import Outline, parse_opml, write_opml
from articles.services.feeds import subscribe
from newsdesk.lib.addresses import web_address
from readers.models import User

_STARTER = Path(__file__).resolve().parent.parent / "data" / "starter.opml"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a list: feeds new, feeds followed before, and what was of no use."""

    added: int
    known: int
    warnings: tuple[str, ...]


@cache
def starter_outlines() -> list[Outline]:
    """Return the well-known feeds the desk offers; read once per process."""
    return list(parse_opml(_STARTER.read_bytes()).outlines)


def subscribe_all(outlines: Iterable[Outline], *, by: User | None) -> tuple[int, int]:
    """Subscribe to each feed; returns how many were new and how many known."""
    added = known = 0
    for outline in outlines:
        folder = " / ".join(outline.folders)
        _feed, created = subscribe(outline.xml_url, title=outline.title, folder=folder, by=by)
        added, known = added + created, known + (not created)
    return added, known


def import_opml(raw: bytes, *, by: User | None) -> Report:
    """Subscribe to every feed listed; a bad line is reported and the rest goes in.

    Raises ``NotOpml`` when ``raw`` is no such list.
    """
    parsed = parse_opml(raw)
    usable, warnings = [], list(parsed.warnings)
    for outline in parsed.outlines:
        try:
            web_address(outline.xml_url)
            usable.append(outline)
        except ValueError:
            told = _("“%(title)s” has no usable address.")
            warnings.append(told % {"title": outline.title or outline.xml_url})
    return Report(*subscribe_all(usable, by=by), tuple(warnings))


def export_opml() -> bytes:
    """Return the desk's feeds as OPML, without those that never answered. One SQL query."""
    outlines = [
        Outline(
            title=feed.title,
            xml_url=feed.url,
            html_url=feed.outlet.site_url if feed.outlet else "",
            folders=tuple(feed.folder.split(" / ")) if feed.folder else (),
        )
        for feed in Feed.objects.select_related("outlet").exclude(last_ok=None, failures__gt=0)
    ]
    return write_opml("Newsdesk", outlines)
