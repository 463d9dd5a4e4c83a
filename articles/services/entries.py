"""Brings in the article an entry speaks of."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Entry, Job, Revision
from articles.pipeline.addresses import canonical_url
from articles.pipeline.dates import Precision
from articles.pipeline.decide import choose_body
from articles.pipeline.extraction import Extraction, UnreadableArticle
from articles.pipeline.read import read_article
from articles.pipeline.structure import html_to_document, limit_document
from articles.services.outlets import outlet_key, same_site, web_url
from articles.services.reaching import fetch_page
from articles.services.storing import Reading, analysed, store
from articles.text.document import Document
from newsdesk.lib.fetch_errors import FetchError
from readers.models import User


class NotReadable(Exception):
    """The article could not be brought in; the message is for readers.

    ``final`` says that trying again would not help.
    """

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


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
        Job.objects.put(Job.Kind.ENTRY, entry.pk, due=timezone.now())
    return entry


def bring_in(job: Job) -> None:
    """Do the entry job: fetch the page, read it, store it with who said what.

    Everything slow happens before the one transaction that stores the article and
    removes the job. Raises :class:`NotReadable`, or ``LeaseLost`` when the job went to
    somebody else meanwhile.
    """
    entry = Entry.objects.select_related("feed__outlet").filter(pk=job.target).first()
    if entry is None:
        job.done()
        return
    reading = _read(entry)
    with transaction.atomic():
        article = store(reading)
        Entry.objects.filter(pk=entry.pk).update(
            state=Entry.State.DONE, article=article, message=""
        )
        job.done()


def tell(job: Job, message: str, *, given_up: bool) -> None:
    """Write on the entry why its article is not in, and whether there is still hope."""
    state = Entry.State.FAILED if given_up else Entry.State.WAITING
    Entry.objects.filter(pk=job.target).update(state=state, message=message[:500])


def _read(entry: Entry) -> Reading:
    """Fetch and read the page; fall back on what the feed itself carried.

    A feed's word counts for its own site only: whatever address it names, its text is
    not taken for another outlet's article.
    """
    feed, page, url = entry.feed, None, web_url(entry.url)
    problem = NotReadable(_("The feed gives neither an address nor any text."), final=True)
    if url:
        try:
            page, url = _page(entry.url)
        except NotReadable as error:
            problem = error
    is_own = feed is not None and (not url or same_site(feed.url, url))
    document = choose_body(page, _feed_body(entry) if is_own else None)
    if not document.text:
        raise problem
    extraction = _completed(page or Extraction(), entry, document)
    from_page = page is not None and document is page.document
    return Reading(
        extraction=extraction,
        analysis=analysed(extraction),
        url=url or None,
        source=Revision.Source.PAGE if from_page else Revision.Source.FEED,
        outlet=feed.outlet if feed and is_own else None,
        seen=entry.created,
        added_by_id=entry.added_by_id,
    )


#: Statuses that mean there will be no article at this address.
_NEVER = {400, 404, 410, 451}


def _page(url: str) -> tuple[Extraction, str]:
    """Return what the page at ``url`` says and the article's canonical address."""
    try:
        response = fetch_page(url)
        if response.status >= 400:
            message = _("The outlet’s server answered with an error (%(status)s).")
            raise NotReadable(
                message % {"status": response.status}, final=response.status in _NEVER
            )
        found = read_article(response.body, response.url, content_type=response.content_type)
    except FetchError as error:
        raise NotReadable(_(error.sentence), final=not error.may_pass) from error
    except UnreadableArticle as error:
        raise NotReadable(_(str(error)), final=True) from error
    return found, _trusted_canonical(found.canonical_url, response.url)


def _trusted_canonical(named: str, fetched: str) -> str:
    """The address a page names for itself, if it is on the page's own host.

    Otherwise any page could pass itself off as another outlet's article.
    """
    named, fetched = canonical_url(named), canonical_url(fetched)
    return named if named and outlet_key(named) == outlet_key(fetched) else fetched


def _feed_body(entry: Entry) -> Document | None:
    html = max(entry.content_html, entry.summary_html, key=len)
    return limit_document(html_to_document(html, entry.url))[0] if html else None


def _completed(extraction: Extraction, entry: Entry, document: Document) -> Extraction:
    """Fill in from the feed what the page did not tell."""
    told: dict[str, Any] = {"document": document}
    if not extraction.headline:
        told["headline"] = entry.title
    if not extraction.bylines:
        told["bylines"] = tuple(entry.authors)
    if entry.published and (
        extraction.published is None or extraction.published_precision == Precision.DAY
    ):
        told["published"], told["published_precision"] = entry.published, Precision.MINUTE
    if not extraction.language and entry.feed:
        told["language"] = entry.feed.language
    return replace(extraction, **told)
