"""People as a reader and a curator meet them: the chart, merging, splitting, taking back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from articles.models import Article, ExternalId, Office, Person
from articles.services.merging import merge
from articles.services.people_changes import take_back, tell_apart
from readers.models import User
from tests import makers
from tests.browser.test_access import AUDIT
from tests.browser.visitor import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SITES = ("courier", "tidewater", "northern-herald", "the-long-name-of-a-valley-gazette", "post")
SAID = (
    "We built the first wall in one summer, and we can do it again",
    "Nobody in this town is afraid of water; we are afraid of waiting",
    "The ministry was warned, and it looked away",
    "I will not sign a budget that leaves the pumps out",
    "Ask me again in May, when the ferry sails",
)


def said(name: str, words: str, site: str, when: datetime) -> Article:
    article = makers.article(
        f"The council of Nordhaven met on Tuesday.\n\n“{words},” {name}, the mayor, said.",
        headline=f"Council of Nordhaven argues about the wall, day {when.day}",
        url=f"https://{site}.example/{Article.objects.count()}",
    )
    Article.objects.filter(pk=article.pk).update(sort_date=when)
    return article


def much_quoted() -> Person:
    """Ilse Tamm, quoted by five outlets over fourteen months."""
    start = datetime(2025, 1, 14, 12, tzinfo=UTC)
    for at in range(40):
        when = start + timedelta(days=(at * at) % 417)
        said("Ilse Tamm", SAID[at % 5], SITES[(at * at) % 7 % 5], when)
    person = Person.objects.get(name="Ilse Tamm")
    person.description, person.party, person.country = "Mayor of Nordhaven", "Harbour Union", "EE"
    person.aliases = ["Ilse Maria Tamm", "I. Tamm"]
    person.save()
    ExternalId.objects.create(person=person, scheme="wikidata", value="Q424242")
    for title, first, last in (("Mayor", 2021, None), ("Councillor", 2013, 2021)):
        Office.objects.create(
            person=person,
            title=title,
            organisation="Nordhaven",
            start=date(first, 5, 1),
            end=last and date(last, 5, 1),
        )
    return person


def test_a_bar_of_the_chart_shows_what_was_said_then(visit: Visit) -> None:
    person = much_quoted()
    for width, scheme in ((1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")):
        visitor = visit(width=width, height=1100)
        visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        visitor.go(person.get_absolute_url())
        visitor.picture(f"person-{width}-{scheme}")
        assert not visitor.scrolls_sideways()
        visitor.page.locator(".chart-table summary").click()
        assert visitor.page.evaluate(AUDIT) == []
        bar = visitor.page.locator(".lane-total .bar").nth(3)
        told = bar.get_attribute("aria-label") or ""
        bar.locator(".bar-room").click()
        expect(visitor.page.locator(".asked .chip-off")).to_contain_text(told.split(":")[0])
        expect(visitor.page.locator(".saying")).to_have_count(int(told.split()[2]))
        visitor.picture(f"person-month-{width}-{scheme}")


def kenmares() -> tuple[Person, Person]:
    for name, words, role in (
        ("Robert Kenmare", "We will build the wall again, and higher", "the mayor"),
        ("Bobby Kenmare", "Nobody waits for the ministry any more", "a senator"),
    ):
        for site in SITES[:2]:
            makers.article(
                f"{name}, {role}, met the council.\n\n“{words},” {name} said on Monday.",
                headline=f"{name} on the wall",
                url=f"https://{site}.example/{Article.objects.count()}",
            )
    return Person.objects.get(name="Robert Kenmare"), Person.objects.get(name="Bobby Kenmare")


def curator() -> User:
    user = makers.reader("ilse")
    user.user_permissions.add(Permission.objects.get(codename="curate_person"))
    return user


@pytest.mark.parametrize("javascript", [True, False])
def test_two_people_are_merged_and_parted_again(
    signed_in: Callable[..., Visitor], javascript: bool
) -> None:
    robert, bobby = kenmares()
    visitor = signed_in(curator(), javascript=javascript)
    page = visitor.page
    visitor.go(bobby.get_absolute_url())
    page.get_by_role("link", name="Merge with somebody").click()
    page.get_by_role("link", name="Robert Kenmare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Are these one and the same?")
    page.get_by_role("button", name="Merge, and keep Robert Kenmare").click()
    expect(page.locator(".message")).to_have_text("Bobby Kenmare was merged into Robert Kenmare.")
    expect(page.locator(".saying")).to_have_count(4)
    visitor.picture("merged")
    visitor.go(bobby.get_absolute_url())
    expect(page).to_have_url(visitor.url + robert.get_absolute_url())
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".message")).to_contain_text("Taken back")
    expect(page.locator(".saying")).to_have_count(2)
    visitor.go(bobby.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("Bobby Kenmare")


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_is_split_off(signed_in: Callable[..., Visitor], javascript: bool) -> None:
    robert, _bobby = kenmares()
    visitor = signed_in(curator(), javascript=javascript)
    page = visitor.page
    visitor.go(robert.get_absolute_url())
    page.get_by_role("link", name="Split somebody off").click()
    page.get_by_role("checkbox", name="Robert Kenmare on the wall").first.check()
    page.get_by_label("Whose is it?").fill("Robert Kenmare")
    page.get_by_role("button", name="Split off").click()
    # Somebody else of the name is known: nobody, so a new one is made.
    expect(page.locator(".message")).to_contain_text("was split off from Robert Kenmare")
    expect(page.locator(".saying")).to_have_count(1)


def test_the_list_of_people_fits_and_is_ordered_without_a_click(visit: Visit) -> None:
    kenmares()
    for width, scheme in ((1280, "light"), (390, "dark")):
        visitor = visit(width=width, height=700)
        visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        visitor.go("/people/")
        assert not visitor.scrolls_sideways()
        assert visitor.page.evaluate(AUDIT) == []
        visitor.page.get_by_label("Order").select_option("name")
        expect(visitor.page).to_have_url(re.compile(r"order=name"))
        visitor.page.get_by_label("Name", exact=True).press_sequentially("robert")
        expect(visitor.page.locator(".card")).to_have_count(1)
        visitor.picture(f"people-{width}-{scheme}")


@pytest.mark.parametrize("name", ["alike", "person-merge", "person-split", "person-edit", "log"])
def test_pages_for_curators_fit_and_are_accessible(
    signed_in: Callable[..., Visitor], name: str
) -> None:
    robert, bobby = kenmares()
    ExternalId.objects.create(person=robert, scheme="bioguide", value="K000001")
    tell_apart(robert, Person.objects.create(name="R. K. Mare"), by=None)
    take_back(merge(bobby, robert, by=None).pk, by=None)
    address = {
        "alike": "/people/alike/",
        "log": "/people/changes/",
        "person-merge": f"{bobby.get_absolute_url()}merge/?with={robert.slug}",
    }.get(name, f"{robert.get_absolute_url()}{name.removeprefix('person-')}/")
    visitor = signed_in(curator())
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")):
        visitor.page.set_viewport_size({"width": width, "height": 1000})
        visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        visitor.go(address)
        visitor.picture(f"{name}-{width}-{scheme}")
        assert not visitor.scrolls_sideways()
        assert visitor.page.evaluate(AUDIT) == []
