"""Atom feeds of notes: what is in them, what never is, and how they are asked for again."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from annotations.feed_queries import group_key
from annotations.models import Annotation, FactCheck, Group, Membership
from articles.models import Article, Person
from readers.models import User
from tests import makers
from tests.desk.test_share_links import mark
from tests.makers import reader

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def author() -> User:
    return reader("ann@desk", first_name="Ann", last_name="Author")


@pytest.fixture
def article() -> Article:
    return makers.article()


@pytest.fixture
def public(article: Article, author: User) -> Annotation:
    return mark(
        article, author, "“We are not afraid of the tide,”", "Said & *done* <i>",
        visibility="public", tags=["sea/walls", "tide"],
    )  # fmt: skip


@pytest.fixture
def group(author: User) -> Group:
    made = Group.objects.create(name="The desk")
    Membership.objects.create(group=made, user=author, role="owner")
    return made


def tamm() -> Person:
    return Person.objects.get(name="Ilse Tamm")


def addresses(article: Article, author: User, group: Group) -> dict[str, str]:
    return {
        "all": reverse("annotations:all-notes"),
        "person": reverse("annotations:person-notes", args=[tamm().slug]),
        "article": reverse("annotations:article-notes", args=[article.slug]),
        "author": reverse("annotations:author-notes", args=[author.username]),
        "tag": reverse("annotations:tag-notes", args=["sea/walls"]),
        "group": reverse("annotations:group-notes", args=[group.slug, group_key(group)]),
    }


def parsed(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return feedparser.parse(answer.content)


def test_a_public_note_is_in_each_feed_it_belongs_to(client, article, author, group, public):
    for path in addresses(article, author, group).values():
        feed = parsed(client, path)
        assert [entry.id for entry in feed.entries] == [public.pk.urn], path
        assert feed.bozo == 0


def test_no_other_note_is_in_any_feed(client, article, author, group, public) -> None:
    for words, fields in [
        ("“We built the wall for this.”", {"visibility": "private"}),
        ("Tamm told reporters", {"visibility": "link"}),
        ("We built the wall", {"visibility": "group", "group": group}),
        ("the tide,” Tamm told", {"visibility": "public", "hidden": timezone.now()}),
    ]:
        mark(article, author, words, "not for all", tags=["sea/walls"], **fields)
    # Not even for those who may see them on the desk.
    client.force_login(author)
    for path in addresses(article, author, group).values():
        answer = client.get(path)
        assert "not for all" not in answer.content.decode(), path
        assert answer.content.decode().count("<entry>") == 1


def test_a_feed_is_valid_atom(client: Client, article, author, group, public) -> None:
    for path in addresses(article, author, group).values():
        answer = client.get(path)
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        root = etree.fromstring(answer.content)
        assert root.tag == f"{ATOM}feed"
        for name in ("id", "title", "updated"):
            assert root.findtext(f"{ATOM}{name}"), name
        links = {link.get("rel"): link.get("href") for link in root.iterfind(f"{ATOM}link")}
        assert links["self"] == f"http://127.0.0.1:8000{answer.wsgi_request.get_full_path()}"
        assert links["alternate"].startswith("http://127.0.0.1:8000/")
        [entry] = root.iterfind(f"{ATOM}entry")
        for name in ("id", "title", "updated", "published", "content"):
            assert entry.findtext(f"{ATOM}{name}"), name
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ann Author"
        updated = str(entry.findtext(f"{ATOM}updated"))
        assert updated.endswith("Z") and updated == root.findtext(f"{ATOM}updated")
        assert [one.get("term") for one in entry.iterfind(f"{ATOM}category")] == [
            "sea/walls",
            "tide",
        ]


def test_an_entry_has_words_note_and_source_as_safe_html(client, article, author, group, public):
    [entry] = parsed(client, addresses(article, author, group)["article"]).entries
    html = entry.content[0].value
    assert "We are not afraid of the tide" in html and "<em>done</em>" in html
    assert "<i>" not in html and article.headline in html
    assert entry.link.endswith(f"#a-{public.pk}")
    related = [link.href for link in entry.links if link.rel == "related"]
    assert related[0].startswith(f"{article.url}#:~:text=")


def test_letters_xml_cannot_write_do_not_break_a_feed(client, article, author) -> None:
    mark(article, author, "Nobody laughed.", "A\x0bB \ufffe", visibility="public")
    assert parsed(client, reverse("annotations:all-notes")).entries[0].title == "A B"


def test_ids_stay_and_dates_move_when_a_note_changes(client, article, public) -> None:
    path = reverse("annotations:article-notes", args=[article.slug])
    before = parsed(client, path).entries[0]
    public.note = "Changed"
    public.modified = None
    public.save()
    Annotation.objects.filter(pk=public.pk).update(
        modified=timezone.now() + timezone.timedelta(hours=1)
    )
    after = parsed(client, path).entries[0]
    assert after.id == before.id and after.published == before.published
    assert after.updated > before.updated


def test_a_feed_one_has_is_not_sent_again(client: Client, article, public) -> None:
    path = reverse("annotations:article-notes", args=[article.slug])
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b""
    assert again["ETag"] == first["ETag"]
    # What is taken back is a change, too.
    Annotation.objects.filter(pk=public.pk).update(visibility="private")
    gone = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert gone.status_code == 200 and b"<entry>" not in gone.content


def test_a_persons_feed_has_fact_checks_of_what_they_claimed(client, article, author) -> None:
    note = mark(article, author, "The vote is in May.", "Is it?", visibility="public")
    path = reverse("annotations:person-notes", args=[tamm().slug])
    assert parsed(client, path).entries == []
    FactCheck.objects.create(annotation=note, claim="In May", claimant=tamm(), rating="false")
    assert len(parsed(client, path).entries) == 1


def test_what_somebody_else_said_is_not_in_a_persons_feed(client, article, author) -> None:
    mark(article, author, "“a costly mistake”", "Lind’s", visibility="public")
    assert parsed(client, reverse("annotations:person-notes", args=[tamm().slug])).entries == []
    lind = Person.objects.get(name="Oskar Lind")
    assert len(parsed(client, reverse("annotations:person-notes", args=[lind.slug])).entries) == 1


def test_a_merged_person_leads_to_the_one_kept(client, article) -> None:
    kept = tamm()
    merged = Person.objects.create(name="I. Tamm", merged_into=kept)
    answer = client.get(reverse("annotations:person-notes", args=[merged.slug]))
    assert answer["Location"] == reverse("annotations:person-notes", args=[kept.slug])


def test_a_groups_feed_has_an_address_nobody_guesses(client, group, public) -> None:
    for key in ("0" * 32, "notes"):
        path = reverse("annotations:group-notes", args=[group.slug, key])
        assert client.get(path).status_code == 404


def test_readers_without_public_notes_are_not_told_from_those_who_do_not_exist(
    client, author, article
) -> None:
    mark(article, author, "Nobody laughed.")
    for name in (author.username, "nobody"):
        path = reverse("annotations:author-notes", args=[name])
        assert client.get(path).status_code == 404


def test_pages_point_to_their_feeds(client, article) -> None:
    for page, path in [
        (article.get_absolute_url(), reverse("annotations:article-notes", args=[article.slug])),
        (tamm().get_absolute_url(), reverse("annotations:person-notes", args=[tamm().slug])),
    ]:
        found = client.get(page).content.decode()
        assert f'<link rel="alternate" type="application/atom+xml" href="{path}"' in found


def test_a_feed_costs_the_same_for_two_notes_and_for_twenty(
    client, article, author, django_assert_num_queries
) -> None:
    path = reverse("annotations:all-notes")
    for words in ("Nobody", "laughed"):
        mark(article, author, words, visibility="public")
    with django_assert_num_queries(1):
        client.get(path)
    for n in range(18):
        start = makers.WORDS.index("Her rival") + n
        mark(article, author, makers.WORDS[start : start + 12].strip(), visibility="public")
    with django_assert_num_queries(1):
        client.get(path)
