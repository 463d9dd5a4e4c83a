"""Redirects: followed, counted, and never to where they must not lead."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from newsdesk.lib import wire
from newsdesk.lib.fetch import (
    BadUrl,
    FetchError,
    FetchPolicy,
    Hop,
    RefusedAddress,
    TooManyRedirects,
    fetch,
)
from tests.lib.fetching import AGENT, REDIRECTS, get, get_error, no_look_up, policy_for
from tests.odd_server import OddServer, canary, drip, head, in_turn, raw, redirect, reply


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


PRIVATE = [
    "http://127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}",
    "http://localhost:{port}/",
    "http://localhost.:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://127.1:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://2130706433:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[fec0::1]:{port}/",
    "http://[fd00:ec2::254]:{port}/",
    "http://[ff02::1]:{port}/",
    "http://100.64.0.1:{port}/",
    "http://169.254.169.254:{port}/latest/meta-data/",
    "http://metadata.google.internal:{port}/",
    "http://\uff11\uff12\uff17.\uff10.\uff10.\uff11:{port}/",
    "http://127\u30020\u30020\u30021:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://desk.example@127.0.0.1:{port}/",
    "http://desk.example\\@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "http://inside.example:{port}/",
]


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("form", PRIVATE, ids=ascii)
def test_a_redirect_to_a_private_place_never_connects(
    server: OddServer, status: int, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[Any] = []
    connect = wire.PlainSocket.connect

    def watched(connection: wire.PlainSocket, place: Any) -> None:
        called.append(place)
        connect(connection, place)

    monkeypatch.setattr(wire.PlainSocket, "connect", watched)
    with canary() as bird:
        location = form.format(port=bird.port).encode()
        url = server.at(
            "/x", raw(b"HTTP/1.1 %d Moved\r\nLocation: %b\r\n\r\n" % (status, location))
        )
        policy = policy_for(server, ports=frozenset({bird.port}))
        with pytest.raises((RefusedAddress, BadUrl)):
            fetch(url, policy, resolver=lambda host, port: ["127.0.0.1"])
    assert called == [("127.0.0.1", server.port)]


@pytest.mark.parametrize(
    "behaviour",
    [
        '<meta http-equiv="refresh" content="0; url={url}">',
        "<script>location = '{url}'</script>",
        '<frameset><frame src="{url}"></frameset>',
    ],
)
def test_pages_and_other_headers_lead_nowhere(server: OddServer, behaviour: str) -> None:
    with canary() as bird:
        page = behaviour.format(url=bird.url()).encode()
        fields = [("Refresh", f"0; url={bird.url()}"), ("Content-Location", bird.url())]
        fields += [("Location", bird.url()), ("Link", f"<{bird.url()}>; rel=canonical")]
        answer = get(server, reply(page, content_type="text/html", headers=fields))
    assert (answer.body, answer.redirects, answer.onward) == (page, (), None)


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
