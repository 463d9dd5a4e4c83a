from __future__ import annotations

import hashlib
import hmac
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.pipeline.feed import parse_feed
from articles.pipeline.feed_types import ParsedFeed
from articles.pipeline.hubs import HeaderLink, find_hub, parse_links, verify_signature

URL = "https://courier.example/feed"
HUB = "https://hub.example/"
SILENT = ParsedFeed(feed_url=URL)
TOLD = ParsedFeed(
    feed_url="https://courier.example/self",
    self_url="https://courier.example/self",
    hubs=("https://own.example/", "https://second.example/"),
)

HEADERS = [
    ("nothing", [], SILENT, None),
    ("a topic but no hub", [f'<{URL}>; rel="self"'], SILENT, None),
    ("both in one header", [f'<{HUB}>; rel="hub", <{URL}?a>; rel="self"'], SILENT,
     (HUB, f"{URL}?a")),
    ("both in two headers", [f"<{HUB}>; rel=hub", f"<{URL}?a>; rel=self"], SILENT,
     (HUB, f"{URL}?a")),
    ("a hub but no topic", [f"<{HUB}>; rel=hub"], SILENT, (HUB, URL)),
    ("several relations of one link", [f'<{HUB}>;rel="preconnect HUB"'], SILENT, (HUB, URL)),
    ("other parameters first", [f'<{HUB}>; title="a, b; rel=self \\" <x>"; rel="hub"'], SILENT,
     (HUB, URL)),
    ("the second rel of a link", [f"<{HUB}>; rel=next; rel=hub"], SILENT, None),
    ("a link of another page", [f'<{HUB}>; rel=hub; anchor="/other"'], SILENT, None),
    ("a relative hub", ["</hub>; rel=hub"], SILENT, ("https://courier.example/hub", URL)),
    ("a hub that is no web address", ["<javascript:x>; rel=hub, <mailto:a@b.example>; rel=hub"],
     SILENT, None),
    ("commas in an address", [f"<{HUB}?a,b>; rel=hub"], SILENT, (f"{HUB}?a,b", URL)),
    ("the first of several hubs", [f"<{HUB}1>; rel=hub, <{HUB}2>; rel=hub"], SILENT,
     (f"{HUB}1", URL)),
    ("the feed's own", [], TOLD, ("https://own.example/", "https://courier.example/self")),
    ("headers before the feed", [f"<{HUB}>; rel=hub, <{URL}?h>; rel=self"], TOLD,
     (HUB, f"{URL}?h")),
    ("a header's hub and the feed's topic", [f"<{HUB}>; rel=hub"], TOLD,
     (HUB, "https://courier.example/self")),
    ("no space at all", [f"<{HUB}>;rel=hub,<{URL}>;rel=self"], SILENT, (HUB, URL)),
    ("space everywhere", [f' , < {HUB} > ; rel = "hub" , ,<{URL}> ; rel = self '], SILENT,
     (HUB, URL)),
    ("a parameter without a value", [f"<{HUB}>; crossorigin; rel=hub"], SILENT, (HUB, URL)),
    ("nonsense", ["rel=hub; <x", "<", "", "<>;;;", '<x>; rel="hub'], SILENT, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "headers", "feed", "found"), HEADERS, ids=[case[0] for case in HEADERS]
)
def test_a_hub_is_found_in_the_headers_first_and_then_in_the_feed(
    name: str, headers: list[str], feed: ParsedFeed, found: tuple[str, str] | None
) -> None:
    assert find_hub(headers, feed) == found


def test_a_hub_is_found_in_a_feed_as_it_comes() -> None:
    raw = (
        '<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel>'
        f'<a:link rel="hub" href="{HUB}"/><a:link rel="self" href="{URL}/own"/></channel></rss>'
    )

    assert find_hub([], parse_feed(raw.encode(), URL)) == (HUB, f"{URL}/own")


def test_links_of_a_header_are_parted() -> None:
    header = '<a>; rel="x y"; foo, <b,c>; rel=Z; title="q\\"\\,"'

    assert list(parse_links(header)) == [HeaderLink("a", ("x", "y")), HeaderLink("b,c", ("z",))]


@given(st.text(alphabet=st.sampled_from('<>;,="\\ relhubself:/.x\n'), max_size=60))
def test_any_header_is_read_or_skipped(header: str) -> None:
    found = find_hub([header, header], SILENT)

    assert found is None or found[0].startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "header", ["<" * 9_000, '<a>;x="' + "\\" * 9_000, "<a>" + "; " * 9_000, "," * 9_000]
)
def test_a_long_header_is_read_quickly(header: str) -> None:
    started = time.process_time()

    assert find_hub([header] * 20, SILENT) is None
    assert time.process_time() - started < 2


SECRET, BODY = b"secret", b"<rss/>"
GOOD = {
    name: hmac.new(SECRET, BODY, getattr(hashlib, name)).hexdigest()
    for name in ("sha1", "sha256", "sha384", "sha512", "md5")
}


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_delivery_signed_with_the_secret_is_believed(method: str) -> None:
    assert verify_signature(f"{method}={GOOD[method]}", SECRET, BODY)
    assert verify_signature(f" {method.upper()}={GOOD[method].upper()} ", SECRET, BODY)
    assert not verify_signature(f"{method}={GOOD[method]}", SECRET, BODY + b" ")
    assert not verify_signature(f"{method}={GOOD[method]}", b"other", BODY)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "sha256",
        "sha256=",
        GOOD["sha256"],
        f"md5={GOOD['md5']}",
        f"sha256={GOOD['sha1']}",
        f"sha1={GOOD['sha256']}",
        f"sha256={GOOD['sha256'][:-1]}",
        f"sha256={GOOD['sha256']}0",
        f"sha256:{GOOD['sha256']}",
        f"sha256={GOOD['sha256'][:-1]}é",
        f"sha256={'٣' * 64}",
        f"sha256={'z' * 64}",
        "=" * 100_000,
    ],
)
def test_a_malformed_or_foreign_signature_is_not_believed(header: str) -> None:
    assert verify_signature(header, SECRET, BODY) is False


def test_an_empty_secret_signs_nothing() -> None:
    signature = hmac.new(b"", BODY, hashlib.sha256).hexdigest()

    assert verify_signature(f"sha256={signature}", b"", BODY) is False


@given(st.text(max_size=80))
def test_any_header_is_no_signature(header: str) -> None:
    assert verify_signature(header, SECRET, BODY) is False
