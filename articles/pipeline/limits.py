"""What a feed or page may hand on to the desk at most: the one gate all of it leaves by.

Readers of feeds and pages take what outlets write; here it is cut to sizes that can
be stored, shown and indexed, and rid of characters no database takes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from articles.pipeline.dates import is_credible
from articles.pipeline.extraction import Extraction, Image, Picture
from articles.pipeline.feed_types import ParsedEntry, ParsedFeed
from articles.pipeline.remarks import Code, Remark, remark
from articles.pipeline.structure import MAX_TEXT, limit_document
from articles.text.normal import clean, one_line

#: Longest address kept, in characters; a longer one is dropped, since cut it leads astray.
MAX_URL = 2_000
_MAX_TITLE = 1_000
_MAX_HEADLINE = 500
_MAX_NAME = 200
_MAX_AUTHORS = 20
_MAX_TAGS = 50
_MAX_LANGUAGE = 35
_MAX_ALT = 2_000
_MAX_CREDIT = 400
_MAX_CAPTION = 2_000
#: Longest identifier kept as it is, in bytes of UTF-8: an index holds no more.
_MAX_GUID = 2_000

_SEPARATORS = re.compile("[\x1c-\x1f]")
_EDGES = re.compile("([<>])")


def shorten(text: str, most: int) -> str:
    """Return ``text`` in at most ``most`` characters, cut at a word and ended with "…"."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    # A word longer than half of what fits, as in scripts without spaces, is cut within.
    space = head.rfind(" ") if text[most - 1] != " " else len(head)
    return (head[:space] if space > most // 2 else head).rstrip(" ,;:–—-") + "…"


def limit_feed(feed: ParsedFeed) -> ParsedFeed:
    """Return ``feed`` with clean strings of storable size and dates that can be true.

    Addresses too long and dates too early or too late are left out; a warning
    counts the latter. Identifiers stay non-empty; longer ones become their hash.
    """
    entries = tuple(_limit_entry(entry) for entry in feed.entries)
    given, kept = _count_dates(feed.entries), _count_dates(entries)
    said = (remark(Code.BAD_DATES, n=given - kept),) if given > kept else ()
    return replace(
        feed,
        title=shorten(one_line(feed.title), _MAX_TITLE),
        site_url=_address(feed.site_url),
        feed_url=_address(feed.feed_url),
        self_url=_address(feed.self_url),
        language=clean(feed.language).strip()[:_MAX_LANGUAGE],
        hubs=tuple(filter(None, map(_address, feed.hubs))),
        entries=entries,
        remarks=tuple(map(_clean_remark, feed.remarks + said)),
    )


def limit_extraction(found: Extraction) -> Extraction:
    """Return ``found`` cut to what can be stored; each loss of words or dates is a warning."""
    document, cut = limit_document(found.document, MAX_TEXT)
    published, updated = _credible(found.published), _credible(found.updated)
    said = found.warnings
    if cut:
        said += (
            f"The text was cut after {len(document.text):,} of "
            f"{len(found.document.text):,} characters.",
        )
    if (published, updated) != (found.published, found.updated):
        said += ("A date before 1900 or in the future was left out.",)
    return replace(
        found,
        headline=shorten(one_line(found.headline), _MAX_HEADLINE),
        bylines=_names(found.bylines, _MAX_AUTHORS),
        published=published,
        updated=updated,
        section=one_line(found.section)[:_MAX_NAME].rstrip(),
        site_name=one_line(found.site_name)[:_MAX_NAME].rstrip(),
        canonical_url=_address(found.canonical_url),
        other_urls=tuple(filter(None, map(_address, found.other_urls))),
        image=_limit_image(found.image),
        pictures=tuple(
            _limit_picture(one) for one in found.pictures if one.after <= len(document.text)
        ),
        document=document,
        warnings=said,
    )


def _limit_entry(entry: ParsedEntry) -> ParsedEntry:
    url = _address(entry.url)
    return replace(
        entry,
        guid=_identifier(clean(entry.guid).strip() or url or entry.guid),
        url=url,
        title=shorten(one_line(entry.title), _MAX_TITLE),
        authors=_names(entry.authors, _MAX_AUTHORS),
        published=_credible(entry.published),
        updated=_credible(entry.updated),
        summary_html=_clean_html(entry.summary_html),
        content_html=_clean_html(entry.content_html),
        tags=_names(entry.tags, _MAX_TAGS),
        image=_address(entry.image),
    )


def _limit_image(image: Image | None) -> Image | None:
    if image is None:
        return None
    return Image(
        _address(image.url or "") or None,
        shorten(one_line(image.alt), _MAX_ALT),
        shorten(one_line(image.credit), _MAX_CREDIT),
        shorten(one_line(image.caption), _MAX_CAPTION),
    )


def _limit_picture(picture: Picture) -> Picture:
    return Picture(
        _address(picture.url or "") or None,
        shorten(one_line(picture.alt), _MAX_ALT),
        shorten(one_line(picture.caption), _MAX_CAPTION),
        shorten(one_line(picture.credit), _MAX_CREDIT),
        picture.after,
    )


def _clean_remark(one: Remark) -> Remark:
    return Remark(one.code, {name: _clean_value(value) for name, value in one.args.items()})


def _clean_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_clean_remark, value))
    return clean(value) if isinstance(value, str) else value


def _identifier(guid: str) -> str:
    data = guid.encode("utf-8", "surrogatepass")
    if len(data) <= _MAX_GUID and clean(guid):
        return guid
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _address(url: str) -> str:
    url = clean(url)
    return url if len(url) <= MAX_URL else ""


def _names(names: Iterable[str], most: int) -> tuple[str, ...]:
    short = (one_line(name)[:_MAX_NAME].rstrip() for name in names)
    return tuple(dict.fromkeys(name for name in short if name))[:most]


def _credible(value: datetime | None) -> datetime | None:
    return value if value is not None and is_credible(value) else None


def _count_dates(entries: Iterable[ParsedEntry]) -> int:
    return sum((one.published is not None) + (one.updated is not None) for one in entries)


def _clean_html(markup: str) -> str:
    """Clean sanitised HTML piece by piece, so that no mark melts into a tag's edge.

    U+0338 after ``>`` makes ``≯`` in NFC, and the tag would no longer end there.
    """
    # White space to Python, but no XML may hold it, and the desk writes feeds.
    markup = _SEPARATORS.sub(" ", markup)
    if clean(markup) == markup:
        return markup
    return "".join(clean(piece) for piece in _EDGES.split(markup))
