"""Fact checks as schema.org's ClaimReview, for search engines and other programs."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from annotations.models import FactCheck
from articles.models import ExternalId, Person

_ADDRESSES = {
    ExternalId.Scheme.WIKIDATA: "https://www.wikidata.org/wiki/{}",
    ExternalId.Scheme.BIOGUIDE: "https://bioguide.congress.gov/search/bio/{}",
}
#: Letters that could end the script element, or be read as markup before it is data.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026",
            0x2028: "\\u2028", 0x2029: "\\u2029"}  # fmt: skip


def claim_review(check: FactCheck, *, url: str, appeared: str, name: str = "") -> dict[str, Any]:
    """Return a fact check shown at ``url``, of an article whose address is ``appeared``.

    ``name`` is what it is called itself, if anything. Words are those of the vocabulary, in no
    reader's language. No SQL query where annotation, article with outlet, sources, and claimant
    with external ids are at hand.
    """
    one = check.annotation
    article = one.article
    appearance = {
        "@type": "NewsArticle",
        "url": appeared,
        "headline": one.revision.headline,
        "datePublished": article.published.isoformat() if article.published else None,
        "publisher": (
            {"@type": "Organization", "name": article.outlet.name, "url": article.outlet.site_url}
            if article.outlet
            else None
        ),
    }
    claim = {
        "@type": "Claim",
        "author": _person(check.claimant) if check.claimant else None,
        "datePublished": check.claimed.isoformat() if check.claimed else None,
        "appearance": appearance,
    }
    review = {
        "@context": "https://schema.org",
        "@id": name,
        "@type": "ClaimReview",
        "url": url,
        "datePublished": one.created.isoformat(),
        "dateModified": one.modified.isoformat(),
        "author": {"@type": "Person", "name": one.author.byline},
        "claimReviewed": check.claim,
        "itemReviewed": claim,
        "reviewRating": _rating(check),
        "citation": [
            {"@type": "CreativeWork", "url": source.url, "name": source.title}
            for source in check.sources.all()
        ],
    }
    told: dict[str, Any] = _without_empty(review)
    return told


def _rating(check: FactCheck) -> dict[str, Any]:
    rating = {"@type": "Rating", "alternateName": check.rating.replace("-", " ")}
    if check.grade is None:
        return rating
    return {**rating, "ratingValue": check.grade, "bestRating": 5, "worstRating": 1}


def _person(person: Person) -> dict[str, Any]:
    same = [
        _ADDRESSES[ExternalId.Scheme(one.scheme)].format(one.value)
        for one in person.external_ids.all()
        if one.scheme in _ADDRESSES
    ]
    return {"@type": "Person", "name": person.name, "sameAs": same}


def _without_empty(told: Any) -> Any:
    if isinstance(told, dict):
        pruned = {name: _without_empty(value) for name, value in told.items()}
        return {name: value for name, value in pruned.items() if value not in (None, "", [], {})}
    return [_without_empty(one) for one in told] if isinstance(told, list) else told


def as_script(data: dict[str, Any]) -> SafeString:
    """Return JSON-LD as a ``<script>`` of data: it is not run, and cannot end its element."""
    told = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{told}</script>')
