"""Answers that are damaged, packed wrongly, or no HTTP at all."""

from __future__ import annotations

import contextlib
import gzip
import socket
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdesk.lib.fetch import BadEncoding, FetchError, Unreachable, fetch
from tests.lib.fetching import get_error, no_look_up, policy_for
from tests.odd_server import Behaviour, OddServer, Peer, chunked, head, raw, reply


@pytest.mark.parametrize(
    ("encoding", "body", "code"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(b"x")), "nested_encoding"),
        ("gzip, br", b"x", "nested_encoding"),
        ("zstd", b"\x28\xb5\x2f\xfd", "broken_off"),
        ("zstd", b"<html>", "bad_encoding"),
        ("zstd, zstd", b"x", "nested_encoding"),
        ("compress", b"\x1f\x9d", "bad_encoding"),
        ("gzip", b"<html>", "bad_encoding"),
        ("br", b"<html>\xff\xff", "bad_encoding"),
        ("gzip", gzip.compress(b"x" * 1_000)[:-12], "broken_off"),
    ],
)
def test_damaged_and_nested_codings_are_refused(
    server: OddServer, encoding: str, body: bytes, code: str
) -> None:
    error = get_error(server, reply(body, headers=[("Content-Encoding", encoding)]))
    assert error.code == code


def test_repeated_coding_headers_count_as_nested(server: OddServer) -> None:
    twice = [("Content-Encoding", "gzip"), ("content-encoding", "gzip")]
    body = gzip.compress(gzip.compress(b"x"))
    assert isinstance(get_error(server, reply(body, headers=twice)), BadEncoding)


@pytest.mark.parametrize("encoding", ["gzip, chunked", "gzip", "x"])
def test_packed_transfers_are_refused(server: OddServer, encoding: str) -> None:
    behaviour = raw(head(200, [("Transfer-Encoding", encoding)]) + chunked([b"x"]))
    assert get_error(server, behaviour).code == "bad_encoding"


@pytest.mark.parametrize(
    "behaviour",
    [
        reply(b"short", length=500),
        raw(head(200, [("Transfer-Encoding", "chunked")]) + b"5\r\nhello\r\n"),
        raw(head(200, [("Transfer-Encoding", "chunked")]) + b"ff\r\nhello"),
        raw(head(200, [("Transfer-Encoding", "chunked")]) + b"-3\r\nhello\r\n0\r\n\r\n"),
        raw(head(200, [("Transfer-Encoding", "chunked")]) + b"zz\r\nhello\r\n0\r\n\r\n"),
        raw(b""),
        raw(b"HTTP/1.1 200 OK\r\nContent-Le"),
        raw(b"HTTP/1.1 200 OK\r\nX: y\r\n"),
        raw(b"HTTP/1.1 200 OK"),
    ],
)
def test_an_answer_that_stops_early_is_broken_off(server: OddServer, behaviour: Behaviour) -> None:
    error = get_error(server, behaviour)
    assert error.code in {"broken_off", "not_http"}
    assert error.may_pass


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"\0" * 500,
        b"SSH-2.0-Odd\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"<html>hello</html>",
        b"HTTP/1.1 99 X\r\n\r\n",
        b"HTTP/1.1 103 Early\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
    ],
)
def test_what_is_not_http_says_so(server: OddServer, data: bytes) -> None:
    error = get_error(server, raw(data))
    assert isinstance(error, Unreachable)
    assert error.code == "not_http"


def test_a_reset_connection_is_broken_off(server: OddServer) -> None:
    def reset(peer: Peer) -> None:
        peer.send(head(200, [("Content-Length", "500")]) + b"x")
        linger = b"\x01\0\0\0\0\0\0\0"
        peer.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        peer.connection.close()

    assert get_error(server, reset).code == "broken_off"


pieces = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.0 302 Found\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"Content-Length: 3\r\n",
        b"Content-Length: -1, 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Content-Encoding: zstd\r\n",
        b"Location: /x\r\n",
        b"Location: //\xff\r\n",
        b": no name\r\n",
        b" folded\r\n",
        b"\r\n",
        b"\n",
        b"3\r\nabc\r\n",
        b"0\r\n",
        b"-3\r\n",
        b"\0",
    ]
)


@pytest.fixture(scope="module")
def odd() -> Iterator[OddServer]:
    with OddServer() as running:
        yield running


@given(st.lists(pieces | st.binary(max_size=20), max_size=12).map(b"".join))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_an_answer_or_one_of_our_errors(odd: OddServer, data: bytes) -> None:
    url = odd.at("/x", raw(data))
    with contextlib.suppress(FetchError):
        assert fetch(url, policy_for(odd), resolver=no_look_up).status >= 200
