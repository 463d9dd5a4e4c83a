"""A WebSub hub on 127.0.0.1, as honest or as odd as a test asks.

It takes requests like a hub does and writes them down. What a hub does afterwards, by itself and
at any time, tests have it do by name, and get the subscriber's answer back:

    with HubServer(tls=context) as hub:
        ...                                  # the desk asks hub.url
        assert hub.verify().body == hub.challenge
        hub.send(b"<rss/>", method="sha384")

It reads subscribers' requests with nothing of the desk's, and signs by the text of the
Recommendation (7.1): ``method=hexadecimal HMAC of the body``.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from ssl import SSLContext
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.odd_server import Behaviour, OddServer, Peer, reply


@dataclass(frozen=True)
class Said:
    """A subscriber's answer; header names are in lower case."""

    status: int
    body: str
    headers: dict[str, str]


@dataclass
class HubServer:
    """Answers at `url`; with `tls` it is an https server for the name ``desk.example``."""

    tls: SSLContext | None = None
    #: How it answers requests from now on.
    answer: Behaviour = field(default_factory=lambda: reply(status=202))
    #: What it does before it answers, as a hub that verifies at once.
    first: Callable[[], object] = lambda: None
    #: The fields of each request, as they came.
    asked: list[dict[str, str]] = field(default_factory=list)
    challenge: str = "q7!Ω <b>?"

    def __enter__(self) -> HubServer:
        self.server = OddServer(tls=self.tls).__enter__()
        self.server.at("/hub", self._take)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    @property
    def url(self) -> str:
        return self.server.url("/hub", self.host)

    @property
    def origin(self) -> str:
        return self.server.origin(self.host)

    @property
    def host(self) -> str:
        return "desk.example" if self.tls else "127.0.0.1"

    def _take(self, peer: Peer) -> None:
        assert peer.request.method == "POST"
        assert peer.request.headers["content-type"] == "application/x-www-form-urlencoded"
        pairs = parse_qsl(peer.request.body.decode(), strict_parsing=True)
        assert len(dict(pairs)) == len(pairs)
        self.asked.append(dict(pairs))
        self.first()
        self.answer(peer)

    def verify(self, **changes: str | None) -> Said:
        """Verify the last request; `changes` replace fields ("lease_seconds"), None drops one."""
        last = self.asked[-1]
        told: dict[str, str | None] = {
            "mode": last["hub.mode"],
            "topic": last["hub.topic"],
            "challenge": self.challenge,
            "lease_seconds": last.get("hub.lease_seconds"),
            **changes,
        }
        fields = {f"hub.{name}": value for name, value in told.items() if value is not None}
        return self.call("GET", f"?{urlencode(fields)}")

    def deny(self, reason: str | None = None, **changes: str) -> Said:
        """Deny the last request, which a hub may also do long after it was verified."""
        return self.verify(
            **{"mode": "denied", "reason": reason, "challenge": None, "lease_seconds": None}
            | changes
        )

    def send(
        self,
        body: bytes,
        *,
        method: str = "sha256",
        secret: str | None = None,
        signature: str | None = None,
        to: str | None = None,
    ) -> Said:
        """Distribute `body`, signed with the secret last told, another one, or any nonsense."""
        headers = {"Content-Type": "application/rss+xml", "Link": f'<{self.url}>; rel="hub"'}
        key = secret or self.asked[-1].get("hub.secret", "")
        if signature is None and key:
            digest = hmac.new(key.encode(), body, getattr(hashlib, method)).hexdigest()
            signature = f"{method}={digest}"
        if signature:
            headers["X-Hub-Signature"] = signature
        return self.call("POST", body=body, headers=headers, to=to)

    def call(
        self,
        method: str,
        query: str = "",
        *,
        body: bytes | Iterator[bytes] | None = None,
        headers: dict[str, str] | None = None,
        to: str | None = None,
    ) -> Said:
        """Call the callback last told, or `to`, without following anything."""
        address = urlsplit(to or self.asked[-1]["hub.callback"])
        connection = HTTPConnection(address.hostname or "", address.port, timeout=30)
        try:
            connection.request(
                method,
                address.path + query,
                body,
                headers or {},
                encode_chunked=isinstance(body, Iterator),
            )
            answer: HTTPResponse = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Said(answer.status, answer.read().decode(), told)
        finally:
            connection.close()
