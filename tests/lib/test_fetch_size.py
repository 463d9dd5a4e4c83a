"""Bombs, endless bodies and headers without end, cut at their limits."""

from __future__ import annotations

import gzip
import time

import pytest

from newsdesk.lib.fetch import TooLarge
from tests.lib.fetching import get, get_error
from tests.odd_server import Behaviour, OddServer, chunked, drip, endless, head, raw, reply


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (head(200), b"x" * 10_000),
        (head(200, [("Content-Length", "1999999")]), b"x" * 10_000),
        (head(200, [("Transfer-Encoding", "chunked")]), b"2710\r\n" + b"x" * 10_000 + b"\r\n"),
        (head(200, [("Transfer-Encoding", "chunked")]), b"1\r\nx\r\n" * 1_000),
        (head(200, [("Transfer-Encoding", "chunked")]) + b"-1\r\n", b"x" * 10_000),
        (head(200, [("Transfer-Encoding", "chunked")]) + b"0\r\n", b"X: y\r\n" * 1_000),
    ],
)
def test_an_endless_body_is_cut_at_the_limit(server: OddServer, start: bytes, piece: bytes) -> None:
    error = get_error(server, endless(start, piece), max_wire=200_000, max_decoded=150_000)
    assert error.code in {"too_large", "broken_off"}


def test_the_wire_limit_counts_what_is_sent_not_what_it_unpacks_to(server: OddServer) -> None:
    packed = gzip.compress(b"x" * 100_000)
    answer = get(server, reply(packed, headers=[("Content-Encoding", "gzip")]), max_wire=1_000)
    assert len(answer.body) == 100_000
    assert get_error(server, reply(b"x" * 1_001), max_wire=1_000).code == "too_large"
    assert len(get(server, reply(b"x" * 1_000), max_wire=1_000).body) == 1_000
    pieces = head(200, [("Transfer-Encoding", "chunked")]) + chunked([b"x"] * 1_001)
    assert get_error(server, raw(pieces), max_wire=1_000).code == "too_large"


@pytest.mark.parametrize("length", ["2000001", "9" * 30, "9" * 5_000])
def test_an_announced_length_beyond_the_limit_is_refused_unread(
    server: OddServer, length: str
) -> None:
    behaviour = drip(head(200, [("Content-Length", length)]), b"x", every=0.05)
    started = time.monotonic()
    assert isinstance(get_error(server, behaviour), TooLarge)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "behaviour",
    [
        raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n" + (b"X: " + b"y" * 2_000 + b"\r\n") * 99 + b"\r\n"),
        raw(b"HTTP/1.1 200 " + b"O" * 70_000 + b"\r\n\r\n"),
        endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 100),
        endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 1_000),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        endless(b"HTTP/1.1 200 ", b"O" * 1_000),
    ],
)
def test_huge_headers_are_refused(server: OddServer, behaviour: Behaviour) -> None:
    assert get_error(server, behaviour).code == "headers_too_large"


def test_large_but_reasonable_headers_pass(server: OddServer) -> None:
    fields = [(f"X-{number}", "y" * 500) for number in range(80)]
    assert get(server, reply(b"ok", headers=fields)).body == b"ok"
