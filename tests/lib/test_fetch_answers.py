"""What the fetcher sends, and what it makes of ordinary and odd answers."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsdesk.lib.fetch import FetchPolicy, Validators, fetch, retry_after
from newsdesk.lib.headers import DAY
from tests.lib.fetching import AGENT, REDIRECTS, catch, get, policy_for
from tests.odd_server import (
    Behaviour,
    OddServer,
    Peer,
    canary,
    chunked,
    drip,
    head,
    in_turn,
    raw,
    redirect,
    reply,
    silent,
)


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


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        ([], None),
        (["0"], 0),
        (["120"], 120),
        (["999999999999"], DAY),
        (["Tue, 06 May 2031 12:05:00 GMT"], 300),
        (["Tuesday, 06-May-31 12:05:00 GMT"], 300),
        (["Tue May  6 12:05:00 2031"], 300),
        (["Tue, 06 May 1997 12:05:00 GMT"], 0),
        (["120", "5"], 120),
        (["-5"], None),
        (["1.5"], None),
        (["soon"], None),
        ([""], None),
        (["\x01\xff"], None),
        (["Tue, 99 Xyz 2031 25:61:00 GMT"], None),
    ],
)
def test_waiting_times_arrive_in_every_form(
    server: OddServer, status: int, values: list[str], seconds: int | None
) -> None:
    fields = [("Retry-After", value) for value in values]
    answer = get(server, reply(b"later", status=status, headers=fields))
    assert answer.status == status
    assert retry_after(answer.headers, datetime(2031, 5, 6, 12, tzinfo=UTC)) == seconds


def test_links_in_headers_arrive_one_by_one(server: OddServer) -> None:
    links = ['<https://hub.example/>; rel="hub"', "<https://desk.example/a>; rel=self, </b>"]
    answer = get(server, reply(b"ok", headers=[("Link", links[0]), ("LINK", links[1])]))
    assert answer.headers.all("link") == tuple(links)


@pytest.mark.parametrize("agent", ["", "Desk\r\nX: y", "Desk\n", "Desk \u2014", "Desk\x00"])
def test_a_user_agent_that_fits_no_header_is_refused_at_once(agent: str) -> None:
    with pytest.raises(ValueError, match="user agent"):
        FetchPolicy(agent)


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


def test_allowed_origins_are_read_like_any_address() -> None:
    policy = FetchPolicy(AGENT, allow_origins=frozenset({"HTTP://127.0.0.1:80/", "https://a:9"}))
    assert policy.allow_origins == {"http://127.0.0.1", "https://a:9"}
