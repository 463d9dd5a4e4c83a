"""robots.txt as sites write it: RFC 9309's own examples, odd files and hostile ones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.lib.robots import (
    ALLOW_ALL,
    DISALLOW_ALL,
    MAX_BYTES,
    MAX_DELAY,
    Robots,
    parse,
    read_answer,
)


def everybody(*lines: str) -> Robots:
    return parse("\n".join(["User-agent: *", *lines]).encode())


@pytest.mark.parametrize(
    ("rule", "path", "matched"),
    [
        ("/", "/", True),
        ("/", "/any/thing?at=all", True),
        ("/news", "/news", True),
        ("/news", "/newsletter", True),
        ("/news", "/News", False),
        ("/news/", "/news", False),
        ("/news/", "/news/today", True),
        ("/news$", "/news", True),
        ("/news$", "/news/", False),
        ("/news$", "/news?x", False),
        ("news", "/news", False),
        ("*news", "/old/news/1", True),
        ("/*.pdf", "/a/b.pdf?x", True),
        ("/*.pdf$", "/a/b.pdf", True),
        ("/*.pdf$", "/a/b.pdf?x", False),
        ("/*.pdf$", "/a.pdf/b.pdf", True),
        ("/a*b*c", "/a-c-b-c", True),
        ("/a*b*c", "/a-c-b", False),
        ("/a*b$", "/ab", True),
        ("/ab*b$", "/ab", False),
        ("/a**b", "/a/b", True),
        ("/a*", "/a", True),
        ("/a*$", "/anything", True),
        ("*", "/", True),
        ("$", "/", False),
        ("/$", "/", True),
        ("/$", "/x", False),
        ("/a$b", "/a$b", True),
        ("/a$b", "/a", False),
        ("/*/archive", "/en/archive", True),
        ("/*?print=", "/story?print=1", True),
        ("/*?print=", "/story/print=1", False),
        # Percent-encoding: the table of RFC 9309, 2.2.2, and what follows from it.
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz", True),
        ("/foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar", True),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", True),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84", True),
        ("/foo/bar/%E3%83%84", "/foo/bar/ツ", True),
        ("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84", True),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz", True),
        ("/foo/bar/baz", "/foo/bar/%62%61%7a", True),
        ("/a%2Fb", "/a/b", False),
        ("/a/b", "/a%2fb", False),
        ("/a%3Fb", "/a?b", False),
        ("/star-%2A.html", "/star-*.html", True),
        ("/star-%2A.html", "/star-x.html", False),
        ("/dollar-%24", "/dollar-$", True),
        ("/100%", "/100%", True),
        ("/%zz", "/%zz", True),
        ("/a b", "/a%20b", True),
    ],
)
def test_a_rule_matches_the_paths_it_should(rule: str, path: str, matched: bool) -> None:
    assert everybody(f"Disallow: {rule}").allows(path) is not matched


@pytest.mark.parametrize(
    ("lines", "path", "allowed"),
    [
        # RFC 9309, 5.2.
        (["Allow: /example/page/", "Disallow: /example/page/disallowed.gif"], "/example/page/", 1),
        (
            ["Allow: /example/page/", "Disallow: /example/page/disallowed.gif"],
            "/example/page/disallowed.gif",
            0,
        ),
        (["Disallow: /", "Allow: /news"], "/news/1", 1),
        (["Allow: /news", "Disallow: /"], "/news/1", 1),
        (["Disallow: /", "Allow: /news"], "/sport", 0),
        (["Disallow: /news", "Allow: /news"], "/news", 1),
        (["Allow: /news", "Disallow: /news"], "/news", 1),
        (["Allow: /*.html", "Disallow: /news"], "/news.html", 1),
        (["Allow: /$", "Disallow: /"], "/", 1),
        (["Allow: /$", "Disallow: /"], "/x", 0),
        (["Disallow:"], "/x", 1),
        (["Disallow:", "Disallow: /x"], "/x", 0),
        (["Allow:", "Disallow: /"], "/x", 0),
        (["Disallow: / # all of it"], "/x", 0),
        (["Disallow: /x#y"], "/x", 0),
        (["  disALLOW \t:\t /x  "], "/x", 0),
        (["Disallow /x"], "/x", 1),
        (["Disallow: /x", "", "Disallow: /y"], "/y", 0),
        (["Noindex: /x", "Host: desk.example", "Clean-param: a /x"], "/x", 1),
        (["Disallow: /"], "/robots.txt", 1),
        (["Disallow: /"], "/robots.txt?x", 1),
        (["Disallow: /"], "/robots.txt.html", 0),
        (["Disallow: /"], "", 0),
    ],
)
def test_the_longest_rule_decides_and_allowing_wins_ties(
    lines: list[str], path: str, allowed: int
) -> None:
    assert everybody(*lines).allows(path) is bool(allowed)


GROUPS = """
Disallow: /before-any-agent
User-agent: ExampleBot
Disallow: /example-only

user-agent: NEWSDESK/1.0
Sitemap: https://desk.example/sitemap.xml
User-Agent: otherbot
Disallow: /first
Crawl-delay: 2

User-agent: *
Disallow: /everybody

User-agent: newsdeskplus
Disallow: /longer-name

User-agent: newsdesk (by hand)
Crawl-delay: 3.5
Disallow: /second
"""


@pytest.mark.parametrize("product", ["Newsdesk", "newsdesk", "NewsDesk"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_groups_that_name_us_count_together_and_no_others(
    product: str, ending: str, start: str
) -> None:
    robots = parse((start + GROUPS.replace("\n", ending)).encode(), product)
    refused = {line.split()[1] for line in GROUPS.splitlines() if line.startswith("Disallow")}
    refused = {path for path in refused if not robots.allows(path)}
    assert refused == {"/first", "/second"}
    assert robots.delay == 3.5


def test_groups_for_everybody_count_together_for_those_not_named() -> None:
    text = (
        b"User-agent: *\nDisallow: /a\n\nUser-agent: x\nDisallow: /b\n\nUser-agent: *\nDisallow: /c"
    )
    robots = parse(text, "Unheard")
    assert [robots.allows(path) for path in ("/a", "/b", "/c")] == [False, True, False]


@pytest.mark.parametrize(
    "rest", ["", "Disallow:", "Allow: /", "Sitemap: https://desk.example/", "Crawl-delay: 1"]
)
def test_being_named_without_rules_frees_us_from_those_for_everybody(rest: str) -> None:
    robots = parse(f"User-agent: *\nDisallow: /\n\nUser-agent: newsdesk\n{rest}".encode())
    assert robots.allows("/x")


def test_a_delay_ends_the_list_of_agents_it_stands_under() -> None:
    text = b"User-agent: newsdesk\nCrawl-delay: 10\n\nUser-agent: *\nDisallow: /"
    assert parse(text) == Robots((), 10.0)


@pytest.mark.parametrize("value", ["*", "* # all", "*\t"])
def test_a_star_stands_for_everybody(value: str) -> None:
    assert not parse(f"User-agent: {value}\nDisallow: /".encode()).allows("/")


@pytest.mark.parametrize("value", ["", "*bot", "/", "0", "é", "desk", "news desk"])
def test_another_or_no_agent_is_not_us(value: str) -> None:
    assert parse(f"User-agent: {value}\nDisallow: /".encode()).allows("/")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("5", 5.0),
        ("2.5", 2.5),
        ("1.", 1.0),
        ("600", MAX_DELAY),
        ("999999999", MAX_DELAY),
        ("9999999999", None),
        ("", None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("10s", None),
        ("٣", None),
    ],
)
def test_a_delay_is_read_in_seconds_and_capped(value: str, seconds: float | None) -> None:
    assert everybody(f"Crawl-delay: {value}").delay == seconds


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451, 300, 304, 301])
def test_no_file_allows_everything(status: int) -> None:
    assert read_answer(status, b"User-agent: *\nDisallow: /") is ALLOW_ALL
    assert ALLOW_ALL.allows("/x")


@pytest.mark.parametrize("status", [500, 503, 599, None])
def test_a_site_that_cannot_say_is_left_alone(status: int | None) -> None:
    assert read_answer(status, b"User-agent: *\nAllow: /") is DISALLOW_ALL
    assert not DISALLOW_ALL.allows("/")
    assert not DISALLOW_ALL.allows("")
    assert DISALLOW_ALL.allows("/robots.txt")


@pytest.mark.parametrize("status", [200, 203, 206])
def test_a_file_that_is_there_is_read(status: int) -> None:
    assert not read_answer(status, b"User-agent: *\nDisallow: /x").allows("/x")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 1_000,
        b"<!doctype html><title>404</title><p>User-agent: *<p>Disallow: /",
        b"\xff\xfeU\0s\0e\0r\0",
        b":\n::\n#\n: #\n",
        b"User-agent\nDisallow",
    ],
)
def test_what_is_no_file_of_rules_says_nothing(data: bytes) -> None:
    assert parse(data) == ALLOW_ALL


def test_what_lies_beyond_the_limit_is_not_read_and_no_half_line_is() -> None:
    start = b"User-agent: *\nDisallow: /x\n"
    filler = b"#" * (MAX_BYTES - len(start) - 12) + b"\n"
    robots = parse(start + filler + b"Disallow: /private\nDisallow: /y")
    assert [robots.allows(path) for path in ("/x", "/p", "/private", "/y")] == [0, 1, 1, 1]


@given(st.binary(max_size=2_000), st.text(max_size=200))
def test_no_bytes_and_no_path_make_it_raise(data: bytes, path: str) -> None:
    parse(data, path).allows(path)
    robots = parse(b"User-agent: *\nDisallow: /" + data)
    robots.allows("/" + path)
    assert robots.allows("/robots.txt")


@given(
    st.lists(st.sampled_from(["/", "a", "b", "*", "%61", "é", "?"]), max_size=8),
    st.lists(st.sampled_from(["/", "a", "b", "%C3%A9", "?"]), max_size=10),
)
def test_wildcards_match_as_a_pattern_tried_every_way_does(
    rule: list[str], path: list[str]
) -> None:
    """Against the plainest possible reading: each wildcard tried at each length."""

    def tried(pattern: list[str], text: list[str]) -> bool:
        if not pattern:
            return True
        if pattern[0] == "*":
            return any(tried(pattern[1:], text[skip:]) for skip in range(len(text) + 1))
        return bool(text) and pattern[0] == text[0] and tried(pattern[1:], text[1:])

    same = {"%61": "a", "é": "%C3%A9"}
    expected = tried([same.get(each, each) for each in ["/", *rule]], ["/", *path])
    assert everybody("Disallow: /" + "".join(rule)).allows("/" + "".join(path)) is not expected


@pytest.mark.parametrize(
    "data",
    [
        b"User-agent: *\nDisallow: /" + b"*a" * 3_900 + b"$",
        b"User-agent: *\n" + b"Disallow:*ab\n" * 60_000,
        b"User-agent: *\n" + b"".join(b"Disallow: *a%db\n" % each for each in range(60_000)),
        b"User-agent: a\n" * 60_000,
        b"User-agent: newsdesk\nDisallow: /a\n" * 20_000,
        b"User-agent:" * 60_000,
        b"#" * 10_000_000,
        b"\r" * 10_000_000,
        b"User-agent: *\nDisallow: /" + b"%41" * 200_000,
    ],
)
def test_hostile_files_take_little_time(data: bytes) -> None:
    started = time.process_time()
    parse(data).allows("/" + "a" * 7_999)
    assert time.process_time() - started < 2
