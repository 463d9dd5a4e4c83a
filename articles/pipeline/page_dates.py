"""When an article was published and updated, as its page says.

Decides which of a page's many dates is the article's; reading one is done by ``dates``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta, timezone

from lxml import etree

from articles.pipeline.dates import Moment, Precision, first_credible, parse_moment
from articles.pipeline.linked_data import texts
from articles.pipeline.page_sources import Sources, is_small, visible_text
from articles.text.normal import one_line

_DATE_META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publication_date", "date.issued", "dc.date.issued", "dcterms.created",
    "dc.date", "dc.date.created", "cxenseparse:recs:publishtime", "originalpublicationdate",
    "rnews:datepublished", "article.published", "published-date", "date", "last-modified-date",
)  # fmt: skip
_UPDATE_META = (
    "article:modified_time", "og:updated_time", "datemodified", "article:updated",
    "lastmod", "last-modified", "dcterms.modified", "dc.date.modified",
)  # fmt: skip
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|[a-z]{3})[/-]?([0-3]\d)(?=\D|$)")
_DATED_CLASS = re.compile(r"date|timestamp|publish")
_TIME_XPATH = etree.XPath(
    "//time[@datetime or @pubdate] | //*[@itemprop][contains(@itemprop, 'datePublished')]"
)

#: Most places named for a date that are looked at.
_MOST_DATED = 30
#: Zones lie within so many hours of UTC, and a whole number of quarters of an hour from it.
_WIDEST_ZONE, _ZONE_STEP = timedelta(hours=14), timedelta(minutes=15)


def read_updated(sources: Sources) -> Moment | None:
    """The moment the article was last changed, None where the page does not say."""
    said = [*texts(sources.article, "dateModified"), *sources.values(_UPDATE_META)]
    return first_credible(map(parse_moment, said))


def read_published(sources: Sources) -> Moment | None:
    """The moment the article was first published, None where the page does not say."""
    shown = [
        found.get("datetime") or found.get("content") or one_line(" ".join(found.itertext()))
        for found in _TIME_XPATH(sources.root)[:5]
    ]
    candidates = [
        *texts(sources.article, "datePublished"),
        *texts(sources.article, "dateCreated"),
        *sources.values(_DATE_META),
    ]

    def moments() -> Iterator[Moment | None]:
        yield from map(parse_moment, [*candidates, *shown])
        yield _date_in_url(sources.url)
        named = sources.named(_DATED_CLASS, ("date", "timestamp", "publish"))
        dated = map(visible_text, filter(is_small, named[:_MOST_DATED]))
        yield from (parse_moment(text) for text in dated if len(text) < 80)

    published = first_credible(moments())
    return _in_shown_zone(published, shown[:2]) if published else None


def _in_shown_zone(moment: Moment, shown: list[str]) -> Moment:
    """Write a moment given in UTC in the outlet's own zone, where the page's clock tells it.

    The day readers saw is the day the outlet's clock showed, which UTC may not be.
    """
    if moment.precision is Precision.DAY or moment.value.utcoffset():
        return moment
    for text in shown:
        clock = parse_moment(text)
        if clock is None or clock.precision is Precision.DAY:
            continue
        ahead = clock.value - moment.value
        if clock.zoned and not ahead and clock.value.utcoffset():
            return clock
        # To the second the same but for whole quarters of hours: it is the same moment.
        local = not clock.zoned and moment.zoned and abs(ahead) <= _WIDEST_ZONE
        if local and ahead and not ahead % _ZONE_STEP and clock.value.second:
            return Moment(clock.value.replace(tzinfo=timezone(ahead)), clock.precision, True)
    return moment


def _date_in_url(url: str) -> Moment | None:
    found = _URL_DATE.search(url.lower())
    if not found:
        return None
    year, month, day = found.groups()
    return parse_moment(f"{year}-{month}-{day}" if month.isdigit() else f"{day} {month} {year}")
