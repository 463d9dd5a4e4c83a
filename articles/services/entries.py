"""Brings in the article an entry speaks of, and looks at it again later."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Entry, Job, Revision
from articles.pipeline.addresses import canonical_url
from articles.pipeline.decide import next_check
from articles.pipeline.extraction import UnreadableArticle
from articles.reading import PageTask, ReadArticle, Told, read_page, read_told
from articles.services.asking import Ask, Read, Steps
from articles.services.outlets import same_site, still_its_article, web_url
from articles.services.pages import InLine, NotReadable, ask_page, trusted_canonical
from articles.services.politeness import service_for, services_for
from articles.services.storing import Reading, Stored, find_article, store_all
from newsdesk.lib.confined import ConfinedDied, ConfinedError, ConfinedTimeout
from newsdesk.lib.fetch import Response
from newsdesk.lib.headers import Validators
from readers.models import User

__all__ = ["NotReadable", "bring_in", "check_again", "hand_in", "tell"]

#: What a feed says of an article whose page cannot be had is stored from so many words on.
_FEWEST_WORDS = 40
#: An article whose page was looked at within this time is not fetched for another entry.
_FRESH = timedelta(minutes=30)


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
    entry = Entry.objects.select_related("feed__outlet", "article").filter(pk=job.target).first()
    if entry is None:
        job.done()
        return None
    if known := _known_and_fresh(entry):
        with transaction.atomic():
            _is_in(entry, known)
            job.done()
        return None
    try:
        reading = yield from _read(job, entry)
    except InLine:
        return None
    with transaction.atomic():
        stored = store_all([reading])[0]
        _is_in(entry, stored.article)
        look_again([stored])
        job.done()
    return None


def _known_and_fresh(entry: Entry) -> Article | None:
    """The article at the entry's address, if another entry has just brought it in."""
    article = find_article(web_url(entry.url)) if entry.feed and entry.url else None
    if article is None or article.pk == entry.article_id or not article.checked:
        return None
    return article if timezone.now() - article.checked < _FRESH else None


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
        article_id=still_its_article(entry, url),
        page_url=page.url if page else "",
        validators=page.validators if page else Validators(),
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


def read_response(page: Response, told: Told) -> Generator[Ask | Read, Any, ReadArticle]:
    """Read a page in a confined process; raises :class:`NotReadable`."""
    try:
        found: ReadArticle = yield Read(
            read_page, PageTask(page.body, page.url, page.content_type, told)
        )
    except UnreadableArticle as error:
        raise NotReadable(_(str(error)), final=True) from error
    except ConfinedError as error:
        told_so = _("Reading this page took more time or memory than any page may cost.")
        # One that was killed may have been killed for something else, and time is short where
        # the machine is busy.
        passing = isinstance(error, (ConfinedDied, ConfinedTimeout))
        raise NotReadable(told_so, final=not passing) from error
    return found


def look_again(stored: Iterable[Stored]) -> None:
    """Ask for another look at new and changed articles' pages, an hour from now and later.

    What came from a feed is looked at with its feed, whenever that is. Six SQL queries.
    """
    now = timezone.now()
    pages = [
        one.article
        for one in stored
        if one.revision and one.revision.source == Revision.Source.PAGE and one.article.page_url
    ]
    services = services_for({article.page_url for article in pages})
    due = next_check(now, now)
    if due is None:
        return
    Job.objects.put_many(
        Job(
            kind=Job.Kind.CHECK,
            target=article.pk,
            due=due,
            service=services[article.page_url],
        )
        for article in pages
    )
    # One planned for days ahead is of no use to an article that has just changed.
    planned = Job.objects.filter(
        kind=Job.Kind.CHECK, target__in=[article.pk for article in pages], lease=None
    )
    planned.filter(state=Job.State.WAITING, due__gt=due).update(due=due)


def check_again(job: Job) -> Steps:
    """Do the check job: look at an article's page once more, and plan the next look.

    A change of words becomes a revision. A page that is gone is noted, and what was read
    of it stays. Raises ``LeaseLost`` when the job went to somebody else meanwhile.
    """
    article = Article.objects.select_related("current").filter(pk=job.target).first()
    if article is None or not article.page_url:
        job.done()
        return None
    reading: Reading | None = None
    problem: NotReadable | None = None
    try:
        page = yield from ask_page(
            job, article.page_url, Validators(article.etag, article.last_modified)
        )
        if page.status != 304:
            found = yield from read_response(page, Told())
            if _is_its_page(article, found, page):
                reading = _again(article, found, page)
    except InLine:
        return None
    except NotReadable as error:
        problem = error
    with transaction.atomic():
        if reading is not None:
            # Before any row is touched: who stores locks addresses first, and then articles.
            article = store_all([reading])[0].article
        now, own = timezone.now(), Article.objects.filter(pk=article.pk)
        own.update(checked=now)
        if problem is None:
            own.exclude(gone=None).update(gone=None)
        elif problem.status in {404, 410}:
            own.filter(gone=None).update(gone=now)
        due = next_check(article.created, timezone.now(), last_change=article.changed)
        if due is None:
            job.done()
        else:
            job.again(due, service_for(article.page_url))
    return None


def _is_its_page(article: Article, found: ReadArticle, page: Response) -> bool:
    """Whether a page is still the article's; a redirect may lead to another one's instead."""
    if page.url == article.page_url:
        return True
    if not same_site(article.page_url, page.url):
        return False
    other = find_article(trusted_canonical(found.extraction.canonical_url, page.url))
    return other is None or other.pk == article.pk


def _again(article: Article, found: ReadArticle, page: Response) -> Reading:
    return Reading(
        article=found,
        url=article.url,
        source=Revision.Source.PAGE,
        outlet=article.outlet,
        article_id=article.pk,
        page_url=article.page_url,
        validators=page.validators,
    )
