"""Stores what was read of articles: the articles themselves, their revisions, who said what.

    readings -> lock their addresses -> which are known? -> new ones, and new revisions of others
             -> people by name -> mentions and quotations, with what readers decided before

A whole feed's articles are stored together: the number of SQL queries does not grow with
theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import MD5
from django.utils import timezone

from articles.models import Article, ArticleAddress, Outlet, Quote, Revision, Sketch
from articles.models.bulk import draw_keys, insert_models, insert_rows
from articles.models.slugs import readable_slug
from articles.pipeline.decide import decide_revision
from articles.pipeline.extraction import Extraction
from articles.pipeline.revising import describe_changes
from articles.reading import ReadArticle
from articles.services.outlets import outlet_for, outlet_key, web_url
from articles.services.revisers import revising_feeds
from articles.services.said import SaidIn, store_who_said_what
from newsdesk.lib.headers import Validators

#: PostgreSQL refuses search vectors over 1 MB; words beyond this many characters are read
#: and marked as ever, but not searched.
MOST_SEARCHED = 100_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One article as read, with what the desk knows of where it came from.

    ``url`` names the article, ``page_url`` is where its page was fetched.
    """

    article: ReadArticle
    url: str | None
    source: Revision.Source
    outlet: Outlet | None = None
    seen: datetime | None = None
    added_by_id: int | None = None
    # The article that the same entry brought before, whatever its address.
    article_id: int | None = None
    page_url: str = ""
    validators: Validators = field(default_factory=Validators)
    # The feed whose own text this is, if it is.
    feed_id: int | None = None

    @property
    def extraction(self) -> Extraction:
        """What was read, without who said what."""
        return self.article.extraction

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address under which the article is met, the one that names it first.

        Others count on its own host only: no page is to claim what another will publish.
        """
        if not self.url:
            return ()
        others = (web_url(url) for url in self.extraction.other_urls)
        own = outlet_key(self.url)
        return tuple(dict.fromkeys([self.url, *(url for url in others if outlet_key(url) == own)]))


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a reading: its article, and the revision that was made, if any."""

    article: Article
    revision: Revision | None = None

    @property
    def is_new(self) -> bool:
        """Whether the article itself is new."""
        return self.revision is not None and self.revision.number == 1


def store(reading: Reading) -> Article:
    """Store one ``reading``; see :func:`store_all`."""
    return store_all([reading])[0].article


@transaction.atomic
def store_all(readings: Sequence[Reading]) -> list[Stored]:
    """Store each reading as a new article, a new revision of a known one, or nothing new.

    Idempotent: the same words twice are one revision. Workers with the same address take
    turns. About fifteen SQL queries, and two for each outlet or person that is new.
    """
    _lock({url for reading in readings for url in reading.addresses})
    stored: dict[int, Stored] = {}
    said: list[SaidIn] = []
    waiting = list(enumerate(readings))
    while waiting:
        round_, waiting = _apart(waiting)
        results, later = _store_round(round_, said)
        stored |= dict(results)
        waiting = [*later, *waiting]
    # At once for all rounds: people are locked in one order by everybody.
    store_who_said_what(said)
    return [stored[at] for at in range(len(readings))]


def _lock(urls: set[str]) -> None:
    """Until the transaction ends nobody else can make or change articles at these addresses."""
    keys = sorted(
        int.from_bytes(hashlib.sha256(url.encode()).digest()[:8], signed=True) for url in urls
    )
    with connection.cursor() as cursor:
        # In one order for everybody, so that two workers wait and never lock each other out.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM"
            " (SELECT unnest(%s::bigint[]) AS key ORDER BY 1) AS keys",
            [keys],
        )


_Numbered = list[tuple[int, Reading]]


def _apart(waiting: _Numbered) -> tuple[_Numbered, _Numbered]:
    """Readings that share no address, and the rest, which have to come after them."""
    taken: set[str] = set()
    first: _Numbered = []
    later: _Numbered = []
    for at, reading in waiting:
        urls = set(reading.addresses)
        (later if urls & taken else first).append((at, reading))
        taken |= urls
    return first, later


def _store_round(
    round_: _Numbered, said: list[SaidIn]
) -> tuple[list[tuple[int, Stored]], _Numbered]:
    """Store readings that share no address; returns those that have to wait for another, too.

    Two may still be of one article, met by its address and by the entry that brought it. What
    was said in the revisions made is added to ``said``, for being stored.
    """
    known = _known([reading for _at, reading in round_])
    carried = {article.pk for article in known.values()} if _from_feeds(round_) else set()
    feeds = revising_feeds(carried)
    outlets: dict[str, Outlet | None] = {}
    untouched: list[tuple[int, Stored]] = []
    later: _Numbered = []
    met: set[int] = set()
    revised: list[tuple[int, Article, Reading]] = []
    for at, reading in round_:
        name = _first_known(reading, known)
        article = known[name] if name else None
        if article is not None and article.pk in met:
            later.append((at, reading))
            continue
        met.add(article.pk if article else 0)
        if article is None:
            revised.append((at, _new_article(reading, outlets), reading))
        elif _may_revise(article, reading, feeds) and not _nothing_new(article, reading.extraction):
            revised.append((at, article, reading))
        else:
            untouched.append((at, Stored(article)))
    revisions = _add_revisions([(article, reading) for _at, article, reading in revised], said)
    said += [
        SaidIn(revision, reading.article.said, before)
        for (_at, _article, reading), (revision, before) in zip(revised, revisions, strict=True)
    ]
    results = untouched + [
        (at, Stored(article, revision))
        for (at, article, _reading), (revision, _before) in zip(revised, revisions, strict=True)
    ]
    numbered = dict(round_)
    _remember([(result.article, numbered[at]) for at, result in results])
    return results, later


def _from_feeds(round_: _Numbered) -> bool:
    return any(reading.source == Revision.Source.FEED for _at, reading in round_)


def _first_known(reading: Reading, known: dict[str, Article]) -> str | None:
    # Addresses first: a feed may use one guid for article after article.
    names = (*reading.addresses, f"#{reading.article_id}")
    return next((name for name in names if name in known), None)


def _known(readings: Sequence[Reading]) -> dict[str, Article]:
    """The stored articles by address, and by ``#pk`` those that are named so. Three SQL queries."""
    urls = {url for reading in readings for url in reading.addresses}
    hashed = {hashlib.md5(url.encode(), usedforsecurity=False).hexdigest(): url for url in urls}
    articles = Article.objects.select_related("current")
    found: dict[str, Article] = {}
    further = (
        ArticleAddress.objects.annotate(key=MD5("url"))
        .filter(key__in=hashed)
        .select_related("article__current")
    )
    found |= {address.url: address.article for address in further}
    named = articles.filter(url__isnull=False).annotate(key=MD5("url")).filter(key__in=hashed)
    found |= {article.url: article for article in named if article.url}
    if pks := [reading.article_id for reading in readings if reading.article_id]:
        found |= {f"#{article.pk}": article for article in articles.filter(pk__in=pks)}
    return found


def find_article(url: str) -> Article | None:
    """The article that is met at a canonical address. At most two SQL queries."""
    key = hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()
    named = Article.objects.filter(url__isnull=False).annotate(key=MD5("url")).filter(key=key)
    further = ArticleAddress.objects.annotate(key=MD5("url")).filter(key=key)
    article: Article | None = named.first()
    if article is None and (address := further.select_related("article").first()):
        article = address.article
    return article


def _may_revise(article: Article, reading: Reading, feeds: Mapping[int, int]) -> bool:
    """Whether ``reading`` may change what is stored of an article.

    What was read on the outlet's own page is changed by nothing less: not by a feed's
    text, and by a reader's paste only where that reader's paste is all there is. An
    operator (no reader) may. Of ``feeds`` one may change each article; the others only link.
    """
    stored = article.current.source if article.current else reading.source
    if reading.extraction.paywalled and article.current and not article.paywalled:
        # The outlet has closed the page; what it let everybody read stays.
        return False
    if reading.source == Revision.Source.FEED:
        own = feeds.get(article.pk, reading.feed_id) == reading.feed_id
        return own and stored != Revision.Source.PAGE
    if reading.source == Revision.Source.PASTE and reading.added_by_id:
        return stored == Revision.Source.PASTE and article.added_by_id == reading.added_by_id
    return True


def _nothing_new(article: Article, extraction: Extraction) -> bool:
    stored = article.current
    decision = decide_revision(
        stored.text if stored else None, stored.headline if stored else "", extraction
    )
    return not decision.is_revision


def _new_article(reading: Reading, outlets: dict[str, Outlet | None]) -> Article:
    """An article for ``reading``, not saved yet; ``outlets`` are those looked up so far."""
    extraction, now = reading.extraction, timezone.now()
    headline = headline_of(extraction)
    outlet = reading.outlet
    if outlet is None and reading.url:
        key = outlet_key(reading.url)
        if key not in outlets:
            outlets[key] = outlet_for(reading.url, extraction.site_name)
        outlet = outlets[key]
    return Article(
        slug=readable_slug(headline),
        url=reading.url,
        outlet=outlet,
        headline=headline,
        added_by_id=reading.added_by_id,
        sort_date=min(extraction.published or reading.seen or now, now),
    )


def headline_of(extraction: Extraction) -> str:
    """The headline, or the first words of the text where there is none."""
    return extraction.headline or extraction.document.text[:80].split("\n")[0] or "…"


def _add_revisions(
    pairs: Sequence[tuple[Article, Reading]], said: Sequence[SaidIn]
) -> list[tuple[Revision, Revision | None]]:
    """Give each article the revision its reading makes, and save both. Ten SQL queries.

    Returns each new revision with the one before it, if there was one.

    Keys are drawn first, so that each row is written once and whole; the constraints
    between the two are checked when the transaction ends.
    """
    if not pairs:
        return []
    quoted = _quoted([article.current_id for article, _reading in pairs if article.current_id])
    # Those of rounds before are still to be stored.
    quoted |= {one.revision.pk: one.said.quoted_words() for one in said}
    known = [article for article, _reading in pairs if article.pk]
    new = [article for article, _reading in pairs if not article.pk]
    for article, key in zip(new, draw_keys(Article, len(new)), strict=True):
        article.pk = key
    revisions = [
        _revision(pk, article, reading, quoted)
        for pk, (article, reading) in zip(draw_keys(Revision, len(pairs)), pairs, strict=True)
    ]
    before = [article.current for article, _reading in pairs]
    for (article, reading), revision in zip(pairs, revisions, strict=True):
        _describe(article, reading)
        article.headline = revision.headline
        article.word_count = len(revision.text.split())
        article.changed = revision.fetched if article.current_id else None
        article.current = revision
    insert_models(revisions)
    insert_models(new, computed={"search": _SEARCH}, joined=_SEARCHED)
    for article in known:
        article.search = _search_vector(article)
    Article.objects.bulk_update(known, _DESCRIBED)
    insert_rows(Sketch, [{"article": article.pk, "due": True} for article in new])
    Sketch.objects.filter(article__in=known).update(values=None, due=True)
    return list(zip(revisions, before, strict=True))


def _quoted(revisions: Sequence[int]) -> dict[int, list[str]]:
    """The quotations of stored revisions, by revision. At most one SQL query."""
    found: dict[int, list[str]] = {}
    if revisions:
        rows = Quote.objects.filter(revision__in=revisions).order_by("start")
        for revision, text in rows.values_list("revision", "text"):
            found.setdefault(revision, []).append(text)
    return found


def _changes(old: Revision, reading: Reading, old_quotes: Sequence[str]) -> dict[str, Any]:
    """What kinds of change the new words bring."""
    text = reading.extraction.document.text
    return describe_changes(
        old.headline,
        old.text,
        headline_of(reading.extraction),
        text,
        old_quotes=old_quotes,
        new_quotes=reading.article.said.quoted_words(),
        old_correction=old.correction,
        new_correction=reading.article.correction,
    ).to_json()


def _revision(
    pk: int, article: Article, reading: Reading, quoted: Mapping[int, Sequence[str]]
) -> Revision:
    extraction, text = reading.extraction, reading.extraction.document.text
    headline, last = headline_of(extraction), article.current
    return Revision(
        pk=pk,
        article=article,
        number=last.number + 1 if last else 1,
        headline=headline,
        text=text,
        spans=extraction.document.spans_json(),
        pictures=[picture.to_json() for picture in extraction.pictures],
        content_hash=hashlib.sha256(f"{headline}\n\n{text}".encode()).hexdigest(),
        source=reading.source,
        fetched=timezone.now(),
        correction=reading.article.correction,
        changes=_changes(last, reading, quoted.get(last.pk, ())) if last else {},
    )


#: What a new revision may change of its article.
_DESCRIBED = [
    *("bylines", "section", "language", "published", "published_precision", "updated"),
    *("kind", "paywalled", "image_url", "image_alt", "image_credit", "image_caption"),
    *("headline", "word_count", "search", "changed", "current"),
]


def _describe(article: Article, reading: Reading) -> None:
    """Take over what the outlet says about the article; what it is silent on stays."""
    extraction = reading.extraction
    article.bylines = list(extraction.bylines) or article.bylines
    article.section = (extraction.section or article.section)[:200]
    article.language = (extraction.language or article.language)[:35]
    article.updated = extraction.updated or article.updated
    article.kind = Article.Kind(extraction.kind)
    article.paywalled = extraction.paywalled
    if extraction.published:
        article.published = extraction.published
        article.published_precision = Article.Precision(extraction.published_precision)
    if image := extraction.image:
        image_url = web_url(image.url or "")
        article.image_url = image_url if len(image_url) <= 2000 else ""
        article.image_alt, article.image_credit = image.alt, image.credit[:500]
        article.image_caption = image.caption


#: The search vector of an article that is being inserted, and where its text is.
_SEARCH = """
    setweight(to_tsvector('english', told.headline), 'A')
    || setweight(to_tsvector('english', COALESCE(
        (SELECT string_agg(name, ' ') FROM jsonb_array_elements_text(told.bylines) AS name), ''
    )), 'B')
    || setweight(to_tsvector('english', left(revision.text, MOST_SEARCHED)), 'C')
""".replace("MOST_SEARCHED", str(MOST_SEARCHED))
_SEARCHED = "JOIN articles_revision AS revision ON revision.id = told.current_id"


def _search_vector(article: Article) -> CombinedExpression:
    """The same for one that is there already."""
    text = article.current.text if article.current else ""
    return (
        SearchVector(Value(article.headline), weight="A", config="english")
        + SearchVector(Value(" ".join(article.bylines)), weight="B", config="english")
        + SearchVector(Value(text[:MOST_SEARCHED]), weight="C", config="english")
    )


def _remember(pairs: Sequence[tuple[Article, Reading]]) -> None:
    """Keep under which further addresses articles were met, and how their pages were found.

    At most two SQL queries.
    """
    further = [
        ArticleAddress(article=article, url=url)
        for article, reading in pairs
        for url in reading.addresses
        if url != article.url
    ]
    if further:
        ArticleAddress.objects.bulk_create(further, ignore_conflicts=True)
    looked = []
    for article, reading in pairs:
        if reading.source == Revision.Source.PAGE:
            article.page_url, article.checked = reading.page_url[:2000], timezone.now()
            article.etag = reading.validators.etag
            article.last_modified = reading.validators.last_modified
            looked.append(article)
    if looked:
        Article.objects.bulk_update(looked, ["page_url", "checked", "etag", "last_modified"])
