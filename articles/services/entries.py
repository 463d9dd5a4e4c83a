"""Brings in the article an entry speaks of."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Entry, Job, Revision
from articles.pipeline.addresses import canonical_url
from articles.reading import ReadArticle, Told, read_told
from articles.services.asking import Ask, Read, Steps
from articles.services.checks import check_sooner, is_from_page, look_again
from articles.services.outlets import same_site, still_its_article, web_url
from articles.services.pages import (
    InLine,
    NotReadable,
    ask_page,
    read_response,
    trusted_canonical,
)
from articles.services.politeness import service_for
from articles.services.storing import Reading, find_article, store_all
from newsdesk.lib.fetch import Response
from newsdesk.lib.headers import Validators
from readers.models import User

__all__ = ["NotReadable", "bring_in", "hand_in", "tell"]

#: What a feed says of an article whose page cannot be had is stored from so many words on.
_FEWEST_WORDS = 40


def hand_in(url: str, *, by: User | None) -> Entry:
    """Return the entry for an address a reader handed in; its article is fetched soon."""
    key = canonical_url(url)
    with transaction.atomic():
        # Fetched is what was typed: a parameter that often only tracks may be needed here.
        again = {"state": Entry.State.WAITING, "message": "", "url": url}
        entry, _created = Entry.objects.update_or_create(
            feed=None,
            guid=key,
            defaults=again,
            create_defaults={
                **again,
                "content_hash": hashlib.sha256(key.encode()).hexdigest(),
                "added_by": by,
            },
        )
        Job.objects.put(
            Job.Kind.ENTRY,
            entry.pk,
            due=timezone.now(),
            service=service_for(url),
            urgent=by is not None,
        )
    return entry


def bring_in(job: Job) -> Steps:
    """Do the entry job: fetch the page, read it, store it with who said what.

    Everything slow happens before the one transaction that stores the article and
    removes the job. Raises :class:`NotReadable`, or ``LeaseLost`` when the job went to
    somebody else meanwhile.
    """
    entry = (
        Entry.objects.select_related("feed__outlet", "article__current")
        .filter(pk=job.target)
        .first()
    )
    if entry is None:
        job.done()
        return None
    if known := _known(entry):
        with transaction.atomic():
            _is_in(entry, known)
            check_sooner([known])
            job.done()
        return None
    try:
        reading = yield from _read(job, entry)
    except InLine as line:
        if str(line):
            tell(job, str(line), given_up=False)
        return None
    with transaction.atomic():
        stored = store_all([reading])[0]
        _is_in(entry, stored.article)
        if entry.url:
            # Also where it was asked for in vain, and the feed's own text was taken.
            Article.objects.filter(pk=stored.article.pk).update(checked=timezone.now())
        look_again([stored])
        job.done()
    return None


def _known(entry: Entry) -> Article | None:
    """The article at the address a feed names, where the desk has it from its page already.

    What another feed says of it, or the same one under another guid, is worth a look like
    any that is planned, and is no reason to fetch it now.
    """
    article = find_article(web_url(entry.url)) if entry.feed and entry.url else None
    return article if article is not None and is_from_page(article) else None


def _is_in(entry: Entry, article: Article) -> None:
    Entry.objects.filter(pk=entry.pk).update(state=Entry.State.DONE, article=article, message="")


def tell(job: Job, message: str, *, given_up: bool) -> None:
    """Write on the entry why its article is not in, and whether there is still hope."""
    state = Entry.State.FAILED if given_up else Entry.State.WAITING
    Entry.objects.filter(pk=job.target).update(state=state, message=message[:500])


def _read(job: Job, entry: Entry) -> Generator[Ask | Read, Any, Reading]:
    """Fetch and read the page; fall back on what the feed itself carried.

    A feed's word counts for its own site only: whatever address it names, its text is
    not taken for another outlet's article.
    """
    feed, url = entry.feed, web_url(entry.url)
    is_own = feed is not None and (not url or same_site(feed.url, url))
    told = _told(entry, with_text=is_own)
    page: Response | None = None
    found: ReadArticle | None = None
    problem = NotReadable(_("The feed gives neither an address nor any text."), final=True)
    if url:
        try:
            page = yield from ask_page(job, entry.url, named_by=feed.url if feed else "")
            found = yield from read_response(page, told)
        except NotReadable as error:
            page, problem = None, error
    if found is None and told.html:
        found = yield Read(read_told, told)
        if url and found is not None and found.word_count < _FEWEST_WORDS:
            # A line of summary is no article; the entry's page says why there is none.
            found = None
    if found is None:
        raise problem
    if page is not None:
        url = trusted_canonical(found.extraction.canonical_url, page.url)
    return Reading(
        article=found,
        url=url or None,
        source=Revision.Source.PAGE if found.from_page else Revision.Source.FEED,
        outlet=feed.outlet if feed and is_own else None,
        seen=entry.created,
        added_by_id=entry.added_by_id,
        article_id=still_its_article(entry, url, found.extraction),
        page_url=page.url if page else "",
        validators=page.validators if page else Validators(),
        feed_id=entry.feed_id,
    )


def _told(entry: Entry, *, with_text: bool) -> Told:
    html = max(entry.content_html, entry.summary_html, key=len)
    return Told(
        url=entry.url,
        title=entry.title,
        authors=tuple(entry.authors),
        published=entry.published,
        language=entry.feed.language if entry.feed else "",
        html=html if with_text else "",
    )
