"""Fetches that end where a redirect leaves their host, and others that go on from there."""

from __future__ import annotations

import ipaddress

import pytest

from newsdesk.lib.fetch import (
    BadUrl,
    FetchError,
    FetchPolicy,
    Hop,
    RefusedAddress,
    Response,
    TooManyRedirects,
    fetch,
)
from newsdesk.lib.hosts import parse_url
from tests.lib.fetching import AGENT, REDIRECTS, no_look_up, policy_for
from tests.odd_server import OddServer, canary, drip, head, redirect, reply


def step(url: str, policy: FetchPolicy, before: Response | None = None) -> Response:
    hops = before.redirects if before else ()
    return fetch(url, policy, same_authority=True, hops=hops)


@pytest.mark.parametrize("status", REDIRECTS)
def test_a_redirect_to_another_authority_is_told_and_not_followed(
    server: OddServer, status: int
) -> None:
    with canary() as other:
        url = server.at("/x", redirect(status, other.url("/y?z=1#part")))
        answer = step(url, policy_for(server, other))
    assert answer.onward == other.url("/y?z=1")
    assert (answer.url, answer.status, answer.body) == (url, status, b"")
    assert answer.redirects == (Hop(url, status),)
    assert answer.permanent_url is None
    assert answer.headers["Location"] == other.url("/y?z=1#part")
    assert 0 < answer.elapsed < 5


def test_redirects_within_one_authority_are_followed_first(server: OddServer) -> None:
    with canary() as other:
        server.at("/a", redirect(301, "/b"))
        server.at("/b", redirect(302, f"//127.0.0.1:{server.port}/c"))
        server.at("/c", redirect(307, other.url("/d")))
        answer = step(server.url("/a"), policy_for(server, other))
    assert answer.onward == other.url("/d")
    assert [hop.status for hop in answer.redirects] == [301, 302, 307]
    assert [request.target for request in server.seen] == ["/a", "/b", "/c"]


def test_a_redirect_that_the_caller_does_not_want_is_told_and_not_followed(
    server: OddServer,
) -> None:
    server.at("/a", redirect(301, "/b"))
    server.at("/b", redirect(302, "/c#part"))
    asked: list[str] = []

    def wanted(url: str) -> bool:
        asked.append(url)
        return url.endswith("/b")

    answer = fetch(server.url("/a"), policy_for(server), may_follow=wanted)
    assert (answer.onward, answer.body) == (server.url("/c"), b"")
    assert asked == [server.url("/b"), server.url("/c")]
    assert [request.target for request in server.seen] == ["/a", "/b"]


def test_an_answer_within_one_authority_leads_nowhere(server: OddServer) -> None:
    server.at("/a", redirect(301, "/b"))
    server.at("/b", reply(b"here"))
    answer = step(server.url("/a"), policy_for(server))
    assert (answer.body, answer.onward) == (b"here", None)
    assert answer.permanent_url == server.url("/b")


@pytest.mark.parametrize("host", ["desk.example", "2.example", "[2a00:1450::1]"])
def test_http_and_https_on_their_own_ports_are_one_authority(host: str) -> None:
    assert parse_url(f"http://{host}/").authority == parse_url(f"https://{host}/").authority
    assert parse_url(f"http://{host}:8080/").authority != parse_url(f"http://{host}/").authority


def test_the_way_goes_on_over_several_calls(server: OddServer) -> None:
    with OddServer() as second:
        policy = policy_for(server, second)
        server.at("/a", redirect(301, "/b"))
        server.at("/b", redirect(308, second.url("/c")))
        second.at("/c", redirect(301, server.url("/d")))
        server.at("/d", reply(b"here"))
        first = step(server.url("/a"), policy)
        assert first.onward == second.url("/c")
        then = step(first.onward, policy, first)
        assert then.onward == server.url("/d")
        last = step(then.onward, policy, then)
    assert (last.body, last.onward) == (b"here", None)
    assert [hop.url for hop in last.redirects] == [
        server.url("/a"),
        server.url("/b"),
        second.url("/c"),
    ]
    assert last.permanent_url == server.url("/d")


@pytest.mark.parametrize(("carried", "allowed"), [(3, True), (4, False), (5, False), (6, False)])
def test_redirects_of_all_calls_count_together(
    server: OddServer, carried: int, allowed: bool
) -> None:
    server.at("/a", redirect(302, "/b"))
    server.at("/b", redirect(302, "/c"))
    server.at("/c", reply(b"here"))
    hops = [Hop(f"https://desk.example/{number}", 302) for number in range(carried)]
    networks = (ipaddress.ip_network("127.0.0.1/32"),)
    policy = FetchPolicy(AGENT, allow_networks=networks, ports=frozenset({server.port}))
    if allowed:
        answer = fetch(server.url("/a"), policy, hops=hops)
        assert len(answer.redirects) == 5
        return
    with pytest.raises(TooManyRedirects) as caught:
        fetch(server.url("/a"), policy, hops=hops)
    assert caught.value.code == "too_many_redirects"
    assert "/c" not in {request.target for request in server.seen}
    assert carried < 6 or server.connections == 0


def test_a_loop_over_several_calls_is_recognised(server: OddServer) -> None:
    with OddServer() as second:
        policy = policy_for(server, second)
        server.at("/a", redirect(302, second.url("/b")))
        second.at("/b", redirect(302, server.url("/a")))
        first = step(server.url("/a"), policy)
        assert first.onward
        with pytest.raises(TooManyRedirects) as caught:
            step(first.onward, policy, first)
        assert caught.value.code == "redirect_loop"
        assert (server.connections, second.connections) == (1, 1)


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://127.0.0.1/", "private_address"),
        ("http://169.254.169.254/latest/", "private_address"),
        ("http://[::ffff:10.0.0.1]/", "private_address"),
        ("http://localhost/", "local_name"),
        ("http://0x7f.1/", "disguised_address"),
        ("http://desk.example:22/", "port"),
        ("ftp://desk.example/", "scheme"),
        ("http://user@desk.example/", "userinfo"),
    ],
)
def test_what_is_told_has_been_checked(server: OddServer, location: str, code: str) -> None:
    url = server.at("/x", redirect(302, location))
    with pytest.raises(FetchError) as caught:
        fetch(url, policy_for(server), same_authority=True, resolver=no_look_up)
    assert caught.value.code == code


def test_hops_from_outside_never_lead_to_an_allowed_origin() -> None:
    """Without the hops the origin would be one the operator vouches for."""
    with canary() as own:
        policy = FetchPolicy(AGENT, allow_origins=frozenset({own.origin()}))
        with pytest.raises((RefusedAddress, BadUrl)):
            fetch(own.url("/admin"), policy, hops=[Hop("https://desk.example/", 302)])


@pytest.mark.parametrize("url", ["", "desk.example", "http://127.1/", "http://["])
def test_hops_that_are_no_addresses_are_refused(server: OddServer, url: str) -> None:
    with pytest.raises(FetchError):
        fetch(server.url("/x"), policy_for(server), hops=[Hop(url, 302)])
    assert server.connections == 0


def test_the_body_of_a_redirect_that_ends_a_fetch_is_not_waited_for(server: OddServer) -> None:
    with canary() as other:
        start = head(302, [("Location", other.url("/y"))])
        url = server.at("/x", drip(start, b"x", every=0.05))
        assert step(url, policy_for(server, other)).elapsed < 1


def test_a_form_is_not_posted_elsewhere_by_itself(server: OddServer) -> None:
    with canary() as other:
        url = server.at("/x", redirect(307, other.url("/y")))
        policy = policy_for(server, other)
        answer = fetch(url, policy, method="POST", form=b"a=b", same_authority=True)
        assert answer.onward == other.url("/y")
        url = server.at("/x", redirect(302, other.url("/y")))
        answer = fetch(url, policy, method="POST", form=b"a=b", same_authority=True)
        assert (answer.onward, answer.body) == (None, b"moved")
