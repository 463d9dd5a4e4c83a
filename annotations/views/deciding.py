"""Deciding who said what, in the article, on the list of what is to be checked, or in the log."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from annotations.views.reading import annotated, dismissed
from annotations.views.updating import filter_of
from articles import correction_queries
from articles.forms import DecisionForm
from articles.models import Outlet, Person, Quote
from articles.queries import people_named
from articles.quote_cards import cards_for
from articles.services import corrections
from articles.services.corrections import NotDecided, Outdated, Overtaken
from articles.speakers import speaker_shares
from articles.views.quotes import announcement, card_context, for_correctors, left
from readers.requests import ReaderRequest

_STEPS = {
    "confirm": corrections.confirm,
    "dismiss": corrections.dismiss,
    "restore": corrections.restore,
    "undo": corrections.undo,
}


@require_POST
@for_correctors
def decide(request: ReaderRequest, quote_id: UUID) -> HttpResponse:
    """Make one step; 409 with what stands now when somebody else was first."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        told = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _answer(request, quote_id, told, status=422)
    try:
        quote = _made(form.cleaned_data, quote_id, request)
    except Quote.DoesNotExist:
        raise Http404 from None
    except NotDecided as refused:
        return _answer(request, quote_id, _why(refused), status=409)
    said = announcement(quote, form.cleaned_data["do"])
    return _answer(request, quote_id, said)


def _made(told: dict[str, Any], quote_id: UUID, request: ReaderRequest) -> Quote:
    by, seen = request.user, told["seen"]
    if told["name"]:
        return corrections.assign_name(quote_id, by, told["name"], seen=seen)
    if told["person"]:
        person = get_object_or_404(Person, slug=told["person"])
        return corrections.assign(quote_id, by, person, seen=seen)
    if told["do"] == "nobody":
        return corrections.assign(quote_id, by, None, seen=seen)
    return _STEPS[told["do"]](quote_id, by, seen=seen)


def _why(refused: NotDecided) -> str:
    if isinstance(refused, Overtaken):
        return _("Somebody else has decided meanwhile. This is how it stands now.")
    if isinstance(refused, Outdated):
        return _("The article has a newer version. Decide it there.")
    return _("There is nothing left to undo.")


def _answer(
    request: ReaderRequest, quote_id: UUID, said: str, *, status: int = 200
) -> HttpResponse:
    """Show the quotation as it now is: its parts for HTMX, else the page the form was on."""
    at, back = request.POST.get("at", ""), request.POST.get("back", "")
    quote = correction_queries.quote_with_id(quote_id)
    if quote is None:
        raise Http404
    if not request.htmx:
        (messages.success if status == 200 else messages.warning)(request, said)
        return redirect(_back(request, quote, at, back))
    [card] = cards_for([quote], may_decide=True, why=at != "queue")
    context = card_context(request, card, at, back)
    context["refused"] = said if status != 200 else ""
    if at == "article":
        context |= _article_parts(request, quote)
    elif at == "queue":
        context["left"] = left(_outlet_of(back))
    answer = render(request, "annotations/decided.html", context, status=status)
    told = {"say": said, "quote": str(quote.uuid), "done": status == 200}
    return trigger_client_event(answer, "decided", told)


def _article_parts(request: ReaderRequest, quote: Quote) -> dict[str, Any]:
    """The blocks the quotation stands in, and who said what, as they are now."""
    revision = quote.revision
    is_current = revision.article.current_id == revision.pk
    quotes = list(revision.quotes.select_related("speaker"))
    wanted = filter_of(request)
    drawn = annotated(request, revision, is_current=is_current, quotes=quotes, wanted=wanted).drawn
    return {
        "touched": drawn.touched(*_reach(quote, quotes)),
        "article": revision.article,
        "revision": revision,
        "speakers": speaker_shares(quotes),
        "people": people_named(revision),
        "dismissed": dismissed(quotes),
        "deciding": is_current,
    }


def _reach(quote: Quote, quotes: list[Quote]) -> tuple[int, int]:
    """From the first to the last paragraph that the quotation runs over."""
    first = last = next(at for at, one in enumerate(quotes) if one.pk == quote.pk)
    while first and quotes[first].continues:
        first -= 1
    while last + 1 < len(quotes) and quotes[last + 1].continues:
        last += 1
    return quotes[first].start, quotes[last].end


def _outlet_of(back: str) -> Outlet | None:
    """The outlet that the list the form was on is narrowed to."""
    slugs = parse_qs(urlsplit(back).query).get("outlet", [])
    return Outlet.objects.filter(slug=slugs[0][:90]).first() if slugs else None


def _back(request: ReaderRequest, quote: Quote, at: str, back: str) -> str:
    if at in {"queue", "log"} and url_has_allowed_host_and_scheme(back, request.get_host()):
        return back
    return quote.get_absolute_url() if at == "article" else quote.card_url
