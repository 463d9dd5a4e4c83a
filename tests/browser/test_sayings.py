"""The same words in several outlets, and who speaks in an article, as readers see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Outlet, Saying
from articles.samples import content
from articles.services.copies import link_copies
from articles.services.sayings import link_sayings
from tests import makers
from tests.browser.test_access import AUDIT
from tests.browser.visitor import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEVY = {
    "tessel-wire": "harbor-levy-withdrawn",
    "meridian-courier": "halvik-withdraws-levy",
    "brackwater-echo": "levy-scrapped-brackwater-reacts",
}


def stories() -> dict[str, Article]:
    """The samples' stories of one event, and a copy of the wire's in a paper of its own."""
    made = {}
    for slug, name in LEVY.items():
        outlet = content.outlet(slug)
        edition = content.story(slug, name).editions[0]
        made[slug] = _stored(edition.source, edition.headline, outlet.name, edition.age)
    wire = content.story("tessel-wire", LEVY["tessel-wire"]).editions[0]
    made["copy"] = _stored(wire.source, wire.headline, "Dunmarrow Post", wire.age - 1)
    link_copies()
    link_sayings()
    return made


def _stored(source: str, headline: str, outlet: str, age: float) -> Article:
    text = source.replace("{weekday}", "Tuesday").replace("*", "")
    article = makers.article(text.strip(), headline=headline)
    published = timezone.now() - timedelta(hours=age)
    Article.objects.filter(pk=article.pk).update(
        outlet=Outlet.objects.create(name=outlet, key=outlet, site_url="https://x.example"),
        published=published,
        sort_date=published,
    )
    return article


def wrong(visitor: Visitor) -> list[str]:
    found = [str(one) for one in visitor.page.evaluate(AUDIT)]
    return [*found, "scrolls sideways"] if visitor.scrolls_sideways() else found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_from_an_article_to_every_outlets_version(visit: Visit, width: int, scheme: str) -> None:
    made = stories()
    reader = visit(width=width, height=900, javascript=scheme == "light")
    reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page = reader.page

    reader.go(made["meridian-courier"].get_absolute_url())
    strip = page.get_by_role("region", name="Who speaks: share of the quoted words")
    expect(strip.get_by_role("link", name="Teodor Halvik")).to_be_visible()
    expect(strip.get_by_text("unnamed or unknown")).to_be_visible()
    reader.picture(f"sayings-strip-{width}-{scheme}")
    elsewhere = page.get_by_role("region", name="Same words elsewhere")
    elsewhere.scroll_into_view_if_needed()
    reader.picture(f"sayings-elsewhere-{width}-{scheme}")

    elsewhere.get_by_role("link", name="also in 3 other outlets").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("We have listened to the people")
    tellings = page.locator(".telling")
    expect(tellings).to_have_count(3)
    expect(tellings.first.locator("del").first).to_contain_text("We have listened")
    expect(tellings.first.get_by_text("and 1 copy of this article")).to_be_visible()
    boxes = [one.bounding_box() for one in tellings.all()]
    assert all(boxes)
    tops = {round(box["y"]) for box in boxes if box}
    assert len(tops) == (1 if width == 1280 else 3)
    reader.picture(f"sayings-one-{width}-{scheme}")
    tellings.last.scroll_into_view_if_needed()
    reader.picture(f"sayings-one-below-{width}-{scheme}")

    tellings.last.get_by_role("link", name="How the harbour levy sank").click()
    expect(page.locator(".quote:target").first).to_be_in_viewport()

    page.get_by_role("link", name="Sayings").click()
    expect(page.get_by_role("heading", name="Sayings")).to_be_visible()
    expect(page.locator(".carried")).to_have_count(Saying.objects.count())
    reader.picture(f"sayings-list-{width}-{scheme}")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_pages_of_sayings_are_named_reachable_and_large_enough(visit: Visit, width: int) -> None:
    made = stories()
    Saying.objects.create(slug="gone", text="“Gone”")
    visit.expected.append("410")
    reader = visit(width=width)
    saying = Saying.objects.filter(text__contains="quays").get()
    for path in (
        saying.get_absolute_url(),
        "/sayings/",
        "/sayings/?when=ever",
        "/sayings/gone/",
        made["meridian-courier"].get_absolute_url(),
    ):
        reader.go(path)
        assert (path, wrong(reader)) == (path, [])


def test_a_disagreement_about_the_speaker_stands_on_top(visit: Visit) -> None:
    words = "My grandfather crossed that border on a bicycle with a goose under his arm"
    for name, who in (("Echo", "Ilse Tamm"), ("Courier", "Oskar Lind"), ("Wire", "Ilse Tamm")):
        _stored(f"“{words}, and nobody asked,” {who} told reporters.", "Goose", name, 3)
    link_sayings()
    for width in (390, 1280):
        reader = visit(width=width)
        reader.go(Saying.objects.get().get_absolute_url())
        notice = reader.page.locator(".saying-dispute")
        expect(notice).to_contain_text("Outlets disagree about who said this:")
        expect(notice.get_by_role("listitem").first).to_contain_text(
            "Ilse Tamm according to Echo, Wire"
        )
        assert wrong(reader) == []
        reader.picture(f"sayings-dispute-{width}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_strip_tells_many_speakers_apart(visit: Visit, scheme: str) -> None:
    names = ["Ilse Tamm", "Oskar Lind", "Vera Holm", "Jonas Brandt", "Petra Falk", "Nils Aker"]
    more = ["Ruth Sandel", "Emil Korva"]
    said = [
        f"“{'We will keep the harbour open all winter long. ' * (9 - at)}” said {name}."
        for at, name in enumerate([*names, *more])
    ]
    article = makers.article("\n\n".join([*said, "“It is a costly plan,” one official said."]))
    for width in (390, 1280):
        reader = visit(width=width)
        reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        reader.go(article.get_absolute_url())
        parts = reader.page.locator(".strip-bar > rect")
        expect(parts).to_have_count(8)
        fills = {one.evaluate("one => getComputedStyle(one).fill") for one in parts.all()}
        assert len(fills) == 8
        assert wrong(reader) == []
        reader.picture(f"sayings-strip-many-{width}-{scheme}")
