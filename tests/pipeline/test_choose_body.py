from __future__ import annotations

import pytest

from articles.pipeline.extract import extract_page
from articles.text.document import Block
from tests.pipeline.pages import HEADLINE, PROSE, URL, page, paragraphs

HALF, REST = paragraphs(*PROSE[:3]), paragraphs(*PROSE[3:])


def texts(markup: str) -> list[str]:
    document = extract_page(markup, URL).document
    return [document.text[block.start : block.end] for block in document.blocks]


def kinds(markup: str) -> list[str]:
    return [str(block.kind) for block in extract_page(markup, URL).document.blocks]


def test_the_article_comes_out_whole_and_nothing_else() -> None:
    assert texts(page(HALF + REST)) == list(PROSE)


@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("a quoted post in a box named for its network",
         '<div class="social-media-embed"><blockquote class="twitter-tweet"><p>The ferry runs '
         "tonight.</p>— Harbour Office (@harbour) March 3, 2024</blockquote></div>"),
        ("a table", "<table><tr><th>Lane</th><th>Closes</th></tr><tr><td>East</td><td>June</td>"
         "</tr><tr><td>West</td><td>July</td></tr></table>"),
        ("a list", "<ul><li>The eastern lane closes first of all.</li><li>The ferry is free "
         "for those who live here.</li></ul>"),
        ("a heading", "<h2>What happens next</h2>"),
        ("a quotation", "<blockquote><p>We are done waiting, and so is the town.</p></blockquote>"),
    ],
)  # fmt: skip
def test_what_stands_between_paragraphs_is_kept(name: str, box: str) -> None:
    found = texts(page(HALF + box + REST))

    assert found[:3] == list(PROSE[:3])
    assert found[-3:] == list(PROSE[3:])
    assert len(found) > 6, name


@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("related stories",
         '<div class="related-stories"><p>Five bridges that fell in a single winter, and what was '
         "learned from them.</p></div>"),
        ("a newsletter", '<section class="newsletterSignup"><p>Every morning we send you the news '
         "of the harbour and the town.</p></section>"),
        ("an aside", "<aside><p>The old bridge was built in 1911 by the firm of Kvist and Kvist."
         "</p></aside>"),
        ("a figure", '<figure><img src="/a.jpg"><figcaption>The bridge, seen from the eastern '
         "shore at dusk.</figcaption></figure>"),
        ("a card", '<div class="article-card"><h3><a href="/five">Five bridges that fell</a></h3>'
         "<p>What was learned from a single winter, in five short chapters.</p></div>"),
        ("a list of links", '<ul><li><a href="/1">Five bridges that fell</a></li><li><a href="/2">'
         "Who pays for the ferry</a></li></ul>"),
        ("a hidden box", '<div aria-hidden="true"><p>This is read by nobody who sees the page at '
         "all.</p></div>"),
        ("controls of a player", '<div class="video-controls"><ul><li>Off</li><li>English</li>'
         "</ul></div>"),
        ("a complement", '<section role="complementary"><p>More of what we know about the bridge '
         "and its long history.</p></section>"),
        ("an unrendered shortcode", '<p>[button link="http://courier.example/x" type="big"] Send '
         "us yours[/button]</p>"),
        ("a plea", "<p>If you enjoyed this article, we have a proposition for you.</p>"),
        ("a delivery", "<p>Want the best of the harbour delivered right to your inbox?</p>"),
        ("the frame of a picture post", "<p>View this post on Instagram</p>"),
        ("a caption with its credit", "<p>The bridge as it was seen from the eastern shore on "
         "Sunday. Credit: Anna Kvist.</p>"),
        ("a slanted caption", "<p><em>The bridge seen from the eastern shore. (AP)</em></p>"),
        ("related lines in one block", "<p>DON'T MISS<br>Five bridges that fell [WARNING]<br>Who "
         "pays for the ferry [INSIGHT]</p>"),
        ("its own address", f"<p>{URL}</p>"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_text_is_left_out(name: str, box: str) -> None:
    assert texts(page(HALF + box + REST)) == list(PROSE), name


def test_a_quotation_set_large_that_repeats_the_text_is_left_out() -> None:
    pulled = (
        "<blockquote>the boats would run every ten minutes from six in the morning</blockquote>"
    )

    assert texts(page(HALF + pulled + REST)) == list(PROSE)


def test_a_paragraph_said_twice_is_kept_once() -> None:
    assert texts(page(HALF + REST + f"<p>{PROSE[1]}</p>")) == list(PROSE)


def test_what_stands_above_the_headline_is_left_out() -> None:
    breaking = paragraphs(
        "The ferry office has been closed until further notice because of the storm on the coast.",
        "A court in the capital has heard the case of the missing harbour papers for a third day.",
    )

    assert texts(page(HALF + REST, around=f"<div>{breaking}</div>")) == list(PROSE)


@pytest.mark.parametrize("tag", ["h2", "p"])
def test_a_summary_under_the_headline_is_part_of_the_text(tag: str) -> None:
    summary = "After eleven years of dispute, the town gives up its oldest crossing."
    markup = page(HALF + REST, f'<meta name="description" content="{summary}">')
    markup = markup.replace("</h1>", f"</h1><header><{tag}>{summary}</{tag}></header>")

    assert texts(markup) == [summary, *PROSE]


def test_a_list_of_headlines_at_the_end_is_left_out() -> None:
    more = (
        '<h3>More great Courier stories</h3><ul><li>The strange life of a <a href="/1">ferryman'
        '</a></li><li>How the town lost its <a href="/2">bridge</a></li></ul>'
    )

    assert texts(page(HALF + REST + more)) == list(PROSE)


def test_a_body_cut_into_boxes_keeps_what_stands_between_them() -> None:
    post = "<blockquote><p>The ferry runs tonight, and it is free.</p></blockquote>"
    cut = (
        f'<div class="story-body">{HALF}</div>{post}<div class="ad">Advertisement</div>'
        f'<div class="story-body">{REST}</div>'
    )

    assert texts(page(cut)) == [*PROSE[:3], "The ferry runs tonight, and it is free.", *PROSE[3:]]


def test_a_table_is_kept_after_the_last_paragraph() -> None:
    rows = "".join(f"<tr><td>{number}</td><td>Driver {number}</td></tr>" for number in range(5))

    assert kinds(page(HALF + f"<table>{rows}</table>")) == ["paragraph"] * 3 + ["table_row"] * 5


def test_a_line_break_in_a_cell_is_a_space_in_the_row() -> None:
    table = "<table><tr><td>July 6<br></td><td>Money in<br>the Bank</td></tr></table>"

    assert "July 6 | Money in the Bank" in texts(page(HALF + table + REST))


@pytest.mark.parametrize(
    "note",
    [
        "<p><em>Correction: An earlier version of this article misstated the year.</em></p>",
        "<p>This article was amended on 3 March 2024 to remove a quotation.</p>",
        '<div class="note"><p>Editor’s note: the headline was changed.</p></div>',
    ],
)
def test_a_correction_stays_wherever_it_stands(note: str) -> None:
    assert len(texts(page(HALF + REST + note))) == 7
    assert len(texts(page(note + HALF + REST))) == 7
    assert len(texts(page(HALF + REST + "<p>© 2024 Almery Courier</p>" + note))) == 7


def test_who_wrote_it_is_not_told_in_the_text() -> None:
    linked = {"@type": "NewsArticle", "headline": HEADLINE, "author": {"name": "Jane Doe"}}
    biography = "<p>Jane Doe has written about the harbour and its people for two decades.</p>"
    found = extract_page(page(HALF + REST + biography, linked=linked), URL)

    assert found.bylines == ("Jane Doe",)
    assert "two decades" not in found.document.text


def test_sources_below_the_article_end_it() -> None:
    below = "<section><h3>Our Sources</h3><p>Interview with Paul Roe, the ferry office, on Dec. 4"
    assert texts(page(HALF + REST + below + "</p></section>")) == list(PROSE)


def test_links_kept_are_absolute_and_safe() -> None:
    linked = PROSE[0].replace(
        "old bridge", '<a href="/file">old</a> <a href="javascript:x">bridge</a>'
    )
    document = extract_page(page(paragraphs(linked, *PROSE[1:])), URL).document

    assert [span.attrs for span in document.inlines] == [
        {"href": "https://www.courier.example/file"}
    ]
    assert next(document.blocks).kind == Block.PARAGRAPH
