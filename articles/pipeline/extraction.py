"""What reading one article gives, whatever form it came in.

Only the types and their JSON; the reading is done by ``scraped`` and ``extract``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from articles.pipeline.dates import Precision, rfc3339
from articles.text.document import Document

#: The document of an article whose words are not known.
NO_WORDS = Document("")


class UnreadableArticle(ValueError):
    """No article could be read; the message is one plain sentence for the reader."""


class ArticleKind(StrEnum):
    """What a page tells its news as."""

    ARTICLE = "article"
    #: Posts under their times, added to while something happens.
    LIVE = "live"
    #: Pictures with captions, and little text besides.
    GALLERY = "gallery"


@dataclass(frozen=True, slots=True)
class Image:
    """An article's lead image. ``url`` is None where only its credit is known."""

    url: str | None = None
    alt: str = ""
    credit: str = ""
    caption: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the image as the ``extract`` command prints it; its caption is with the others."""
        return {"url": self.url, "alt": self.alt, "credit": self.credit}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture within an article, beside its text.

    ``after`` is where the block before it ends, in code points of the text; 0 above all.
    """

    url: str | None = None
    alt: str = ""
    caption: str = ""
    credit: str = ""
    after: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the picture as it is stored and as the ``extract`` command prints it."""
        return {
            "url": self.url,
            "alt": self.alt,
            "caption": self.caption,
            "credit": self.credit,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Extraction:
    """One article: its words, and what is known about it.

    Unknown strings are empty. ``published`` and ``updated`` are aware; with
    precision ``day`` they are midnight UTC of the day the source names, and the
    time of day means nothing. ``bylines`` are people (or the body that signs),
    one name each. ``warnings`` are plain sentences for the log or the reader.
    """

    headline: str = ""
    bylines: tuple[str, ...] = ()
    published: datetime | None = None
    published_precision: Precision = Precision.DAY
    updated: datetime | None = None
    updated_precision: Precision = Precision.DAY
    section: str = ""
    language: str = ""
    site_name: str = ""
    canonical_url: str = ""
    image: Image | None = None
    #: Pictures within the text, in its order, without the lead image.
    pictures: tuple[Picture, ...] = ()
    document: Document = NO_WORDS
    warnings: tuple[str, ...] = ()
    #: Whether the source says the rest is for subscribers.
    paywalled: bool = False
    kind: ArticleKind = ArticleKind.ARTICLE
    #: Other addresses of the article on its own site, in canonical form, without
    #: ``canonical_url``; for telling that two addresses lead to one article.
    other_urls: tuple[str, ...] = ()

    def _with_lead(self) -> tuple[Picture, ...]:
        lead = self.image
        if lead is None or not lead.caption:
            return self.pictures
        return (Picture(lead.url, lead.alt, lead.caption, lead.credit), *self.pictures)

    def to_json(self) -> dict[str, Any]:
        """Return the shape ``manage.py extract`` prints; unknown values are null."""
        return {
            "title": self.headline or None,
            "bylines": list(self.bylines),
            "published": rfc3339(self.published, self.published_precision),
            "updated": rfc3339(self.updated, self.updated_precision),
            "section": self.section or None,
            "language": self.language or None,
            "site_name": self.site_name or None,
            "canonical_url": self.canonical_url or None,
            "image": self.image.to_json() if self.image else None,
            "images": [picture.to_json() for picture in self._with_lead()],
            "other_urls": list(self.other_urls),
            "kind": str(self.kind),
            "paywalled": self.paywalled,
            "text": self.document.text,
            "blocks": [block.to_json() for block in self.document.blocks],
            "spans": [span.to_json() for span in self.document.inlines],
            "warnings": list(self.warnings),
        }
