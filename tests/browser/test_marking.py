"""Marking with mouse and finger, and changing marks without leaving the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation
from articles.models import Article
from tests import makers
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignedIn = Callable[..., Visitor]


def reading(signed_in: SignedIn, **options: object) -> tuple[Visitor, Article]:
    """A signed-in reader with an article open, who would notice if the page were loaded anew."""
    article = makers.article()
    visitor = signed_in(makers.reader("tamm"), **options)
    visitor.go(article.get_absolute_url())
    stay(visitor)
    return visitor, article


def stay(visitor: Visitor) -> None:
    visitor.page.evaluate("window.stayed = true")


def stayed(visitor: Visitor) -> bool:
    return bool(visitor.page.evaluate("window.stayed === true"))


def mark(visitor: Visitor, words: str, color: str) -> None:
    before = len(visitor.marked_words())
    visitor.drag_over(words)
    visitor.bar.get_by_role("button", name=f"Mark in {color}").click()
    expect(visitor.page.locator("#notes .note")).to_have_count(before + 1)
    expect(visitor.bar).to_be_hidden()


def test_a_highlight_appears_at_once_and_survives_a_reload(signed_in: SignedIn) -> None:
    visitor, _ = reading(signed_in)
    mark(visitor, "a costly mistake", "pink")
    assert list(visitor.marked_words().values()) == ["a costly mistake"]
    assert stayed(visitor)
    visitor.page.reload()
    expect(visitor.page.locator("mark.hl-pink")).to_have_text("a costly mistake")
    expect(visitor.page.locator("#notes .note")).to_have_count(1)


def test_overlapping_highlights_both_show(signed_in: SignedIn) -> None:
    visitor, _ = reading(signed_in)
    mark(visitor, "called the plan “a costly", "yellow")
    mark(visitor, "“a costly mistake”. 🏛️ Nobody", "blue")
    words = ["called the plan “a costly", "“a costly mistake”. 🏛️ Nobody"]
    assert sorted(visitor.marked_words().values()) == sorted(words)
    visitor.page.reload()
    assert sorted(visitor.marked_words().values()) == sorted(words)
    assert {one.exact: one.color for one in Annotation.objects.all()} == {
        words[0]: "yellow",
        words[1]: "blue",
    }


def test_a_passage_over_two_paragraphs_is_one_highlight(signed_in: SignedIn) -> None:
    visitor, article = reading(signed_in)
    visitor.page.evaluate(
        """() => {
          const [first, second] = document.querySelectorAll("#article-body [data-start]");
          const range = document.createRange();
          range.selectNodeContents(first);
          range.setEnd(second, 1);
          getSelection().removeAllRanges();
          getSelection().addRange(range); }"""
    )
    visitor.bar.get_by_role("button", name="Mark in green").click()
    expect(visitor.page.locator("#notes .note")).to_have_count(1)
    made = Annotation.objects.get()
    assert article.current
    assert (made.start, made.exact) == (0, article.current.text[: made.end])
    assert made.end > article.current.text.index("\n\n") + 2


def test_a_note_is_edited_and_deleted_without_leaving_the_page(signed_in: SignedIn) -> None:
    visitor, _ = reading(signed_in)
    mark(visitor, "Nobody laughed", "yellow")
    note = visitor.page.locator("#notes .note")
    note.get_by_role("link", name="Add a note").click()
    field = note.get_by_label("Note", exact=True)
    expect(field).to_be_focused()
    field.fill("Really?\n\n- one\n- two")
    note.get_by_text("violet").click()
    note.get_by_role("button", name="Save").click()
    expect(note.locator(".prose li")).to_have_text(["one", "two"])
    expect(visitor.page.locator("mark.hl-violet")).to_have_text("Nobody laughed")
    note.get_by_role("link", name="Edit").click()
    note.get_by_label("Note", exact=True).fill("changed my mind")
    note.get_by_role("link", name="Cancel").click()
    expect(note.locator(".prose li")).to_have_text(["one", "two"])
    visitor.page.once("dialog", lambda dialog: dialog.accept())
    note.get_by_role("link", name="Delete").click()
    expect(note).to_have_count(0)
    expect(visitor.page.locator("#article-body mark.hl")).to_have_count(0)
    assert not Annotation.objects.exists()
    assert stayed(visitor)


def test_a_deletion_that_is_not_confirmed_keeps_the_note(signed_in: SignedIn) -> None:
    visitor, _ = reading(signed_in)
    mark(visitor, "Nobody laughed", "yellow")
    visitor.page.once("dialog", lambda dialog: dialog.dismiss())
    visitor.page.locator("#notes .note").get_by_role("link", name="Delete").click()
    visitor.page.wait_for_timeout(200)
    assert Annotation.objects.count() == 1
    assert list(visitor.marked_words().values()) == ["Nobody laughed"]


def test_a_link_is_made_and_revoked_without_leaving_the_page(signed_in: SignedIn) -> None:
    visitor, _ = reading(signed_in)
    mark(visitor, "Nobody laughed", "yellow")
    visitor.page.get_by_role("button", name="Share").click()
    expect(visitor.page.get_by_label("Link for others")).to_be_visible()
    visitor.page.get_by_role("button", name="Revoke link").click()
    expect(visitor.page.get_by_label("Link for others")).to_have_count(0)
    expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
    assert stayed(visitor)


def test_words_are_marked_by_touch_on_a_phone(signed_in: SignedIn) -> None:
    visitor, article = reading(signed_in, width=390, height=844, touch=True)
    visitor.select("a costly mistake")
    expect(visitor.bar).to_be_visible()
    expect(visitor.bar).to_be_in_viewport(ratio=1)
    visitor.bar.get_by_role("button", name="Mark in blue").tap()
    expect(visitor.page.locator("mark.hl-blue")).to_have_text("a costly mistake")
    visitor.select("Nobody laughed")
    visitor.bar.get_by_role("button", name="Note", exact=True).tap()
    field = visitor.bar.get_by_label("Note", exact=True)
    expect(field).to_be_focused()
    field.fill("on the train")
    visitor.bar.get_by_role("button", name="Save").tap()
    expect(visitor.page.locator("#notes .prose")).to_have_text("on the train")
    assert not visitor.scrolls_sideways()
    assert stayed(visitor)
    assert article.current
    for one in Annotation.objects.all():
        assert article.current.text[one.start : one.end] == one.exact


def test_whoever_has_no_account_is_asked_to_sign_in_and_comes_back(signed_in: SignedIn) -> None:
    visitor, article = reading(signed_in)
    visitor.context.clear_cookies()
    visitor.page.reload()
    visitor.drag_over("a costly mistake")
    visitor.bar.get_by_role("link", name="Sign in").click()
    visitor.page.locator("[name=login]").fill("tamm")
    visitor.page.get_by_label("Password", exact=True).fill("pw")
    visitor.page.get_by_role("button", name="Sign In").click()
    expect(visitor.page.locator("#article-body")).to_be_visible()
    assert visitor.page.url == visitor.url + article.get_absolute_url()
