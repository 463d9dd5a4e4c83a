"""Stores what was read of an article: the article itself, its revision, who said what."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Max, Value
from django.db.models.expressions import CombinedExpression
from django.utils import timezone

from articles.models import Article, Mention, Outlet, Person, Quote, Revision
from articles.pipeline.decide import decide_revision
from articles.pipeline.extraction import Extraction
from articles.quotes import Analysis, analyse
from articles.services.outlets import outlet_for, web_url
from articles.services.people import people_for

#: PostgreSQL refuses search vectors over 1 MB; words beyond this many characters are read
#: and marked as ever, but not searched.
MOST_SEARCHED = 100_000
#: People and quotations stored of one article; no news story has as many.
MOST_PEOPLE = 300
MOST_QUOTES = 2_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One article as read, with what the desk knows of where it came from."""

    extraction: Extraction
    analysis: Analysis
    url: str | None
    source: Revision.Source
    outlet: Outlet | None = None
    seen: datetime | None = None
    added_by_id: int | None = None


def analysed(extraction: Extraction) -> Analysis:
    """Find quotations and people; authors and photographers are named, but not in the news."""
    credit = extraction.image.credit if extraction.image else ""
    return analyse(
        extraction.document.text,
        exclude_names=[name for name in (*extraction.bylines, credit) if name],
    )


@transaction.atomic
def store(reading: Reading) -> Article:
    """Store ``reading`` as a new article, a new revision of a known one, or nothing new.

    Idempotent: the same words twice are one revision. Two workers with the same address
    take turns.
    """
    article = _locked_article(reading.url) if reading.url else None
    if article is None:
        article = _new_article(reading)
    elif not _may_revise(article, reading) or _nothing_new(article, reading.extraction):
        return article
    _add_revision(article, reading)
    return article


def _locked_article(url: str) -> Article | None:
    """The article at ``url``; until the transaction ends nobody else can make or change it."""
    key = int.from_bytes(hashlib.sha256(url.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    return Article.objects.select_related("current").filter(url=url).first()


def _may_revise(article: Article, reading: Reading) -> bool:
    """Whether ``reading`` may change what is stored of an article.

    What was read on the outlet's own page is changed by nothing less: not by a feed's
    text, and by a reader's paste only where that reader's paste is all there is. An
    operator (no reader) may.
    """
    stored = article.current.source if article.current else reading.source
    if reading.source == Revision.Source.FEED:
        return stored != Revision.Source.PAGE
    if reading.source == Revision.Source.PASTE and reading.added_by_id:
        return stored == Revision.Source.PASTE and article.added_by_id == reading.added_by_id
    return True


def _nothing_new(article: Article, extraction: Extraction) -> bool:
    stored = article.current
    decision = decide_revision(
        stored.text if stored else None, stored.headline if stored else "", extraction
    )
    return not decision.is_revision


def _new_article(reading: Reading) -> Article:
    extraction, now = reading.extraction, timezone.now()
    article = Article(url=reading.url, added_by_id=reading.added_by_id)
    article.outlet = reading.outlet or (
        outlet_for(reading.url, extraction.site_name) if reading.url else None
    )
    article.headline = _headline(extraction)
    article.sort_date = min(extraction.published or reading.seen or now, now)
    article.save()
    return article


def _headline(extraction: Extraction) -> str:
    """The headline, or the first words of the text where there is none."""
    return extraction.headline or extraction.document.text[:80].split("\n")[0] or "…"


def _add_revision(article: Article, reading: Reading) -> None:
    extraction, text = reading.extraction, reading.extraction.document.text
    last = article.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        article=article,
        number=last + 1,
        headline=_headline(extraction),
        text=text,
        spans=extraction.document.spans_json(),
        content_hash=hashlib.sha256(f"{_headline(extraction)}\n\n{text}".encode()).hexdigest(),
        source=reading.source,
        fetched=timezone.now(),
    )
    _store_who_said_what(revision, reading.analysis)
    _describe(article, extraction)
    article.headline = revision.headline
    article.current = revision
    article.word_count = len(text.split())
    article.save()
    Article.objects.filter(pk=article.pk).update(search=_search_vector(article, text))


def _describe(article: Article, extraction: Extraction) -> None:
    """Take over what the outlet says about the article; what it is silent on stays."""
    article.bylines = list(extraction.bylines) or article.bylines
    article.section = (extraction.section or article.section)[:200]
    article.language = (extraction.language or article.language)[:35]
    if extraction.published:
        article.published = extraction.published
        article.published_precision = Article.Precision(extraction.published_precision)
    if image := extraction.image:
        image_url = web_url(image.url or "")
        article.image_url = image_url if len(image_url) <= 2000 else ""
        article.image_alt, article.image_credit = image.alt, image.credit[:500]


def _search_vector(article: Article, text: str) -> CombinedExpression:
    return (
        SearchVector(Value(article.headline), weight="A", config="english")
        + SearchVector(Value(" ".join(article.bylines)), weight="B", config="english")
        + SearchVector(Value(text[:MOST_SEARCHED]), weight="C", config="english")
    )


def _limited(analysis: Analysis) -> Analysis:
    """Leave out the least mentioned people, and the last quotations, beyond the limits."""
    if len(analysis.people) <= MOST_PEOPLE and len(analysis.quotes) <= MOST_QUOTES:
        return analysis
    ranked = sorted(range(len(analysis.people)), key=lambda at: -len(analysis.people[at].mentions))
    kept = {at: new for new, at in enumerate(sorted(ranked[:MOST_PEOPLE]))}
    quotes = tuple(
        replace(quote, speaker=kept.get(quote.speaker) if quote.speaker is not None else None)
        for quote in analysis.quotes[:MOST_QUOTES]
    )
    return replace(analysis, people=tuple(analysis.people[at] for at in kept), quotes=quotes)


def _store_who_said_what(revision: Revision, analysis: Analysis) -> None:
    analysis = _limited(analysis)
    people: Sequence[Person] = people_for(analysis.people)
    seen: set[tuple[int, int, int]] = set()
    mentions = []
    for person, found in zip(people, analysis.people, strict=True):
        for mention in found.mentions:
            key = (person.pk, mention.start, mention.end)
            if key not in seen:
                seen.add(key)
                mentions.append(
                    Mention(
                        revision=revision,
                        person=person,
                        start=mention.start,
                        end=mention.end,
                        form=mention.form,
                    )
                )
    Mention.objects.bulk_create(mentions)
    Quote.objects.bulk_create(
        Quote(
            revision=revision,
            start=quote.start,
            end=quote.end,
            text=revision.text[quote.start : quote.end],
            kind=quote.kind,
            speaker=people[quote.speaker] if quote.speaker is not None else None,
            speaker_start=quote.speaker_start,
            speaker_end=quote.speaker_end,
            speaker_form=quote.speaker_form,
            cue=(quote.cue or "")[:60],
            confidence=quote.confidence,
            continues=quote.continues,
        )
        for quote in analysis.quotes
    )
