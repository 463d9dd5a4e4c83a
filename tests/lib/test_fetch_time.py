"""Servers that drip, stall and never answer: every deadline holds."""

from __future__ import annotations

import gzip
import socket
import time

import pytest

from newsdesk.lib.fetch import FetchPolicy, TimedOut, Unreachable, fetch
from tests.lib.fetching import AGENT, get_error, policy_for
from tests.odd_server import Behaviour, OddServer, Peer, drip, head, redirect, silent


def slow_starts() -> dict[str, Behaviour]:
    return {
        "silence": silent,
        "a dripping status line": drip(b"HTTP/1.1 ", b"2", every=0.05),
        "a dripping header": drip(b"HTTP/1.1 200 OK\r\nX: ", b"x", every=0.05),
        "dripping header lines": drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", every=0.05),
        "dripping 100 Continue": drip(b"", b"HTTP/1.1 100 Go on\r\n\r\n", every=0.05),
        "a silent body": drip(head(200, [("Content-Length", "9")]), b"", every=0.05),
        "a dripping body": drip(head(200, [("Content-Length", "99999")]), b"x", every=0.05),
        "a dripping body without length": drip(head(200), b"x", every=0.05),
        "a dripping gzip body": drip(
            head(200, [("Content-Encoding", "gzip")]) + gzip.compress(b"x")[:10], b"", every=0.05
        ),
        "dripping chunks": drip(
            head(200, [("Transfer-Encoding", "chunked")]), b"1\r\nx\r\n", every=0.05
        ),
        "a dripping chunk size": drip(
            head(200, [("Transfer-Encoding", "chunked")]), b"0", every=0.05
        ),
        "dripping trailers": drip(
            head(200, [("Transfer-Encoding", "chunked")]) + b"0\r\n", b"X: y\r\n", every=0.05
        ),
    }


@pytest.mark.parametrize("name", slow_starts())
def test_whatever_drips_in_the_deadline_holds(server: OddServer, name: str) -> None:
    started = time.monotonic()
    error = get_error(server, slow_starts()[name], total_timeout=0.4)
    assert isinstance(error, TimedOut)
    assert error.may_pass
    assert 0.35 < time.monotonic() - started < 1


def test_the_deadline_covers_all_hops_together(server: OddServer) -> None:
    def slow(to: str) -> Behaviour:
        def behave(peer: Peer) -> None:
            peer.pause(0.15)
            redirect(302, to)(peer)

        return behave

    for number in range(6):
        server.at(f"/{number}", slow(f"/{number + 1}"))
    started = time.monotonic()
    with pytest.raises(TimedOut):
        fetch(server.url("/0"), policy_for(server, total_timeout=0.4))
    assert time.monotonic() - started < 1


def test_a_place_that_does_not_answer_the_call_times_out() -> None:
    """A listener whose queue is full: further connections hang."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(listener.getsockname())
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        policy = FetchPolicy(AGENT, allow_origins=frozenset({origin}), connect_timeout=0.3)
        started = time.monotonic()
        with pytest.raises(TimedOut):
            fetch(origin, policy)
        assert time.monotonic() - started < 1
        for each in waiting:
            each.close()


def test_a_closed_port_is_refused_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(Unreachable) as caught:
        fetch(origin, FetchPolicy(AGENT, allow_origins=frozenset({origin})))
    assert caught.value.code == "refused"
