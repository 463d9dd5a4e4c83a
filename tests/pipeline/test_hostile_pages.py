"""Pages made to hurt: whatever comes, an article or the documented error, and soon."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pipeline.extract import MAX_TAGS, extract_page
from articles.pipeline.extraction import Extraction, UnreadableArticle
from articles.pipeline.read import read_article
from articles.pipeline.scraped import read_scraped
from tests.pipeline.pages import HEADLINE, PROSE, URL, page, paragraphs

BODY = paragraphs(*PROSE)
LINKED = {"@type": "NewsArticle", "headline": HEADLINE, "author": [{"name": "Jane Doe"}]}
LIVE = {"@type": "LiveBlogPosting", "headline": HEADLINE}
WHOLE = page(BODY + "<table><tr><td>1</td></tr></table><ul><li>One</li></ul>", linked=LINKED)
SCRAPED = f"Politics\n\n{HEADLINE}\n\nBy Jane Doe\n\nMarch 3, 2024\n\n" + "\n\n".join(PROSE)
MANY = 100_000
#: Seconds of one core within which everything must be over.
SOON = 2
#: As many elements as are read at all.
MOST = MAX_TAGS - 100


def read(call: Callable[[], Extraction]) -> str:
    """What is read, or the sentence of the refusal; anything else raised is an error."""
    try:
        found = call()
    except UnreadableArticle as refused:
        assert str(refused).endswith(".")
        return str(refused)
    assert found.document.text
    json.dumps(found.to_json())
    return found.document.text


COSTLY = {
    "deep boxes": "<div>" * MOST,
    "deep links": "<a href=x>" * MOST,
    "deep lists": "<ul><li>" * (MOST // 2) + "x",
    "deep tables": "<table><tr><td>" * (MOST // 3) + "x",
    "deep quotes": "<blockquote>" * MOST + "x",
    "deep side boxes": '<div class="related">' * MOST + "x",
    "more boxes than are read": "<div>" * MANY,
    "attributes": "<p " + " ".join(f"a{n}" for n in range(MANY)) + ">w",
    "long class": f'<p class="{"related " * MANY}">w',
    "many classes": "".join(f'<i class="byline{n}">By</i>' for n in range(MOST // 2)),
    "paragraphs": "<p>x" * MOST,
    "paragraphs in boxes": ("<div>" * 200 + "<p>The council met on Monday, and said so.") * 200,
    "prose": "".join(f"<p>{n} The council met on Monday, and said so." for n in range(MOST // 2)),
    "line breaks": "<p>" + "x<br>" * MOST,
    "headlines": f"<h1>{HEADLINE}</h1>" * (MOST // 3),
    "headings in headings": "<h1><div>" * (MOST // 3) + HEADLINE,
    "bylines in bylines": '<div class="byline">' * 400 + "<b>By</b>" * (MOST // 3),
    "dates in dates": '<div class="date">' * 400 + "<b>1</b>" * (MOST // 3),
    "gates": '<div class="paywall">' * 400 + "<b>subscribe</b>" * (MOST // 3),
    "times": '<div><time datetime="2024-03-03">x</time><p>y</p></div>' * (MOST // 5),
    "times in times": "<div><time>1:00</time><p>x</p>" * (MOST // 5),
    "quotes": "<blockquote>The council met on Monday evening.</blockquote>" * (MOST // 3),
    "split bodies": '<div class="story-body">' + BODY + "</div>" + "<b></b>" * (MOST // 3)
    + '<div class="story-body">' + BODY + "</div>",
    "links": '<link rel="alternate" media="x" href="/a">' * (MOST // 3),
    "scripts": '<script type="application/ld+json">{"@type":"X"}</script>' * (MOST // 5),
    "deep data": '<script type="application/ld+json">' + "[" * MANY + "</script>",
    "broken data": '<script type="application/ld+json">' + '{"@type":"' * MANY + "</script>",
    "comments": "<!--" * MANY,
    "open tags": "<" * MANY,
    "entities": "&#x338;" * MANY,
    "marks": "<p>a" + "\u0301" * MANY,
    "spaces": "<p>" + " \n" * MANY + "x",
    "brackets": "<p>" + "(" * MANY,
    "a long line": "<p>" + "An earlier version of this " * (MOST // 5),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["article", "live"])
@pytest.mark.parametrize("name", COSTLY)
def test_costly_pages_are_refused_or_read_soon(name: str, kind: str) -> None:
    raw = page(BODY + COSTLY[name], linked=LIVE if kind == "live" else LINKED).encode()
    started = time.process_time()

    assert read(lambda: read_article(raw, URL))
    assert time.process_time() - started < SOON


@pytest.mark.parametrize(
    "text",
    ["\n".join(["x"] * MANY), "x" * 1_000_000, "By " * MANY, "(" * MANY, "\n\n".join(PROSE * 2000)],
    ids=["lines", "one word", "bylines", "brackets", "prose"],
)
def test_costly_texts_are_refused_or_read_soon(text: str) -> None:
    started = time.process_time()

    assert read(lambda: read_scraped(text))
    assert time.process_time() - started < SOON


CHARACTERS = st.one_of(
    st.characters(),
    st.sampled_from("\x00\ud800\udfff\ufeff\u202e\u0301\u2028\x0b\x1b\U0010ffff<>&\"'=/"),
)
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            ["<p>", "</p>", "<div class='related'>", "<article>", "</article>", "<time>", "<h1>",
             "<blockquote>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "</ul>", "<br>",
             "<a href='http://['>", "<a href='//x'>", "</a>", "<aside>", "<figure>", "<figcaption>",
             "<form>", "<script type='application/ld+json'>", "</script>", "<!--", "<![CDATA[",
             '{"@type":"LiveBlogPosting","hasPart":{"@type":"WebPageElement"}}',
             '{"@type":["NewsArticle",1],"author":{"name":{}},"isAccessibleForFree":[]}',
             "<link rel=canonical href='http://['>", "<link rel='amphtml' href='\x00'>",
             "<meta name=description content='x'>", "<body>", "<html>", "<svg>", "<template>",
             "Correction: it was not so.", "<base href='//['>", "<frameset>", *PROSE]
        ),
        st.text(CHARACTERS, max_size=20),
    ),
    max_size=40,
).map("".join)  # fmt: skip
ADDRESSES = st.sampled_from(["", URL, "http://[", "nonsense", "\ud800", URL + "/live-blog"])


@settings(max_examples=150, deadline=None)
@given(MARKUP, ADDRESSES)
def test_any_markup_is_read_or_refused(markup: str, url: str) -> None:
    read(lambda: extract_page(markup, url))


@settings(max_examples=100, deadline=None)
@given(st.text(CHARACTERS, max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    read(lambda: read_scraped(text))
    read(lambda: extract_page(text))


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from([WHOLE, SCRAPED]))
def test_a_torn_page_is_read_or_refused(data: st.DataObject, whole: str) -> None:
    start, end = sorted(
        data.draw(st.tuples(st.integers(0, len(whole)), st.integers(0, len(whole))))
    )
    middle = data.draw(st.text(CHARACTERS, max_size=8))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-7"]))
    torn = (whole[:start] + middle + whole[end:]).encode(encoding, "replace")

    read(lambda: read_article(torn, URL))
    read(lambda: read_article(torn[: len(torn) // 2], URL, content_type="text/html; charset=x"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(WHOLE)))
def test_bytes_within_a_page_are_read_or_refused(raw: bytes, at: int) -> None:
    whole = WHOLE.encode()

    read(lambda: read_article(whole[:at] + raw + whole[at:], URL))
