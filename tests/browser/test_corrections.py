"""Deciding who said what: by mouse, by keyboard, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from articles.models import Article, Correction, Person, Quote
from articles.services import corrections
from tests import makers
from tests.browser.test_access import AUDIT
from tests.browser.visitor import Visit, Visitor
from tests.deciding import corrector, quote_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignedIn = Callable[..., Visitor]
WIDTHS = [390, 1280]


def unsure_article() -> Article:
    """An article of which it is known how sure the program was, whatever it learned since."""
    article = makers.article()
    for told, confidence in (("costly", 0.76), ("built", 0.8), ("afraid", 0.9)):
        Quote.objects.filter(pk=quote_in(article, told).pk).update(confidence=confidence)
    return article


def card(visitor: Visitor) -> Locator:
    return visitor.page.locator("speaker-card")


def words(visitor: Visitor, told: str) -> Locator:
    return visitor.page.locator("#article-body [data-quote]", has_text=told)


def decided(article: Article, told: str) -> tuple[str, str | None]:
    quote = quote_in(article, told)
    return quote.status, quote.speaker.name if quote.speaker else None


def test_of_quotations_pressed_one_upon_the_other_the_last_has_its_card(
    signed_in: SignedIn,
) -> None:
    visitor = signed_in(corrector())
    visitor.go(unsure_article().get_absolute_url())
    # At once, so that the first card is still on its way.
    visitor.page.evaluate(
        """() => { for (const one of document.querySelectorAll("#article-body [data-quote]"))
          one.click(); }"""
    )
    expect(card(visitor).get_by_text("found automatically, 76% sure")).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")
    expect(card(visitor).get_by_text("found automatically, 76% sure")).to_be_visible()
    assert "Try again" not in card(visitor).inner_text()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_speaker_is_corrected_and_that_undone_by_mouse(signed_in: SignedIn, width: int) -> None:
    article = unsure_article()
    visitor = signed_in(corrector(), width=width, touch=width < 500)
    visitor.go(article.get_absolute_url())
    words(visitor, "costly").click()
    sheet = card(visitor)
    expect(sheet.get_by_text("found automatically, 76% sure")).to_be_visible()
    expect(sheet).to_be_in_viewport(ratio=1)
    visitor.picture(f"card-{width}")
    sheet.get_by_text("Somebody else…").click()
    visitor.picture(f"card-choices-{width}")
    sheet.get_by_role("button", name="Ilse Tamm").click()
    expect(words(visitor, "costly")).to_have_attribute("data-speaker", "Ilse Tamm")
    expect(sheet.get_by_text("corrected by")).to_be_visible()
    expect(visitor.page.locator("desk-announcer")).to_have_text("Corrected. Speaker: Ilse Tamm.")
    expect(visitor.page.locator("#who .who-name")).to_have_text(["Ilse Tamm"])
    assert decided(article, "costly") == ("corrected", "Ilse Tamm")
    undo = sheet.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.click()
    expect(words(visitor, "costly")).to_have_attribute("data-speaker", "Oskar Lind")
    assert decided(article, "costly") == ("automatic", "Oskar Lind")
    assert not visitor.scrolls_sideways()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_new_name_is_found_or_made_while_it_is_typed(signed_in: SignedIn, width: int) -> None:
    makers.article("“I was elsewhere,” said Ada Okoro.")
    article = makers.article()
    visitor = signed_in(corrector(), width=width)
    visitor.go(article.get_absolute_url())
    words(visitor, "costly").click()
    sheet = card(visitor)
    sheet.get_by_text("Somebody else…").click()
    field = sheet.get_by_label("Another name")
    field.fill("oko")
    expect(sheet.get_by_role("button", name="Ada Okoro")).to_be_visible()
    visitor.picture(f"card-found-{width}")
    field.fill("Bo Lund")
    new = sheet.get_by_role("button", name="Somebody new: Bo Lund")
    expect(new).to_be_visible()
    field.press("Enter")
    expect(new).to_be_visible()
    assert decided(article, "costly") == ("automatic", "Oskar Lind")
    new.click()
    expect(words(visitor, "costly")).to_have_attribute("data-speaker", "Bo Lund")
    assert Person.objects.filter(name="Bo Lund").count() == 1


def test_the_name_in_the_margin_opens_the_card(signed_in: SignedIn) -> None:
    article = makers.article()
    visitor = signed_in(corrector())
    visitor.go(article.get_absolute_url())
    box = words(visitor, "costly").bounding_box()
    body = visitor.page.locator("#article-body").bounding_box()
    assert box and body
    visitor.page.mouse.click(body["x"] - 60, box["y"] + 18)
    expect(card(visitor).get_by_role("button", name="Confirm")).to_be_visible()
    visitor.page.mouse.click(body["x"] + 20, body["y"] + 5)
    expect(card(visitor)).to_be_hidden()


def at_the_text(visitor: Visitor, article: Article) -> None:
    visitor.go(article.get_absolute_url())
    visitor.page.locator("#article-body").focus()


def press(visitor: Visitor, *keys: str) -> None:
    for key in keys:
        visitor.page.keyboard.press(key)


@pytest.mark.parametrize("width", WIDTHS)
def test_quotations_are_decided_and_undone_by_keyboard(signed_in: SignedIn, width: int) -> None:
    article = makers.article()
    visitor = signed_in(corrector(), width=width)
    at_the_text(visitor, article)
    said = visitor.page.locator("desk-announcer")
    press(visitor, "q")
    expect(words(visitor, "afraid")).to_be_focused()
    expect(said).to_have_text("Quotation 1 of 3: Ilse Tamm")
    press(visitor, "q", "q")
    expect(words(visitor, "costly")).to_be_focused()
    press(visitor, "c")
    expect(said).to_have_text("Confirmed. Speaker: Oskar Lind.")
    expect(words(visitor, "costly")).to_be_focused()
    assert decided(article, "costly") == ("confirmed", "Oskar Lind")
    press(visitor, "z")
    expect(said).to_have_text("Undone. Speaker: Oskar Lind.")
    expect(words(visitor, "costly")).to_be_focused()
    press(visitor, "x")
    expect(said).to_have_text("Marked as no quotation.")
    expect(words(visitor, "costly")).to_have_class("not-quote is-told")
    expect(words(visitor, "costly")).to_be_focused()
    visitor.picture(f"dismissed-{width}")
    press(visitor, "z")
    expect(said).to_have_text("Undone. Speaker: Oskar Lind.")
    assert decided(article, "costly") == ("automatic", "Oskar Lind")
    press(visitor, "r")
    expect(card(visitor).get_by_role("button", name="Ilse Tamm")).to_be_focused()
    press(visitor, "Enter")
    expect(said).to_have_text("Corrected. Speaker: Ilse Tamm.")
    expect(card(visitor).get_by_role("button", name="Undo")).to_be_focused()
    press(visitor, "Escape")
    expect(card(visitor)).to_be_hidden()
    expect(words(visitor, "costly")).to_be_focused()
    press(visitor, "z")
    expect(said).to_have_text("Undone. Speaker: Oskar Lind.")
    press(visitor, "Escape")
    expect(card(visitor)).to_be_hidden()
    press(visitor, "Shift+Q")
    expect(words(visitor, "built")).to_be_focused()
    press(visitor, "Escape")
    expect(visitor.page.locator("#article-body")).to_be_focused()


def test_keys_of_marking_and_of_deciding_do_not_get_into_each_others_way(
    signed_in: SignedIn,
) -> None:
    article = makers.article()
    visitor = signed_in(corrector())
    at_the_text(visitor, article)
    press(visitor, "q", "q", "q", "m", "j", "x", "c", "q")
    assert visitor.selected() != ""
    press(visitor, "Enter")
    expect(visitor.page.locator("#notes .note")).to_have_count(1)
    assert not Correction.objects.exists()
    press(visitor, "Escape", "q", "?")
    expect(visitor.page.get_by_role("dialog", name="Marking with the keyboard")).to_be_visible()
    expect(visitor.page.get_by_text("it is not a quotation", exact=True)).to_be_visible()
    visitor.picture("help")


def test_readers_are_told_who_and_why_but_decide_nothing(visit: Visit) -> None:
    article = makers.article()
    visitor = visit()
    at_the_text(visitor, article)
    press(visitor, "q", "c", "x", "Enter")
    expect(card(visitor).get_by_text("“told” right after the words")).to_be_visible()
    expect(card(visitor).get_by_role("button")).to_have_count(1)  # that closes it
    assert not Correction.objects.exists()
    press(visitor, "Escape")
    expect(words(visitor, "afraid")).to_be_focused()


def test_who_comes_second_is_told_on_the_spot(signed_in: SignedIn, visit: Visit) -> None:
    article = makers.article()
    visitor = signed_in(corrector())
    visitor.go(article.get_absolute_url())
    words(visitor, "costly").click()
    expect(card(visitor).get_by_role("button", name="Confirm")).to_be_visible()
    corrections.assign_name(quote_in(article, "costly").uuid, corrector("first"), "Ada Okoro")
    visit.expected.append("status of 409")
    card(visitor).get_by_role("button", name="Confirm").click()
    expect(card(visitor).get_by_role("alert")).to_contain_text("Somebody else has decided")
    expect(words(visitor, "costly")).to_have_attribute("data-speaker", "Ada Okoro")
    visitor.picture("second")
    card(visitor).get_by_role("button", name="Not a quotation").click()
    expect(words(visitor, "costly")).to_have_class("not-quote is-told")


def test_who_was_signed_out_meanwhile_is_told_in_the_card(
    signed_in: SignedIn, visit: Visit
) -> None:
    article = makers.article()
    visit.expected += ["status of 403", "Status Error Code 403"]
    for address in (article.get_absolute_url(), "/quotes/check/"):
        visitor = signed_in(corrector())
        visitor.go(address)
        if "check" in address:
            visitor.page.locator(".check").first.focus()
        else:
            visitor.page.locator("#article-body").focus()
            press(visitor, "q")
        visitor.context.clear_cookies(name="sessionid")
        press(visitor, "c")
        expect(visitor.page.get_by_role("alert")).to_contain_text("You have been signed out")
    assert not Correction.objects.exists()


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_works_without_javascript(signed_in: SignedIn, width: int) -> None:
    makers.article("“I was elsewhere,” said Ada Okoro.")
    article = makers.article()
    visitor = signed_in(corrector(), width=width, javascript=False)
    page = visitor.page
    visitor.go(article.get_absolute_url())
    page.locator("#who summary", has_text="Oskar Lind").click()
    page.get_by_role("link", name=re.compile("why.*costly")).click()
    expect(page.get_by_text("found automatically")).to_be_visible()
    page.get_by_role("button", name="Confirm").click()
    expect(
        page.get_by_role("status").get_by_text("Confirmed. Speaker: Oskar Lind.")
    ).to_be_visible()
    expect(page.get_by_text("confirmed by")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("found automatically")).to_be_visible()
    page.get_by_text("Somebody else…").click()
    page.get_by_label("Another name").fill("oko")
    page.get_by_role("button", name="Find").click()
    visitor.picture(f"plain-{width}")
    page.get_by_role("button", name="Ada Okoro").click()
    assert decided(article, "costly") == ("corrected", "Ada Okoro")
    page.get_by_role("button", name="Not a quotation").click()
    page.get_by_role("button", name="Bring it back").click()
    assert decided(article, "costly") == ("corrected", "Ada Okoro")
    visitor.go("/quotes/check/")
    page.locator(".check", has_text="wall").first.get_by_role("button", name="Confirm").click()
    assert page.url.endswith("/quotes/check/")
    expect(page.get_by_text("Confirmed. Speaker: Ilse Tamm.")).to_be_visible()
    visitor.go("/quotes/log/")
    visitor.picture(f"log-{width}")
    page.get_by_role("button", name=re.compile("Undo.*built")).click()
    expect(page.get_by_text("Undone. Speaker: Ilse Tamm.")).to_be_visible()
    assert page.url.endswith("/quotes/log/")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_is_worked_through_with_keys(signed_in: SignedIn, width: int) -> None:
    article = unsure_article()
    visitor = signed_in(corrector(), width=width)
    visitor.go("/quotes/check/")
    visitor.picture(f"check-{width}")
    items = visitor.page.locator(".check")
    left = visitor.page.locator("#check-left")
    expect(left).to_have_text("3 quotations left")
    items.nth(0).focus()
    press(visitor, "c")
    expect(left).to_have_text("2 quotations left")
    expect(items.nth(1)).to_be_focused()
    press(visitor, "x")
    expect(left).to_have_text("1 quotation left")
    expect(items.nth(2)).to_be_focused()
    visitor.picture(f"check-decided-{width}")
    press(visitor, "z")
    expect(left).to_have_text("2 quotations left")
    expect(items.nth(1)).to_be_focused()
    press(visitor, "r")
    expect(items.nth(1).get_by_role("button", name="Oskar Lind")).to_be_focused()
    press(visitor, "Enter")
    expect(left).to_have_text("1 quotation left")
    expect(items.nth(2)).to_be_focused()
    press(visitor, "Shift+Q", "Shift+Q", "z")
    expect(left).to_have_text("2 quotations left")
    assert decided(article, "costly") == ("automatic", "Oskar Lind")
    assert not visitor.scrolls_sideways()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_deciding_are_named_and_large_enough_to_touch(
    signed_in: SignedIn, width: int, scheme: str
) -> None:
    article, user = makers.article(), corrector()
    corrections.assign_name(quote_in(article, "costly").uuid, user, "Ada Okoro")
    corrections.dismiss(quote_in(article, "built").uuid, user)
    visitor = signed_in(user, width=width)
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    wrong = []
    for name, path in {
        "check": "/quotes/check/",
        "log": "/quotes/log/",
        "quote": f"{quote_in(article, 'costly').card_url}?q=oko",
        "article": article.get_absolute_url(),
    }.items():
        visitor.go(path)
        if name == "article":
            words(visitor, "costly").click()
            card(visitor).get_by_text("Somebody else…").click()
            for one in visitor.page.locator("#who > details, .who-speaker").all():
                one.evaluate("one => one.open = true")
        wrong += [f"{path} {found}" for found in visitor.page.evaluate(AUDIT)]
        if visitor.scrolls_sideways():
            wrong.append(f"{path} scrolls sideways")
        visitor.picture(f"{name}-{width}-{scheme}")
    assert "\n".join(wrong) == ""
