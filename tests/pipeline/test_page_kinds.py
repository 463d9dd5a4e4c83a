from __future__ import annotations

import pytest

from articles.pipeline.extract import extract_page
from articles.pipeline.extraction import ArticleKind
from articles.text.document import Block
from tests.pipeline.pages import HEADLINE, PROSE, URL, page, paragraphs

BODY = paragraphs(*PROSE)
LONG = paragraphs(*(f"{number}. {text}" for number in range(5) for text in PROSE))
STUB = paragraphs(*PROSE[:2])


def post(clock: str, author: str, *texts: str) -> str:
    return (
        f'<article class="post"><time datetime="2024-03-03T{clock}:00Z">{clock} GMT</time>'
        f'<p class="byline">By {author}</p>{paragraphs(*texts)}</article>'
    )


POSTS = (
    post("16:05", "Jane Doe", PROSE[0], PROSE[1])
    + post("15:40", "Paul Roe", PROSE[2], "<em>That is all we know so far about the vote.</em>")
    + post("15:10", "Anna Kvist", PROSE[3])
)
LIVE = {
    "@type": "LiveBlogPosting",
    "headline": HEADLINE,
    "author": {"name": "Ilse Maarten"},
    "liveBlogUpdate": [
        {"@type": "BlogPosting", "headline": HEADLINE, "author": {"name": "Jane Doe"}, "url": URL},
        {"@type": "BlogPosting", "headline": "Another", "author": {"name": "Paul Roe"}},
    ],
}


def test_a_live_blog_keeps_its_posts_in_order_under_their_times() -> None:
    found = extract_page(page(POSTS, linked=LIVE), URL)
    blocks = [
        (str(block.kind), found.document.text[block.start : block.end].split(".")[0][:30])
        for block in found.document.blocks
    ]

    assert found.kind is ArticleKind.LIVE
    assert [text for kind, text in blocks if kind == Block.HEADING] == [
        "16:05 GMT", "15:40 GMT", "15:10 GMT"
    ]  # fmt: skip
    assert [kind for kind, _ in blocks] == [
        "heading", "paragraph", "paragraph", "heading", "paragraph", "paragraph", "heading",
        "paragraph",
    ]  # fmt: skip


def test_the_authors_of_posts_do_not_sign_a_live_blog() -> None:
    assert extract_page(page(POSTS, linked=LIVE), URL).bylines == ("Ilse Maarten",)
    unsigned = {**LIVE, "author": []}
    assert extract_page(page(POSTS, linked=unsigned), URL).bylines == ()


def test_a_live_blog_is_known_by_its_address_and_its_posts() -> None:
    address = "https://www.courier.example/politics/live-updates-harbour-bridge"

    assert extract_page(page(POSTS), address).kind is ArticleKind.LIVE
    assert extract_page(page(BODY), address).kind is ArticleKind.ARTICLE
    assert extract_page(page(POSTS), URL).kind is ArticleKind.ARTICLE


@pytest.mark.parametrize("lead", ["", f"<p>{PROSE[0]}</p>"])
def test_a_gallery_yields_its_captions(lead: str) -> None:
    captions = [
        "The bridge at dusk, seen from the east.",
        "The hall on Monday evening.",
        "Mayor Ilse Brandvoort on the quay.",
    ]
    figures = "".join(
        f'<figure><img src="/{at}.jpg" alt=""><figcaption>{text}</figcaption></figure>'
        for at, text in enumerate(captions)
    )
    linked = {"@type": "ImageGallery", "headline": HEADLINE}
    found = extract_page(page(lead + figures, linked=linked), URL)

    assert found.kind is ArticleKind.GALLERY
    kept = [block for block in found.document.blocks if block.kind == Block.CAPTION]
    assert [found.document.text[block.start : block.end] for block in kept] == captions
    assert found.to_json()["kind"] == "gallery"


GATE = '<div class="paywall-container"><p>Subscribe to continue reading this article.</p></div>'
LOCKED = {"@type": "NewsArticle", "headline": HEADLINE, "isAccessibleForFree": False}


@pytest.mark.parametrize(
    ("markup", "paywalled"),
    [
        (page(STUB, linked=LOCKED), True),
        (page(STUB, linked={**LOCKED, "isAccessibleForFree": "http://schema.org/False"}), True),
        (page(STUB, '<meta property="article:content_tier" content="locked">'), True),
        (page(STUB + GATE), True),
        (page(STUB, '<meta property="article:content_tier" content="free">'), False),
        (page(STUB, '<meta property="article:content_tier" content="metered">'), False),
        (page(STUB), False),
        (page(STUB + '<div class="paywall" hidden><p>Subscribe to read.</p></div>'), False),
        (page(LONG + GATE, linked=LOCKED), False),
        (page(paragraphs(*PROSE[:-1], *PROSE[:-1], "The ministry, which has until the …"),
              linked=LOCKED), True),
    ],
    ids=["data", "data address", "tier", "gate", "free", "metered", "short", "hidden", "whole",
         "cut"],
)  # fmt: skip
def test_a_stub_for_subscribers_is_told_from_a_short_article(markup: str, paywalled: bool) -> None:
    found = extract_page(markup, URL)

    assert found.paywalled is paywalled
    assert ("The page holds only the start; the rest is for subscribers." in found.warnings) is (
        paywalled
    )


def test_a_locked_part_that_is_there_to_read_makes_no_stub() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".locked-part"}
    linked = {**LOCKED, "isAccessibleForFree": True, "hasPart": part}
    whole = page(f'<div class="locked-part">{paragraphs(*PROSE)} {paragraphs(*PROSE)}</div>')
    script = page("", linked=linked).partition("<script")[2].partition("</script>")[0]
    whole = whole.replace("</head>", f"<script{script}</script></head>")

    assert not extract_page(whole, URL).paywalled


def test_other_addresses_of_the_article_are_gathered_in_one_form() -> None:
    head = (
        '<link rel="canonical" href="/politics/harbour-bridge">'
        '<link rel="amphtml" href="https://amp.courier.example/politics/bridge-in-brief?utm_source=a">'
        '<meta property="og:url" content="https://www.courier.example/2024/harbour-bridge">'
        '<link rel="alternate" media="only screen and (max-width: 640px)" '
        'href="https://m.courier.example/s/4711">'
        '<link rel="alternate" hreflang="de" href="https://www.courier.example/de/bruecke">'
        '<link rel="alternate" type="application/rss+xml" href="/feed">'
        '<link rel="amphtml" href="https://elsewhere.example/bridge">'
    )
    found = extract_page(page(BODY, head), URL + "?utm_source=x")

    assert found.canonical_url == URL
    assert found.other_urls == (
        "https://www.courier.example/2024/harbour-bridge",
        "https://courier.example/politics/bridge-in-brief",
        "https://courier.example/s/4711",
    )
    assert found.to_json()["other_urls"] == list(found.other_urls)


@pytest.mark.parametrize(
    ("said", "clock", "published"),
    [
        ("2024-03-04T01:48:19Z", "2024-03-03 20:48:19", "2024-03-03T20:48:19-05:00"),
        ("2024-03-03T18:30:00Z", "2024-03-04T05:30:00+11:00", "2024-03-04T05:30:00+11:00"),
        ("2024-03-04T01:48:19Z", "2024-03-03 20:17:02", "2024-03-04T01:48:19Z"),
        ("2024-03-04T01:48:19Z", "March 3, 2024", "2024-03-04T01:48:19Z"),
        ("2024-03-04T01:48:19+01:00", "2024-03-03 20:48:19", "2024-03-04T01:48:19+01:00"),
    ],
)
def test_a_moment_in_utc_takes_the_zone_of_the_clock_shown(
    said: str, clock: str, published: str
) -> None:
    linked = {"@type": "NewsArticle", "headline": HEADLINE, "datePublished": said}
    markup = page(f'<time datetime="{clock}">shown</time>{BODY}', linked=linked)

    assert extract_page(markup, URL).to_json()["published"] == published


@pytest.mark.parametrize(
    ("author", "shown", "bylines"),
    [
        ("Jane Doe as told to Paul Roe", "", ("Paul Roe",)),
        ("Almery Courier", "University of Port Almery", ("University of Port Almery",)),
        ("jane.doe.1232", "", ()),
        ("", "Jane Doe", ("Jane Doe",)),
    ],
)
def test_those_who_sign_are_people_or_bodies_that_readers_see(
    author: str, shown: str, bylines: tuple[str, ...]
) -> None:
    linked = {
        "@type": "NewsArticle",
        "headline": HEADLINE,
        "author": {"name": author},
        "publisher": {"name": "Almery Courier"},
    }
    byline = f'<div class="article-byline"><a href="/a">{shown}</a></div>' if shown else ""

    assert extract_page(page(byline + BODY, linked=linked), URL).bylines == bylines


def test_an_agency_that_signs_below_the_text_signs_it() -> None:
    below = page(BODY + "<p>Reporting by The Associated Press.</p>")
    found = extract_page(below, URL)

    assert found.bylines == ("The Associated Press",)
    assert "Associated" not in found.document.text


def test_a_section_before_a_bar_is_no_part_of_the_headline() -> None:
    markup = page(BODY).replace(f"<h1>{HEADLINE}", f"<h1>Politics | {HEADLINE}")

    assert extract_page(markup, URL).headline == HEADLINE
