"""Pages made to hurt: whatever comes, an article or the documented error, and soon."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pipeline.extract import extract_page
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
    "deep boxes": "<div>" * MANY,
    "deep links": "<a href=x>" * MANY,
    "deep lists": "<ul><li>" * (MANY // 2) + "x",
    "deep tables": "<table><tr><td>" * (MANY // 3) + "x",
    "deep quotes": "<blockquote>" * MANY + "x",
    "deep side boxes": '<div class="related">' * MANY + "x",
    "attributes": "<p " + " ".join(f"a{n}" for n in range(MANY)) + ">w",
    "long class": f'<p class="{"related " * MANY}">w',
    "many classes": "".join(f'<i class="byline{n}">By</i>' for n in range(MANY // 3)),
    "paragraphs": "<p>x" * MANY,
    "paragraphs in boxes": ("<div>" * 200 + "<p>The council met on Monday, and said so twice.") * 500,
    "prose": "".join(f"<p>{n} The council met on Monday, and said so." for n in range(MANY // 3)),
    "line breaks": "<p>" + "x<br>" * MANY,
    "headlines": f"<h1>{HEADLINE}</h1>" * (MANY // 4),
    "headings in headings": "<h1><div>" * (MANY // 4) + HEADLINE,
    "bylines in bylines": '<div class="byline">' * 400 + "<b>By</b>" * (MANY // 4),
    "dates in dates": '<div class="date">' * 400 + "<b>1</b>" * (MANY // 4),
    "gates": '<div class="paywall">' * 400 + "<b>subscribe</b>" * (MANY // 4),
    "times": '<div><time datetime="2024-03-03">x</time><p>y</p></div>' * (MANY // 8),
    "times in times": "<div><time>1:00</time><p>x</p>" * (MANY // 8),
    "quotes": "<blockquote>The council met on Monday evening.</blockquote>" * (MANY // 4),
    "split bodies": '<div class="story-body">' + BODY + "</div>" + "<b></b>" * (MANY // 4)
    + '<div class="story-body">' + BODY + "</div>",
    "links": '<link rel="alternate" media="x" href="/a">' * (MANY // 4),
    "scripts": '<script type="application/ld+json">{"@type":"X"}</script>' * (MANY // 8),
    "deep data": '<script type="application/ld+json">' + "[" * MANY + "</script>",
    "broken data": '<script type="application/ld+json">' + '{"@type":"' * MANY + "</script>",
    "comments": "<!--" * MANY,
    "open tags": "<" * MANY,
    "entities": "&#x338;" * MANY,
    "marks": "<p>a" + "\u0301" * MANY,
    "spaces": "<p>" + " \n" * MANY + "x",
    "brackets": "<p>" + "(" * MANY,
    "a long line": "<p>" + "An earlier version of this " * (MANY // 8),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["article", "live"])
@pytest.mark.parametrize("name", COSTLY)
def test_costly_pages_are_refused_or_read_within_two_seconds(name: str, kind: str) -> None:
    raw = page(BODY + COSTLY[name], linked=LIVE if kind == "live" else LINKED).encode()
    started = time.process_time()

    assert read(lambda: read_article(raw, URL))
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text",
    ["\n".join(["x"] * MANY), "x" * 1_000_000, "By " * MANY, "(" * MANY, "\n\n".join(PROSE * 2000)],
    ids=["lines", "one word", "bylines", "brackets", "prose"],
)
def test_costly_texts_are_refused_or_read_within_two_seconds(text: str) -> None:
    started = time.process_time()

    assert read(lambda: read_scraped(text))
    assert time.process_time() - started < 2


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
