"""Where a note from elsewhere belongs: its article on the desk, the version, the passage."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.functions import MD5, Lower
from django.urls import Resolver404, resolve

from annotations.anchoring.folding import fold_words
from annotations.anchoring.locate import Locator, Placement
from annotations.anchoring.selectors import TextQuoteSelector
from annotations.formats.incoming import LONGEST_PASSAGE, Incoming
from articles.models import Article, ArticleAddress, Revision
from articles.pipeline.addresses import canonical_url
from articles.text.words import snap

#: Versions of an article in which a passage is looked for, the newest first.
MOST_VERSIONS = 20
#: Articles with one headline that are looked through for a passage without an address.
MOST_NAMESAKES = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: ``start:end`` of ``revision``, None for the page as a whole.

    ``is_sure`` unless other words stand there, or it might be another place as well.
    """

    revision: Revision
    start: int | None = None
    end: int | None = None
    is_sure: bool = True

    @property
    def words(self) -> str:
        """The words that stand there."""
        return self.revision.text[self.start : self.end] if self.start is not None else ""


# --- Articles ---------------------------------------------------------------------------


def articles_at(urls: Iterable[str]) -> dict[str, Article]:
    """Return the articles met at these addresses, by address as given.

    Any address an article was met under will do, with or without what trackers add, and the
    desk's own pages, too. Three SQL queries for all of them.
    """
    wanted = set(urls)
    slugs = {url: page[0] for url in wanted if (page := desk_page(url))}
    forms = {url: _forms(canonical_url(url)) for url in wanted - slugs.keys()}
    keys = {_md5(form) for some in forms.values() for form in some}
    known: dict[str, Article] = {}
    further = ArticleAddress.objects.annotate(key=MD5("url")).filter(key__in=keys)
    for row in further.select_related("article__current"):
        known[row.url] = row.article
    named = Article.objects.filter(url__isnull=False).annotate(key=MD5("url")).filter(key__in=keys)
    for article in named.select_related("current"):
        known[article.url or ""] = article
    pages = Article.objects.filter(slug__in=slugs.values()).select_related("current")
    by_slug = {article.slug: article for article in pages}
    found = {url: by_slug[slug] for url, slug in slugs.items() if slug in by_slug}
    for url, some in forms.items():
        if form := next((one for one in some if one in known), None):
            found[url] = known[form]
    return {url: article for url, article in found.items() if article.current_id}


def articles_called(headlines: Iterable[str]) -> dict[str, list[Article]]:
    """Return articles by headline, in small letters, newest first. One SQL query."""
    keys = {headline.lower() for headline in headlines if headline}
    called: dict[str, list[Article]] = {}
    if not keys:
        return called
    found = Article.objects.annotate(key=Lower("headline")).filter(
        key__in=keys, current__isnull=False
    )
    for article in found.select_related("current").order_by("-sort_date"):
        called.setdefault(article.headline.lower(), []).append(article)
    return {key: some[:MOST_NAMESAKES] for key, some in called.items()}


def desk_page(url: str) -> tuple[str, int | None] | None:
    """Return slug and number of version of the desk's own page at ``url``; None for others."""
    own, other = urlsplit(settings.BASE_URL), urlsplit(_tame(url))
    if (other.scheme, other.netloc) != (own.scheme, own.netloc):
        return None
    try:
        match = resolve(other.path)
    except Resolver404:
        return None
    if match.view_name not in {"article", "article-revision"}:
        return None
    return match.kwargs["slug"], match.kwargs.get("number")


def _tame(url: str) -> str:
    """An address urlsplit takes; what it refuses is nobody's page."""
    try:
        urlsplit(url)
    except ValueError:
        return ""
    return url


def _forms(url: str) -> tuple[str, ...]:
    """An address as it is, and as else it is written: scheme, "www", a slash at the end."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url).removesuffix("/")
    others = (
        f"{scheme}://{www}{bare}{slash}"
        for scheme in ("https", "http")
        for www in ("", "www.")
        for slash in ("", "/")
    )
    return tuple(dict.fromkeys((url, *others)))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


# --- Passages ---------------------------------------------------------------------------


class Finder:
    """One article in whose versions passages are looked for.

    Two SQL queries at most, and the texts are taken apart once for all passages.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self._locators: dict[int, Locator] = {}
        self._folded: dict[int, str] = {}
        self._older: list[Revision] | None = None

    @property
    def current(self) -> Revision:
        """The newest version."""
        current = self.article.current
        if current is None:
            raise ValueError("an article without words")
        current.article = self.article
        return current

    def find(self, told: Incoming) -> Place | None:
        """Return where ``told`` belongs; None where its words stand in no version.

        The version it names counts first, then the newest, then older ones: a passage that was
        edited since is found where it still stood. Words elsewhere but alike are the last resort.
        """
        named = self._named(told)
        if told.is_page_note:
            return Place(named or self.current)
        if named and (place := self._where_it_says(named, told)):
            return place
        if not told.exact.strip():
            return None
        quote = TextQuoteSelector(told.exact.strip(), told.prefix, told.suffix)
        unsure: Place | None = None
        for revision in self._versions(named, fold_words(quote.exact)):
            placed = self._locator(revision).place(quote, told.start)
            place = _place(revision, placed, told.exact)
            if place and place.is_sure:
                return place
            unsure = unsure or place
        return unsure

    def _named(self, told: Incoming) -> Revision | None:
        """The version its cached copy, or its source, is."""
        for url in filter(None, (told.cached, told.source)):
            page = desk_page(url)
            if page and page[0] == self.article.slug and page[1]:
                return next((one for one in self._all() if one.number == page[1]), None)
        return None

    def _where_it_says(self, revision: Revision, told: Incoming) -> Place | None:
        if told.start is None or told.end is None or told.end > len(revision.text):
            return None
        if told.exact and revision.text[told.start : told.end] != told.exact:
            return None
        return trimmed(revision, told.start, told.end)

    def _versions(self, named: Revision | None, folded: str) -> Iterable[Revision]:
        """Versions to look in: the one named, the newest, and older ones that have the words."""
        yield from [named] if named else []
        yield self.current
        for one in self._all():
            if one.pk != self.current.pk and folded in self._words(one):
                yield one

    def _words(self, revision: Revision) -> str:
        if revision.pk not in self._folded:
            self._folded[revision.pk] = fold_words(revision.text)
        return self._folded[revision.pk]

    def _all(self) -> Sequence[Revision]:
        if self._older is None:
            self._older = list(self.article.revisions.order_by("-number")[:MOST_VERSIONS])
            for one in self._older:
                one.article = self.article
        return self._older

    def _locator(self, revision: Revision) -> Locator:
        if revision.pk not in self._locators:
            self._locators[revision.pk] = Locator(revision.text)
        return self._locators[revision.pk]


def _place(revision: Revision, placed: Placement, exact: str) -> Place | None:
    if placed.start is None or placed.end is None:
        return None
    found = trimmed(revision, placed.start, placed.end)
    if found is None:
        return None
    same = fold_words(found.words) == fold_words(exact)
    return Place(revision, found.start, found.end, placed.state == "attached" and same)


def trimmed(revision: Revision, start: int, end: int) -> Place | None:
    """Return ``start:end`` widened to whole letters and freed of space at its ends.

    None where nothing is left, or too much.
    """
    text = revision.text
    start, end = snap(text, start, end)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Place(revision, start, end) if 0 < end - start <= LONGEST_PASSAGE else None
