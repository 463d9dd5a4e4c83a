"""What every address of the programs' interface has in common: tokens, formats, headers, problems.

Cookies count for nothing here: a program shows a token or reads what everybody may read. So no
other site's page can act for a reader who is signed in.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from annotations import tokens
from annotations.access import Reader
from annotations.jsonld import MEDIA_TYPE, Json, dumped, etag
from annotations.models import AccessToken
from annotations.posting import Refused
from readers.models import User

#: Longest body of a request, in bytes.
LARGEST_BODY = 200_000
CONSTRAINED = (
    '<http://www.w3.org/TR/annotation-protocol/>; rel="http://www.w3.org/ns/ldp#constrainedBy"'
)
#: What a program can post, as ``Accept-Post`` tells it.
ACCEPT_POST = f"{MEDIA_TYPE}, application/json"
_EXPOSED = "Accept-Post, Allow, Content-Location, ETag, Link, Preference-Applied, Retry-After"
_RANGE = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*")+')
_CONDITIONS = (
    *("HTTP_ACCEPT", "HTTP_PREFER", "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"),
    *("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"),
)

View = Callable[..., HttpResponse]


class ApiRequest(HttpRequest):
    """A program's request: who it acts for, and what it may do."""

    reader: Reader
    token: AccessToken | None
    content_types: Sequence[str]


class Problem(Exception):
    """A request that is refused, with its status and what to say (RFC 9457)."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def endpoint(
    *methods: str,
    links: Sequence[str] = (),
    content_types: Sequence[str] = (MEDIA_TYPE, "application/json"),
    is_container: bool = False,
) -> Callable[[View], View]:
    """Make a view an address of the interface; ``methods`` besides OPTIONS.

    A container's every answer has an entity tag: where the view gives none, it is that of the
    container as it stands.
    """
    allowed = ", ".join((*methods, "OPTIONS"))

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answered(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.content_types = content_types
            response = _answer(view, request, methods, *args, **kwargs)
            response["Allow"] = allowed
            if links:
                response.headers.setdefault("Link", ", ".join(links))
            if "POST" in methods:
                response["Accept-Post"] = ACCEPT_POST
            lacks_tag = is_container and not {"ETag", "Location"} & set(response.headers)
            if lacks_tag and (tag := _tag_of(view, request, *args, **kwargs)):
                response["ETag"] = tag
            return _shared(request, response)

        return answered

    return decorate


def _answer(
    view: View, request: ApiRequest, methods: Sequence[str], *args: Any, **kwargs: Any
) -> HttpResponse:
    request.reader, request.token = AnonymousUser(), None
    try:
        if request.method == "OPTIONS":
            return HttpResponse()
        _authenticate(request)
        if request.method not in methods:
            raise Problem(405, _("This address does not know the method %s.") % request.method)
        if request.method not in {"GET", "HEAD"}:
            _may_write(request)
        if request.method != "DELETE":
            # Before anything is written that could not be told of.
            negotiated(request)
        response = view(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"} and response.status_code == 200:
            unchanged = get_conditional_response(request, response["ETag"], response=response)
            response = unchanged or response
        return response
    except Problem as problem:
        return _told(problem.status, problem.detail, problem.headers)
    except Refused as refused:
        return _told(refused.status, refused.detail, {"Link": CONSTRAINED})
    except Http404:
        return _told(404, _("There is nothing here, or nothing you may see."), {})


def _told(status: int, detail: str, headers: dict[str, str]) -> HttpResponse:
    told = {"status": status, "title": HttpResponse(status=status).reason_phrase, "detail": detail}
    return HttpResponse(
        dumped(told), status=status, content_type="application/problem+json", headers=headers
    )


def _tag_of(view: View, request: ApiRequest, *args: Any, **kwargs: Any) -> str:
    """The entity tag of the container as it is by default; empty where there is none."""
    plain = copy.copy(request)
    vars(plain).pop("headers", None)
    plain.META = {key: value for key, value in request.META.items() if key not in _CONDITIONS}
    plain.method = "GET"
    try:
        return str(view(plain, *args, **kwargs).headers.get("ETag", ""))
    except (Problem, Http404):
        return ""


def _shared(request: ApiRequest, response: HttpResponse) -> HttpResponse:
    """Say what caches and pages of other sites may do with an answer."""
    patch_vary_headers(response, ["Accept", "Prefer", "Authorization"])
    if request.token or "Authorization" in request.headers:
        # What a token opens is not for pages of other sites.
        response["Cache-Control"] = "private, no-cache"
        return response
    response["Cache-Control"] = "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Accept, If-None-Match, Prefer"
        response["Access-Control-Max-Age"] = "86400"
    return response


# --- Who asks ---------------------------------------------------------------------------


def _authenticate(request: ApiRequest) -> None:
    """Find who the program acts for; :class:`Problem` for a token that opens nothing."""
    header = request.headers.get("Authorization")
    if header is None:
        return
    scheme, _space, shown = header.partition(" ")
    if scheme.lower() != "bearer":
        raise _unauthorised(_("Show an access token: Authorization: Bearer …"))
    shown = shown.strip()
    if not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", shown):
        raise Problem(
            400,
            _("The header Authorization holds no token."),
            WWW_Authenticate='Bearer realm="Newsdesk", error="invalid_request"',
        )
    found = tokens.find(shown)
    if found is None:
        if tokens.count_wrong(_client(request)):
            raise Problem(
                429, _("Too many wrong tokens. Wait."), Retry_After=str(tokens.WRONG_SECONDS)
            )
        raise _unauthorised(
            _("This token is unknown, revoked or expired."), ', error="invalid_token"'
        )
    request.token, request.reader = found, found.user


def _client(request: HttpRequest) -> str:
    """The address the request comes from, as limits on signing in count it, too."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a socket without addresses: all are one
        return ""


def _unauthorised(detail: str, error: str = "") -> Problem:
    return Problem(401, detail, WWW_Authenticate=f'Bearer realm="Newsdesk"{error}')


def _may_write(request: ApiRequest) -> None:
    if request.token is None:
        raise _unauthorised(_("Writing needs an access token."))
    if request.token.scope != AccessToken.Scope.WRITE:
        raise Problem(
            403,
            _("This token may only read."),
            WWW_Authenticate='Bearer realm="Newsdesk", error="insufficient_scope", scope="write"',
        )


def writer(request: ApiRequest) -> User:
    """Return the reader a program writes for."""
    if not isinstance(request.reader, User):
        raise _unauthorised(_("Writing needs an access token."))
    return request.reader


# --- What is sent -----------------------------------------------------------------------


def posted(request: ApiRequest) -> bytes:
    """Return the body of a request: 415 for another format, 413 when it is too long."""
    kind, parameters = parse_header_parameters(request.headers.get("Content-Type", ""))
    charset = parameters.get("charset", "utf-8").lower()
    if kind not in {"application/ld+json", "application/json"} or charset != "utf-8":
        raise Problem(415, _("Send an annotation as %s.") % MEDIA_TYPE, Link=CONSTRAINED)
    try:
        body = request.body if _length(request) <= LARGEST_BODY else None
    except (RequestDataTooBig, UnreadablePostError):
        body = None
    if body is None or len(body) > LARGEST_BODY:
        raise Problem(413, _("An annotation is at most %d bytes long.") % LARGEST_BODY)
    return body


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() else 0


def answer(request: ApiRequest, told: Json, *, status: int = 200, tag: str = "") -> HttpResponse:
    """Return JSON in the format the program accepts; 406 if there is none."""
    response = HttpResponse(dumped(told), status=status, content_type=negotiated(request))
    response["ETag"] = tag or etag(told)
    return response


def negotiated(request: ApiRequest) -> str:
    """Return the content type to answer with; :class:`Problem` 406 if none will do.

    After RFC 9110, 12.5.1. A profile asked for is a wish: what JSON-LD says is the same in all.
    """
    header = request.headers.get("Accept", "").strip()
    if not header:
        return request.content_types[0]
    ranges = [_range(one) for one in _RANGE.findall(header[:2000])]
    graded = [(_quality(kind, ranges), -at) for at, kind in enumerate(request.content_types)]
    quality, place = max(graded)
    if quality <= 0:
        kinds = ", ".join(request.content_types)
        raise Problem(406, _("This address answers with: %s") % kinds)
    return request.content_types[-place]


def _range(told: str) -> tuple[str, float]:
    kind, parameters = parse_header_parameters(told.strip())
    try:
        quality = float(parameters.get("q", "1"))
    except ValueError:
        quality = 0.0
    return kind.lower(), quality if 0 <= quality <= 1 else 0.0


def _quality(content_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    kind = content_type.partition(";")[0]
    for wanted in (kind, f"{kind.partition('/')[0]}/*", "*/*"):
        found = [quality for told, quality in ranges if told == wanted]
        if found:
            return max(found)
    return 0.0
