"""What readers see of sayings: the page, the list, and the marks in articles and on people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Outlet, Person, Quote, Revision, Saying
from articles.samples import content, markup
from articles.saying_queries import first_of
from articles.services.copies import link_copies
from articles.services.sayings import link_sayings
from tests import makers
from tests.desk.test_sayings import GOOSE, NOON, WALL, WHOLE, carrier, said
from tests.text.test_saying import SAYINGS

pytestmark = pytest.mark.django_db


def page_of(client: Client, saying: Saying, query: str = "") -> str:
    return client.get(saying.get_absolute_url() + query).content.decode()


def plain(html: str) -> str:
    """The words of a page, as they are read out."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_outlets_version_stands_with_what_it_left_out(client: Client) -> None:
    later, first = carrier(said(WHOLE), hour=3), carrier(said(WALL), hour=1)
    link_sayings()
    saying = Saying.objects.get()
    page = page_of(client, saying)
    assert f"“{WHOLE},”" in page
    cards = page.split('<article class="telling">')[1:]
    assert len(cards) == 2
    assert first.outlet and first.outlet.name in cards[0] and "tag-first" in cards[0]
    assert "[left out: and if the treasury lends us" in plain(cards[0])
    assert "15 words left out" in cards[0]
    assert "all the words" in cards[1] and "<del>" not in cards[1]
    quote = Quote.objects.get(revision=first.current)
    assert f'href="{first.get_absolute_url()}#q-{quote.start}"' in cards[0]
    assert f"first carried by {first.outlet.name}" in page
    assert later.get_absolute_url() in cards[1]
    tamm = Person.objects.get(name="Ilse Tamm")
    assert tamm.get_absolute_url() in page and "disagree" not in page


def test_what_came_first_is_told_by_the_outlets_dates_and_not_by_a_paste() -> None:
    pasted, day, minute = (carrier(said(WALL), hour=hour) for hour in (-900, 0, 2))
    Revision.objects.filter(article=pasted).update(source=Revision.Source.PASTE)
    Article.objects.filter(pk=day.pk).update(
        published=NOON.replace(hour=0), published_precision=Article.Precision.DAY
    )
    link_sayings()
    first = first_of(Saying.objects.get())
    assert first and first.revision.article == minute


def test_outlets_that_disagree_about_the_speaker_are_named(client: Client) -> None:
    one, other = carrier(said(WHOLE)), carrier(said(WHOLE, "Oskar Lind"))
    link_sayings()
    saying = Saying.objects.get()
    assert one.outlet and other.outlet
    words = plain(page_of(client, saying))
    assert "Outlets disagree about who said this:" in words
    assert f"Ilse Tamm according to {one.outlet.name}" in words
    assert f"Oskar Lind according to {other.outlet.name}" in words
    Quote.objects.filter(revision=other.current).update(confidence=0.3)
    words = plain(page_of(client, saying))
    assert "disagree" not in words and "Oskar Lind uncertain" in words


def test_copies_of_one_article_share_a_card(client: Client) -> None:
    story = said(WALL) + "\n\n" + " ".join(f"word{at}" for at in range(60))
    first = carrier(story)
    copies = [carrier(story, hour=hour) for hour in (2, 1)]
    other = carrier(said(WHOLE), hour=1.5)
    link_copies(), link_sayings()
    page = page_of(client, Saying.objects.get())
    cards = page.split('<article class="telling">')[1:]
    assert len(cards) == 2
    assert "and 2 copies of this article" in cards[0]
    for one in (first, *copies):
        assert one.outlet and one.outlet.name in cards[0]
    assert other.outlet and other.outlet.name in cards[1]
    assert Saying.objects.get().article_count == 4


def test_a_revision_that_is_still_to_be_linked_is_shown_as_it_stood(client: Client) -> None:
    first, _second = carrier(said(WALL)), carrier(said(WALL), hour=1)
    link_sayings()
    makers.edited(first, said(GOOSE))
    page = page_of(client, Saying.objects.get())
    old = first.revisions.get(number=1)
    assert f'href="{old.get_absolute_url()}#q-' in page


def test_a_merged_saying_redirects_and_one_that_is_no_more_says_so(client: Client) -> None:
    carrier(said(WALL)), carrier(said(WALL))
    link_sayings()
    saying = Saying.objects.get()
    old = Saying.objects.create(text="“Old”", merged_into=saying)
    answer = client.get(old.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, saying.get_absolute_url())
    gone = Saying.objects.create(text="“Gone”")
    assert client.get(gone.get_absolute_url()).status_code == 410
    assert client.get(reverse("articles:saying", args=["nonesuch"])).status_code == 404


def test_a_saying_is_paged_by_twenty_and_costs_the_same_whatever_its_size(client: Client) -> None:
    counts = []
    for _round in range(2):
        for hour in range(13):
            carrier(said(WALL), hour=hour)
        link_sayings()
        with CaptureQueriesContext(connection) as queries:
            page = page_of(client, Saying.objects.get())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
    assert page.count('<article class="telling">') == 20
    last = page_of(client, Saying.objects.get(), "?page=2")
    assert last.count('<article class="telling">') == 6


def test_the_list_has_the_most_carried_first_and_costs_the_same_whatever_its_size(
    client: Client,
) -> None:
    counts = []
    for words in (SAYINGS[:3], SAYINGS[3:]):
        for number, one in enumerate(words):
            for hour in range(2 + number % 2):
                carrier(said(one.rstrip(".")), hour=hour)
        link_sayings()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("articles:sayings") + "?when=ever").content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
    shown = [int(found) for found in re.findall(r'aria-hidden="true">(\d+)</a>', page)]
    assert shown == [3, 3, 3, 2, 2, 2, 2, 2]


def test_last_week_counts_the_outlets_of_that_week(client: Client) -> None:
    now = timezone.now()
    old = [carrier(said(WALL)) for _ in range(4)]
    new = [carrier(said(GOOSE)) for _ in range(2)]
    for articles, days in ((old, 30), (new, 1)):
        for one in articles:
            one.published = one.sort_date = now - timedelta(days=days)
            one.save(update_fields=["published", "sort_date"])
    link_sayings()
    address = reverse("articles:sayings")
    assert "goose" in client.get(address).content.decode()
    assert "dredgers" not in client.get(address).content.decode()
    ever = client.get(address + "?when=ever").content.decode()
    assert ever.index("dredgers") < ever.index("goose")


def test_an_article_says_which_of_its_quotations_others_carry(client: Client) -> None:
    first, _other = carrier(said(WHOLE)), carrier(said(WALL))
    assert "Same words elsewhere" not in client.get(first.get_absolute_url()).content.decode()
    carrier(said(WALL))
    link_sayings()
    page = client.get(first.get_absolute_url()).content.decode()
    side = page[page.index("elsewhere-heading") :]
    assert "also in 2 other outlets" in side
    assert Saying.objects.get().get_absolute_url() in side


def test_marks_of_sayings_cost_the_reading_page_no_queries(client: Client) -> None:
    article = carrier(said(WHOLE) + f"\n\n“{GOOSE},” Oskar Lind said.")
    counts = []
    for text in (said("nothing like it was heard"), said(WALL), said(GOOSE, "Oskar Lind")):
        carrier(text)
        link_sayings()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(article.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def test_two_articles_of_one_outlet_are_not_called_outlets(client: Client) -> None:
    first, _other = carrier(said(WALL), outlet="echo"), carrier(said(WALL), outlet="echo")
    link_sayings()
    assert "also in one other article" in client.get(first.get_absolute_url()).content.decode()
    assert "in 2 articles" in page_of(client, Saying.objects.get())


def test_a_person_page_says_how_many_outlets_carry_a_quotation(client: Client) -> None:
    carrier(said(WHOLE)), carrier(said(WALL)), carrier(said(GOOSE))
    link_sayings()
    person = Person.objects.get(name="Ilse Tamm")
    page = client.get(person.get_absolute_url()).content.decode()
    assert page.count("carried by 2 outlets") == 2


def test_hostile_words_are_never_echoed_as_markup(client: Client) -> None:
    words = f"<img src=x onerror=alert(1)> {WALL} <script>alert(2)</script>"
    carrier(said(words)), carrier(said(f"{WALL} [<b onload=alert(3)>the bridge</b>] of course"))
    link_sayings()
    for page in (
        page_of(client, Saying.objects.get()),
        client.get(reverse("articles:sayings") + "?when=ever").content.decode(),
    ):
        assert not re.search(r"<(img src=x|script>|b onload)", page)


@pytest.fixture
def samples() -> Iterator[list[Article]]:
    """The samples' stories as the desk stores them, first editions."""
    made = []
    for outlet in content.outlets():
        row = Outlet.objects.create(
            name=outlet.name, site_url=f"https://{outlet.slug}.example", key=outlet.slug
        )
        for story in content.stories(outlet):
            edition = story.editions[0]
            text = "\n\n".join(
                plain(block) for block in markup.blocks(edition, NOON, "https://x.example/")
            )
            one = makers.article(
                text, headline=edition.headline, url=f"https://{outlet.slug}.example/{story.slug}"
            )
            published = content.published(edition, NOON)
            Article.objects.filter(pk=one.pk).update(
                outlet=row, published=published, sort_date=published
            )
            made.append(one)
    yield made


def test_three_outlets_versions_of_one_statement_are_sayings_among_the_samples(
    samples: list[Article], client: Client
) -> None:
    while link_sayings(50):
        pass
    levy, won, tea = (
        Saying.objects.filter(text__contains=words, article_count__gt=1).get()
        for words in ("empties the quays", "We won an argument", "cup of tea")
    )
    assert [one.outlet_count for one in (levy, won, tea)] == [3, 3, 2]
    assert levy.text.startswith("“We have listened") and levy.text.endswith("sea walls.”")
    cards = page_of(client, levy).split('<article class="telling">')[1:]
    assert ["Tessel" in cards[0], "Echo" in cards[1], "Courier" in cards[2]] == [True] * 3
    assert "all the words" in cards[2]
