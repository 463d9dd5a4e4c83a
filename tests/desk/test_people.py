"""A person's page and the list of people: what is shown, what narrows it, what it costs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.charting import Counted, chart, days_asked
from articles.models import Article, ExternalId, Mention, Office, Person, Quote
from articles.people_queries import terms
from tests import makers

pytestmark = pytest.mark.django_db


def said(words: str, *, site: str = "courier", when: str = "2026-03-09") -> Article:
    """An article in which Ilse Tamm says something."""
    article = makers.article(
        f"The mayor, Ilse Tamm, met the council.\n\n“{words},” Tamm told reporters.",
        url=f"https://{site}.example/{Article.objects.count()}",
    )
    Article.objects.filter(pk=article.pk).update(
        sort_date=datetime.fromisoformat(when).replace(hour=12, tzinfo=UTC)
    )
    return article


def tamm() -> Person:
    return Person.objects.get(name="Ilse Tamm")


def page(client: Client, asked: str = "", person: Person | None = None) -> str:
    answer = client.get((person or tamm()).get_absolute_url() + asked)
    assert answer.status_code == 200
    return answer.content.decode()


def sayings(text: str) -> list[str]:
    found = re.findall(r"<blockquote.*?</blockquote>", text, re.S)
    return [re.sub(r"<[^>]+>", "", one).strip("“”,\n ") for one in found]


def test_what_somebody_said_is_shown_newest_first(client: Client) -> None:
    said("We will build it this summer", when="2026-01-10")
    said("We have built it, and it holds", when="2026-03-10")
    assert sayings(page(client)) == [
        "We have built it, and it holds",
        "We will build it this summer",
    ]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("?outlet=herald", ["The wall holds, and so do we"]),
        ("?outlet=nobody", ["The wall holds, and so do we", "We will build the wall"]),
        ("?q=builds", ["We will build the wall"]),
        ("?q=harbour", []),
        ("?from=2026-01&to=2026-01", ["We will build the wall"]),
        ("?from=2026-02", ["The wall holds, and so do we"]),
        ("?to=2025", []),
        ("?from=2026-03-10&to=2026-03-10", ["The wall holds, and so do we"]),
        ("?from=2026-99&to=x", ["The wall holds, and so do we", "We will build the wall"]),
        ("?q=wall&outlet=courier&from=2026", ["We will build the wall"]),
    ],
)
def test_what_somebody_said_can_be_narrowed(client: Client, asked: str, shown: list[str]) -> None:
    said("We will build the wall", when="2026-01-10")
    herald = said("The wall holds, and so do we", site="herald", when="2026-03-10").outlet
    courier = Article.objects.exclude(outlet=herald).get().outlet
    assert herald and courier
    for outlet in (herald, courier):
        asked = asked.replace(outlet.name.split(".")[0].lower(), outlet.slug)
    assert sayings(page(client, asked)) == shown


def test_one_article_alone_can_be_asked_for_and_matched_words_are_marked(client: Client) -> None:
    one = said("We will build the wall", when="2026-01-10")
    said("The wall holds, and so do we")
    assert sayings(page(client, f"?article={one.slug}")) == ["We will build the wall"]
    assert "<mark>wall</mark>" in page(client, "?q=wall")
    assert "<mark>" not in page(client)


def test_only_current_words_count_and_none_that_a_reader_dismissed(client: Client) -> None:
    article = said("We will build it this summer")
    other = said("It is no quotation at all")
    makers.edited(article, "Ilse Tamm met them.\n\n“We will not build it after all,” Tamm said.")
    Quote.objects.filter(revision__article=other).update(status=Quote.Status.DISMISSED)
    assert sayings(page(client)) == ["We will not build it after all"]


def test_the_chart_has_a_bar_for_each_period_that_leads_to_its_words(client: Client) -> None:
    said("We will build it this summer", when="2025-09-10")
    said("We have built it, and it holds", when="2026-03-10")
    said("It holds in every storm so far", site="herald", when="2026-03-20")
    text = page(client)
    assert 'href="?from=2026-03&amp;to=2026-03"' in text
    assert 'aria-label="March 2026: 2 quotations"' in text
    assert 'aria-label="September 2025: 1 quotation"' in text
    assert text.count('class="lane-name"') == 3
    narrowed = page(client, "?from=2026-03&to=2026-03")
    assert len(sayings(narrowed)) == 2
    assert 'aria-current="true"><title>March 2026' in narrowed
    rows = re.findall(r'<th scope="row">.*?</tr>', narrowed, re.S)
    assert [re.sub(r"<[^>]+>", " ", row).split() for row in rows] == [
        ["March", "2026", "2", "1", "1"],
        ["September", "2025", "1", "1"],
    ]


def test_facts_offices_and_links_elsewhere_are_shown(client: Client) -> None:
    said("We will build it this summer")
    person = tamm()
    person.party, person.country, person.aliases = "Harbour Union", "EE", ["Ilse T."]
    person.description = "Mayor of Nordhaven"
    person.save()
    ExternalId.objects.create(person=person, scheme="wikidata", value="Q424242")
    Office.objects.create(
        *(), person=person, title="Mayor", area="Nordhaven", start=date(2019, 5, 1)
    )
    text = page(client)
    for words in ("Harbour Union", "Estonia", "Ilse T.", "Mayor of Nordhaven", "since 2019"):
        assert words in text
    assert '<a href="https://www.wikidata.org/wiki/Q424242" rel="external noopener">' in text


def test_an_article_cannot_put_markup_into_the_page_of_its_speaker(client: Client) -> None:
    said("We &lt;b&gt; will <script>alert(1)</script> build it")
    assert "<script>alert" not in page(client)
    assert "<script>alert" not in page(client, "?q=build")


def test_somebody_merged_is_found_for_good_where_they_went_with_what_was_asked(
    client: Client,
) -> None:
    said("We will build it this summer")
    gone = Person.objects.create(name="I. Tamm", merged_into=tamm())
    answer = client.get(gone.get_absolute_url() + "?q=summer&from=2026")
    assert answer.status_code == 301
    assert answer["Location"] == tamm().get_absolute_url() + "?q=summer&from=2026"
    assert client.get(gone.get_absolute_url())["Location"] == tamm().get_absolute_url()


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("asked", ["", "?q=build", "?from=2026-01&to=2026-12"])
def test_a_persons_page_costs_the_same_with_ten_and_twenty_sayings(
    client: Client, asked: str
) -> None:
    counts = []
    for _more in range(2):
        for month in range(1, 11):
            said(
                f"We will build number {month} this summer",
                site=f"paper{Article.objects.count()}",
                when=f"2026-{month:02}-10",
            )
        counts.append(counted(client, tamm().get_absolute_url() + asked))
    assert counts[0] == counts[1] <= 13


@pytest.mark.parametrize("order", ["", "?order=recent", "?order=name", "?q=person"])
def test_the_list_of_people_costs_the_same_with_ten_and_twenty(client: Client, order: str) -> None:
    counts = []
    for half in range(2):
        for at in range(10):
            Person.objects.create(name=f"Person {half}{at}")
        counts.append(counted(client, "/people/" + order))
    assert counts[0] == counts[1] <= 3


def listed(client: Client, asked: str) -> list[str]:
    text = client.get("/people/" + asked).content.decode()
    return re.findall(r'class="card-name"><a[^>]*>([^<]+)<', text)


def test_the_list_is_ordered_as_asked_and_shows_nobody_who_was_merged(client: Client) -> None:
    said("We will build it this summer", when="2026-01-10")
    said("We have built it, and it holds", when="2026-01-11")
    lind = makers.article("Oskar Lind is a senator.\n\n“I doubt it very much,” Lind said.")
    Article.objects.filter(pk=lind.pk).update(sort_date=datetime(2026, 2, 1, tzinfo=UTC))
    Person.objects.create(name="Abel Ahn")
    Person.objects.create(name="Merged Away", merged_into=tamm())
    assert listed(client, "") == ["Ilse Tamm", "Oskar Lind", "Abel Ahn"]
    assert listed(client, "?order=recent") == ["Oskar Lind", "Ilse Tamm", "Abel Ahn"]
    assert listed(client, "?order=name") == ["Abel Ahn", "Ilse Tamm", "Oskar Lind"]
    assert listed(client, "?order=odd") == listed(client, "")


def test_people_are_found_by_any_words_of_their_names_and_aliases(client: Client) -> None:
    Person.objects.create(name="Robert Kenmare", aliases=["Bobby Kenmare", "R. K."])
    Person.objects.create(name="Ann Lee")
    assert listed(client, "?q=bobby+ken") == ["Robert Kenmare"]
    assert listed(client, "?q=KENMARE+robert") == ["Robert Kenmare"]
    assert listed(client, "?q=bobby+lee") == []
    assert listed(client, "?q=%25") == []


def test_terms_that_follow_each_other_are_told_as_one() -> None:
    person = Person.objects.create(name="Ann Lee")
    for year in (2003, 2005, 2007, 2015):
        Office.objects.create(
            person=person,
            title="Representative",
            area="CA-12",
            start=date(year, 1, 3),
            end=date(year + 2, 1, 3),
        )
    told = terms(person.offices.all())
    assert [(term.start and term.start.year, term.end and term.end.year) for term in told] == [
        (2015, 2017),
        (2003, 2009),
    ]


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026", "2026", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026-02", "2026-02", (date(2026, 2, 1), date(2026, 2, 28))),
        ("2026-02-03", "", (date(2026, 2, 3), None)),
        ("", "0001", (None, date(1, 12, 31))),
        ("2026-05", "2026-02", (None, None)),
        ("9999", "9999-12", (date(9999, 1, 1), date(9999, 12, 31))),
        ("0000", "99999", (None, None)),
        ("²⁰²⁶", "2026-2-3", (None, None)),
    ],
)
def test_parts_of_dates_are_understood(first: str, last: str, days: tuple[date, date]) -> None:
    assert days_asked(first, last) == days


def test_the_extremes_of_time_are_asked_for_without_harm(client: Client) -> None:
    said("We will build it this summer")
    for asked in ("?to=9999-12-31", "?from=0001-01-01", "?from=0001&to=9999", "?to=0001-01-01"):
        page(client, asked)


def test_a_chart_gives_the_most_quoting_outlets_lanes_and_the_others_one() -> None:
    outlets = {key: (f"Paper {key}", object()) for key in range(1, 8)}
    rows = [Counted(date(2026, month, 1), key, key) for key in outlets for month in (1, 2)]
    drawn = chart("month", [*rows, Counted(date(2026, 2, 1), None, 1)], outlets)
    assert drawn
    assert [lane.name for lane in drawn.lanes] == [
        *("Paper 7", "Paper 6", "Paper 5", "Paper 4", "Others"),
    ]
    assert sum(lane.count for lane in drawn.lanes) == drawn.total.count == 57
    assert [len(lane.bars) for lane in drawn.lanes] == [12] * 5
    assert drawn.total.bars[-1].height == 40


def test_a_chart_of_one_period_is_none_and_of_many_years_shows_the_latest() -> None:
    assert chart("month", [Counted(date(2026, 1, 1), None, 3)], {}) is None
    drawn = chart("year", [Counted(date(year, 1, 1), None, 1) for year in range(1960, 2027)], {})
    assert drawn
    assert (drawn.total.count, drawn.earlier) == (36, 31)


def test_people_named_without_a_word_have_a_page(client: Client) -> None:
    makers.article("Ann Lee, the mayor, met Tom Quill in Nordhaven.")
    person = Person.objects.get(name="Ann Lee")
    assert Mention.objects.filter(person=person).exists()
    assert "Named, but not quoted so far." in page(client, person=person)
