"""The desk's whole way, as a newcomer walks it: sign up, paste, mark, note, share, read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation
from tests.browser.visitor import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INVENTED = """Harbour Wall to Rise Before the Autumn Storms

Ilse Brandt | 3 March 2026

The council of Nordhaven voted on Tuesday to raise the harbour wall after a dispute that had run \
for most of the year and divided both of its larger parties. 🌊

Mayor Ilse Tamm said she was “truly relieved” and that work would begin at once. “We built the \
first wall in one summer, and we can do it again,” Tamm told reporters on the quay.

Senator Oskar Lind, who leads the opposition, called the plan “a costly mistake” and said that he \
would ask the auditor to look at every one of the contracts before the summer.

The harbour master expects the first stones at the end of May, when dredging is to be done.
"""


def sign_up(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.page.get_by_role("link", name="Sign up").click()
    visitor.page.get_by_label("Username").fill("newcomer")
    visitor.page.get_by_label("Password", exact=True).fill("tidewater-4471")
    visitor.page.get_by_role("button", name="Sign up").click()
    expect(visitor.page.locator("summary", has_text="newcomer")).to_be_visible()


def paste(visitor: Visitor, text: str, headline: str) -> None:
    visitor.page.get_by_role("link", name="Add article").click()
    visitor.page.get_by_label("Text of the article").fill(text)
    visitor.page.get_by_role("button", name="Read it").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(headline)


def mark_with_note(visitor: Visitor, words: str, note: str) -> None:
    visitor.drag_over(words)
    expect(visitor.bar).to_be_visible()
    assert visitor.selected() == words
    visitor.bar.get_by_role("button", name="Note", exact=True).click()
    visitor.bar.get_by_label("Note", exact=True).fill(note)
    visitor.bar.get_by_role("button", name="Save").click()
    expect(visitor.marks(words)).to_be_visible()


def share(visitor: Visitor) -> str:
    visitor.page.get_by_role("button", name="Share").click()
    field = visitor.page.get_by_label("Link for others")
    expect(field).to_be_visible()
    link = field.input_value()
    assert re.fullmatch(re.escape(visitor.url) + r"/s/[\w-]{20,}/#passage", link)
    return link


def read_the_link(visit: Visit, link: str, words: str, name: str) -> None:
    for width in (390, 1280):
        stranger = visit(width=width, javascript=False)
        stranger.page.goto(link.removesuffix("#passage"))
        passage = stranger.page.locator("mark#passage")
        expect(passage).to_have_text(words)
        expect(stranger.page.get_by_text("this is why").first).to_be_visible()
        assert stranger.page.locator(".prose strong").first.inner_text() == "Remember"
        assert not stranger.scrolls_sideways()
        stranger.picture(f"{name}-shared-top-{width}")
        stranger.page.goto(link)
        expect(passage).to_be_in_viewport()
        stranger.picture(f"{name}-shared-passage-{width}")


def whole_way(visit: Visit, text: str, headline: str, words: str, name: str) -> Annotation:
    reader = visit()
    sign_up(reader)
    paste(reader, text, headline)
    reader.picture(f"{name}-article-1280")
    mark_with_note(reader, words, "**Remember** this: *this is why*.")
    note = reader.page.locator("#notes .note")
    expect(note.locator(".prose strong")).to_have_text("Remember")
    link = share(reader)
    assert not reader.scrolls_sideways()
    reader.page.set_viewport_size({"width": 390, "height": 844})
    assert not reader.scrolls_sideways()
    reader.marks(words).scroll_into_view_if_needed()
    reader.picture(f"{name}-article-390")
    read_the_link(visit, link, words, name)
    return Annotation.objects.get()


def test_from_signing_up_to_a_link_that_opens_without_javascript(visit: Visit) -> None:
    words = "truly relieved"
    made = whole_way(
        visit, INVENTED, "Harbour Wall to Rise Before the Autumn Storms", words, "invented"
    )
    assert made.exact == words == made.revision.text[made.start : made.end]


def test_the_real_article_goes_the_whole_way(visit: Visit, seed_file: Path) -> None:
    headline = "Trump and Putin Set for Key Talks This Week as Peace Agreement Looms"
    text = seed_file.read_text("utf-8")
    made = whole_way(visit, text, headline, "really hopeful", "seed")
    assert made.exact == "really hopeful" == made.revision.text[made.start : made.end]
    reader = visit.visitors[0]
    quotes = reader.page.locator("#article-body .quote[data-first]")
    speakers = [quote.get_attribute("data-speaker") for quote in quotes.all()]
    assert speakers == ["Vladimir Putin", *["Steve Witkoff"] * 7]
