"""Fact checks: claim, claimant, date, verdict and sources, with and without scripts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Annotation, FactCheck
from annotations.services import Selection, annotate
from articles.models import Article, Person
from readers.models import User
from tests import makers
from tests.makers import WORDS, reader

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
START = WORDS.index("a costly")


@pytest.fixture
def article() -> Article:
    return makers.article()


@pytest.fixture
def owner(client: Client) -> User:
    user = reader("owner")
    client.force_login(user)
    return user


@pytest.fixture
def checked(article: Article, owner: User) -> Annotation:
    assert article.current
    selection = Selection(START, START + 16, "a costly mistake")
    return annotate(article.current, owner, selection, color="pink", kind="fact-check")


def address(made: Annotation) -> str:
    return reverse("annotations:edit", args=[made.pk])


def told(**more: object) -> dict[str, object]:
    return {
        "color": "pink",
        "kind": "fact-check",
        "note": "",
        "version": 1,
        "claim": "The plan is a costly mistake.",
        "claimant": "",
        "claimed": "",
        "rating": "mixed",
        "sources-TOTAL_FORMS": "1",
        "sources-INITIAL_FORMS": "0",
        "sources-0-url": "",
        "sources-0-title": "",
        **more,
    }


def test_a_fact_check_goes_on_with_claim_and_verdict(client, owner, article) -> None:
    create = reverse("annotations:create", args=[article.slug])
    passage = {"revision": 1, "start": START, "end": START + 16, "exact": "a costly mistake"}
    answer = client.post(create, passage | {"color": "pink", "kind": "fact-check"})
    made = Annotation.objects.get()
    assert answer.url == address(made)
    made.delete()
    answer = client.post(create, passage | {"color": "pink", "kind": "fact-check"}, headers=HTMX)
    assert 'name="claim"' in answer.content.decode()


def test_the_claim_is_the_passage_and_the_claimant_who_said_it(client, checked) -> None:
    seen = client.get(address(checked))
    editing = seen.context["editing"]
    assert editing.check["claim"].value() == "a costly mistake"
    assert editing.check["claimant"].value() == "Oskar Lind"
    assert '<option value="Ilse Tamm">' in seen.content.decode()


def test_a_finding_is_stored_and_shown(client, checked) -> None:
    sources = {
        "sources-TOTAL_FORMS": "3",
        "sources-0-url": "https://a.example/report",
        "sources-0-title": "The report",
        "sources-2-url": "b.example/minutes",
    }
    more = {"claimant": "oskar  LIND", "claimed": "2026-05-04", **sources}
    client.post(address(checked), told(**more))
    check = FactCheck.objects.get()
    assert check.claimant == Person.objects.get(name="Oskar Lind")
    assert (check.rating, str(check.claimed)) == ("mixed", "2026-05-04")
    assert [(one.url, one.title) for one in check.sources.all()] == [
        ("https://a.example/report", "The report"),
        ("https://b.example/minutes", ""),
    ]
    seen = client.get(checked.article.get_absolute_url()).content.decode()
    assert "Partly true" in seen and "The report" in seen and "nofollow" in seen


def test_a_source_is_removed_by_emptying_it(client, checked) -> None:
    two = {"sources-TOTAL_FORMS": "2", "sources-0-url": "https://a.example/"}
    client.post(address(checked), told(**two, **{"sources-1-url": "https://b.example/"}))
    left = {"sources-0-url": "", "sources-1-url": "https://b.example/"}
    client.post(address(checked), told(**two | left, version=2))
    check = FactCheck.objects.get()
    assert [one.url for one in check.sources.all()] == ["https://b.example/"]
    checked.refresh_from_db()
    assert checked.version == 3


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"claim": " "}, "Say which claim is checked."),
        ({"rating": ""}, "Choose a verdict."),
        ({"rating": "dubious"}, "dubious"),
        ({"claimant": "Nobody Known"}, "The desk knows nobody called"),
        ({"claimed": "yesterday"}, "Enter a valid date."),
        ({"sources-0-url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"sources-0-url": "ftp://a.example/"}, "Enter a valid URL."),
        ({"sources-0-title": "no address"}, "A source needs its address."),
        ({"sources-TOTAL_FORMS": "999"}, ""),
    ],
)
def test_what_is_no_finding_is_explained_and_kept(client, checked, more, said) -> None:
    answer = client.post(address(checked), told(note="my evidence", **more))
    assert answer.status_code == 422
    seen = answer.content.decode()
    assert said in seen and "my evidence" in seen
    assert not FactCheck.objects.exists()


def test_another_source_is_asked_for_without_scripts(client, checked) -> None:
    answer = client.post(
        address(checked), told(more="1", **{"sources-0-url": "https://a.example/"})
    )
    seen = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="https://a.example/"' in seen and 'name="sources-1-url"' in seen
    assert not FactCheck.objects.exists()


def test_of_another_kind_nothing_is_asked_and_what_was_found_is_kept(client, checked) -> None:
    client.post(address(checked), told())
    client.post(address(checked), told(kind="comment", claim="", rating="", note="hm", version=2))
    checked.refresh_from_db()
    assert (checked.kind, checked.note) == ("comment", "hm")
    assert FactCheck.objects.get().rating == "mixed"
    assert "Partly true" not in client.get(checked.article.get_absolute_url()).content.decode()


def test_a_second_verdict_meanwhile_is_a_conflict(client, checked) -> None:
    client.post(address(checked), told())
    answer = client.post(address(checked), told(rating="false"))
    assert answer.status_code == 409
    assert '<option value="false" selected>' in answer.content.decode()
    assert FactCheck.objects.get().rating == "mixed"
