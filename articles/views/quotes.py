"""One quotation's card, what is to be checked, and the log of decisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import correction_queries, search
from articles.access import may_correct
from articles.models import Outlet, Quote
from articles.quote_cards import Card, cards_for
from articles.services.people import name_key
from articles.views.pages import asked, page_of
from readers.requests import DeskRequest

#: Quotations on one page of those to be checked.
PAGE = 10
#: People offered while a name is typed.
MOST_SUGGESTED = 8

View = Callable[..., HttpResponse]


def for_correctors(view: View) -> View:
    """Keep a view to those who may correct: strangers sign in first, others get 403."""

    @wraps(view)
    def checked(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if may_correct(request.user):
            return view(request, *args, **kwargs)
        # A part of a page is no place to sign in.
        if request.user.is_authenticated or request.htmx:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())

    return checked


@require_safe
def quote(request: DeskRequest, quote_id: UUID) -> HttpResponse:
    """Who said it, how sure that is, and why; for those with the right, what to do about it.

    For HTMX the card alone. At most eleven SQL queries.
    """
    may_decide = may_correct(request.user)
    found = correction_queries.quote_with_id(quote_id)
    if found is None or (found.status == Quote.Status.DISMISSED and not may_decide):
        raise Http404
    [card] = cards_for([found], may_decide=may_decide, why=True)
    context = card_context(request, card)
    template = "quote_card" if request.htmx else "quote"
    return render(request, f"articles/{template}.html", context)


def card_context(request: DeskRequest, card: Card, at: str = "", back: str = "") -> dict[str, Any]:
    """What a card's template needs; ``?q=`` asks for people to choose from."""
    name = " ".join(asked(request, "q").split())
    people = list(search.find_people(name)[:MOST_SUGGESTED]) if name and card.may_decide else []
    is_known = any(name_key(one.name) == name_key(name) for one in people)
    return {
        "card": card,
        "at": at or asked(request, "at", 10) or "page",
        "back": back or asked(request, "back", 500),
        "seen": card.quote.state,
        # While a name is looked for, what the reader saw of the quotation stays what they saw.
        "seen_before": asked(request, "seen", 40) or card.quote.state,
        "q": name,
        "suggested": people,
        "new_name": name if any(map(str.isalpha, name)) and not is_known else "",
    }


@require_safe
@for_correctors
def check(request: DeskRequest) -> HttpResponse:
    """What nobody has decided about, the least certain first. At most eleven SQL queries."""
    outlet = Outlet.objects.filter(slug=asked(request, "outlet")).first()
    waiting = correction_queries.to_check(outlet)
    rows = list(correction_queries.checked_after(waiting, _last_seen(request))[: PAGE + 1])
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    outlets = correction_queries.outlets_to_check()
    context = {
        "cards": cards_for(rows[:PAGE], may_decide=True),
        "outlets": outlets,
        "outlet": outlet,
        "left": left(outlet),
        "more": more,
        "is_first": "after" not in request.GET,
        "at": "queue",
        "back": request.get_full_path(),
    }
    return render(request, "articles/check.html", context)


def left(outlet: Outlet | None) -> int:
    """How many quotations are to be checked. One SQL query."""
    return correction_queries.to_check(outlet).count()


def _last_seen(request: DeskRequest) -> Quote | None:
    """The quotation that ended the page before; None where there is no such one."""
    try:
        quote_id = UUID(asked(request, "after", 40))
    except ValueError:
        return None
    return Quote.objects.filter(uuid=quote_id).first()


@require_safe
@for_correctors
def log(request: DeskRequest) -> HttpResponse:
    """Every decision, newest first. Four SQL queries."""
    page = page_of(request, correction_queries.log(), 40)
    page.object_list = correction_queries.with_undo(list(page.object_list))
    context = {"page_obj": page, "at": "log", "back": request.get_full_path()}
    return render(request, "articles/corrections.html", context)


def announcement(quote: Quote, step: str) -> str:
    """Say what has just been decided."""
    who = quote.speaker.name if quote.speaker else _("nobody who is named")
    if step == "undo":
        return _("Undone. Speaker: %(who)s.") % {"who": who}
    if step == "restore":
        return _("Brought back. Speaker: %(who)s.") % {"who": who}
    if quote.status == Quote.Status.DISMISSED:
        return _("Marked as no quotation.")
    if quote.status == Quote.Status.CONFIRMED:
        return _("Confirmed. Speaker: %(who)s.") % {"who": who}
    return _("Corrected. Speaker: %(who)s.") % {"who": who}
