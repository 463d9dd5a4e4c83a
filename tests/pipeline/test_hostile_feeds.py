"""Feeds, lists and pages made to hurt whoever reads them: refused or harmless, and quick."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest

from articles.pipeline.discover import find_feeds
from articles.pipeline.feed import NotAFeed, parse_feed
from articles.pipeline.opml import NotOpml, parse_opml
from tests.odd_server import canary

MEGA = 1_000_000
#: Seconds of processor time any of these may take; most take a few hundredths.
MOST = 2.0
HEAD = "<rss version='2.0'><channel><title>t</title>"


def _laughs(percent: str = "") -> str:
    entities = "".join(
        f'<!ENTITY {percent} l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 50}">' for n in range(12)
    )
    use = "%l11;" if percent else ""
    return (
        f"<!DOCTYPE rss [{entities}{use}]>{HEAD}"
        + "<item><title>&l11;</title></item></channel></rss>"
    )


def _in_entry(inside: str) -> str:
    return f"{HEAD}<item><guid>1</guid>{inside}</item></channel></rss>"


FEEDS: dict[str, Callable[[], str]] = {
    "entities in entities": _laughs,
    "parameter entities": lambda: _laughs("%"),
    "thousands of entities": lambda: "<!DOCTYPE rss ["
    + "".join(f'<!ENTITY e{n} "x">' for n in range(100_000)) + f"]>{HEAD}</channel></rss>",
    "one long entity used often": lambda: f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]>'
    + _in_entry(f"<title>{'&a;' * 50_000}</title>"),
    "one short entity used a million times": lambda: '<!DOCTYPE r [<!ENTITY a "' + "x" * 90
    + '">]>' + _in_entry(f"<title>{'&a;' * MEGA}</title>"),
    "a million unknown entities": lambda: _in_entry(f"<title>{'&nbsp;' * MEGA}</title>"),
    "a million ampersands": lambda: _in_entry(f"<title>{'&' * MEGA}</title>"),
    "an endless entity": lambda: _in_entry("<title>&" + "a" * 5 * MEGA + "</title>"),
    "an endless number": lambda: _in_entry("<title>&#" + "1" * 5 * MEGA + ";</title>"),
    "100,000 deep": lambda: HEAD + "<a>" * 100_000 + "</a>" * 100_000,
    "entries in entries": lambda: HEAD + "<item>" * 800_000,
    "100,000 attributes": lambda: HEAD + "<item "
    + " ".join(f'a{n}="1"' for n in range(100_000)) + "/></channel></rss>",
    "100,000 prefixes": lambda: "<rss "
    + " ".join(f'xmlns:p{n}="urn:{n}"' for n in range(100_000)) + "><channel/></rss>",
    "100,000 attributes of an XHTML tag": lambda: "<feed xmlns='http://www.w3.org/2005/Atom'>"
    "<entry><content type='xhtml'><p " + " ".join(f'a{n}="1"' for n in range(100_000))
    + ">x</p></content></entry></feed>",
    "5 MB of opened entries": lambda: HEAD + "<item >" * (5 * MEGA // 7),
    "5 MB of cut tags": lambda: HEAD + "<item " * (5 * MEGA // 6),
    "5 MB of empty entries": lambda: HEAD + "<item/>" * (5 * MEGA // 7) + "</channel></rss>",
    "5 MB of whole entries": lambda: HEAD + "<item></item>" * (5 * MEGA // 13) + "</channel></rss>",
    "5 MB of entries that end wrongly": lambda: HEAD
    + "<item><title>a</titel></item>" * (5 * MEGA // 29) + "</channel></rss>",
    "5 MB of empty elements": lambda: _in_entry("<a/>" * (5 * MEGA // 4)),
    "5 MB of links": lambda: _in_entry("<link>/a</link>" * (5 * MEGA // 15)),
    "5 MB of categories": lambda: _in_entry("<category>a</category>" * (5 * MEGA // 22)),
    "5 MB of authors": lambda: _in_entry("<author>Jane Doe</author>" * (5 * MEGA // 25)),
    "5 MB of contents": lambda: "<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
    + "<content type='html'>a</content>" * (5 * MEGA // 32) + "</entry></feed>",
    "5 MB of XHTML": lambda: "<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
    "<content type='xhtml'><div>" + "<p>a</p>" * (4 * MEGA // 8) + "</div></content></entry>"
    "</feed>",
    "5 MB CDATA": lambda: _in_entry(f"<description><![CDATA[{'x' * 5 * MEGA}]]></description>"),
    "5 MB of HTML": lambda: _in_entry(
        f"<description><![CDATA[{'<p>a</p>' * (5 * MEGA // 8)}]]></description>"
    ),
    "5 MB of CDATA sections": lambda: _in_entry(
        f"<description>{'<![CDATA[a]]>' * (5 * MEGA // 13)}</description>"
    ),
    "5 MB of opened CDATA sections": lambda: HEAD + "<![CDATA[" * (5 * MEGA // 9),
    "5 MB of comments": lambda: _in_entry("<!---->" * (5 * MEGA // 7)),
    "5 MB of opened comments": lambda: HEAD + "<!-- " * MEGA,
    "5 MB of comments first": lambda: "<!---->" * (5 * MEGA // 7) + HEAD + "</channel></rss>",
    "5 MB of instructions": lambda: "<?" * (5 * MEGA // 2),
    "5 MB of document types": lambda: "<!DOCTYPE [" * (5 * MEGA // 11),
    "5 MB of less-than": lambda: HEAD + "<" * 5 * MEGA,
    "5 MB of one name": lambda: HEAD + "<" + "a" * 5 * MEGA,
    "5 MB of one attribute": lambda: HEAD + "<item a='" + "b=" * (5 * MEGA // 2),
    "5 MB of spaces": lambda: HEAD + " " * 5 * MEGA + "x",
    "5 MB of ends": lambda: HEAD + "</item>" * (5 * MEGA // 7),
    "5 MB of NULs": lambda: HEAD + "\0" * 5 * MEGA + "</channel></rss>",
    "5 MB of Cyrillic in a wrong encoding": lambda: HEAD + "\udcd0\udcbf\udc9f" * (5 * MEGA // 3),
    "titles of opened comments": lambda: HEAD
    + ("<item><title>" + "&lt;!--" * 5_000 + "</title></item>") * 150
    + "</channel></rss>",
    "titles of opened comments after a whole one": lambda: HEAD
    + ("<item><title>&lt;!-- --&gt;" + "&lt;!--" * 5_000 + "</title></item>") * 150
    + "</channel></rss>",
    "long names": lambda: HEAD
    + ("<item>" + f"<author>{'a' * 999}</author>" * 60 + "</item>") * 80
    + "</channel></rss>",
    "a long word in a strange encoding": lambda: HEAD + "a" * 5 * MEGA + "\udcff\udcfe" * 9,
    "a long date": lambda: _in_entry(f"<pubDate>{'1 Jan ' * MEGA}</pubDate>"),
    "a long date of spaces": lambda: _in_entry(f"<pubDate>3 Mar{' ' * MEGA}2024</pubDate>"),
    "a long title": lambda: _in_entry(f"<title>{'a &amp;lt;b ' * 400_000}</title>"),
    "a long title of tags": lambda: _in_entry(f"<title>{'&lt;b' * MEGA}</title>"),
    "a long author": lambda: _in_entry(f"<author>{'Jane Doe and ' * 300_000}</author>"),
    "a long author of marks": lambda: _in_entry(f"<author>{'a@(' * MEGA}</author>"),
    "a long address": lambda: _in_entry(f"<link>https://a.example/{'../' * MEGA}</link>"),
    "a long address as identifier": lambda: _in_entry(f"<guid>http://{'a' * 4 * MEGA}</guid>"),
    "a long language": lambda: f"{HEAD}<language>{'e' * 4 * MEGA}</language></channel></rss>",
    "HTML that is deep": lambda: _in_entry(
        f"<description><![CDATA[{'<div>' * 100_000}]]></description>"
    ),
    "HTML of one tag": lambda: _in_entry(
        f"<description><![CDATA[<p {'a=1 ' * MEGA}>x]]></description>"
    ),
    "HTML of quotes": lambda: _in_entry(
        f"""<description><![CDATA[<p a="{"b='" * MEGA}]]></description>"""
    ),
    "a long text of Atom": lambda: "<feed xmlns='http://www.w3.org/2005/Atom'><entry><summary>"
    + "a\n \n" * MEGA + "</summary></entry></feed>",
    "1,000 entries of marked HTML": lambda: HEAD
    + "".join(f"<item><guid>{n}</guid><description>&lt;p>a&lt;b>b&lt;/p></description></item>"
              for n in range(1_000)) + "</channel></rss>",
    "JSON of many items": lambda: '{"version":"https://jsonfeed.org/version/1","items":['
    + "{}," * 900_000 + "{}]}",
    "JSON of many tags": lambda: '{"version":"https://jsonfeed.org/version/1","items":[{"tags":['
    + '"a",' * MEGA + '"a"]}]}',
    "JSON of many hubs": lambda: '{"version":"https://jsonfeed.org/version/1","items":[],"hubs":['
    + '{"type":"WebSub","url":"https://a.example/"},' * 100_000 + "{}]}",
    "JSON that is deep": lambda: "[" * 5 * MEGA,
    "JSON with a long number": lambda: '{"version":' + "9" * 5 * MEGA + "}",
    "JSON with a long text": lambda: '{"version":"https://jsonfeed.org/version/1","items":['
    '{"id":1,"content_text":"' + "a\\n\\n" * MEGA + '"}]}',
}  # fmt: skip


@pytest.mark.parametrize("name", FEEDS)
def test_a_hostile_feed_is_refused_or_harmless_and_quick(name: str) -> None:
    raw = FEEDS[name]().encode("utf-8", "surrogateescape")
    started = time.process_time()
    try:
        printed = json.dumps(parse_feed(raw, "https://courier.example/feed").to_json())
    except NotAFeed as refused:
        printed = str(refused)

    assert time.process_time() - started < MOST
    assert len(printed) < 2_500_000


@pytest.fixture
def trap() -> Iterator[str]:
    """An address that must never be connected to."""
    with canary() as server:
        yield server.url("/x")


REACHING = [
    '<!DOCTYPE rss SYSTEM "{trap}.dtd">' + _in_entry("<title>T</title>"),
    '<!DOCTYPE rss PUBLIC "-//X//Y" "{trap}.dtd">' + _in_entry("<title>&x;</title>"),
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "{trap}">]>' + _in_entry("<title>&x;</title>"),
    '<!DOCTYPE rss [<!ENTITY % x SYSTEM "{trap}"> %x;]>' + _in_entry("<title>T</title>"),
    '<!DOCTYPE rss [<!ENTITY % x "<!ENTITY &#37; y SYSTEM \'{trap}\'>"> %x; %y;]>'
    + _in_entry("<title>T</title>"),
    '<?xml-stylesheet type="text/xsl" href="{trap}.xsl"?>' + _in_entry("<title>T</title>"),
    _in_entry('<title>T</title><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
              'href="{trap}" parse="text"/>'),
    _in_entry('<title>T</title><x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
              'xsi:schemaLocation="urn:x {trap}"/>'),
    _in_entry('<title>T</title><description>&lt;img src="{trap}">&lt;link rel=stylesheet '
              'href="{trap}">&lt;iframe src="{trap}"></description>'),
    # No white space in the address, so that it could be taken for a name to open.
    "{trap}",
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{trap}"><entry><title>T</title>'
    '<content type="text/html" src="{trap}"/></entry></feed>',
]  # fmt: skip


@pytest.mark.parametrize("broken", ["", "<unclosed>"])
@pytest.mark.parametrize("number", range(len(REACHING)))
def test_nothing_a_feed_names_is_fetched(number: int, broken: str, trap: str) -> None:
    text = REACHING[number].replace("{trap}", trap).replace("<guid>", f"{broken}<guid>")
    try:
        feed = parse_feed(text.encode(), "https://courier.example/feed")
    except NotAFeed:
        assert number == REACHING.index("{trap}")
    else:
        assert len(feed.entries) == 1


@pytest.mark.parametrize("number", range(len(REACHING)))
def test_nothing_a_list_names_is_fetched(number: int, trap: str) -> None:
    text = REACHING[number].replace("{trap}", trap)
    text = text.replace("<item>", '<outline text="T" xmlUrl="https://courier.example/">')
    text = text.replace("</item>", "</outline>")
    try:
        parse_opml(text.encode())
    except NotOpml as refused:
        assert str(refused).endswith(".")


@pytest.mark.parametrize("broken", ["", "<b>"])
def test_no_file_is_read_for_a_feed(broken: str) -> None:
    raw = (
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + _in_entry(f"<title>{broken}&x;</title>")
    ).encode()

    assert "root:" not in json.dumps(parse_feed(raw).to_json())


LISTS: dict[str, Callable[[], str]] = {
    "entities in entities": lambda: _laughs().replace("item", "outline"),
    "100,000 deep": lambda: "<opml><body>" + "<outline text='a'>" * 100_000,
    "200 deep": lambda: "<opml><body>" + "<outline text='a'>" * 200
    + "<outline xmlUrl='https://a.example/'/>" * 10_000,
    "100,000 attributes": lambda: "<opml><body><outline "
    + " ".join(f'a{n}="1"' for n in range(100_000)) + "/></body></opml>",
    "5 MB of outlines": lambda: "<opml><body>" + "<outline/>" * (5 * MEGA // 10) + "</body></opml>",
    "5 MB of bad feeds": lambda: "<opml><body>" + "<outline type='rss' xmlUrl='x'/>" * 150_000
    + "</body></opml>",
    "5 MB of one name": lambda: f"<opml><body><outline text='{'a' * 5 * MEGA}'/></body></opml>",
    "5 MB of less-than": lambda: "<opml>" + "<" * 5 * MEGA,
    "5 MB of spaces": lambda: " " * 5 * MEGA,
    "5 MB of one address": lambda: "<opml><body><outline text='a' xmlUrl='https://"
    + "a" * 4 * MEGA + "'/></body></opml>",
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_hostile_list_is_refused_or_harmless_and_quick(name: str) -> None:
    raw = LISTS[name]().encode()
    started = time.process_time()
    try:
        result = parse_opml(raw)
    except NotOpml as refused:
        assert str(refused).endswith(".")
    else:
        assert sum(map(len, result.warnings)) < 1_000_000

    assert time.process_time() - started < MOST


PAGES: dict[str, Callable[[], str]] = {
    "100,000 deep": lambda: "<div>" * 100_000 + "<a href=/feed>Feed</a>",
    "100,000 attributes": lambda: "<link " + " ".join(f"a{n}=1" for n in range(100_000)) + ">",
    "links in links": lambda: "<a href=/feed>" * 200_000,
    "many links": lambda: "<a href='/feed/1'>x</a>" * 130_000,
    "many declared feeds": lambda: "<link rel=feed href=/f title=t>" * 90_000,
    "many bases": lambda: "<base href=/x>" * 200_000,
    "comments": lambda: "<!--" * 700_000,
    "one long link": lambda: f"<a href='{'/feed' * 500_000}'>x</a>",
    "one long text": lambda: f"<a href=/feed>{'x ' * 1_400_000}</a>",
    "a long type": lambda: f"<link rel=alternate type='{';' * 2_900_000}' href=/f>",
    "spaces": lambda: "<a href=/feed" + " " * 2_900_000 + ">x</a>",
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_gives_few_feeds_and_quickly(name: str) -> None:
    page = PAGES[name]().encode()
    started = time.process_time()

    found = find_feeds(page, "https://courier.example/")

    assert time.process_time() - started < MOST
    assert len(found) <= 25
