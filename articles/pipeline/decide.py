"""What should happen, given what came and what is stored. Does none of it.

Every function here is arithmetic on its arguments: no clock, no chance, no store.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from articles.pipeline.extraction import Extraction
from articles.pipeline.feed_types import ParsedEntry
from articles.pipeline.wording import counted, wording
from articles.text.document import Document
from articles.text.sketch import overlap

#: How long after it came in, and after each change, an article is looked at again.
_LOOKS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
#: How long after it came in an article that keeps changing is left alone.
_WATCHED = timedelta(days=30)
#: How long a page is left alone at least before what its feed says is worth a look.
_HINT_PAUSE = timedelta(minutes=30)
#: Shares of words from which on a page elsewhere is the same article, the latter where it has
#: the same headline.
_SAME_WORDS, _SAME_HEADLINE = 0.5, 0.1
#: A feed's body with at least this share of the page's words is as good as the page.
_AS_FULL = 0.9


class Change(StrEnum):
    """How what came stands to what is stored."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """What is remembered of an entry; ``digest`` is :func:`entry_digest` of it."""

    guid: str
    digest: str


@dataclass(frozen=True, slots=True)
class EntryDecision:
    """What to do with an entry; ``digest`` is to be stored where it is not the same."""

    change: Change
    digest: str

    @property
    def is_work(self) -> bool:
        """Whether the entry has to be stored and its article looked at."""
        return self.change is not Change.SAME


@dataclass(frozen=True, slots=True)
class RevisionDecision:
    """Whether an extraction makes a revision; ``digest`` is of its words alone."""

    change: Change
    digest: str
    headline_changed: bool = False

    @property
    def is_revision(self) -> bool:
        """Whether a revision has to be stored."""
        return self.change is not Change.SAME


def entry_digest(entry: ParsedEntry) -> str:
    """A digest of what of an entry makes its article worth another look.

    Dates are left out: many feeds stamp every entry with the time of the request.
    """
    parts = (entry.url, entry.title, entry.summary_html, entry.content_html, *entry.authors)
    return _digest("\x1f".join(parts))


def decide_entry(stored: StoredEntry | None, entry: ParsedEntry) -> EntryDecision:
    """Whether ``entry`` is new, changed or as it is stored."""
    digest = entry_digest(entry)
    if stored is None:
        return EntryDecision(Change.NEW, digest)
    return EntryDecision(Change.SAME if stored.digest == digest else Change.CHANGED, digest)


def words_digest(text: str) -> str:
    """A digest of what an article says; see :func:`articles.pipeline.wording.wording`."""
    return _digest(" ".join(wording(text)))


def decide_revision(
    stored_text: str | None, stored_headline: str, extraction: Extraction
) -> RevisionDecision:
    """Whether ``extraction`` says other words than the revision stored last.

    Spacing, shapes of marks, furniture and "updated" lines make no revision. A changed
    number, quotation or question does, and so does a changed headline, since it is what
    an outlet changes most and says least about.
    """
    digest = words_digest(extraction.document.text)
    if stored_text is None:
        return RevisionDecision(Change.NEW, digest)
    renamed = bool(extraction.headline) and (
        counted(stored_headline) != counted(extraction.headline)
    )
    if renamed or words_digest(stored_text) != digest:
        return RevisionDecision(Change.CHANGED, digest, headline_changed=renamed)
    return RevisionDecision(Change.SAME, digest)


def is_same_article(headline: str, text: str, found: Extraction) -> bool:
    """Whether what was found at another address is still the article that is stored.

    A site may send an article's readers on to its new address, to its front page, or to any
    other article. Half of the shorter text's runs of words in the other tell the first from
    the rest; under the same headline a rewrite that keeps some of them will do.
    """
    share = overlap(text, found.document.text)
    renamed = counted(headline) != counted(found.headline)
    return share >= (_SAME_WORDS if renamed else _SAME_HEADLINE)


def choose_body(page: Extraction | None, feed: Document | None) -> Document:
    """The fuller of the page's body and the feed's, the page's where both are full.

    A body the outlet marks as a stub loses to any longer one.
    """
    shown = page.document if page else Document("")
    given = feed or Document("")
    page_words, feed_words = len(shown.text.split()), len(given.text.split())
    if page is not None and page.paywalled and feed_words > page_words:
        return given
    return shown if page_words >= _AS_FULL * feed_words and page_words else given


def next_check(
    came: datetime, now: datetime, *, last_change: datetime | None = None
) -> datetime | None:
    """When an article that ``came`` in is looked at again; None when it is left alone.

    Looks are 1 h, 6 h, 1 d and 3 d after it came, and again after each change, so that
    one that keeps changing keeps being looked at; but none later than 30 days after it
    came. Looks that were missed are made up by the next one.
    """
    start = max(came, last_change) if last_change else came
    due = next((start + look for look in _LOOKS if start + look > now), None)
    return due if due and due <= came + _WATCHED else None


def hinted_check(
    came: datetime, looked: datetime, *, last_change: datetime | None = None
) -> datetime:
    """When a page is worth a look because its feed speaks of it in other words.

    ``looked`` is when it was asked for last. The waits grow with the time for which it has
    stayed the same: a feed whose words change at every look (a counter, "5 minutes ago")
    costs a page about twenty looks in its first month, and ever fewer after that.
    """
    changed = last_change if last_change and looked <= came + _WATCHED else None
    start = max(came, changed) if changed else came
    return looked + max(_HINT_PAUSE, (looked - start) / 2)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
