"""Looking again at the pages of articles that are in: when, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Job, Revision
from articles.pipeline.decide import hinted_check, is_same_article, next_check
from articles.reading import ReadArticle, Told
from articles.services.asking import Steps
from articles.services.outlets import is_sample, same_site
from articles.services.pages import (
    InLine,
    NotReadable,
    ask_page,
    read_response,
    trusted_canonical,
)
from articles.services.politeness import service_for, services_for
from articles.services.storing import Reading, Stored, find_article, store_all
from newsdesk.lib.fetch import Response
from newsdesk.lib.headers import Validators


def is_from_page(article: Article) -> bool:
    """Whether an article's words were read on its page, which is looked at again."""
    current = article.current
    return bool(current and current.source == Revision.Source.PAGE and article.page_url)


def worth_a_look(article: Article) -> datetime:
    """When the page of a known article may be asked for because a feed says something new of it.

    The desk's own samples wait for nothing, as ever.
    """
    now = timezone.now()
    looked = article.checked or (article.current.fetched if article.current else now)
    if is_sample(article.page_url or article.url or ""):
        return now
    # Where the words are the feed's own, their changes say nothing of the page.
    changed = article.changed if is_from_page(article) else None
    return max(now, hinted_check(article.created, looked, last_change=changed))


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
    due = next_check(now, now)
    if due is not None:
        # One planned for days ahead is of no use to an article that has just changed.
        _plan(dict.fromkeys(pages, due))


def check_sooner(articles: Iterable[Article]) -> None:
    """Have the pages of articles that feeds speak of in other words looked at sooner.

    How much sooner says :func:`worth_a_look`. Six SQL queries.
    """
    _plan({article: worth_a_look(article) for article in articles})


def _plan(planned: Mapping[Article, datetime]) -> None:
    """Have each page looked at by then, if not sooner."""
    if not planned:
        return
    services = services_for({article.page_url for article in planned})
    Job.objects.put_many(
        Job(kind=Job.Kind.CHECK, target=article.pk, due=due, service=services[article.page_url])
        for article, due in planned.items()
    )
    Job.objects.bring_forward(Job.Kind.CHECK, {article.pk: due for article, due in planned.items()})


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
    is_there = True
    problem: NotReadable | None = None
    try:
        page = yield from ask_page(
            job, article.page_url, Validators(article.etag, article.last_modified)
        )
        if page.status != 304:
            found = yield from read_response(page, Told())
            is_there = _is_its_page(article, found, page)
            if is_there:
                reading = _again(article, found, page)
    except InLine:
        return None
    except NotReadable as error:
        problem = error
    with transaction.atomic():
        if reading is not None:
            # Before any row is touched: who stores locks addresses first, and then articles.
            article = store_all([reading])[0].article
        _note_look(article, is_there, problem)
        due = next_check(article.created, timezone.now(), last_change=article.changed)
        if due is None:
            job.done()
        else:
            job.again(due, service_for(article.page_url))
    return None


def _note_look(article: Article, is_there: bool, problem: NotReadable | None) -> None:
    """Write down that the page was looked at, and whether there is nothing any more."""
    now, own = timezone.now(), Article.objects.filter(pk=article.pk)
    own.update(checked=now)
    if problem is not None:
        if problem.status in {404, 410}:
            own.filter(gone=None).update(gone=now)
    elif is_there:
        own.exclude(gone=None).update(gone=None)


def _is_its_page(article: Article, found: ReadArticle, page: Response) -> bool:
    """Whether a page is still the article's; a redirect may lead to any other one instead."""
    if page.url == article.page_url:
        return True
    if not same_site(article.page_url, page.url):
        return False
    url = trusted_canonical(found.extraction.canonical_url, page.url)
    known, current = find_article(url), article.current
    if known is not None or current is None:
        return known is None or known.pk == article.pk
    return is_same_article(current.headline, current.text, found.extraction)


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
