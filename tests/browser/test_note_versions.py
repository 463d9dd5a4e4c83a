"""The history of a fact check, and two changes of one, as they look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotations import services
from annotations.services import Finding, finding_of
from tests import makers
from tests.browser.visitor import Visit, Visitor
from tests.noting import checked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_history_and_comparison_fit_the_screen_and_show_the_finding(
    visit: Visit, signed_in: Callable[..., Visitor], width: int
) -> None:
    visit.expected.append(r"status of 409")
    owner = makers.reader()
    one = checked(owner, article=makers.article())
    visitor = signed_in(owner, width=width)
    page = visitor.page
    visitor.go(reverse("annotations:edit", args=[one.pk]))
    known = finding_of(one.fact_check)
    anew = Finding("The plan is far too costly.", "misleading", known.claimant, known.claimed)
    services.change(one, color=one.color, note=one.note, finding=anew, visibility="public")
    page.get_by_label("Claim", exact=True).fill("The plan is dear.")
    page.get_by_role("button", name="Save", exact=True).click()
    sides = page.locator(".conflict-side")
    expect(sides).to_have_count(3)
    expect(sides.nth(1)).to_contain_text("Verdict: misleading")
    expect(sides.nth(1)).to_contain_text("Seen by: everybody")
    expect(sides.nth(2)).to_contain_text("The plan is dear.")
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visitor.go(reverse("annotations:history", args=[one.pk]))
    newest = page.locator(".note-versions > .version").first
    expect(newest).to_contain_text("seen by: everybody")
    expect(newest.locator("ins").first).to_contain_text("far too")
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
