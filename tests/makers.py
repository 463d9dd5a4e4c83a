"""Short ways to the rows tests need."""

from __future__ import annotations

import itertools

from articles.changes import kinds_of_change
from articles.models import Article, Revision
from articles.pipeline.extraction import Extraction
from articles.reading import read_given
from articles.services.storing import Reading, store
from articles.text.document import Document
from readers.models import User

_count = itertools.count(1)

WORDS = (
    "The harbour will reopen on Monday, Mayor Ilse Tamm said.\n\n"
    "“We are not afraid of the tide,” Tamm told reporters. “We built the wall for this.”\n\n"
    "Her rival, Senator Oskar Lind, called the plan “a costly mistake”. 🏛️ Nobody laughed.\n\n"
    "The vote is in May."
)


def reader(name: str = "", **fields: object) -> User:
    """A reader with an account."""
    return User.objects.create_user(name or f"reader{next(_count)}", password="pw", **fields)  # type: ignore[arg-type]


def article(
    text: str = WORDS, *, headline: str = "Harbour to reopen", url: str | None = None
) -> Article:
    """An article with one revision, its quotations and people found as ever."""
    return _stored(text, headline, url or f"https://courier.example/{next(_count)}")


def _stored(text: str, headline: str, url: str | None) -> Article:
    extraction = Extraction(
        headline=headline, document=Document.from_paragraphs(text.split("\n\n"))
    )
    return store(
        Reading(
            article=read_given(extraction),
            url=url,
            source=Revision.Source.PAGE,
        )
    )


def edited(article: Article, text: str, *, headline: str = "", correction: str = "") -> Revision:
    """The version in which the outlet changed ``article``, with its changes counted."""
    before = article.current
    assert before
    made = _stored(text, headline or before.headline, article.url)
    article.refresh_from_db()
    revision = made.current
    assert revision and revision.number == before.number + 1
    revision.correction, revision.changes = correction, {}
    revision.changes = kinds_of_change(before, revision)
    revision.save(update_fields=["correction", "changes"])
    return revision
