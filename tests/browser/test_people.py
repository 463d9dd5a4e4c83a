"""People as a reader and a curator meet them: the chart, merging, splitting, taking back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from articles.models import Article, ExternalId, Office, Person
from tests import makers
from tests.browser.visitor import Visit

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
        bar = visitor.page.locator(".lane-total .bar").nth(3)
        told = bar.get_attribute("aria-label") or ""
        bar.locator(".bar-room").click()
        expect(visitor.page.locator(".asked .chip-off")).to_contain_text(told.split(":")[0])
        expect(visitor.page.locator(".saying")).to_have_count(int(told.split()[2]))
        visitor.picture(f"person-month-{width}-{scheme}")
