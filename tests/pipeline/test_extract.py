from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pipeline.extract import extract_page
from articles.pipeline.extraction import UnreadableArticle
from articles.pipeline.read import is_page, read_article

URL = "https://www.courier.example/politics/bridge?utm_source=x"
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "name": "Almery Courier"},
        {
            "@type": "NewsArticle",
            "headline": "Council Votes to Close the Harbour Bridge",
            "datePublished": "2024-03-03T16:05:00-05:00",
            "dateModified": "2024-03-04T09:00:00-05:00",
            "author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "Paul Roe"}],
            "articleSection": ["Politics"],
            "publisher": {"name": "Almery Courier"},
        },
    ],
}
PAGE = f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Council Votes to Close the Harbour Bridge - Almery Courier</title>
<meta property="og:title" content="Council Votes to Close Bridge | Almery Courier">
<meta property="og:site_name" content="Almery Courier">
<meta property="og:image" content="/pictures/old-bridge-1.jpg">
<link rel="canonical" href="https://www.courier.example/politics/bridge">
<script type="application/ld+json">{json.dumps(LINKED)}</script></head><body>
<nav><a href="/">Home</a> <a href="/politics">Politics</a> <a href="/sport">Sport</a></nav>
<article><h1>Council Votes to Close the Harbour Bridge</h1>
<p class="byline">By Jane Doe and Paul Roe</p>
<figure><img src="/pictures/old-bridge-1.jpg" alt="The bridge at dusk">
<figcaption>The bridge, seen from the east. (Photo by Anna Kvist/Courier)</figcaption></figure>
<p>The council of Port Almery voted on Monday to <a href="/bridge-file">close the old bridge</a>,
ending a dispute that has run for nearly eleven years in the town and beyond it.</p>
<p>“We are done waiting,” said Mayor <em>Ilse Brandvoort</em>, who opened the long session with
a short speech about the harbour and the people who work there every day of the year.</p>
<p><a href="/five">Read more: Five bridges that fell</a></p>
<h2>What happens next</h2>
<p>The work is due to begin in June, and will cost forty million crowns, of which the town has to
raise half by itself, according to papers that were seen by this newspaper on Sunday.</p>
<ul><li>The eastern lane closes first, and stays closed until the autumn of next year.</li>
<li>The ferry runs every ten minutes from six in the morning, and is free for residents.</li></ul>
<p>Sign up for our newsletter to get the news in your inbox every day.</p>
<p>Advertisement</p></article>
<footer><p>© 2024 Almery Courier. All rights reserved.</p></footer></body></html>"""


def test_a_page_gives_its_article_with_structure_and_metadata() -> None:
    found = extract_page(PAGE, URL)
    printed = found.to_json()
    words = [found.document.text[b.start : b.end].split()[0] for b in found.document.blocks]

    assert printed["title"] == "Council Votes to Close the Harbour Bridge"
    assert printed["bylines"] == ["Jane Doe", "Paul Roe"]
    assert printed["published"] == "2024-03-03T16:05:00-05:00"
    assert printed["updated"] == "2024-03-04T09:00:00-05:00"
    assert (printed["section"], printed["language"]) == ("Politics", "en")
    assert printed["site_name"] == "Almery Courier"
    assert printed["canonical_url"] == "https://www.courier.example/politics/bridge"
    assert printed["image"] == {
        "url": "https://www.courier.example/pictures/old-bridge-1.jpg",
        "alt": "The bridge at dusk",
        "credit": "Anna Kvist/Courier",
    }
    assert words == ["The", "“We", "What", "The", "The", "The"]
    assert [str(block.kind) for block in found.document.blocks] == [
        "paragraph", "paragraph", "heading", "paragraph", "list_item", "list_item"
    ]  # fmt: skip
    marks = {
        (span.kind, found.document.text[span.start : span.end]): span.attrs
        for span in found.document.inlines
    }
    assert marks["link", "close the old bridge"] == {
        "href": "https://www.courier.example/bridge-file"
    }
    assert ("emphasis", "Ilse Brandvoort") in marks


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("cp1252", "iso-8859-1"), ("utf-16", "utf-16"), ("utf-8", "latin-1")],
)
def test_a_page_is_read_whatever_its_encoding(encoding: str, declared: str) -> None:
    page = PAGE.replace('charset="utf-8"', f'charset="{declared}"')

    assert "“We are done waiting,”" in read_article(page.encode(encoding), URL).document.text


def test_scraped_text_and_pages_are_told_apart() -> None:
    assert is_page(PAGE)
    assert not is_page("If a < b and b > c, then the <title> of the bill is wrong.")
    scraped = "Council Votes\n\n" + "The council of Port Almery voted on Monday to close it. " * 3
    assert read_article(scraped.encode()).document.text.startswith("The council")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "This is empty."),
        (b" \n ", "This is empty."),
        (b"%PDF-1.7 ...", "This is a PDF, not an article."),
        (b"\x00\x01\x02" * 100, "This is not text."),
        (b"<rss><channel></channel></rss>", "This is a feed, not an article."),
        (b"<html><body></body></html>", "No article text was found on this page."),
    ],
)
def test_what_is_no_article_is_refused_in_plain_words(raw: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableArticle) as refused:
        read_article(raw, URL)

    assert str(refused.value) == sentence


def test_a_stub_for_subscribers_is_marked() -> None:
    linked = {"@type": "NewsArticle", "isAccessibleForFree": "False", "headline": "Bridge"}
    page = PAGE.replace(json.dumps(LINKED), json.dumps(linked))

    assert extract_page(page, URL).paywalled


ARTICLE = "<html><body><article>" + "<p>A long sentence of the article stands here at last.</p>" * 9


@pytest.mark.parametrize(
    "page",
    [
        ARTICLE + "<div>" * 100_000,
        ARTICLE + "<p " + " ".join(f"a{n}" for n in range(100_000)) + ">w",
        ARTICLE + "<p>x" * 200_000,
        ARTICLE + '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        ARTICLE + "<!--" * 100_000,
    ],
    ids=["deep", "attributes", "elements", "deep json", "comments"],
)
def test_costly_pages_are_refused_or_read_quickly(page: str) -> None:
    started = time.process_time()
    try:
        text = extract_page(page, URL).document.text
    except UnreadableArticle as refused:
        text = str(refused)

    assert text
    assert time.process_time() - started < 2


PIECES = st.sampled_from(
    [b"<html>", b"<body>", b"<article>", b"<p>", b"</p>", b"<h1>", b"<table>", b"<tr>", b"<td>",
     b"<ul>", b"<li>", b"<a href='http://['>", b"</a>", b"<br>", b"<pre>", b"words of an article. ",
     b"<script type='application/ld+json'>", b'{"@type":"NewsArticle","author":[[1]],"image":{}}',
     b"</script>", b"<meta property='og:image' content='http://['>", b"<title>", b"\x00", b"\xff",
     b"<time datetime='9999-99-99'>", b"By ", b"2024-13-45", b"&#xD800;", b"\xef\xbb\xbf", b"\n\n",
     "\U00017000".encode(), b"<blockquote>", b"<!--", b"<svg>", b"<template>"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=30).map(b"".join)),
    st.sampled_from(["", URL, "http://[", "nonsense"]),
)
def test_any_bytes_raise_nothing_but_the_documented_error(raw: bytes, url: str) -> None:
    try:
        found = read_article(raw, url)
    except UnreadableArticle as refused:
        assert str(refused).endswith(".")
    else:
        assert found.document.text
        json.dumps(found.to_json())


def test_the_real_article_reads_from_its_bytes(seed_file: Path) -> None:
    found = read_article(seed_file.read_bytes())

    assert len(list(found.document.blocks)) == 8
    assert found.bylines == ("Sarah Arnold",)


def test_a_page_without_head_and_body_tags_keeps_its_paragraphs() -> None:
    words = "The council met on Tuesday and spoke at length about the harbour, the mayor said."
    paragraphs = "".join(f"<p>{number}. {words}</p>" for number in range(6))
    page = (
        "<!doctype html><html lang=en><title>Council</title>"
        f"<article><h1>Council meets</h1>{paragraphs}</article>"
    )
    found = extract_page(page, "https://courier.example/a")
    assert len(list(found.document.blocks)) == 6
    assert "Council meets" not in found.document.text
