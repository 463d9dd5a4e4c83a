"""The desk with JavaScript switched off."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation
from annotations.services import Selection, annotate
from tests import makers
from tests.browser.visitor import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_marking_sharing_and_revoking_work_through_plain_forms(visit: Visit) -> None:
    article = makers.article()
    makers.reader("tamm")
    visitor = visit(javascript=False)
    page = visitor.page
    visitor.go(article.get_absolute_url())
    page.get_by_role("link", name="Sign in").first.click()
    page.locator("[name=login]").fill("tamm")
    page.get_by_label("Password", exact=True).fill("pw")
    page.get_by_role("button", name="Sign In").click()
    expect(page.locator("summary", has_text="tamm")).to_be_visible()

    visitor.go(article.get_absolute_url())
    page.get_by_role("link", name="Mark sentences").click()
    row = page.locator(".compose-row", has_text="a costly mistake")
    row.get_by_role("radio", name="First").check()
    page.locator(".compose-row", has_text="Nobody laughed").get_by_role(
        "radio", name="Last"
    ).check()
    page.get_by_label("Note", exact=True).fill("Without *any* script")
    page.get_by_text("green").click()
    page.get_by_role("button", name="Mark it").click()
    made = Annotation.objects.get()
    assert page.url == f"{visitor.url}{article.get_absolute_url()}#a-{made.pk}"
    assert made.exact.startswith("Her rival, Senator") and made.exact.endswith("Nobody laughed.")
    assert made.color == "green"
    expect(page.locator("#notes .prose em")).to_have_text("any")
    assert list(visitor.marked_words().values()) == [made.exact]

    page.get_by_role("button", name="Share").click()
    link = page.get_by_label("Link for others").input_value()
    stranger = visit(javascript=False)
    stranger.page.goto(link)
    expect(stranger.page.locator("#passage").first).to_be_in_viewport()
    page.get_by_role("button", name="Revoke link").click()
    expect(page.get_by_label("Link for others")).to_have_count(0)
    visit.expected.append(r"status of 410")
    answer = stranger.page.reload()
    assert answer and answer.status == 410
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("This link no longer opens")
    expect(stranger.page.get_by_text("costly mistake")).to_have_count(0)


def test_a_note_is_edited_and_deleted_through_plain_forms(visit: Visit) -> None:
    article, owner = makers.article(), makers.reader()
    assert article.current
    start = article.current.text.index("Nobody")
    Annotation.objects.create(
        author=owner,
        article=article,
        revision=article.current,
        start=start,
        end=start + 6,
        exact="Nobody",
        note="as it was",
    )
    visitor = visit(javascript=False)
    visitor.become(owner)
    visitor.go(article.get_absolute_url())
    visitor.page.get_by_role("link", name="Edit").click()
    visitor.page.get_by_label("Note", exact=True).fill("as it is")
    visitor.page.get_by_role("button", name="Save").click()
    expect(visitor.page.locator("#notes .prose")).to_have_text("as it is")
    visitor.page.get_by_role("link", name="Delete").click()
    visitor.page.get_by_role("button", name="Delete").click()
    expect(visitor.page.locator("#notes .note")).to_have_count(0)
    assert not Annotation.objects.exists()


def test_a_fact_check_is_written_through_plain_forms(visit: Visit) -> None:
    article, owner = makers.article(), makers.reader()
    visitor = visit(javascript=False)
    visitor.become(owner)
    page = visitor.page
    visitor.go(f"{article.get_absolute_url()}mark/")
    row = page.locator(".compose-row", has_text="a costly mistake")
    row.get_by_role("radio", name="First").check()
    page.get_by_label("Kind").select_option("fact-check")
    page.get_by_label("Tags").fill("budget, Budget")
    page.get_by_label("Who may see it").select_option("public")
    page.get_by_role("button", name="Mark it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What did you find?")
    page.get_by_label("Verdict").select_option("false")
    page.get_by_label("Address of source 1").fill("https://a.example/")
    page.get_by_role("button", name="Add another source").click()
    page.get_by_label("Address of source 2").fill("https://b.example/")
    page.get_by_label("Note", exact=True).fill("It pays for *itself*.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".note-previewed em")).to_have_text("itself")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notes .verdict")).to_have_text("False")
    expect(page.locator("#notes .finding-sources a")).to_have_count(2)
    expect(page.locator("#notes .note-tag")).to_have_text(["Only notes tagged budget"])


def test_replies_conflicts_and_moved_notes_work_through_plain_forms(visit: Visit) -> None:
    visit.expected.append("status of 409")
    article, owner = makers.article(), makers.reader()
    assert article.current
    start = article.current.text.index("The vote")
    words = Selection(start, start + 19, "The vote is in May.")
    made = annotate(article.current, owner, words, color="pink", note="old", visibility="public")
    first, second = visit(javascript=False), visit(javascript=False, width=390)
    for visitor, words_ in ((first, "mine"), (second, "mine, too")):
        visitor.become(owner)
        visitor.go(f"/annotations/{made.pk}/edit/")
        visitor.page.get_by_label("Note", exact=True).fill(words_)
    first.page.get_by_role("button", name="Save").click()
    second.page.get_by_role("button", name="Save").click()
    page = second.page
    expect(page.locator(".conflict")).to_contain_text("As it stands now")
    expect(page.get_by_label("Note", exact=True)).to_have_value("mine, too")
    assert not second.scrolls_sideways()
    page.get_by_role("button", name="Save mine").click()
    expect(page.locator("#notes .prose")).to_have_text("mine, too")
    page.get_by_role("link", name="Reply").click()
    page.get_by_label("Reply", exact=True).fill("To be continued")
    page.get_by_role("button", name="Reply").click()
    expect(page.locator(".answer .prose")).to_have_text("To be continued")

    makers.edited(article, makers.WORDS.replace("\n\nThe vote is in May.", ""))
    second.go("/notes/changed/")
    page.get_by_role("link", name="Mark other words").click()
    page.get_by_role("link", name="Choose sentences instead").click()
    row = page.locator(".compose-row", has_text="Nobody laughed")
    row.get_by_role("radio", name="First").check()
    page.get_by_role("button", name="Put the note here").click()
    expect(page.locator("mark.hl-pink")).to_contain_text("Nobody laughed.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("mark.hl-pink")).to_have_count(0)
