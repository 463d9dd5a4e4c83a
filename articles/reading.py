"""From bytes to an article with who said what: everything that costs time and trusts nobody.

    page:  bytes -> extraction (or the feed's fuller text) -> quotations and people
    feed:  bytes -> entries -> new or changed? -> those that carry their full text: as above

Whom the desk knows already helps to find who speaks (:class:`Knowledge`). A process is told once,
and remembers it.

Pure: no Django, no socket, no file. It is run in a confined process
(services/confining.py), so that no feed or page can cost more than its share of time and
memory; what it hands back are plain values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from articles.pipeline.corrections import find_corrections
from articles.pipeline.dates import Precision
from articles.pipeline.decide import StoredEntry, choose_body, decide_entry
from articles.pipeline.discover import find_feeds
from articles.pipeline.extraction import Extraction, UnreadableArticle
from articles.pipeline.feed import parse_feed
from articles.pipeline.feed_types import ParsedEntry, ParsedFeed
from articles.pipeline.fullness import carries_full_text
from articles.pipeline.read import read_article
from articles.pipeline.structure import html_to_document, limit_document
from articles.quotes import KnownPeople, KnownPerson, analyse, known_people
from articles.said_rows import Said, said_rows
from articles.text.document import Document

#: Newest entries taken from one look at a feed; an archive of thousands is not news.
MOST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The people who are known, and which edition of them it is; empty if none are."""

    version: str = ""
    people: KnownPeople = field(default_factory=KnownPeople)

    @classmethod
    def of(cls, version: str, rows: Iterable[tuple[str, tuple[str, ...], str]]) -> Knowledge:
        """Index people given by name, other names and gender.

        By surnames alone nobody is recognised: the desk does so itself, of whom it knows.
        """
        people = (KnownPerson(*row) for row in rows)
        return cls(version, known_people(people, by_surname=False))


class NotTold(Exception):
    """This process knows another edition of people, or none."""


_NOBODY = Knowledge()
_knowledge: ContextVar[Knowledge] = ContextVar("knowledge", default=_NOBODY)


@contextmanager
def knowing(knowledge: Knowledge) -> Iterator[None]:
    """Read articles with ``knowledge`` within."""
    token = _knowledge.set(knowledge)
    try:
        yield
    finally:
        _knowledge.reset(token)


@dataclass(frozen=True, slots=True)
class Told:
    """What a feed says of an article; empty where an address was handed in.

    ``html`` is the fuller of the texts it carries, sanitised.
    """

    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    language: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page as it was fetched from ``url``, and what the feed told of it."""

    body: bytes
    url: str
    content_type: str = ""
    told: Told = field(default_factory=Told)


@dataclass(frozen=True, slots=True)
class FeedTask:
    """A feed as it was fetched from ``url``.

    ``known`` has the digest of each entry that is stored, by guid (see
    ``pipeline.decide.entry_digest``); others are new.
    """

    body: bytes
    url: str
    content_type: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """One article as read; ``from_page`` tells where the words are from, page or feed.

    ``correction`` is what the outlet says it corrected; empty where it says nothing.
    """

    extraction: Extraction
    said: Said
    correction: str = ""
    from_page: bool = True

    @property
    def word_count(self) -> int:
        """How many words the text has."""
        return len(self.extraction.document.text.split())


@dataclass(frozen=True, slots=True)
class FreshEntry:
    """An entry that is new or changed; ``article`` where its full text came with it."""

    entry: ParsedEntry
    digest: str
    article: ReadArticle | None = None


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A feed as read: about it, its fresh entries (oldest first), and how many it lists.

    ``moments`` are the dates of all its entries, for learning how often it changes.
    """

    about: ParsedFeed
    fresh: tuple[FreshEntry, ...]
    listed: int
    moments: tuple[datetime, ...]


def read_page(task: PageTask) -> ReadArticle:
    """Read the article on a page, or the feed's text of it where that is fuller.

    Raises :class:`UnreadableArticle` when neither holds any words.
    """
    page = read_article(task.body, task.url, content_type=task.content_type)
    given = _document(task.told)
    document = choose_body(page, given)
    if not document.text:
        raise UnreadableArticle("No article text was found on this page.")
    return _article(_completed(page, task.told, document), from_page=document is page.document)


def read_told(told: Told) -> ReadArticle | None:
    """Read the article out of what the feed carries; None where that holds no words."""
    document = _document(told)
    if document is None or not document.text:
        return None
    return _article(_completed(Extraction(), told, document), from_page=False)


def read_given(extraction: Extraction) -> ReadArticle:
    """Find who said what in an article that has been read already."""
    return _article(extraction, from_page=True)


def read_feed(task: FeedTask) -> ReadFeed:
    """Read a feed and the articles that came whole in its fresh entries.

    Raises ``NotAFeed``. Of a long feed the newest :data:`MOST_ENTRIES` are taken.
    """
    parsed = parse_feed(task.body, task.url, task.content_type)
    fresh = []
    # The oldest first: while they come in, the newest ends up on top.
    for entry in reversed(_newest(parsed.entries)):
        known = task.known.get(entry.guid)
        stored = StoredEntry(entry.guid, known) if known else None
        decision = decide_entry(stored, entry)
        if decision.is_work:
            article = _whole(entry, parsed.language)
            fresh.append(FreshEntry(entry, decision.digest, article))
    dates = (entry.published or entry.updated for entry in parsed.entries)
    return ReadFeed(
        about=replace(parsed, entries=()),
        fresh=tuple(fresh),
        listed=len(parsed.entries),
        moments=tuple(date for date in dates if date),
    )


def _whole(entry: ParsedEntry, language: str) -> ReadArticle | None:
    """The article that an entry carries whole; None where it does not, as far as can be seen."""
    told = told_by(entry, language)
    if told.html != entry.content_html:
        return None
    document = _document(told)
    if document is None or not carries_full_text(entry, document):
        return None
    return _article(_completed(Extraction(), told, document), from_page=False)


def feed_links(page: tuple[bytes, str]) -> list[str]:
    """The addresses of the three best feeds that a page, given with its address, names."""
    return [link.url for link in find_feeds(*page)[:3]]


def told_by(entry: ParsedEntry, language: str = "") -> Told:
    """What a parsed entry tells of its article."""
    return Told(
        url=entry.url,
        title=entry.title,
        authors=entry.authors,
        published=entry.published,
        language=language,
        html=max(entry.content_html, entry.summary_html, key=len),
    )


def _newest(entries: tuple[ParsedEntry, ...]) -> tuple[ParsedEntry, ...]:
    """The newest entries, newest first; in the feed's own order where dates are missing."""
    dates = [entry.published or entry.updated for entry in entries]
    if all(dates):
        dated = sorted(zip(dates, entries, strict=True), key=lambda pair: str(pair[0]))
        entries = tuple(entry for _date, entry in reversed(dated))
    return entries[:MOST_ENTRIES]


def _document(told: Told) -> Document | None:
    return limit_document(html_to_document(told.html, told.url))[0] if told.html else None


def _completed(extraction: Extraction, told: Told, document: Document) -> Extraction:
    """Fill in from the feed what the page did not tell."""
    filled: dict[str, Any] = {"document": document}
    if document is not extraction.document:
        # Their places are in the page's text.
        filled["pictures"] = ()
    if not extraction.headline:
        filled["headline"] = told.title
    if not extraction.bylines:
        filled["bylines"] = told.authors
    if told.published and (
        extraction.published is None or extraction.published_precision == Precision.DAY
    ):
        filled["published"], filled["published_precision"] = told.published, Precision.MINUTE
    if not extraction.language:
        filled["language"] = told.language
    return replace(extraction, **filled)


def _article(extraction: Extraction, *, from_page: bool) -> ReadArticle:
    """Find who said what; authors and photographers are named, but not in the news."""
    credit = extraction.image.credit if extraction.image else ""
    text = extraction.document.text
    excluded = [name for name in (*extraction.bylines, credit) if name]
    return ReadArticle(
        extraction=extraction,
        said=said_rows(analyse(text, known=_knowledge.get().people, exclude_names=excluded)),
        correction="\n\n".join(text[start:end] for start, end in find_corrections(text)),
        from_page=from_page,
    )


#: What a confined process may be asked to do, by name.
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    function.__name__: function for function in (read_page, read_told, read_feed, feed_links)
}


def perform(asked: tuple[Any, ...]) -> Any:
    """Call the function of that name of :data:`FUNCTIONS`: the door into a confined process.

    ``asked`` is the name, the argument, the edition of people to read with, and those people
    as :meth:`Knowledge.of` takes them where this process is to learn them; it remembers them.
    Raises :class:`NotTold` where they are needed and did not come along.
    """
    name, argument, version, *told = asked
    if told:
        _knowledge.set(Knowledge.of(version, told[0]))
    elif version != _knowledge.get().version:
        raise NotTold(version)
    return FUNCTIONS[name](argument)
