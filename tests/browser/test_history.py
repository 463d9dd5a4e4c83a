"""What a reader sees of an article that its outlet edited, with and without a mouse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from articles.models import Article
from articles.services.copies import link_copies
from tests import makers
from tests.browser.test_access import AUDIT, FOCUS
from tests.browser.visitor import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MIDDLE = [
    "The harbour master expects the first ferry at the end of May, when dredging is to be done.",
    "Several officials are said to have asked for the plan to be looked at once more.",
    "Nets dried on the quay as ever, and nobody in the street could say what had been decided.",
    "The fish market opens at five, and its clerks were the first to read the notice.",
    "Two years ago a storm took forty metres of the wall, and half of the lighthouse steps.",
]
FIRST = "\n\n".join(
    [
        "The council of Nordhaven voted 12-9 on Tuesday to raise the harbour wall, which will "
        "cost 40 million florins and take two summers, after a dispute that ran for a year.",
        "“The ministry was warned and it looked away,” Ilse Tamm, the mayor, told reporters. “We "
        "built the first wall in one summer, and we can do it again.”",
        *MIDDLE,
        "Senator Oskar Lind called the plan “a costly mistake” and asked for an audit.",
    ]
)
CORRECTION = (
    "Correction: An earlier version of this article gave the cost of the wall as 40 million "
    "florins, which leaves out the approach roads; the council says 46 million."
)
MORE = FIRST.replace("asked for an audit", "asked the auditor general for an audit")
SECOND = (
    MORE.replace("40 million", "46 million")
    .replace("it looked away", "it did not act in time")
    .replace(MIDDLE[1] + "\n\n", "")
    + f"\n\n{CORRECTION}"
)


def edited_article() -> Article:
    """An article in four versions, the last two of them with a correction."""
    article = makers.article(FIRST, headline="Harbour wall will cost 40 million, council finds")
    makers.edited(article, MORE)
    second = makers.edited(
        article, SECOND, headline="Harbour wall will cost 46 million, council says",
        correction=CORRECTION,
    )  # fmt: skip
    makers.edited(article, SECOND.replace("12-9", "13-8"), correction=CORRECTION)
    copy = makers.article(SECOND, headline=second.headline, url="https://echo.example/wall")
    for number, revision in enumerate(article.revisions.order_by("number")):
        revision.fetched -= timedelta(hours=40 - 9 * number)
        revision.save(update_fields=["fetched"])
    Article.objects.filter(pk=article.pk).update(
        published=copy.created - timedelta(hours=41), updated=copy.created, kind="live"
    )
    link_copies()
    article.refresh_from_db()
    return article


def wrong(visitor: Visitor) -> list[str]:
    found = [str(one) for one in visitor.page.evaluate(AUDIT)]
    return [*found, "scrolls sideways"] if visitor.scrolls_sideways() else found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_from_the_badges_of_an_edited_article_to_the_words_that_changed(
    visit: Visit, width: int, scheme: str
) -> None:
    article = edited_article()
    reader = visit(width=width, javascript=scheme == "light")
    reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    reader.go(article.get_absolute_url())
    expect(reader.page.get_by_text("courier.example corrected this article:")).to_be_visible()
    reader.picture(f"history-article-{width}-{scheme}")
    reader.page.get_by_role("link", name="see what changed").click()
    history = reader.page.get_by_role("region", name="Versions")
    expect(history).to_be_in_viewport()
    reader.picture(f"history-versions-{width}-{scheme}")
    third = history.locator(
        ".version", has=reader.page.get_by_role("link", name="Version 3", exact=True)
    )
    for badge in ("correction notice", "headline", "1 number", "1 quotation"):
        expect(third.locator(".badge", has_text=badge)).to_be_visible()
    history.get_by_text("1 older version").click()
    expect(history.get_by_text("first seen")).to_be_visible()

    third.get_by_role("link", name="What changed from version 2 to 3").click()
    expect(reader.page.get_by_role("heading", level=1)).to_contain_text("46")
    changed = reader.page.locator("#change-1")
    expect(changed.locator("del", has_text="40")).to_be_visible()
    expect(changed.locator("ins", has_text="46")).to_be_visible()
    assert [line.evaluate("one => getComputedStyle(one).textDecorationLine") for line in (
        changed.locator("del").first, changed.locator("ins").first
    )] == ["line-through", "underline"]  # fmt: skip
    reader.picture(f"history-changes-{width}-{scheme}")
    folded = reader.page.locator(".folded")
    expect(folded.locator("p").first).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.locator("p").first).to_be_visible()

    reader.page.get_by_label("From").select_option("1")
    reader.page.get_by_role("button", name="Compare").click()
    expect(reader.page.locator(".comparing-what")).to_contain_text("Version 1")
    reader.page.locator(".comparing-side").scroll_into_view_if_needed()
    reader.picture(f"history-any-two-{width}-{scheme}")


@pytest.mark.parametrize("width", [390, 1280])
def test_history_and_changes_are_named_reachable_and_large_enough(visit: Visit, width: int) -> None:
    article = edited_article()
    copy = article.copies.get()
    reader = visit(width=width)
    for path in (
        article.get_absolute_url(),
        copy.get_absolute_url(),
        f"{article.get_absolute_url()}revisions/2/",
        f"{article.get_absolute_url()}changes/",
        f"{article.get_absolute_url()}changes/?from=1&to=4",
        "/",
    ):
        reader.go(path)
        assert (path, wrong(reader)) == (path, [])
    reader.go(copy.get_absolute_url())
    expect(reader.page.get_by_role("link", name="first seen at courier.example")).to_be_visible()
    reader.picture(f"history-copy-{width}")
    reader.go("/")
    reader.picture(f"history-front-{width}")


def test_changes_are_stepped_through_with_the_keyboard(visit: Visit) -> None:
    article = edited_article()
    reader = visit()
    reader.go(f"{article.get_absolute_url()}changes/?from=1&to=4")
    count = reader.page.locator(".change").count()
    assert count >= 3
    reader.page.get_by_role("link", name="changes in the text").press("Enter")
    for number in range(1, count):
        expect(reader.page.locator(f"#change-{number}")).to_be_in_viewport()
        next_one = reader.page.locator(f"#change-{number}").get_by_role("link", name="Next change")
        reader.page.keyboard.press("Tab")
        if number > 1:
            reader.page.keyboard.press("Tab")
        expect(next_one).to_be_focused()
        stop = reader.page.evaluate(FOCUS)
        assert stop["ring"] and stop["seen"]
        reader.page.keyboard.press("Enter")
    expect(reader.page.locator(f"#change-{count}")).to_be_in_viewport()
