"""Subscribing to many feeds at once: the starter list, and lists from other readers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from articles.models import Feed, Job
from articles.models.slugs import readable_slug
from articles.pipeline.opml import LeftOut, Outline, parse_opml, write_opml
from articles.pipeline.remarks import Code, Remark
from articles.services.feeds import stand_in_title
from articles.services.politeness import services_for
from articles.wording import left_over, sentence
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
    """What became of a list.

    How many feeds were new and how many followed before; ``left_out`` are outlines of no use,
    ``left_over`` those that were too many at once, ``remarks`` are of the whole list.
    """

    added: int
    known: int
    left_out: tuple[LeftOut, ...] = ()
    left_over: tuple[Outline, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """All there is to say, in sentences for readers."""
        over = [left_over(len(self.left_over), MOST_FEEDS)] if self.left_over else []
        told = [*(one.remark for one in self.left_out), *self.remarks]
        return (*over, *map(sentence, told))


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
    usable, useless = [], list(parsed.left_out)
    for outline in parsed.outlines:
        try:
            web_address(outline.xml_url)
            usable.append(outline)
        except ValueError:
            left = LeftOut(outline.title, outline.xml_url, Code.OUTLINE_UNUSABLE, outline.folders)
            useless.append(left)
    taken, over = _bounded(usable)
    added, known = subscribe_all(taken, by=by)
    return Report(added, known, tuple(useless), tuple(over), parsed.remarks)


def _bounded(outlines: Sequence[Outline]) -> tuple[list[Outline], list[Outline]]:
    """The outlines without the new feeds that are too many, and those, each once."""
    urls = dict.fromkeys(outline.xml_url for outline in outlines)
    if len(urls) <= MOST_FEEDS:
        return list(outlines), []
    known = set(Feed.objects.filter(url__in=urls).values_list("url", flat=True))
    too_many = set([url for url in urls if url not in known][MOST_FEEDS:])
    over = {one.xml_url: one for one in reversed(outlines) if one.xml_url in too_many}
    taken = [outline for outline in outlines if outline.xml_url not in too_many]
    return taken, list(reversed(over.values()))


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
