"""Pictures within an article are kept beside its text: their captions, credits and places."""

from __future__ import annotations

import json

import pytest

from articles.pipeline.extract import extract_page
from articles.pipeline.extraction import Extraction, Picture

URL = "https://courier.example/harbour"
TEXT = [
    "The council of Nordhaven voted on Tuesday to reopen the old harbour after a long dispute.",
    "Oskar Lind, who leads the opposition, called the plan a costly mistake and left the hall.",
    "The harbour master expects the first ferry at the end of May, when dredging is to be done.",
    "Nobody was sorry, and the gulls that had nested in the cranes will be given another home.",
]


def figure(caption: str, src: str = "/crane.jpg", inside: str = "", tag: str = "figcaption") -> str:
    return f'<figure><img src="{src}" alt="A crane">{inside}<{tag}>{caption}</{tag}></figure>'


def read(*parts: str, head: str = "", lead: str = "") -> Extraction:
    """A page with two paragraphs before each of ``parts`` but the last, and all after it."""
    told = [f"<p>{text}</p>" for text in TEXT]
    body = told[0] + told[1] + "".join(parts) + told[2] + told[3]
    return extract_page(
        f"<html><head><title>Harbour to reopen</title>{head}</head><body><main><article>"
        f"<h1>Harbour to reopen</h1>{lead}<div class='story'>{body}</div></article></main></body>",
        URL,
    )


def test_a_caption_is_kept_at_its_place_and_is_no_part_of_the_text() -> None:
    found = read(figure("The cranes of Nordhaven on Tuesday."))
    assert found.document.text == "\n\n".join(TEXT)
    assert found.pictures == (
        Picture(
            "https://courier.example/crane.jpg",
            "A crane",
            "The cranes of Nordhaven on Tuesday.",
            after=len("\n\n".join(TEXT[:2])),
        ),
    )
    assert json.loads(json.dumps(found.to_json()))["images"] == [found.pictures[0].to_json()]


@pytest.mark.parametrize(
    ("caption", "words", "credit"),
    [
        ("The cranes. <span class='credit'>Jane Doe</span>", "The cranes.", "Jane Doe"),
        ("The cranes. <i class='PhotoCredit'>Photo: Jane Doe</i>", "The cranes.", "Jane Doe"),
        ("The cranes. Jane Doe/Reuters", "The cranes.", "Jane Doe/Reuters"),
        ("The cranes. J. Doe/Reuters", "The cranes.", "J. Doe/Reuters"),
        ("The cranes. AFP via Getty Images", "The cranes.", "AFP via Getty Images"),
        ("The cranes.Credit...Jane Doe for The Courier", "The cranes.", "Jane Doe for The Courier"),
        ("The cranes. Credit: Jane Doe", "The cranes.", "Jane Doe"),
        ("The cranes (Jane Doe/The Courier)", "The cranes", "Jane Doe/The Courier"),
        ("The cranes that a Dutch firm built. They rust.", None, ""),
        ("<b class='visually-hidden'>Image caption, </b>The cranes", "The cranes", ""),
        ("The cranes ... [+] of old", "The cranes of old", ""),
    ],
)
def test_a_credit_is_taken_off_a_caption(caption: str, words: str | None, credit: str) -> None:
    [picture] = read(figure(caption)).pictures
    assert (picture.caption, picture.credit) == (words or caption, credit)


@pytest.mark.parametrize(
    "part",
    [
        figure("<a href='/other'>Another story altogether</a>"),
        figure("Photo: Jane Doe/Reuters"),
        figure("Advertisement"),
        f"<aside>{figure('The cranes of another story.')}</aside>",
        f"<div class='related-stories'><p>x</p>{figure('The cranes of another story.')}"
        f"<p>And more of it here.</p></div>",
        "<figure><iframe src='/v'></iframe><figcaption>A film of it.</figcaption></figure>",
    ],
)
def test_what_is_no_caption_of_the_articles_pictures_is_left_out(part: str) -> None:
    assert read(part).pictures == ()


@pytest.mark.parametrize(
    ("image", "url"),
    [
        ("<img data-src='/real.jpg' src='/blank.gif'>", "https://courier.example/real.jpg"),
        ("<img srcset='/small.jpg 300w, /large.jpg 900w'>", "https://courier.example/large.jpg"),
        ("<img src='data:image/gif;base64,R0lGODlhAQAB'>", None),
        ("<img src='javascript:alert(1)'>", None),
        ("", None),
    ],
)
def test_the_address_of_a_picture_is_one_that_can_be_shown(image: str, url: str | None) -> None:
    [picture] = read(f"<figure>{image}<figcaption>The old cranes.</figcaption></figure>").pictures
    assert picture.url == url


def test_the_picture_above_the_text_gives_the_lead_image_its_caption() -> None:
    head = '<meta property="og:image" content="https://cdn.example/share/1200x630/share.jpg">'
    lead = figure("The cranes at dawn. <span class='credit'>Jane Doe</span>", "/dawn.jpg")
    found = read(figure("The cranes at noon."), head=head, lead=lead)
    assert found.image is not None
    assert found.image.url == "https://cdn.example/share/1200x630/share.jpg"
    assert (found.image.caption, found.image.credit) == ("The cranes at dawn.", "Jane Doe")
    assert [picture.caption for picture in found.pictures] == ["The cranes at noon."]
    printed = found.to_json()["images"]
    assert [(one["caption"], one["after"] > 0) for one in printed] == [
        ("The cranes at dawn.", False),
        ("The cranes at noon.", True),
    ]


def test_a_picture_that_is_the_lead_image_is_not_shown_twice() -> None:
    head = '<meta property="og:image" content="https://cdn.example/harbour-cranes-1200x630.jpg">'
    shown = figure("The cranes at noon.", "/media/harbour-cranes-640x480.jpg")
    found = read(shown, figure("The mayor.", "/mayor-of-nordhaven.jpg"), head=head)
    assert found.image and found.image.caption == "The cranes at noon."
    assert [picture.caption for picture in found.pictures] == ["The mayor."]


def test_captions_that_are_no_figures_by_their_elements_are_known_by_name() -> None:
    part = (
        '<div class="wp-caption"><img src="/crane.jpg" alt="A crane">'
        '<p class="wp-caption-text">The cranes of Nordhaven on Tuesday.</p></div>'
    )
    found = read(part)
    assert [picture.caption for picture in found.pictures] == [
        "The cranes of Nordhaven on Tuesday."
    ]
    assert "cranes of Nordhaven" not in found.document.text
