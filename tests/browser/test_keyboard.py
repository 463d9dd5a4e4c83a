"""The reading page without a mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation
from tests import makers
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignedIn = Callable[..., Visitor]
TEXT = (
    "The harbour will reopen on Monday. Dr. Ilse Tamm said so. The tide is low.\n\n"
    "Nobody laughed. 🏛️ The vote is in May."
)


def focused_on(visitor: Visitor) -> str:
    """The id of the element that has the focus, or its first words."""
    told = "document.activeElement.id || document.activeElement.textContent.trim().slice(0, 40)"
    return str(visitor.page.evaluate(told))


def at_the_text(signed_in: SignedIn) -> Visitor:
    """A reader who came to the article's text with the Tab key alone."""
    article = makers.article(TEXT)
    visitor = signed_in(makers.reader())
    visitor.go(article.get_absolute_url())
    for _ in range(25):
        visitor.page.keyboard.press("Tab")
        if focused_on(visitor) == "article-body":
            return visitor
    raise AssertionError("the text cannot be reached with Tab")


def press(visitor: Visitor, *keys: str) -> None:
    for key in keys:
        visitor.page.keyboard.press(key)


def test_a_sentence_is_marked_with_keys_and_marking_goes_on(signed_in: SignedIn) -> None:
    visitor = at_the_text(signed_in)
    press(visitor, "m")
    assert visitor.selected() == "The harbour will reopen on Monday."
    press(visitor, "j")
    assert visitor.selected() == "Dr. Ilse Tamm said so."
    press(visitor, "Enter")
    expect(visitor.page.locator("#notes .note")).to_have_count(1)
    assert list(visitor.marked_words().values()) == ["Dr. Ilse Tamm said so."]
    assert focused_on(visitor) == "article-body"
    press(visitor, "j")
    assert visitor.selected() == "The tide is low."
    press(visitor, "Shift+J", "Enter")
    expect(visitor.page.locator("#notes .note")).to_have_count(2)
    assert Annotation.objects.order_by("-created")[0].exact == "The tide is low.\n\nNobody laughed."


def test_words_are_gone_through_with_the_arrows_and_taken_in_one_by_one(
    signed_in: SignedIn,
) -> None:
    visitor = at_the_text(signed_in)
    said = visitor.page.locator("desk-announcer")
    press(visitor, "m", "j", "ArrowRight")
    assert visitor.selected() == "Dr"
    press(visitor, "ArrowRight", "Shift+ArrowRight")
    assert visitor.selected() == "Ilse Tamm"
    expect(said).to_have_text("Ilse Tamm, word 9 of 22")
    press(visitor, "Shift+ArrowLeft")
    assert visitor.selected() == "Ilse"
    press(visitor, "ArrowLeft", "ArrowLeft")
    assert visitor.selected() == "Monday"
    press(visitor, "j")
    assert visitor.selected() == "Dr. Ilse Tamm said so."
    press(visitor, "Shift+ArrowLeft")
    assert visitor.selected() == "Dr. Ilse Tamm said"
    press(visitor, "Enter")
    expect(visitor.page.locator("#notes .note")).to_have_count(1)
    assert Annotation.objects.get().exact == "Dr. Ilse Tamm said"
    press(visitor, "ArrowRight")
    assert visitor.selected() == "so"
    press(visitor, "Shift+J")
    assert visitor.selected() == "Dr. Ilse Tamm said so. The tide is low."


def test_one_key_leads_from_note_to_note(signed_in: SignedIn) -> None:
    visitor = at_the_text(signed_in)
    press(visitor, "m")
    for count in (1, 2, 3):
        press(visitor, "Enter")
        expect(visitor.page.locator("#notes .note")).to_have_count(count)
        expect(visitor.bar).to_be_hidden()
        press(visitor, "j")
    press(visitor, "Escape")
    marked = [f"a-{made.pk}" for made in Annotation.objects.order_by("start")]
    said = visitor.page.locator("desk-announcer")
    for number, mark in enumerate(marked, 1):
        press(visitor, "a")
        assert focused_on(visitor) == mark
        expect(said).to_have_text(f"Note {number} of 3: Marked in yellow")
    press(visitor, "Shift+A")
    assert focused_on(visitor) == marked[1]
    press(visitor, "Enter")
    inside = visitor.page.evaluate("document.activeElement.closest('.note')?.id")
    assert inside == marked[1].replace("a-", "note-", 1)


def test_kind_tags_and_readers_are_told_with_keys_alone(signed_in: SignedIn) -> None:
    visitor = at_the_text(signed_in)
    press(visitor, "m", "n")
    visitor.page.keyboard.type("Which Monday?")
    press(visitor, "Tab")
    visitor.page.keyboard.type("q")
    press(visitor, "Tab")
    visitor.page.keyboard.type("e")
    press(visitor, "Tab")
    visitor.page.keyboard.type("dates, harbour")
    press(visitor, "Enter")
    expect(visitor.page.locator("#notes .note")).to_have_count(1)
    made = Annotation.objects.get()
    assert (made.kind, made.visibility, made.tags) == ("question", "public", ["dates", "harbour"])
    assert focused_on(visitor) == "article-body"


def test_a_note_is_written_with_keys_and_the_focus_returns(signed_in: SignedIn) -> None:
    visitor = at_the_text(signed_in)
    press(visitor, "m", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "n")
    field = visitor.bar.get_by_label("Note", exact=True)
    expect(field).to_be_focused()
    visitor.page.keyboard.type("jn m, typed as words")
    press(visitor, "Control+Enter")
    expect(visitor.page.locator("#notes .prose")).to_have_text("jn m, typed as words")
    assert Annotation.objects.get().exact == "🏛️ The vote is in May."
    assert focused_on(visitor) == "article-body"


def test_escape_closes_the_note_and_then_ends_marking(signed_in: SignedIn) -> None:
    visitor = at_the_text(signed_in)
    press(visitor, "m", "j", "n")
    field = visitor.bar.get_by_label("Note", exact=True)
    expect(field).to_be_focused()
    press(visitor, "Escape")
    expect(field).to_be_hidden()
    assert focused_on(visitor) == "article-body"
    assert visitor.selected() == "Dr. Ilse Tamm said so."
    press(visitor, "n")
    expect(field).to_be_focused()
    press(visitor, "Escape", "Escape")
    assert visitor.selected() == ""
    press(visitor, "j")
    assert visitor.selected() == ""
    assert focused_on(visitor) == "article-body"
    assert not Annotation.objects.exists()


def test_keys_are_told_and_what_happens_is_said_aloud(signed_in: SignedIn) -> None:
    visitor = at_the_text(signed_in)
    press(visitor, "?")
    sheet = visitor.page.get_by_role("dialog", name="Marking with the keyboard")
    expect(sheet).to_be_visible()
    press(visitor, "Escape")
    expect(sheet).to_be_hidden()
    assert focused_on(visitor) == "article-body"
    said = visitor.page.locator("desk-announcer")
    press(visitor, "m", "j")
    expect(said).to_have_text("Sentence 2 of 5")
    press(visitor, "Enter")
    expect(said).to_have_text("Marked.")


def test_the_help_leaves_the_sentence_chosen(signed_in: SignedIn) -> None:
    visitor = at_the_text(signed_in)
    press(visitor, "m", "j", "?")
    sheet = visitor.page.get_by_role("dialog", name="Marking with the keyboard")
    expect(sheet).to_be_visible()
    visitor.page.wait_for_timeout(200)
    press(visitor, "Escape")
    expect(sheet).to_be_hidden()
    press(visitor, "Enter")
    expect(visitor.page.locator("#notes .note")).to_have_count(1)
    assert Annotation.objects.get().exact == "Dr. Ilse Tamm said so."


def test_a_highlight_leads_to_its_note_with_enter(signed_in: SignedIn) -> None:
    visitor = at_the_text(signed_in)
    press(visitor, "m", "Enter")
    expect(visitor.page.locator("#notes .note")).to_have_count(1)
    press(visitor, "Escape", "Tab")
    made = Annotation.objects.get()
    assert focused_on(visitor) == f"a-{made.pk}"
    press(visitor, "Enter")
    inside = visitor.page.evaluate("document.activeElement.closest('.note')?.id")
    assert inside == f"note-{made.pk}"


def test_the_focus_stays_at_a_note_whatever_is_done_with_it(signed_in: SignedIn) -> None:
    visitor = at_the_text(signed_in)
    press(visitor, "m", "Enter", "j", "Enter")
    notes = visitor.page.locator("#notes .note")
    expect(notes).to_have_count(2)
    press(visitor, "Escape")
    first, second = notes.nth(0), notes.nth(1)
    add, edit = (first.get_by_role("link", name=name) for name in ("Add a note", "Edit"))

    add.focus()
    press(visitor, "Enter")
    expect(first.get_by_label("Note", exact=True)).to_be_focused()
    visitor.page.keyboard.type("Hear, hear")
    press(visitor, "Control+Enter")
    expect(edit).to_be_focused()
    press(visitor, "Enter")
    expect(first.get_by_label("Note", exact=True)).to_be_focused()
    first.get_by_role("link", name="Cancel").focus()
    press(visitor, "Enter")
    expect(edit).to_be_focused()

    first.get_by_role("button", name="Share").focus()
    press(visitor, "Enter")
    expect(first.get_by_label("Link for others")).to_be_focused()
    first.get_by_role("button", name="Revoke link").focus()
    press(visitor, "Enter")
    expect(first.get_by_role("button", name="Share")).to_be_focused()

    visitor.page.on("dialog", lambda dialog: dialog.accept())
    words = second.locator(".note-words").inner_text()
    first.get_by_role("link", name="Delete").focus()
    press(visitor, "Enter")
    expect(notes).to_have_count(1)
    expect(notes.get_by_role("link", name=words)).to_be_focused()
    notes.get_by_role("link", name="Delete").focus()
    press(visitor, "Enter")
    expect(notes).to_have_count(0)
    expect(visitor.page.locator("#article-body")).to_be_focused()
