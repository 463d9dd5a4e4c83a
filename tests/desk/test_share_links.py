"""Links and what becomes of them: expiry, revoking, articles with chosen notes, the live state."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations import services, share_services
from annotations.models import Annotation, Share
from annotations.services import Selection, annotate
from articles.models import Article
from readers.models import User
from tests import makers
from tests.makers import WORDS, reader

pytestmark = pytest.mark.django_db


def mark(article: Article, by: User, words: str, note: str = "", **fields: object) -> Annotation:
    """Mark words of an article as it stands."""
    assert article.current
    start = article.current.text.index(words)
    made = annotate(
        article.current, by, Selection(start, start + len(words), words), color="blue", note=note
    )
    Annotation.objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    return made


@pytest.fixture
def owner() -> User:
    return reader("owner", first_name="Olga", last_name="Owner")


@pytest.fixture
def stranger() -> User:
    return reader("stranger")


@pytest.fixture
def article() -> Article:
    return makers.article()


def test_an_expired_link_opens_nothing_and_says_since_when(client, article, owner) -> None:
    share = services.share(mark(article, owner, "a costly mistake", "secret note"))
    share_services.set_expiry(share, timezone.now() - timedelta(seconds=1))
    answer = client.get(share.get_absolute_url())
    assert answer.status_code == 410
    page = answer.content.decode()
    assert "It was good until" in page
    assert "secret note" not in page and "costly" not in page
    for name, args in [("card", [share.token, "wide", "light"]), ("oembed", [])]:
        query = {"url": f"http://127.0.0.1:8000{share.get_absolute_url()}"}
        assert client.get(reverse(f"annotations:{name}", args=args), query).status_code == 404


def test_sharing_after_expiry_makes_another_link(article, owner) -> None:
    annotation = mark(article, owner, "a costly mistake")
    old = services.share(annotation)
    share_services.set_expiry(old, timezone.now() - timedelta(days=1))
    assert services.share(annotation).token != old.token


def test_the_owner_sets_an_expiry_and_takes_it_back(client, article, owner) -> None:
    client.force_login(owner)
    share = services.share(mark(article, owner, "a costly mistake"))
    address = reverse("annotations:share-expiry", args=[share.pk])
    client.post(address, {"lasts": "7", "until": ""})
    share.refresh_from_db()
    assert share.expires and timedelta(days=6) < share.expires - timezone.now() <= timedelta(days=7)
    client.post(address, {"lasts": "", "until": ""})
    share.refresh_from_db()
    assert share.expires is None


def test_a_link_to_a_day_opens_through_that_day(client, article, owner) -> None:
    client.force_login(owner)
    share = services.share(mark(article, owner, "a costly mistake"))
    today = timezone.localdate()
    address = reverse("annotations:share-expiry", args=[share.pk])
    client.post(address, {"until": today.isoformat()})
    share.refresh_from_db()
    assert share.is_live and share.expires
    assert timezone.localtime(share.expires).date() == today + timedelta(days=1)
    over = client.post(address, {"until": (today - timedelta(days=1)).isoformat()})
    assert over.status_code == 422
    assert "That day is over" in over.content.decode()


def test_a_revoked_link_cannot_be_given_time_again(client, article, owner) -> None:
    client.force_login(owner)
    share = services.share(mark(article, owner, "a costly mistake"))
    client.post(reverse("annotations:share-close", args=[share.pk]))
    client.post(reverse("annotations:share-expiry", args=[share.pk]), {"lasts": "30"})
    share.refresh_from_db()
    assert not share.is_live and share.expires is None


def test_the_list_tells_what_is_shared_since_when_and_until_when(client, article, owner) -> None:
    client.force_login(owner)
    services.share(mark(article, owner, "a costly mistake"))
    note = mark(article, owner, "The vote is in May.")
    ended = share_services.share_article(
        article, owner, [note], expires=timezone.now() - timedelta(days=1)
    )
    page = client.get(reverse("annotations:shares")).content.decode()
    assert "a costly mistake" in page and "Article with 1 note" in page
    assert "opens until revoked" in page and "expired" in page
    assert page.count("Revoke link") == 2
    assert client.get(ended.get_absolute_url()).status_code == 410


def test_another_readers_links_do_not_exist(client, article, owner, stranger) -> None:
    share = services.share(mark(article, owner, "a costly mistake"))
    client.force_login(stranger)
    assert "costly" not in client.get(reverse("annotations:shares")).content.decode()
    for name in ("share-expiry", "share-close"):
        address = reverse(f"annotations:{name}", args=[share.pk])
        assert client.post(address, {"lasts": "1"}).status_code == 404
    share.refresh_from_db()
    assert share.is_live and share.expires is None


def test_pages_about_links_ask_strangers_to_sign_in(client, article) -> None:
    for name, args in [("shares", []), ("share-article", [article.slug])]:
        answer = client.get(reverse(f"annotations:{name}", args=args))
        assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


def test_the_list_costs_the_same_for_two_and_for_twenty(
    client, article, owner, django_assert_num_queries
) -> None:
    client.force_login(owner)
    share_services.share_article(article, owner, [])
    share_services.share_article(article, owner, [])
    client.get(reverse("annotations:shares"))
    with django_assert_num_queries(7):
        client.get(reverse("annotations:shares"))
    for _number in range(18):
        share_services.share_article(article, owner, [])
    with django_assert_num_queries(7):
        client.get(reverse("annotations:shares"))


# --- An article with chosen notes ---------------------------------------------------------


def test_an_article_is_shared_with_the_chosen_notes_and_no_others(
    client: Client, article: Article, owner: User
) -> None:
    chosen = mark(article, owner, "a costly mistake", "Chosen *note*")
    mark(article, owner, "The vote is in May.", "Kept to myself")
    client.force_login(owner)
    answer = client.post(
        reverse("annotations:share-article", args=[article.slug]),
        {"notes": [str(chosen.pk)], "lasts": "30", "until": ""},
    )
    share = Share.objects.get()
    assert answer["Location"].endswith(f"/shares/#share-{share.pk}")
    assert share.expires and share.by == owner
    page = Client().get(share.get_absolute_url()).content.decode()
    assert "Chosen <em>note</em>" in page
    assert "Kept to myself" not in page
    assert f'id="a-{chosen.pk}"' in page
    assert "Olga Owner" in page


def test_only_ones_own_and_public_notes_can_be_chosen(client, article, owner, stranger) -> None:
    theirs = mark(article, stranger, "a costly mistake", "private of theirs")
    public = mark(article, stranger, "The vote", "public of theirs", visibility="public")
    client.force_login(owner)
    address = reverse("annotations:share-article", args=[article.slug])
    assert "private of theirs" not in client.get(address).content.decode()
    assert client.post(address, {"notes": [str(theirs.pk)]}).status_code == 422
    assert not Share.objects.exists()
    assert client.post(address, {"notes": [str(public.pk)], "lasts": ""}).status_code == 302


@pytest.mark.parametrize(
    "fields", [{"visibility": "private"}, {"hidden": timezone.now()}], ids=["private", "hidden"]
)
def test_anothers_note_leaves_the_link_when_it_is_public_no_more(
    client, article, owner, stranger, fields
) -> None:
    public = mark(article, stranger, "a costly mistake", "of theirs", visibility="public")
    share = share_services.share_article(article, owner, [public])
    assert "of theirs" in client.get(share.get_absolute_url()).content.decode()
    Annotation.objects.filter(pk=public.pk).update(**fields)
    for query in ("", "?format=markdown", "?format=csl"):
        page = client.get(f"{share.get_absolute_url()}{query}").content.decode()
        assert "of theirs" not in page


def test_notes_follow_the_article_and_say_what_changed(client, article, owner) -> None:
    moved = mark(article, owner, "The harbour will reopen on Monday", "when is it")
    gone = mark(article, owner, "Nobody laughed.", "was funny")
    share = share_services.share_article(article, owner, [moved, gone])
    later = WORDS.replace(" 🏛️ Nobody laughed.", "").replace("Monday", "Tuesday")
    makers.edited(article, "Rain fell.\n\n" + later)
    page = client.get(share.get_absolute_url()).content.decode()
    body, _heading, rest = page.partition("words that are gone")
    assert "when is it" in body and "The outlet changed this sentence" in body
    assert re.search(r"<del>.*Monday.*</del>", body) and re.search(r"<ins>.*Tuesday.*</ins>", body)
    assert "was funny" in rest and "no longer in the article" in rest


def test_what_a_moderator_hid_opens_for_its_author_only(client, article, owner) -> None:
    annotation = mark(article, owner, "a costly mistake", "rude words")
    link = services.share(annotation).get_absolute_url()
    Annotation.objects.filter(pk=annotation.pk).update(hidden=timezone.now())
    answer = client.get(link)
    assert answer.status_code == 410 and "rude words" not in answer.content.decode()
    client.force_login(owner)
    assert client.get(link).status_code == 200


# --- The live state -----------------------------------------------------------------------


def test_the_change_is_dated_by_the_version_that_brought_it(client, article, owner) -> None:
    annotation = mark(article, owner, "a costly mistake")
    link = services.share(annotation).get_absolute_url()
    others = WORDS + "\n\nMore came in."
    makers.edited(article, others)
    makers.edited(article, others.replace("a costly mistake", "a very costly error"))
    makers.edited(article, others.replace("a costly mistake", "a very costly error") + " Again.")
    page = client.get(link).content.decode()
    assert "The outlet changed this sentence" in page
    assert "Compare versions 2 and 3" in page
    assert "?from=2&amp;to=3" in page
    assert re.search(r"<ins>.*?very.*?</ins>", page, re.DOTALL)


def test_words_that_only_moved_are_not_called_changed(client, article, owner) -> None:
    link = services.share(mark(article, owner, "a costly mistake")).get_absolute_url()
    makers.edited(article, "Rain fell all day.\n\n" + WORDS)
    page = client.get(link).content.decode()
    assert "passage-state" not in page
    assert "#:~:text=a%20costly%20mistake" in page


def test_the_publishers_page_is_opened_at_the_words_as_they_stand_now(client, article, owner):
    link = services.share(mark(article, owner, "called the plan “a costly mistake”"))
    makers.edited(article, WORDS.replace("a costly mistake", "a costly and grave mistake"))
    page = client.get(link.get_absolute_url()).content.decode()
    assert "grave%20mistake" in page


def test_a_note_on_the_whole_article_can_be_shared(client, article, owner) -> None:
    assert article.current
    annotation = Annotation.objects.create(
        author=owner, article=article, revision=article.current, note="About *all* of it"
    )
    answer = client.get(services.share(annotation).get_absolute_url())
    assert answer.status_code == 200
    assert "About <em>all</em> of it" in answer.content.decode()


def test_a_shared_passage_costs_a_bounded_number_of_queries(
    client, article, owner, django_assert_max_num_queries
) -> None:
    link = services.share(mark(article, owner, "a costly mistake")).get_absolute_url()
    with django_assert_max_num_queries(12):
        client.get(link)
