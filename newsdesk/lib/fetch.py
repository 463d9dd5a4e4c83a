"""Fetching from hosts nobody vouches for: the one way anything from the web comes in.

    address -> parse and check -> look up once -> check every address -> connect to one of those
            -> TLS for the name -> headers -> another hop, or body unpacked within limits

Each redirect starts again at the left. There are no cookies, no referrer, no proxies and no
credentials, from the environment or anywhere else, and no connection is used twice. Configuration
is passed in as a `FetchPolicy`; nothing global is changed, so any thread may call `fetch`.

Following a redirect from https to plain http is allowed, since outlets do it and everything here
is public text, but it shows in `Response.downgraded` and never becomes a `permanent_url`.
"""

from __future__ import annotations

import contextlib
import ipaddress
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from urllib3.connection import HTTPConnection
from urllib3.response import BaseHTTPResponse

from newsdesk.lib.bodies import ACCEPT_ENCODING, PIECE, unpack
from newsdesk.lib.fetch_errors import (
    BadEncoding,
    BadUrl,
    FetchError,
    RefusedAddress,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)
from newsdesk.lib.fetch_policy import FetchPolicy, Trail
from newsdesk.lib.headers import (
    Headers,
    Validators,
    cache_lifetime,
    content_type,
    read_validators,
    retry_after,
)
from newsdesk.lib.hosts import MAX_URL, Address, Target, check_address
from newsdesk.lib.response import Hop, Response, permanent_url
from newsdesk.lib.wire import (
    Budget,
    Resolver,
    dial,
    look_up,
    secure,
    system_resolver,
    translating,
    trust,
)

__all__ = [
    "ACCEPT_ANY",
    "ACCEPT_FEED",
    "ACCEPT_PAGE",
    "BadEncoding",
    "BadUrl",
    "FetchError",
    "FetchPolicy",
    "Headers",
    "Hop",
    "RefusedAddress",
    "Response",
    "TimedOut",
    "TooLarge",
    "TooManyRedirects",
    "Unreachable",
    "Validators",
    "cache_lifetime",
    "fetch",
    "retry_after",
]

ACCEPT_FEED: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1"
)
ACCEPT_PAGE: Final = "text/html, application/xhtml+xml, application/xml;q=0.7, */*;q=0.1"
ACCEPT_ANY: Final = "*/*"

_FRAMING: Final = 65_536
"""Bytes of chunk sizes and trailers allowed on top of a body."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_REPEATABLE: Final = frozenset({307, 308})
_BODILESS: Final = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one hop gave; the body is empty for a redirect that is followed."""

    status: int
    headers: Headers
    body: bytes
    follow: bool


def fetch(
    url: str,
    policy: FetchPolicy,
    *,
    validators: Validators | None = None,
    accept: str = ACCEPT_ANY,
    method: Literal["GET", "POST"] = "GET",
    form: bytes = b"",
    same_authority: bool = False,
    may_follow: Callable[[str], bool] | None = None,
    hops: Sequence[Hop] = (),
    resolver: Resolver = system_resolver,
) -> Response:
    """Fetch one address, following redirects.

    Args:
        url: Absolute http or https address, as found.
        policy: Limits and allowances.
        validators: From an earlier answer, to get a 304 if nothing changed.
        accept: The Accept header.
        method: ``POST`` sends `form`; of redirects it then follows 307 and 308 only.
        form: A body in application/x-www-form-urlencoded, for ``POST``.
        same_authority: Follow redirects within one host and port only, the ports of http and
            https counting as one. A redirect that leads elsewhere ends the fetch, and its place is
            `Response.onward`, so that the caller can go on when it is that host's turn.
        may_follow: Asked with the whole address before a redirect is followed; where it says no,
            the fetch ends as for another host.
        hops: To go on from there: `Response.redirects` of the call before. They count towards
            `FetchPolicy.max_redirects` and are watched for loops. Without them an outside page
            could lead to one of the allowed origins.
        resolver: Looks names up; the system's unless a test gives its own.

    Raises:
        FetchError: One of its subclasses, with `url` set to the hop that failed. Statuses of
            400 and above are answers and do not raise.
    """
    started = time.monotonic()
    budget = Budget(policy.total_timeout)
    with _naming(url.strip()[:MAX_URL]):
        trail = Trail(policy, hops, url)
    headers = _request_headers(policy, validators, accept)
    onward: str | None = None
    while True:
        target = trail.target
        with _naming(target.url):
            addresses = _addresses(trail, policy, resolver, budget)
            with contextlib.closing(_connect(target, addresses, policy, budget)) as connection:
                answer = _exchange(connection, target, method, form, headers, policy, budget)
            if not answer.follow:
                break
            trail.follow(answer.status, _location(answer.headers))
        elsewhere = same_authority and trail.target.authority != target.authority
        if elsewhere or (may_follow and not may_follow(trail.target.url)):
            onward = trail.target.url
            with _naming(onward):
                trail.check_target()
            break
    kind, charset = content_type(answer.headers)
    return Response(
        url=target.url,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        content_type=kind,
        charset=charset,
        validators=read_validators(answer.headers),
        redirects=tuple(trail.hops),
        permanent_url=permanent_url(trail.hops, target.url, answer.status),
        elapsed=time.monotonic() - started,
        onward=onward,
    )


def _request_headers(
    policy: FetchPolicy, validators: Validators | None, accept: str
) -> dict[str, str]:
    """Everything sent besides Host."""
    headers = {
        "User-Agent": policy.user_agent,
        "Accept": accept,
        "Accept-Encoding": ACCEPT_ENCODING,
        "Connection": "close",
    }
    return headers | (validators.request_headers() if validators else {})


def _addresses(
    trail: Trail, policy: FetchPolicy, resolver: Resolver, budget: Budget
) -> list[Address]:
    """The addresses a target may be reached at: all it has, or none if one is not acceptable."""
    trail.check_target()
    target = trail.target
    if target.literal is not None:
        return [target.literal]
    found: list[Address] = []
    for text in look_up(target.host, target.port, resolver, budget):
        try:
            address = ipaddress.ip_address(text)
        except ValueError as error:
            raise RefusedAddress(f"{target.host}: {text!r}") from error
        if not trail.vouched:
            check_address(address, policy.allow_networks)
        found.append(address)
    return found


def _connect(
    target: Target, addresses: list[Address], policy: FetchPolicy, budget: Budget
) -> HTTPConnection:
    """A connection to one of the addresses, ready for one request."""
    connection = HTTPConnection(target.host, target.port)
    plain = dial(addresses, target.port, budget, policy.connect_timeout)
    if target.scheme == "http":
        connection.sock = plain
    else:
        context = trust(policy.ca_file)
        connection.sock = secure(plain, target.host, budget, policy.connect_timeout, context)
    # A connection whose socket is gone must fail, not connect anew to whatever the name gives.
    connection.auto_open = 0
    return connection


def _exchange(
    connection: HTTPConnection,
    target: Target,
    method: str,
    form: bytes,
    headers: dict[str, str],
    policy: FetchPolicy,
    budget: Budget,
) -> _Answer:
    """Send the request and read the answer, leaving the body of a followed redirect unread."""
    headers = {"Host": target.authority, **headers}
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    budget.start_headers(policy.max_headers)
    with translating():
        connection.request(
            method,
            target.request_path,
            body=form if method == "POST" else None,
            headers=headers,
            preload_content=False,
            decode_content=False,
        )
        response = connection.getresponse()
    try:
        # Whole headers end with an empty line, after which nothing more is received; http.client
        # takes the end of the connection for it.
        if budget.ended:
            raise Unreachable("the headers end early", code="broken_off")
        received = Headers(response.headers.iteritems())
        status = response.status
        if status < 200:
            raise Unreachable(f"status {status}", code="not_http")
        followed = _REDIRECTS if method == "GET" else _REPEATABLE
        follow = status in followed and "Location" in received
        body = b""
        if not follow and status not in _BODILESS:
            budget.start_body(policy.max_wire + _FRAMING)
            body = _read_body(response, received, policy)
        return _Answer(status, received, body, follow)
    finally:
        response.close()


def _read_body(response: BaseHTTPResponse, headers: Headers, policy: FetchPolicy) -> bytes:
    """The whole body, unpacked."""
    transfer = headers.get("Transfer-Encoding", "").strip().lower()
    if transfer not in ("", "identity", "chunked"):
        raise BadEncoding(f"transfer-encoding {transfer[:40]!r}")
    declared = headers.get("Content-Length", "").strip()
    plain = declared.isascii() and declared.isdigit() and not transfer
    # Length first: Python refuses to read numbers of thousands of digits.
    if plain and (len(declared) > 18 or int(declared) > policy.max_wire):
        raise TooLarge(f"{declared[:20]} bytes announced")
    chunks = _chunks(response, policy.max_wire)
    encoding = headers.get("Content-Encoding", "")
    return unpack(chunks, encoding, max_decoded=policy.max_decoded)


def _chunks(response: BaseHTTPResponse, max_wire: int) -> Iterator[bytes]:
    """The body as sent, piece by piece."""
    total = 0
    while True:
        with translating():
            chunk = response.read(PIECE, decode_content=False)
        if not chunk:
            return
        total += len(chunk)
        if total > max_wire:
            raise TooLarge(f"more than {max_wire} bytes sent")
        yield chunk


def _location(headers: Headers) -> str:
    """Where a redirect leads, as text; UTF-8 sent raw is understood."""
    places = set(headers.all("Location"))
    if len(places) > 1:
        raise BadUrl("several different locations", code="bad_redirect")
    place = places.pop()
    with contextlib.suppress(UnicodeError):
        place = place.encode("latin-1").decode("utf-8")
    return place


@contextlib.contextmanager
def _naming(url: str) -> Iterator[None]:
    """Note the address of the hop on an error that passes."""
    try:
        yield
    except FetchError as error:
        error.url = error.url or url
        raise
