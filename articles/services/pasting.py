"""Takes in an article's text as a reader or a file delivers it."""

from __future__ import annotations

from dataclasses import replace

from articles.models import Article, Revision
from articles.pipeline.addresses import canonical_url
from articles.pipeline.read import read_article
from articles.services.storing import Reading, analysed, store
from readers.models import User


def paste(raw: bytes, *, url: str = "", outlet_name: str = "", by: User | None = None) -> Article:
    """Store the article in ``raw``, HTML or scraped text; raises ``UnreadableArticle``.

    The same words pasted twice, with no address, are the same article.
    """
    extraction = read_article(raw, url or None)
    if outlet_name:
        extraction = replace(extraction, site_name=outlet_name)
    address = (
        canonical_url(url or extraction.canonical_url) if url or extraction.canonical_url else ""
    )
    if not address:
        twin = Article.objects.filter(
            url=None, current__text=extraction.document.text, headline=extraction.headline
        ).first()
        if twin:
            return twin
    return store(
        Reading(
            extraction=extraction,
            analysis=analysed(extraction),
            url=address or None,
            source=Revision.Source.PASTE,
            added_by_id=by.pk if by else None,
        )
    )
