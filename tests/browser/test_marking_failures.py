"""What the toolbar does when nothing could be saved, and what becomes of drafts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from annotations.models import Annotation
from tests import makers
from tests.browser.visitor import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignedIn = Callable[..., Visitor]

# The toolbar looks at the selection again 90 ms after the button is let go.
A_LOOK_LATER = 300


def reading(signed_in: SignedIn) -> Visitor:
    article = makers.article()
    visitor = signed_in(makers.reader("tamm"))
    visitor.go(article.get_absolute_url())
    return visitor


def note_on(visitor: Visitor, words: str) -> Locator:
    visitor.drag_over(words)
    visitor.bar.get_by_role("button", name="Note", exact=True).click()
    field = visitor.bar.get_by_label("Note", exact=True)
    expect(field).to_be_focused()
    return field


def test_a_failure_stays_until_other_words_are_selected(signed_in: SignedIn, visit: Visit) -> None:
    visit.expected.append("ERR_INTERNET_DISCONNECTED|htmx:")
    visitor = reading(signed_in)
    visitor.drag_over("a costly mistake")
    visitor.context.set_offline(True)
    visitor.bar.get_by_role("button", name="Mark in pink").click()
    told = visitor.bar.get_by_role("alert")
    expect(told).to_contain_text("could not be saved")
    visitor.page.wait_for_timeout(A_LOOK_LATER)
    expect(told).to_contain_text("could not be saved")
    visitor.drag_over("Nobody laughed")
    expect(told).to_be_empty()
    visitor.context.set_offline(False)


def test_whoever_was_signed_out_elsewhere_signs_in_and_saves_the_same_note(
    signed_in: SignedIn, visit: Visit
) -> None:
    visit.expected.append("403")
    visitor = reading(signed_in)
    field = note_on(visitor, "a costly mistake")
    field.fill("long thought about")
    visitor.context.clear_cookies(name="sessionid")
    save = visitor.bar.get_by_role("button", name="Save")
    save.click()
    link = visitor.bar.get_by_role("alert").get_by_role("link", name="Sign in")
    expect(link).to_be_visible()
    expect(field).to_have_value("long thought about")
    with visitor.context.expect_page() as opened:
        link.click()
    page = opened.value
    page.locator("[name=login]").fill("tamm")
    page.get_by_label("Password", exact=True).fill("pw")
    page.get_by_role("button", name="Sign In").click()
    expect(page.locator("#article-body")).to_be_visible()
    save.click()
    expect(visitor.page.locator("#notes .prose")).to_have_text("long thought about")
    assert Annotation.objects.get().exact == "a costly mistake"


def test_a_draft_stays_with_its_words_and_goes_when_cancelled(signed_in: SignedIn) -> None:
    visitor = reading(signed_in)
    note_on(visitor, "a costly mistake").fill("first")
    visitor.page.keyboard.press("Escape")
    field = note_on(visitor, "a costly mistake")
    expect(field).to_have_value("first")
    visitor.page.keyboard.press("Escape")
    expect(note_on(visitor, "Nobody laughed")).to_have_value("")
    field.fill("second")
    visitor.bar.get_by_role("button", name="Cancel").click()
    expect(note_on(visitor, "Nobody laughed")).to_have_value("")
