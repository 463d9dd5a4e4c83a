"""The fetcher against a server that behaves badly, over real sockets on this machine."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from newsdesk.lib import wire
from newsdesk.lib.fetch import (
    BadEncoding,
    BadUrl,
    FetchError,
    FetchPolicy,
    Hop,
    RefusedAddress,
    Response,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unreachable,
    Validators,
    fetch,
    retry_after,
)
from tests.odd_server import (
    Behaviour,
    OddServer,
    Peer,
    canary,
    chunked,
    drip,
    endless,
    head,
    in_turn,
    raw,
    redirect,
    reply,
    silent,
)

TLS = Path(__file__).parent / "tls"
AGENT = "Newsdesk tests (+https://desk.example/about)"
REDIRECTS = [301, 302, 303, 307, 308]


@pytest.fixture
def server() -> Iterator[OddServer]:
    with OddServer() as running:
        yield running


def policy_for(*servers: OddServer, **changes: Any) -> FetchPolicy:
    """A policy that lets the fetcher in and is quick to give up."""
    settings: dict[str, Any] = {"connect_timeout": 1.0, "total_timeout": 5.0} | changes
    origins = frozenset(server.origin() for server in servers)
    return FetchPolicy(AGENT, allow_origins=origins, **settings)


def get(server: OddServer, behaviour: Behaviour, **changes: Any) -> Response:
    return fetch(server.at("/x", behaviour), policy_for(server, **changes))


def get_error(server: OddServer, behaviour: Behaviour, **changes: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(server, behaviour, **changes)
    assert caught.value.url == server.url("/x")
    return caught.value


def no_look_up(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was looked up")


# What is sent and what is understood


def test_a_plain_answer_comes_back_whole(server: OddServer) -> None:
    fields = [("ETag", 'W/"a b"'), ("Last-Modified", "some day"), ("X-Odd", "1"), ("x-odd", "2")]
    page = reply("<p>Grüße</p>".encode(), content_type="Text/HTML; Charset=UTF-8", headers=fields)
    answer = get(server, page)
    assert (answer.status, answer.url) == (200, server.url("/x"))
    assert answer.body.decode() == "<p>Grüße</p>"
    assert (answer.content_type, answer.charset) == ("text/html", "utf-8")
    assert answer.validators == Validators('W/"a b"', "some day")
    assert answer.headers["X-ODD"] == "1, 2"
    assert (answer.redirects, answer.permanent_url, answer.downgraded) == ((), None, False)
    assert 0 < answer.elapsed < 5


def test_a_request_carries_only_what_it_needs(
    server: OddServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with canary() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.origin())
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
        monkeypatch.setenv("HOME", str(tmp_path))
        server.at("/b?c=d%20e", reply(b"ok"))
        cookie = [("Location", "/b?c=d e#part"), ("Set-Cookie", "track=1")]
        server.at("/x", reply(status=302, headers=cookie))
        fetch(server.url("/x#f"), policy_for(server), accept="text/html")
    assert [request.target for request in server.seen] == ["/x", "/b?c=d%20e"]
    for request in server.seen:
        assert request.method == "GET"
        assert dict(request.fields) == {
            "Host": f"127.0.0.1:{server.port}",
            "User-Agent": AGENT,
            "Accept": "text/html",
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Connection": "close",
        }
        assert len(request.fields) == 5


@pytest.mark.parametrize(
    "etag", ['"a"', 'W/"x"', "no-quotes", '"a", "b"', '"caf\xc3\xa9 \xff"', '"a  b"']
)
def test_validators_return_byte_for_byte_and_304_is_an_empty_answer(
    server: OddServer, etag: str
) -> None:
    fields = [("ETag", etag), ("Last-Modified", "Tue,  6 May 2031 (about noon)")]
    again = reply(status=304, headers=[*fields, ("Content-Length", "500")], length=-1)
    server.at("/x", in_turn(reply(b"new", headers=fields), again))
    first = fetch(server.url("/x"), policy_for(server))
    second = fetch(server.url("/x"), policy_for(server), validators=first.validators)
    assert server.seen[1].headers["if-none-match"] == etag
    assert server.seen[1].headers["if-modified-since"] == "Tue,  6 May 2031 (about noon)"
    assert (second.status, second.body) == (304, b"")


def test_a_304_may_bring_other_validators_or_none(server: OddServer) -> None:
    answer = get(server, reply(status=304, headers=[("ETag", '"other"')], length=-1))
    assert answer.validators == Validators('"other"', "")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451, 500, 503, 599])
def test_an_error_status_is_an_answer_with_its_body(server: OddServer, status: int) -> None:
    answer = get(server, reply(b"sorry", status=status, headers=[("Retry-After", "30")]))
    assert (answer.status, answer.body) == (status, b"sorry")
    assert retry_after(answer.headers, datetime.now(UTC)) == 30


def test_a_form_can_be_posted_and_only_307_and_308_are_followed(server: OddServer) -> None:
    policy = policy_for(server)
    server.at("/end", reply(b"done", status=202))
    for status in REDIRECTS:
        server.seen.clear()
        url = server.at("/x", redirect(status, "/end"))
        answer = fetch(url, policy, method="POST", form=b"hub.mode=subscribe")
        followed = status in (307, 308)
        assert answer.status == (202 if followed else status)
        assert [request.method for request in server.seen] == ["POST"] * (1 + followed)
        assert server.seen[-1].body == b"hub.mode=subscribe"


# Redirects


@pytest.mark.parametrize("status", REDIRECTS)
def test_each_redirect_is_followed_and_kept(server: OddServer, status: int) -> None:
    server.at("/new?a=b", reply(b"here"))
    answer = get(server, redirect(status, "new?a=b#frag"))
    assert answer.url == server.url("/new?a=b")
    assert answer.redirects == (Hop(server.url("/x"), status),)
    assert answer.permanent_url == (server.url("/new?a=b") if status in (301, 308) else None)


def test_only_the_first_permanent_hops_make_a_permanent_address(server: OddServer) -> None:
    for path, status, to in [("/x", 301, "/b"), ("/b", 308, "/c"), ("/c", 302, "/d")]:
        server.at(path, redirect(status, to))
    server.at("/d", redirect(301, "/e"))
    server.at("/e", reply(b"here"))
    answer = fetch(server.url("/x"), policy_for(server))
    assert answer.permanent_url == server.url("/c")
    assert [hop.status for hop in answer.redirects] == [301, 308, 302, 301]


@pytest.mark.parametrize("status", [404, 410, 500])
def test_a_move_to_an_error_is_not_permanent(server: OddServer, status: int) -> None:
    server.at("/new", reply(status=status))
    assert get(server, redirect(301, "/new")).permanent_url is None


@pytest.mark.parametrize("status", [300, 301, 302, 303, 305, 306, 307, 308])
def test_a_redirect_that_names_no_place_is_an_answer(server: OddServer, status: int) -> None:
    assert get(server, reply(b"choose", status=status)).body == b"choose"


@pytest.mark.parametrize("status", REDIRECTS)
def test_a_redirect_loop_is_recognised(server: OddServer, status: int) -> None:
    server.at("/a", redirect(status, "/b"))
    server.at("/b", redirect(status, "/a"))
    with pytest.raises(TooManyRedirects) as caught:
        fetch(server.url("/a"), policy_for(server))
    assert caught.value.code == "redirect_loop"
    assert len(server.seen) == 2


def test_the_sixth_redirect_is_not_followed(server: OddServer) -> None:
    for number in range(9):
        server.at(f"/{number}", redirect(302, f"/{number + 1}"))
    server.at("/5", in_turn(reply(b"five hops"), redirect(302, "/6")))
    assert len(fetch(server.url("/0"), policy_for(server)).redirects) == 5
    with pytest.raises(TooManyRedirects) as caught:
        fetch(server.url("/0"), policy_for(server))
    assert caught.value.code == "too_many_redirects"
    assert "/6" not in {request.target for request in server.seen}


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize(
    "form",
    [
        "http://127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://127.1:{port}/",
        "http://2130706433:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://user@127.0.0.1:{port}/",
        "https://127.0.0.1:{port}/",
        "http://inside.example:{port}/",
    ],
)
def test_a_redirect_to_a_private_place_never_connects(
    server: OddServer, status: int, form: str
) -> None:
    with canary() as bird:
        url = server.at("/x", redirect(status, form.format(port=bird.port)))
        policy = policy_for(server, ports=frozenset({bird.port}))
        with pytest.raises((RefusedAddress, BadUrl)):
            fetch(url, policy, resolver=lambda host, port: ["127.0.0.1"])


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("ftp://desk.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("http://desk.example:22/", "port"),
        ("http://a\\@desk.example/", "bad_redirect"),
        ("", "bad_redirect"),
        ("http://[", "bad_redirect"),
        ("/" + "a" * 9_000, "bad_redirect"),
        ("/a\x01b", "bad_redirect"),
    ],
)
def test_a_redirect_to_no_web_address_is_refused(
    server: OddServer, location: str, code: str
) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(server.at("/x", redirect(301, location)), policy_for(server), resolver=no_look_up)
    assert caught.value.code == code


def test_two_different_locations_are_refused(server: OddServer) -> None:
    both = reply(status=302, headers=[("Location", "/a"), ("Location", "/b")])
    assert get_error(server, both).code == "bad_redirect"


def test_a_location_in_raw_utf8_is_understood(server: OddServer) -> None:
    server.at("/gr%C3%BC%C3%9Fe", reply(b"here"))
    moved = raw(b"HTTP/1.1 302 Found\r\nLocation: /gr\xc3\xbc\xc3\x9fe\r\n\r\n")
    assert get(server, moved).body == b"here"


def test_the_body_of_a_redirect_is_not_waited_for(server: OddServer) -> None:
    server.at("/new", reply(b"here"))
    moved = head(302, [("Location", "/new")])
    assert get(server, drip(moved, b"x", every=0.05)).elapsed < 1


def test_an_allowed_origin_is_not_reached_from_outside(server: OddServer) -> None:
    """Stands in for the outside: a name that the policy's ranges allow but its origins do not."""
    with canary() as own:
        policy = FetchPolicy(
            AGENT,
            allow_origins=frozenset({own.origin()}),
            allow_networks=(ipaddress.ip_network("127.0.0.1/32"),),
            ports=frozenset({server.port}),
        )
        server.at("/x", redirect(302, own.url("/admin")))
        with pytest.raises(BadUrl) as caught:
            fetch(server.url("/x"), policy)
        assert caught.value.code == "port"


def test_a_redirect_between_allowed_origins_is_followed(server: OddServer) -> None:
    with OddServer() as other:
        server.at("/x", redirect(302, other.at("/y", reply(b"here"))))
        assert fetch(server.url("/x"), policy_for(server, other)).url == other.url("/y")


# Addresses behind names


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
        ["127.0.0.1", "8.8.8.8"],
        ["2606:4700::1", "::1"],
        ["8.8.8.8", "::ffff:127.0.0.1"],
        ["fe80::1%eth0"],
        ["8.8.8.8", "169.254.169.254"],
        ["8.8.8.8", "not an address"],
        [*(f"8.8.8.{number}" for number in range(60)), "10.0.0.1"],
    ],
)
def test_a_name_with_any_private_address_is_refused(addresses: list[str]) -> None:
    with canary() as bird, pytest.raises(RefusedAddress) as caught:
        policy = FetchPolicy(AGENT, ports=frozenset({bird.port}))
        fetch(bird.url(host="desk.example"), policy, resolver=lambda host, port: addresses)
    assert caught.value.url == bird.url(host="desk.example")


def test_a_name_is_looked_up_once_and_that_answer_is_used(server: OddServer) -> None:
    """A rebinding name: allowed at first, somewhere else when asked again."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    server.at("/x", reply(b"here"))
    policy = FetchPolicy(
        AGENT,
        allow_networks=(ipaddress.ip_network("127.0.0.1/32"),),
        ports=frozenset({server.port}),
    )
    url = server.url("/x", host="desk.example")
    assert fetch(url, policy, resolver=rebinding).body == b"here"
    assert asked == ["desk.example"]
    assert server.seen[0].headers["host"] == f"desk.example:{server.port}"
    with pytest.raises(RefusedAddress):
        fetch(url, policy, resolver=rebinding)
    assert server.connections == 1


def test_each_hop_is_looked_up_and_checked_again(server: OddServer) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.3"]])
    server.at("/x", redirect(302, "/y"))
    policy = FetchPolicy(
        AGENT,
        allow_networks=(ipaddress.ip_network("127.0.0.1/32"),),
        ports=frozenset({server.port}),
    )
    with pytest.raises(RefusedAddress):
        fetch(
            server.url("/x", host="desk.example"), policy, resolver=lambda host, port: next(answers)
        )
    assert server.connections == 1


def test_no_system_look_up_happens_behind_the_resolver(
    server: OddServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", no_look_up)
    server.at("/x", reply(b"here"))
    policy = FetchPolicy(AGENT, allow_origins=frozenset({server.origin("desk.example")}))
    url = server.url("/x", host="desk.example")
    assert fetch(url, policy, resolver=lambda host, port: ["127.0.0.1"]).body == b"here"


def test_the_next_address_is_tried_when_the_first_does_not_answer(server: OddServer) -> None:
    server.at("/x", reply(b"here"))
    policy = FetchPolicy(AGENT, allow_origins=frozenset({server.origin("desk.example")}))
    url = server.url("/x", host="desk.example")
    answer = fetch(url, policy, resolver=lambda host, port: ["127.0.0.9", "127.0.0.1"])
    assert answer.body == b"here"


@pytest.mark.parametrize("failure", [socket.gaierror(-2, "no such name"), UnicodeError("bad")])
def test_an_unknown_name_is_unreachable(failure: Exception) -> None:
    def failing(host: str, port: int) -> list[str]:
        raise failure

    def empty(host: str, port: int) -> list[str]:
        return []

    for resolver in (failing, empty):
        with pytest.raises(Unreachable) as caught:
            fetch("http://desk.example/", FetchPolicy(AGENT), resolver=resolver)
        assert caught.value.code == "name_unknown"


def test_a_resolver_that_hangs_is_left_behind_in_time() -> None:
    release = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        release.wait(10)
        return []

    started = time.monotonic()
    with pytest.raises(TimedOut):
        fetch("http://desk.example/", FetchPolicy(AGENT, total_timeout=0.3), resolver=hanging)
    assert time.monotonic() - started < 1
    release.set()


# Time


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


# Size

BOMB = 300


def zeros_in_gzip() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    block = b"\0" * 1_000_000
    return b"".join(packer.compress(block) for _ in range(BOMB)) + packer.flush()


def zeros_in_brotli() -> bytes:
    packer = brotli.Compressor(quality=1)
    block = b"\0" * 1_000_000
    parts: list[bytes] = [packer.process(block) for _ in range(BOMB)]
    return b"".join(parts) + bytes(packer.finish())


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", zeros_in_gzip), ("br", zeros_in_brotli)])
@pytest.mark.parametrize("framed", [False, True])
def test_a_bomb_is_too_large_and_costs_little_memory(
    server: OddServer, encoding: str, pack: Callable[[], bytes], framed: bool
) -> None:
    packed = pack()
    fields = [("Content-Encoding", encoding)]
    if framed:
        start = head(200, [*fields, ("Transfer-Encoding", "chunked")])
        behaviour = raw(start + chunked([packed]))
    else:
        behaviour = reply(packed, headers=fields)
    tracemalloc.start()
    try:
        error = get_error(server, behaviour)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.code == "too_large"
    assert peak < 20_000_000


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


# Damage


@pytest.mark.parametrize(
    ("encoding", "body", "code"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(b"x")), "nested_encoding"),
        ("gzip, br", b"x", "nested_encoding"),
        ("zstd", b"\x28\xb5\x2f\xfd", "bad_encoding"),
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


@pytest.mark.parametrize(
    ("behaviour", "body"),
    [
        (reply(b""), b""),
        (reply(b"", headers=[("Content-Encoding", "gzip")]), b""),
        (raw(head(200)), b""),
        (raw(b"HTTP/1.0 200 OK\n\nold and plain"), b"old and plain"),
        (raw(b"HTTP/1.1 200\r\n\r\nno reason"), b"no reason"),
        (reply(status=204, headers=[("Content-Length", "7")], length=-1), b""),
        (reply(b"hello and more", length=5), b"hello"),
        (reply(b"hello", length=-1), b"hello"),
        (raw(head(200, [("Content-Length", "abc")]) + b"hello"), b"hello"),
        (raw(head(200, [("Content-Length", "-5")]) + b"hello"), b"hello"),
        (raw(head(200, [("Transfer-Encoding", "Chunked")]) + chunked([b"he", b"llo"])), b"hello"),
        (
            raw(
                head(200, [("Content-Length", "2"), ("Transfer-Encoding", "chunked")])
                + chunked([b"hello"])
            ),
            b"hello",
        ),
        (raw(b"HTTP/1.1 100 Continue\r\n\r\n" + head(200) + b"hello"), b"hello"),
        (reply(b"a\0b\xff\xfe"), b"a\0b\xff\xfe"),
    ],
)
def test_odd_but_usable_answers_are_read(
    server: OddServer, behaviour: Behaviour, body: bytes
) -> None:
    assert get(server, behaviour).body == body


def test_a_server_that_keeps_the_connection_open_is_not_waited_for(server: OddServer) -> None:
    def keep_open(peer: Peer) -> None:
        peer.send(head(200, [("Content-Length", "5"), ("Connection", "keep-alive")]) + b"hello")
        silent(peer)

    answer = get(server, keep_open)
    assert answer.body == b"hello"
    assert answer.elapsed < 1


@pytest.mark.parametrize(
    ("value", "kind", "charset"),
    [
        ("text/html; charset=klingon", "text/html", "klingon"),
        ("nonsense", "", ""),
        ("", "", ""),
    ],
)
def test_lying_and_missing_types_are_passed_on_as_they_are(
    server: OddServer, value: str, kind: str, charset: str
) -> None:
    answer = get(server, reply(b"\xe4", content_type=value))
    assert (answer.content_type, answer.charset, answer.body) == (kind, charset, b"\xe4")


# TLS


@pytest.fixture
def secure_server() -> Iterator[OddServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem")
    with OddServer(tls=context) as running:
        yield running


def secure_policy(server: OddServer, host: str = "desk.example", **changes: Any) -> FetchPolicy:
    settings: dict[str, Any] = {"ca_file": str(TLS / "ca.pem"), "total_timeout": 5.0} | changes
    return FetchPolicy(AGENT, allow_origins=frozenset({server.origin(host)}), **settings)


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


# Housekeeping


def test_many_threads_fetch_at_once(server: OddServer) -> None:
    urls = [server.at(f"/{number}", reply(str(number).encode())) for number in range(40)]
    bodies: dict[str, bytes] = {}

    def work(url: str) -> None:
        bodies[url] = fetch(url, policy_for(server)).body

    threads = [threading.Thread(target=work, args=(url,)) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [bodies[url] for url in urls] == [str(number).encode() for number in range(40)]


def test_no_socket_stays_open_after_success_or_failure(server: OddServer) -> None:
    def open_files() -> int:
        return len(list(Path("/dev/fd").iterdir()))

    server.at("/good", reply(b"ok"))
    server.at("/bad", drip(head(200), b"x", every=0.02))
    policy = policy_for(server, total_timeout=0.1)
    fetch(server.url("/good"), policy)
    kept = [error for error in (catch(server.url("/bad"), policy) for _ in range(3)) if error]
    for _ in range(3):
        fetch(server.url("/good"), policy)
    deadline = time.monotonic() + 3
    before_threads_end = open_files()
    while server._open and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(kept) == 3
    assert not server._open
    assert open_files() <= before_threads_end


def catch(url: str, policy: FetchPolicy) -> FetchError | None:
    try:
        fetch(url, policy)
    except FetchError as error:
        return error
    return None


def test_allowed_origins_are_read_like_any_address() -> None:
    policy = FetchPolicy(AGENT, allow_origins=frozenset({"HTTP://127.0.0.1:80/", "https://a:9"}))
    assert policy.allow_origins == {"http://127.0.0.1", "https://a:9"}


def test_look_ups_under_way_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.BoundedSemaphore(1)
    monkeypatch.setattr(wire, "_lookups", free)
    release = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        release.wait(10)
        return []

    policy = FetchPolicy(AGENT, total_timeout=0.2)
    for resolver in (hanging, no_look_up):
        with pytest.raises(TimedOut):
            fetch("http://desk.example/", policy, resolver=resolver)
    release.set()
    assert free.acquire(timeout=5), "the look-up left behind gave its place back"
