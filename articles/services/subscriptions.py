"""Subscribing to many feeds at once: the starter list, and lists from other readers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Feed, Job
from articles.models.slugs import readable_slug
from articles.pipeline.opml import Outline, parse_opml, write_opml
from articles.services.feeds import stand_in_title
from articles.services.politeness import services_for
from newsdesk.lib.addresses import web_address
from readers.models import User

_STARTER = Path(__file__).resolve().parent.parent / "data" / "starter.opml"
#: New feeds taken from one list. Importing it again takes the next ones.
MOST_FEEDS = 2000
#: Between the first looks at two feeds of a list: keeps them in its order. Later looks part by
#: themselves, because each wait has a chance part.
SPREAD = timedelta(milliseconds=1)


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
    """Subscribe to each feed; returns how many were new and how many known.

    Their first looks are due one shortly after the other, and are followed as a refresh is.
    Nine SQL queries whatever their number.
    """
    by_url: dict[str, Outline] = {}
    for outline in outlines:
        by_url.setdefault(outline.xml_url, outline)
    now = timezone.now()
    with transaction.atomic():
        known = set(Feed.objects.filter(url__in=by_url).values_list("url", flat=True))
        wanted = [outline for url, outline in by_url.items() if url not in known]
        feeds = [_feed(outline, by) for outline in wanted]
        for feed in feeds:
            feed.asked = now if len(feeds) > 1 else None
        # One that somebody else has just subscribed to is theirs.
        Feed.objects.bulk_create(feeds, ignore_conflicts=True)
        slugs = {feed.slug: number for number, feed in enumerate(feeds)}
        added = list(Feed.objects.filter(slug__in=slugs))
        services = services_for(feed.url for feed in added)
        Job.objects.put_many(
            Job(
                kind=Job.Kind.FEED,
                target=feed.pk,
                feed=feed,
                service=services[feed.url],
                due=now + slugs[feed.slug] * SPREAD,
            )
            for feed in added
        )
    return len(added), len(by_url) - len(added)


def _feed(outline: Outline, by: User | None) -> Feed:
    title = outline.title or stand_in_title(outline.xml_url)
    return Feed(
        url=outline.xml_url,
        title=title[:300],
        # Given here because rows made in bulk are not saved one by one.
        slug=readable_slug(title[:300], longest=60),
        folder=" / ".join(outline.folders)[:200],
        added_by=by,
    )


def import_opml(raw: bytes, *, by: User | None) -> Report:
    """Subscribe to every feed listed; a bad line is reported and the rest goes in.

    At most :data:`MOST_FEEDS` new ones at once. Raises ``NotOpml`` when ``raw`` is no such
    list. Ten SQL queries whatever its length.
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
    taken, left = _bounded(usable)
    if left:
        told = ngettext(
            "%(n)d feed is left over: the desk takes %(most)d new ones at a time. Import the "
            "list again for the rest.",
            "%(n)d feeds are left over: the desk takes %(most)d new ones at a time. Import the "
            "list again for the rest.",
            left,
        )
        warnings.insert(0, told % {"n": left, "most": MOST_FEEDS})
    return Report(*subscribe_all(taken, by=by), tuple(warnings))


def _bounded(outlines: Sequence[Outline]) -> tuple[list[Outline], int]:
    """The outlines without the new feeds that are too many, and how many those are."""
    urls = dict.fromkeys(outline.xml_url for outline in outlines)
    if len(urls) <= MOST_FEEDS:
        return list(outlines), 0
    known = set(Feed.objects.filter(url__in=urls).values_list("url", flat=True))
    too_many = set([url for url in urls if url not in known][MOST_FEEDS:])
    return [outline for outline in outlines if outline.xml_url not in too_many], len(too_many)


def export_opml() -> bytes:
    """Return all of the desk's feeds as OPML. One SQL query.

    Those that never answered, too: a list is for moving to another reader or another desk, a
    feed that a network, a wall or a fault kept away from this one may answer there, and a
    feed left out without a word is lost.
    """
    outlines = [
        Outline(
            title=feed.title,
            xml_url=feed.url,
            html_url=feed.outlet.site_url if feed.outlet else "",
            folders=tuple(feed.folder.split(" / ")) if feed.folder else (),
        )
        for feed in Feed.objects.select_related("outlet")
    ]
    return write_opml("Newsdesk", outlines)
