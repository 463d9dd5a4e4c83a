"""Takes in an article's text as a reader or a file delivers it."""

from __future__ import annotations

from dataclasses import replace

from articles.models import Article, Revision
from articles.pipeline.read import read_article
from articles.reading import knowing, read_given
from articles.services import gazetteer
from articles.services.outlets import web_url
from articles.services.storing import Reading, find_article, store
from readers.models import User


def paste(raw: bytes, *, url: str = "", by: User | None = None) -> Article:
    """Store the article in ``raw``, HTML or scraped text; raises ``UnreadableArticle``.

    The same words pasted twice, with no address, are the same article. An article the
    desk has under the address already is returned as it is: what its outlet published
    is not a reader's to change. An operator (``by`` is None) may.
    """
    # What a paste calls its outlet names nobody: outlets are named by their own pages.
    extraction = replace(read_article(raw, url or None), site_name="")
    address = web_url(url or extraction.canonical_url)
    if address and by and (known := _not_theirs(address, by)):
        return known
    if not address:
        twin = Article.objects.filter(
            url=None, current__text=extraction.document.text, headline=extraction.headline
        ).first()
        if twin:
            return twin
    gazetteer.refresh()
    with knowing(gazetteer.latest().knowledge):
        article = read_given(extraction)
    return store(
        Reading(
            article=article,
            url=address or None,
            source=Revision.Source.PASTE,
            added_by_id=by.pk if by else None,
        )
    )


def _not_theirs(address: str, by: User) -> Article | None:
    """The article at ``address``, unless the reader's own paste is all there is of it."""
    article = find_article(address)
    if article is None or article.current is None:
        return article
    theirs = article.added_by_id == by.pk and article.current.source == Revision.Source.PASTE
    return None if theirs else article
