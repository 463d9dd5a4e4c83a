"""Asking an outlet for a page, as its robots.txt allows, and having it read."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Job
from articles.pipeline.addresses import canonical_url
from articles.pipeline.extraction import UnreadableArticle
from articles.reading import PageTask, ReadArticle, Told, read_page
from articles.services import politeness
from articles.services.asking import Answer, Ask, Read
from articles.services.outlets import outlet_key
from articles.wording import refusal
from newsdesk.lib.confined import ConfinedDied, ConfinedError, ConfinedTimeout
from newsdesk.lib.fetch import ACCEPT_PAGE, Hop, Response
from newsdesk.lib.fetch_errors import FetchError, TimedOut
from newsdesk.lib.headers import Validators
from newsdesk.lib.robots import DISALLOW_ALL

#: Statuses that mean there will be no article at this address.
_NEVER = {400, 404, 410, 451}
#: How long a job stays in line for a service that asks to be left alone.
_PATIENCE = timedelta(days=3)


class NotReadable(Exception):
    """The article could not be brought in; the message is for readers.

    ``final`` says that trying again would not help; ``status`` is that of the answer, if
    there was one.
    """

    def __init__(self, message: str, *, final: bool = False, status: int | None = None) -> None:
        super().__init__(message)
        self.final, self.status = final, status


class InLine(Exception):
    """The job is in line again: its service, or another one, has to be asked first.

    Where it has to wait for long, the message says why, for readers.
    """


def ask_page(
    job: Job, url: str, validators: Validators | None = None, *, named_by: str = ""
) -> Generator[Ask | Read, Any, Response]:
    """Ask for the page at ``url``, robots.txt first where it is not known.

    ``named_by`` is the feed that named it, if one did: where the operator allows what is not
    public, no feed from outside is to lead there, as no redirect is.

    Raises :class:`NotReadable` for everything but 200 and 304, and :class:`InLine` when the
    job has to wait for its next turn.
    """
    trail = [tuple(hop) for hop in job.trail] or ([(named_by, 200)] if named_by else [])
    url = job.onward or url
    if not politeness.has_turn(job, url):
        # Its address has changed since it was put in line.
        _in_line(job, url, trail)
        raise InLine
    rules = politeness.robots_for(url)
    if rules is None:
        answer: Answer = yield politeness.ask_robots(url, trail)
        if isinstance(answer, FetchError) and not isinstance(answer, TimedOut):
            # The page is at the same host: it cannot be had either.
            raise NotReadable(_(answer.sentence), final=not answer.may_pass)
        with transaction.atomic():
            politeness.remember_robots(url, answer)
            _in_line(job, url, trail)
        raise InLine
    if not rules.allows(politeness.path_of(url)):
        if rules is DISALLOW_ALL:
            # That is nobody's failure.
            _in_line(job, url, trail, due=politeness.robots_due(url))
            raise InLine(_("The outlet’s rules for programs cannot be read just now."))
        told = _("The outlet asks programs not to read this page. You can paste its text.")
        raise NotReadable(told, final=True)
    answer = yield Ask(
        url,
        accept=ACCEPT_PAGE,
        validators=validators or Validators(),
        trail=tuple(Hop(*hop) for hop in trail),
        may_follow=politeness.known_to_allow(url, rules),
        gap=politeness.gap_for(url, rules.delay),
    )
    return _page(job, url, answer)


def _page(job: Job, url: str, answer: Answer) -> Response:
    if isinstance(answer, FetchError):
        raise NotReadable(_(answer.sentence), final=not answer.may_pass)
    if answer.onward:
        _in_line(job, answer.onward, [(hop.url, hop.status) for hop in answer.redirects])
        raise InLine
    if answer.status in {429, 503} and timezone.now() - job.created < _PATIENCE:
        # The service rests now; that is nobody's failure.
        _in_line(job, url, [tuple(hop) for hop in job.trail])
        raise InLine
    if answer.status >= 400:
        message = _("The outlet’s server answered with an error (%(status)s).")
        raise NotReadable(
            message % {"status": answer.status},
            final=answer.status in _NEVER,
            status=answer.status,
        )
    return answer


def _in_line(job: Job, url: str, trail: list[Any], *, due: datetime | None = None) -> None:
    job.go_on(url, politeness.service_for(url), trail, due=due)


def read_response(page: Response, told: Told) -> Generator[Ask | Read, Any, ReadArticle]:
    """Read a page in a confined process; raises :class:`NotReadable`."""
    try:
        found: ReadArticle = yield Read(
            read_page, PageTask(page.body, page.url, page.content_type, told)
        )
    except UnreadableArticle as error:
        raise NotReadable(refusal(error), final=True) from error
    except ConfinedError as error:
        told_so = _("Reading this page took more time or memory than any page may cost.")
        # One that was killed may have been killed for something else, and time is short where
        # the machine is busy.
        passing = isinstance(error, (ConfinedDied, ConfinedTimeout))
        raise NotReadable(told_so, final=not passing) from error
    return found


def trusted_canonical(named: str, fetched: str) -> str:
    """The address a page names for itself, if it is on the page's own host.

    Otherwise any page could pass itself off as another outlet's article.
    """
    named, fetched = canonical_url(named), canonical_url(fetched)
    return named if named and outlet_key(named) == outlet_key(fetched) else fetched
