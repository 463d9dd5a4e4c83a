"""A saying as pages show it: each outlet's version, and that others carry the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from articles.drawing import is_sure
from articles.models import Article, Person, Quote, Saying
from articles.text.spoken import keys
from articles.text.trimmed import Piece, trimmed


@dataclass(slots=True)
class Carrier:
    """An article that carries a version, and its quotations that make it up."""

    article: Article
    quotes: list[Quote] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words with their marks, one quotation after the other."""
        return " ".join(quote.text for quote in self.quotes)

    @property
    def url(self) -> str:
        """The passage, in the revision it stands in."""
        quote = self.quotes[0]
        if self.article.current_id == quote.revision_id:
            return quote.get_absolute_url()
        return f"{quote.revision.get_absolute_url()}#q-{quote.start}"


@dataclass(slots=True)
class Version:
    """One wording: its first carrier, and copies of that article with the same words."""

    carrier: Carrier
    pieces: list[Piece]
    copies: list[Carrier] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether it has all words of the fullest version, and no others."""
        return all(piece.kind == "kept" for piece in self.pieces)

    @property
    def words_left(self) -> int:
        """How many words it left out."""
        return sum(len(piece.text.split()) for piece in self.pieces if piece.kind == "left")

    @property
    def words_own(self) -> int:
        """How many words only it has."""
        return sum(len(piece.text.split()) for piece in self.pieces if piece.kind == "own")

    @property
    def speaker(self) -> Person | None:
        """Who says it, as this article has it."""
        return next((quote.speaker for quote in self.carrier.quotes if quote.speaker), None)

    @property
    def is_sure(self) -> bool:
        """Whether the attribution needs no question mark."""
        return any(is_sure(quote) for quote in self.carrier.quotes if quote.speaker)


def versions(saying: Saying, rows: Iterable[Quote], roots: Sequence[int]) -> list[Version]:
    """Return the versions of ``saying`` among ``rows``, in the order of ``roots``.

    ``roots`` are the articles of which others are copies; ``rows`` are in order of time, with
    article and outlet at hand. A copy with the same words is named with its first carrier.
    No query.
    """
    carriers: dict[int, Carrier] = {}
    for quote in rows:
        article = quote.revision.article
        carriers.setdefault(article.pk, Carrier(article)).quotes.append(quote)
    found: dict[tuple[int, tuple[str, ...]], Version] = {}
    for carrier in carriers.values():
        text = carrier.text
        root = carrier.article.copy_of_id or carrier.article.pk
        version = found.get((root, keys(text)))
        if version:
            version.copies.append(carrier)
        else:
            found[root, keys(text)] = Version(carrier, trimmed(saying.text, text))
    order = {root: at for at, root in enumerate(roots)}
    return [found[key] for key in sorted(found, key=lambda key: order.get(key[0], len(order)))]


def with_elsewhere(quotes: Sequence[Quote], article: Article) -> list[Quote]:
    """Give quotations ``elsewhere``: in words, who else carries the same ones.

    Only the first of an article's quotations in one saying has it, others have "". Returns
    those that have it. Sayings have to be at hand: no query.
    """
    seen: set[int] = set()
    told = []
    for quote in quotes:
        quote.elsewhere = ""  # type: ignore[attr-defined]
        saying = quote.saying
        if saying and saying.pk not in seen and saying.article_count > 1:
            seen.add(saying.pk)
            quote.elsewhere = _elsewhere(saying, article)  # type: ignore[attr-defined]
            told.append(quote)
    return told


def _elsewhere(saying: Saying, article: Article) -> str:
    outlets = saying.outlet_count - (1 if article.outlet_id else 0)
    if outlets > 0:
        words = ngettext("also in one other outlet", "also in %(count)s other outlets", outlets)
        return words % {"count": outlets}
    articles = saying.article_count - 1
    words = ngettext("also in one other article", "also in %(count)s other articles", articles)
    return words % {"count": articles}
