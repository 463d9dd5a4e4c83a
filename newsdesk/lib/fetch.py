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
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
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
from newsdesk.lib.headers import (
    Headers,
    Validators,
    cache_lifetime,
    content_type,
    read_validators,
    retry_after,
)
from newsdesk.lib.hosts import (
    MAX_URL,
    USUAL_PORTS,
    Address,
    Network,
    Target,
    check_address,
    check_target,
    join_url,
    parse_url,
)
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

_PERMANENT: Final = frozenset({301, 308})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_REPEATABLE: Final = frozenset({307, 308})
_BODILESS: Final = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How to introduce ourselves, what to accept, and what an operator allows beyond that.

    Attributes:
        user_agent: Sent with every request; should name a contact.
        allow_origins: Origins such as ``http://127.0.0.1:8000`` to which the rules about
            addresses, names and ports do not apply. A redirect leads to one of them only from
            another of them, so no outside page can send us there.
        allow_networks: Ranges that are accepted although they are not public. Metadata services
            of clouds are not fetched even then.
        ports: Ports accepted.
        max_wire: Most bytes of a body as sent.
        max_decoded: Most bytes of a body once unpacked.
        max_headers: Most bytes of status lines and headers of one hop.
        connect_timeout: Seconds for connecting, and again for the TLS handshake.
        total_timeout: Seconds for everything, all hops included, whatever drips in.
        max_redirects: Most redirects followed.
        ca_file: Certificate authorities to trust besides the usual ones, as a PEM file.
    """

    user_agent: str
    allow_origins: frozenset[str] = frozenset()
    allow_networks: tuple[Network, ...] = ()
    ports: frozenset[int] = USUAL_PORTS
    max_wire: int = 2_000_000
    max_decoded: int = 5_000_000
    max_headers: int = 65_536
    connect_timeout: float = 5.0
    total_timeout: float = 20.0
    max_redirects: int = 5
    ca_file: str | None = None

    def __post_init__(self) -> None:
        """Bring the allowed origins into the one spelling targets have."""
        origins = frozenset(parse_url(origin).origin for origin in self.allow_origins)
        object.__setattr__(self, "allow_origins", origins)

    def allows_origin(self, target: Target) -> bool:
        """Whether the operator vouches for the origin of `target`."""
        return target.origin in self.allow_origins


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: the address that was asked and the status it answered."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer, whatever its status.

    Attributes:
        url: The address that gave it, after all redirects and without a fragment.
        status: Such as 200, 304 or 503.
        headers: As sent, found in any letter case.
        body: Unpacked; empty for 204 and 304.
        content_type: Media type in lower case, such as ``text/html``; empty if not given.
        charset: The charset given with it in lower case; empty if none. It may be a lie.
        validators: What to return next time, byte for byte.
        redirects: The hops before `url`, in order.
        permanent_url: Where the first hops say this has moved for good, if the answer is a
            success or 304; None if it has not moved.
        elapsed: Seconds from call to answer.
    """

    url: str
    status: int
    headers: Headers
    body: bytes = field(repr=False)
    content_type: str
    charset: str
    validators: Validators
    redirects: tuple[Hop, ...]
    permanent_url: str | None
    elapsed: float

    @property
    def downgraded(self) -> bool:
        """Whether any redirect led from https to plain http."""
        chain = [*(hop.url for hop in self.redirects), self.url]
        return any(
            before.startswith("https:") and after.startswith("http:")
            for before, after in itertools.pairwise(chain)
        )


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
        resolver: Looks names up; the system's unless a test gives its own.

    Raises:
        FetchError: One of its subclasses, with `url` set to the hop that failed. Statuses of
            400 and above are answers and do not raise.
    """
    started = time.monotonic()
    budget = Budget(policy.total_timeout)
    hops: list[Hop] = []
    with _naming(url.strip()[:MAX_URL]):
        target = parse_url(url)
    vouched = policy.allows_origin(target)
    chain = [target]
    headers = _request_headers(policy, validators, accept)
    while True:
        with _naming(target.url):
            addresses = _addresses(target, policy, resolver, budget, vouched=vouched)
            with contextlib.closing(_connect(target, addresses, policy, budget)) as connection:
                answer = _exchange(connection, target, method, form, headers, policy, budget)
            if not answer.follow:
                break
            hops.append(Hop(target.url, answer.status))
            if len(hops) > policy.max_redirects:
                raise TooManyRedirects(f"more than {policy.max_redirects}")
            target = join_url(target, _location(answer.headers))
            if target in chain:
                raise TooManyRedirects(target.url, code="redirect_loop")
            chain.append(target)
            vouched = vouched and policy.allows_origin(target)
    kind, charset = content_type(answer.headers)
    return Response(
        url=target.url,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        content_type=kind,
        charset=charset,
        validators=read_validators(answer.headers),
        redirects=tuple(hops),
        permanent_url=_permanent(chain, hops, answer.status),
        elapsed=time.monotonic() - started,
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
    target: Target, policy: FetchPolicy, resolver: Resolver, budget: Budget, *, vouched: bool
) -> list[Address]:
    """The addresses a target may be reached at: all it has, or none if one is not acceptable."""
    if not vouched:
        check_target(target, ports=policy.ports, allow_networks=policy.allow_networks)
    if target.literal is not None:
        return [target.literal]
    found: list[Address] = []
    for text in look_up(target.host, target.port, resolver, budget):
        try:
            address = ipaddress.ip_address(text)
        except ValueError as error:
            raise RefusedAddress(f"{target.host}: {text!r}") from error
        if not vouched:
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


def _permanent(chain: list[Target], hops: list[Hop], status: int) -> str | None:
    """Where the leading permanent redirects end, before any that gives up https."""
    if not 200 <= status < 300 and status != 304:
        return None
    moved: str | None = None
    for before, after, hop in zip(chain, chain[1:], hops, strict=False):
        if hop.status not in _PERMANENT or (before.scheme, after.scheme) == ("https", "http"):
            break
        moved = after.url
    return moved


@contextlib.contextmanager
def _naming(url: str) -> Iterator[None]:
    """Note the address of the hop on an error that passes."""
    try:
        yield
    except FetchError as error:
        error.url = error.url or url
        raise
