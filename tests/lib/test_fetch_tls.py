"""Certificates, handshakes and the way down from https to http."""

from __future__ import annotations

import socket
import time

import pytest

from newsdesk.lib.fetch import FetchPolicy, TimedOut, Unreachable, fetch
from tests.lib.fetching import AGENT, TLS, secure_policy
from tests.odd_server import OddServer, drip, head, redirect, reply


def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def test_https_checks_the_certificate_against_the_name(secure_server: OddServer) -> None:
    asked: list[str] = []
    assert secure_server.tls is not None
    secure_server.tls.sni_callback = lambda sock, name, context: asked.append(name)
    secure_server.at("/x", reply(b"safe"))
    url = secure_server.url("/x", host="desk.example")
    answer = fetch(url, secure_policy(secure_server), resolver=here)
    assert (answer.body, asked) == (b"safe", ["desk.example"])
    assert secure_server.seen[0].headers["host"] == f"desk.example:{secure_server.port}"


@pytest.mark.parametrize(
    ("host", "trusted"), [("other.example", True), ("127.0.0.1", True), ("desk.example", False)]
)
def test_a_certificate_for_another_name_or_of_no_authority_is_refused(
    secure_server: OddServer, host: str, trusted: bool
) -> None:
    changes = {} if trusted else {"ca_file": None}
    policy = secure_policy(secure_server, host, **changes)
    with pytest.raises(Unreachable) as caught:
        fetch(secure_server.url(host=host), policy, resolver=here)
    assert caught.value.code == "certificate"
    assert not caught.value.may_pass
    assert secure_server.seen == []


def test_https_to_a_server_without_it_fails_clearly(server: OddServer) -> None:
    origin = f"https://127.0.0.1:{server.port}"
    with pytest.raises(Unreachable) as caught:
        fetch(origin, FetchPolicy(AGENT, allow_origins=frozenset({origin}), total_timeout=2))
    assert caught.value.code == "tls"


def test_a_handshake_that_never_comes_times_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"https://127.0.0.1:{listener.getsockname()[1]}"
        policy = FetchPolicy(AGENT, allow_origins=frozenset({origin}), connect_timeout=0.3)
        started = time.monotonic()
        with pytest.raises(TimedOut):
            fetch(origin, policy)
        assert time.monotonic() - started < 1


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX: ", head(200)])
def test_dripping_over_tls_is_cut_as_well(secure_server: OddServer, start: bytes) -> None:
    secure_server.at("/x", drip(start, b"x", every=0.05))
    policy = secure_policy(secure_server, total_timeout=0.5)
    started = time.monotonic()
    with pytest.raises(TimedOut):
        fetch(secure_server.url("/x", host="desk.example"), policy, resolver=here)
    assert time.monotonic() - started < 1


def test_a_step_down_to_http_is_noted_and_never_permanent(
    secure_server: OddServer, server: OddServer
) -> None:
    server.at("/y", reply(b"here"))
    secure_server.at("/x", redirect(301, server.url("/y")))
    origins = frozenset({secure_server.origin("desk.example"), server.origin()})
    policy = FetchPolicy(AGENT, allow_origins=origins, ca_file=str(TLS / "ca.pem"))
    answer = fetch(secure_server.url("/x", host="desk.example"), policy, resolver=here)
    assert answer.body == b"here"
    assert answer.downgraded
    assert answer.permanent_url is None
