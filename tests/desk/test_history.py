"""The versions of an article: on its own page, on the page that compares two, and in lists."""

from __future__ import annotations

import random
import re
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.history import summarised
from articles.models import Article, Revision
from articles.services.copies import link_copies
from tests import makers
from tests.makers import WORDS

pytestmark = pytest.mark.django_db

CORRECTION = "Correction: an earlier version gave the month of the vote as May."
SECOND = WORDS.replace("a costly mistake", "a clever move").replace("May", "June")


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    # As a reader sees it: words alone.
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def changes_of(article: Article, query: str = "") -> str:
    return reverse("articles:changes", args=[article.slug]) + query


def twice_edited() -> Article:
    article = makers.article()
    makers.edited(article, SECOND, headline="Harbour to reopen in June", correction=CORRECTION)
    makers.edited(article, SECOND.replace("Monday", "Friday"), correction=CORRECTION)
    return article


def test_the_article_shows_its_versions_newest_first_with_what_changed(client: Client) -> None:
    article = twice_edited()
    page = page_of(client, article.get_absolute_url())
    assert "edited 2 times" in page
    third, second, first = (page.index(f"Version {number} ") for number in (3, 2, 1))
    assert third < second < first
    assert "correction notice headline" in page[second:first]
    assert "2 quotations +4 −4 words" in page[second:first]
    assert "correction notice" not in page[third:second]
    assert "+1 −1 words" in page[third:second]


def test_an_article_that_never_changed_has_no_time_line(client: Client) -> None:
    answer = client.get(makers.article().get_absolute_url())
    assert 'id="history"' not in answer.content.decode()


def test_the_outlets_correction_stands_near_the_headline(client: Client) -> None:
    article = twice_edited()
    page = page_of(client, article.get_absolute_url())
    told = page.index("courier.example corrected this article:")
    assert page.index("Harbour to reopen") < told < page.index("The harbour will reopen")
    assert CORRECTION in page
    first = article.revisions.get(number=1)
    assert "corrected this article" not in page_of(client, first.get_absolute_url())


def test_an_old_version_says_so_and_is_the_one_marked_in_the_time_line(client: Client) -> None:
    article = twice_edited()
    second = article.revisions.get(number=2)
    answer = client.get(second.get_absolute_url())
    assert "You are reading version 2 of 3" in answer.content.decode()
    shown = [one for one in answer.context["versions"] if one.is_shown]
    assert [one.revision.number for one in shown] == [2]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "live"}, "live blog"),
        ({"kind": "gallery"}, "picture gallery"),
        ({"paywalled": True}, "only the start"),
        ({"updated": timezone.now()}, "updated by the outlet"),
    ],
)
def test_what_kind_of_article_it_is_is_said(
    client: Client, fields: dict[str, object], told: str
) -> None:
    article = makers.article()
    assert told not in page_of(client, article.get_absolute_url())
    Article.objects.filter(pk=article.pk).update(**fields)
    assert told in page_of(client, article.get_absolute_url())


def copies() -> tuple[Article, Article]:
    first = makers.article(url="https://wire.example/first")
    later = makers.article(url="https://echo.example/later", headline="Harbour: it reopens")
    Article.objects.filter(pk=first.pk).update(published=timezone.now() - timedelta(hours=5))
    link_copies()
    return first, later


def test_a_copy_and_the_first_name_each_other(client: Client) -> None:
    first, later = copies()
    page = page_of(client, later.get_absolute_url())
    assert "first seen at wire.example" in page
    assert "Also carried by wire.example first Harbour to reopen" in page
    assert "100% of the words in common" in page
    page = page_of(client, first.get_absolute_url())
    assert "first seen at" not in page
    assert "wire.example had these words first. echo.example Harbour: it reopens" in page


def test_a_copy_of_the_same_outlet_is_not_said_to_be_carried_by_another(client: Client) -> None:
    first = makers.article(url="https://wire.example/first")
    later = makers.article(url="https://wire.example/again", headline="Harbour: it reopens")
    assert link_copies() == 2
    page = page_of(client, later.get_absolute_url())
    assert "Also carried by" not in page
    assert "Published by wire.example at another address, too Harbour to reopen first" in page
    assert "first seen in another article" in page
    page = page_of(client, first.get_absolute_url())
    assert "had these words first" not in page
    assert "Published by wire.example at another address, too Harbour: it reopens" in page
    assert "first seen in another article" in page_of(client, "/")


def test_lists_say_edited_corrected_and_where_words_were_first(client: Client) -> None:
    copies()
    twice_edited()
    page = page_of(client, "/")
    assert "edited 2 times" in page
    assert page.count("corrected by the outlet") == 1
    assert page.count("first seen at wire.example") == 1


def test_versions_and_copies_cost_the_reading_page_no_queries_each(client: Client) -> None:
    article = makers.article()
    counts = []
    for round_ in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(article.get_absolute_url())
        counts.append(len(queries))
        makers.edited(article, WORDS + f"\n\nIt was told in round {round_}.", correction=CORRECTION)
        other = makers.article(WORDS + f"\n\nSo it was, {round_}.")
        Article.objects.filter(pk=other.pk).update(copy_of=article, copy_share=0.9)
    assert counts[0] == counts[1] == counts[2] <= 11


def test_any_two_versions_are_compared_headline_and_text(client: Client) -> None:
    article = twice_edited()
    answer = client.get(changes_of(article, "?from=1&to=3"))
    page = answer.content.decode()
    assert (answer.context["old"].number, answer.context["new"].number) == (1, 3)
    for word in ("clever move", "June", "Friday", "in June"):
        assert re.search(rf"<ins>[^<]*<span[^>]*>[^<]*</span>[^<]*{word}", page), word
    assert answer.context["summary"].badges
    backwards = client.get(changes_of(article, "?from=3&to=1")).content.decode()
    assert re.search(r"<del>[^<]*<span[^>]*>[^<]*</span>[^<]*Friday", backwards)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", (2, 3)),
        ("?to=2", (1, 2)),
        ("?to=1", (1, 1)),
        ("?from=1", (1, 3)),
        ("?from=2&to=2", (2, 2)),
    ],
)
def test_the_last_two_versions_are_compared_unless_asked(
    client: Client, query: str, numbers: tuple[int, int]
) -> None:
    answer = client.get(changes_of(twice_edited(), query))
    assert (answer.context["old"].number, answer.context["new"].number) == numbers


@pytest.mark.parametrize("query", ["?from=9", "?to=0", "?to=", "?from=x", "?to=%00", "?to=-1"])
def test_a_version_that_is_not_there_is_not_found(client: Client, query: str) -> None:
    article = twice_edited()
    assert client.get(changes_of(article, query)).status_code == 404
    assert client.head(changes_of(article)).status_code == 200
    assert client.post(changes_of(article)).status_code == 405
    assert client.get("/articles/no-such-one/changes/").status_code == 404


def test_comparing_costs_the_same_however_many_versions(client: Client) -> None:
    article = twice_edited()
    counts = []
    for round_ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(changes_of(article))
        counts.append(len(queries))
        makers.edited(article, SECOND + f"\n\nIt was told in round {round_}.")
    assert counts[0] == counts[1] <= 5


def long_text(paragraphs: int, seed: int = 1) -> list[str]:
    draw = random.Random(seed)
    return [
        " ".join(f"{draw.choice('bdgkmt')}a{draw.randrange(4000)}" for _ in range(80)) + "."
        for _ in range(paragraphs)
    ]


def two(old: str, new: str) -> Article:
    article = makers.article("Only to begin with.")
    for number, text in ((2, old), (3, new)):
        article.current = Revision.objects.create(
            article=article, number=number, headline="H", text=text, content_hash="x",
            source=Revision.Source.PAGE, fetched=timezone.now(),
        )  # fmt: skip
        article.save()
    return article


def test_unchanged_paragraphs_far_from_a_change_are_folded(client: Client) -> None:
    old = long_text(20)
    new = [*old]
    new[9] = new[9].replace(" ", " somewhat ", 1)
    answer = client.get(changes_of(two("\n\n".join(old), "\n\n".join(new))))
    shape = [
        (part.number, len(part.paragraphs), len(part.folded), len(part.after))
        for part in answer.context["comparison"].parts
    ]
    assert shape == [(0, 0, 8, 1), (1, 1, 0, 0), (0, 1, 9, 0)]
    page = answer.content.decode()
    assert "8 unchanged paragraphs" in page and "9 unchanged paragraphs" in page
    assert all(paragraph.split()[5] in page for paragraph in old)


def test_changes_are_numbered_and_lead_to_one_another(client: Client) -> None:
    old = long_text(9)
    new = [*old]
    for at in (0, 4, 8):
        new[at] = new[at].replace(" ", " somewhat ", 1)
    page = client.get(changes_of(two("\n\n".join(old), "\n\n".join(new)))).content.decode()
    for number in (1, 2, 3):
        assert f'id="change-{number}"' in page
        assert f'href="#change-{number}"' in page
    assert 'href="#change-4"' not in page and 'href="#change-0"' not in page


def test_two_long_unrelated_versions_are_compared(client: Client) -> None:
    article = two("\n\n".join(long_text(250)), "\n\n".join(long_text(250, seed=2)))
    began = time.monotonic()
    answer = client.get(changes_of(article))
    took = time.monotonic() - began
    assert answer.context["comparison"].count >= 1
    assert took < 20  # a bound against hangs: it takes well under a second


def test_what_is_too_much_to_compare_by_the_word_is_shown_as_replaced_and_said_to_be(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, old, new = *long_text(1, seed=3), "\n\n".join(long_text(3)), long_text(3, seed=2)
    article = two(f"{kept}\n\n{old}", "\n\n".join([kept, *new]))
    assert "compared word by word" not in client.get(changes_of(article)).content.decode()
    monkeypatch.setattr("articles.changes.WORD_PAIRS", 1_000)
    answer = client.get(changes_of(article))
    assert not answer.context["comparison"].is_complete
    assert "compared word by word" in answer.content.decode()
    page = answer.content.decode()
    assert all(word in page for word in new[2].removesuffix(".").split())


def test_what_an_outlet_wrote_is_shown_as_words(client: Client) -> None:
    hostile = "<script>alert(1)</script> <b onload=alert(2)>it</b>"
    article = makers.article()
    makers.edited(article, f"{WORDS}\n\n{hostile} costs 5.", headline=hostile, correction=hostile)
    makers.edited(article, f"{WORDS}\n\n{hostile} costs 6.", headline=hostile, correction=hostile)
    for address in (
        article.get_absolute_url(),
        changes_of(article),
        changes_of(article, "?from=1"),
    ):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page and "<b onload" not in page


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"headline": True},
        {"numbers": None, "number_pairs": None, "quote_pairs": [["a"], "b", None, ["x", 5]]},
        {"added": "many", "number_pairs": {"12": "14"}},
    ],
)
def test_whatever_is_stored_of_changes_is_no_error(stored: dict[str, object]) -> None:
    summary = summarised(stored)
    assert summary.added == 0
    assert all(isinstance(word, str) for pair in summary.quotes for word in pair)


def test_an_article_that_was_taken_down_says_so_there_and_in_lists(client: Client) -> None:
    article = makers.article()
    address = article.get_absolute_url()
    assert "any more" not in page_of(client, address)
    assert "no longer at" not in page_of(client, "/")
    Article.objects.update(gone=timezone.now())
    page = page_of(client, address)
    assert "There is nothing at this article’s address any more; seen " in page
    assert "What the desk read of it stays." in page
    assert "We are not afraid of the tide" in page
    assert "no longer at its outlet" in page_of(client, "/")
