"""Fact checks on shared pages: for people to read, and as ClaimReview for programs."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from annotations import services, share_services
from annotations.models import FactCheck, Share, Source
from articles.models import ExternalId, Person
from readers.models import User
from tests import makers
from tests.desk.test_share_links import mark
from tests.makers import reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return reader("owner", first_name="Olga", last_name="Owner")


@pytest.fixture
def check(owner: User) -> FactCheck:
    note = mark(makers.article(), owner, "“We built the wall for this.”", "They did not.")
    tamm = Person.objects.get(name="Ilse Tamm")
    ExternalId.objects.create(person=tamm, scheme="wikidata", value="Q42")
    made = FactCheck.objects.create(
        annotation=note,
        claim="The wall was built for this </script><script>alert(1)</script> & more",
        claimant=tamm,
        claimed=date(2026, 5, 3),
        rating="mostly-false",
    )
    Source.objects.create(fact_check=made, position=1, url="https://a.example/x", title="Minutes")
    return made


@pytest.fixture
def share(check: FactCheck) -> Share:
    return services.share(check.annotation)


def reviews(page: str) -> list[Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(one) for one in found]


def test_a_shared_fact_check_is_a_claim_review(client: Client, share: Share) -> None:
    [review] = reviews(client.get(share.get_absolute_url()).content.decode())
    assert (review["@context"], review["@type"]) == ("https://schema.org", "ClaimReview")
    assert review["claimReviewed"].startswith("The wall was built for this </script>")
    assert review["reviewRating"] == {
        "@type": "Rating", "alternateName": "mostly false",
        "ratingValue": 2, "bestRating": 5, "worstRating": 1,
    }  # fmt: skip
    claim = review["itemReviewed"]
    assert claim["@type"] == "Claim" and claim["datePublished"] == "2026-05-03"
    assert claim["author"] == {
        "@type": "Person", "name": "Ilse Tamm", "sameAs": ["https://www.wikidata.org/wiki/Q42"],
    }  # fmt: skip
    assert claim["appearance"]["url"].startswith("https://courier.example/")
    assert review["author"]["name"] == "Olga Owner"
    assert review["citation"] == [
        {"@type": "CreativeWork", "url": "https://a.example/x", "name": "Minutes"}
    ]
    assert review["url"] == f"http://127.0.0.1:8000{share.get_absolute_url()}"


def test_the_data_cannot_end_its_element(client: Client, share: Share) -> None:
    page = client.get(share.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    data = page.partition('application/ld+json">')[2].partition("</script>")[0]
    assert not set("<>&") & set(data)


def test_the_page_shows_claim_rating_and_sources(client: Client, share: Share) -> None:
    page = client.get(share.get_absolute_url()).content.decode()
    assert "mostly false" in page and "claimed by Ilse Tamm" in page
    assert '<a href="https://a.example/x" rel="external nofollow' in page


@pytest.mark.parametrize("rating", ["unproven", "misleading"])
def test_what_is_no_grade_has_no_number(client, share, check, rating) -> None:
    FactCheck.objects.update(rating=rating)
    [review] = reviews(client.get(share.get_absolute_url()).content.decode())
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": rating}


def test_a_claim_nobody_is_named_for_leaves_them_out(client, share) -> None:
    FactCheck.objects.update(claimant=None, claimed=None)
    [review] = reviews(client.get(share.get_absolute_url()).content.decode())
    assert "author" not in review["itemReviewed"]


def test_a_plain_note_is_no_claim_review(client, owner) -> None:
    share = services.share(mark(makers.article(), owner, "a costly mistake"))
    assert reviews(client.get(share.get_absolute_url()).content.decode()) == []


def test_an_article_shared_with_a_fact_check_has_it_too(client, check, owner) -> None:
    share = share_services.share_article(check.annotation.article, owner, [check.annotation])
    page = client.get(share.get_absolute_url()).content.decode()
    assert len(reviews(page)) == 1 and "mostly false" in page
