"""What is made of redirects once they have been followed."""

from __future__ import annotations

import pytest

from newsdesk.lib.headers import Headers, Validators
from newsdesk.lib.response import Hop, Response, permanent_url

A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"
PLAIN = "http://b.example/"


def came(hops: list[tuple[str, int]], url: str, onward: str | None = None) -> Response:
    redirects = tuple(Hop(*hop) for hop in hops)
    return Response(
        url, 200, Headers(), b"", "", "", Validators(), redirects, None, 0.1, onward=onward
    )


@pytest.mark.parametrize(
    ("hops", "url", "status", "moved"),
    [
        ([], A, 200, None),
        ([(A, 301)], B, 200, B),
        ([(A, 308)], B, 304, B),
        ([(A, 308)], B, 204, B),
        ([(A, 302)], B, 200, None),
        ([(A, 303)], B, 200, None),
        ([(A, 307)], B, 200, None),
        ([(A, 301), (B, 308)], C, 200, C),
        ([(A, 301), (B, 302)], C, 200, B),
        ([(A, 302), (B, 301)], C, 200, None),
        ([(A, 301)], B, 404, None),
        ([(A, 301)], B, 500, None),
        ([(A, 301)], B, 302, None),
        ([(A, 301)], PLAIN, 200, None),
        ([(A, 301), (PLAIN, 301)], C, 200, None),
        ([(PLAIN, 301)], A, 200, A),
        ([(PLAIN, 301)], "http://c.example/", 200, "http://c.example/"),
    ],
)
def test_only_leading_permanent_hops_that_keep_https_make_a_permanent_address(
    hops: list[tuple[str, int]], url: str, status: int, moved: str | None
) -> None:
    assert permanent_url([Hop(*hop) for hop in hops], url, status) == moved


@pytest.mark.parametrize(
    ("hops", "url", "onward", "downgraded"),
    [
        ([], A, None, False),
        ([], PLAIN, None, False),
        ([(A, 301)], PLAIN, None, True),
        ([(PLAIN, 301)], A, None, False),
        ([(A, 301), (PLAIN, 301)], C, None, True),
        ([(A, 301)], A, PLAIN, True),
        ([(A, 301)], A, B, False),
    ],
)
def test_a_step_from_https_to_http_shows(
    hops: list[tuple[str, int]], url: str, onward: str | None, downgraded: bool
) -> None:
    assert came(hops, url, onward).downgraded is downgraded
