from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pipeline.discover import FeedLink, find_feeds, is_html

PAGE = """<!doctype html><html><head><base href="https://courier.example/base/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="alternate" type="application/rss+xml" title="All stories" href="feed.xml">
<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="https://courier.example/atom">
<link rel="alternate" type="application/json+oembed" href="/oembed?x">
<link rel="alternate" hreflang="de" href="/de">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
</head><body><a href="/politics/rss">Politics</a> <a href="/about">About</a>
<a href="https://other.example/feed/">Elsewhere</a><a href="feed.xml">RSS</a></body></html>"""


def test_declared_feeds_come_first_comments_and_links_after() -> None:
    assert find_feeds(PAGE, "https://courier.example/") == [
        FeedLink("https://courier.example/base/feed.xml", "All stories", "rss"),
        FeedLink("https://courier.example/atom", "", "atom"),
        FeedLink("https://courier.example/comments/feed", "Comments", "rss"),
        FeedLink("https://courier.example/politics/rss", "Politics", ""),
        FeedLink("https://other.example/feed/", "Elsewhere", ""),
    ]


def test_a_page_without_feeds_gives_none() -> None:
    assert find_feeds("<html><a href='/about'>About</a></html>", "https://courier.example/") == []
    assert find_feeds(b"", "https://courier.example/") == []


def test_pages_are_told_from_feeds() -> None:
    assert is_html(b"\xef\xbb\xbf\n<!-- x --><!DOCTYPE html><p>")
    assert is_html(b"<div>part</div>", "text/html; charset=utf-8")
    assert not is_html(b"<?xml version='1.0'?><rss></rss>", "text/html")
    assert not is_html(b"{}", "text/html")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "http://[", "https://courier.example/"]))
def test_any_bytes_give_a_list(raw: bytes, url: str) -> None:
    markup = b"<html><link rel=alternate type=application/rss+xml href='" + raw + b"'>"

    assert all(link.url for link in find_feeds(markup, url))
