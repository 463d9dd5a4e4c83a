"""The addresses behind names: looked up once, all of them checked, and only those used."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time

import pytest

from newsdesk.lib import wire
from newsdesk.lib.fetch import FetchPolicy, RefusedAddress, TimedOut, Unreachable, fetch
from newsdesk.lib.wire import Resolver
from tests.lib.fetching import AGENT, REDIRECTS, no_look_up
from tests.odd_server import OddServer, canary, redirect, reply


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


def test_a_place_is_given_back_where_it_was_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = threading.BoundedSemaphore(1), threading.BoundedSemaphore(1)
    monkeypatch.setattr(wire, "_lookups", first)
    release = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        release.wait(30)
        return []

    with pytest.raises(TimedOut):
        fetch("http://desk.example/", FetchPolicy(AGENT, total_timeout=0.3), resolver=hanging)
    monkeypatch.setattr(wire, "_lookups", second)
    release.set()
    assert first.acquire(timeout=5)


def test_look_ups_under_way_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.BoundedSemaphore(1)
    monkeypatch.setattr(wire, "_lookups", free)
    release = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        release.wait(30)
        return []

    policy = FetchPolicy(AGENT, total_timeout=0.3)
    for resolver in (hanging, no_look_up):
        with pytest.raises(TimedOut):
            fetch("http://desk.example/", policy, resolver=resolver)
    release.set()
    assert free.acquire(timeout=5), "the look-up left behind gave its place back"


# A small internet: every address leads to the odd server, and what was called is noted


@pytest.fixture
def called(server: OddServer, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The addresses connected to, in order; the fetcher believes that they answered."""
    places: list[tuple[str, int]] = []
    connect = wire.PlainSocket.connect

    def divert(connection: wire.PlainSocket, place: tuple[str, int]) -> None:
        places.append(place)
        connect(connection, ("127.0.0.1", server.port))

    monkeypatch.setattr(wire.PlainSocket, "connect", divert)
    return places


def rebinding(*answers: str) -> Resolver:
    """A name whose address changes with every look-up."""
    remaining = list(answers)
    return lambda host, port: [remaining.pop(0)]


def test_a_rebinding_name_is_connected_to_at_its_first_address_only(
    server: OddServer, called: list[tuple[str, int]]
) -> None:
    server.at("/x", reply(b"here"))
    names = rebinding("8.8.8.8", "127.0.0.1")
    assert fetch("http://desk.example/x", FetchPolicy(AGENT), resolver=names).body == b"here"
    assert called == [("8.8.8.8", 80)]
    with pytest.raises(RefusedAddress):
        fetch("http://desk.example/x", FetchPolicy(AGENT), resolver=names)
    assert called == [("8.8.8.8", 80)]


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("second", ["127.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254"])
def test_a_name_that_rebinds_between_hops_is_refused(
    server: OddServer, called: list[tuple[str, int]], status: int, second: str
) -> None:
    server.at("/x", redirect(status, "/y"))
    names = rebinding("8.8.8.8", second)
    with pytest.raises(RefusedAddress) as caught:
        fetch("http://desk.example/x", FetchPolicy(AGENT), resolver=names)
    assert caught.value.url == "http://desk.example/y"
    assert called == [("8.8.8.8", 80)]


def test_a_name_that_rebinds_between_calls_of_one_trail_is_refused(
    server: OddServer, called: list[tuple[str, int]]
) -> None:
    server.at("/x", redirect(301, "http://other.example:8080/y"))
    policy, names = FetchPolicy(AGENT), rebinding("8.8.8.8", "10.0.0.1")
    first = fetch("http://desk.example/x", policy, same_authority=True, resolver=names)
    assert first.onward == "http://other.example:8080/y"
    with pytest.raises(RefusedAddress):
        fetch(first.onward, policy, hops=first.redirects, resolver=names)
    assert called == [("8.8.8.8", 80)]


def test_an_upgrade_to_https_stays_within_one_authority(
    server: OddServer, called: list[tuple[str, int]]
) -> None:
    """The server speaks no TLS, so all there is to see is that the call was made."""
    server.at("/x", redirect(301, "https://desk.example/x"))
    with pytest.raises(Unreachable) as caught:
        fetch(
            "http://desk.example/x",
            FetchPolicy(AGENT),
            same_authority=True,
            resolver=rebinding("8.8.8.8", "8.8.4.4"),
        )
    assert caught.value.code == "tls"
    assert called == [("8.8.8.8", 80), ("8.8.4.4", 443)]


def test_no_more_than_four_addresses_of_a_name_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []

    def refuse(connection: wire.PlainSocket, place: tuple[str, int]) -> None:
        tried.append(place[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(wire.PlainSocket, "connect", refuse)
    many = [f"8.8.8.{number}" for number in range(60)]
    with pytest.raises(Unreachable):
        fetch("http://desk.example/", FetchPolicy(AGENT), resolver=lambda host, port: many)
    assert tried == many[:4]
