"""The address that a hub verifies and sends to. No reader comes here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.services.hub_callback import Received, receive, verify
from articles.tasks import ring

#: Most bytes of what a hub sends, as for a feed that is fetched.
MOST_BYTES = 2_000_000

_STATUS = {
    Received.ACCEPTED: 202,
    # Whoever guesses at signatures is not told (WebSub, 7.1.2).
    Received.IGNORED: 202,
    # The hub may stop sending to a subscription that is gone (7).
    Received.UNKNOWN: 410,
}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a hub: GET verifies a subscription, POST brings news.

    The token in the address is the hub's permission, and what it sends is signed besides. No
    session is opened. Answers are plain text, which no browser takes for anything else.
    """
    if request.method == "POST":
        return _plain(status=_take(request, token))
    words = verify(token, request.GET)
    return _plain(status=404) if words is None else _plain(words)


def _take(request: HttpRequest, token: str) -> int:
    """Read and receive what was sent; returns the status to answer with."""
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()):
        # Without it nothing of the body would be read (PEP 3333).
        return 411
    if len(length) > 9 or int(length) > MOST_BYTES:
        return 413
    try:
        body = request.body
    except UnreadablePostError:
        return 400
    signature = request.headers.get("X-Hub-Signature", "")
    received = receive(token, signature, request.headers.get("Content-Type", ""), body)
    if received is Received.ACCEPTED:
        ring()
    return _STATUS[received]


def _plain(words: str = "", *, status: int = 200) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
