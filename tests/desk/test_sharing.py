"""Shared links: for anyone, at the passage, until revoked; and they do not give themselves away."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from annotations import services
from annotations.models import Annotation, Share
from annotations.services import Selection, annotate
from tests import makers
from tests.makers import WORDS, reader

pytestmark = pytest.mark.django_db

START = WORDS.index("a costly")


@pytest.fixture
def annotation() -> Annotation:
    article = makers.article()
    assert article.current
    return annotate(
        article.current,
        reader("owner"),
        Selection(START, START + 16, "a costly mistake"),
        color="pink",
        note="He said the *opposite* in May.",
    )


def test_anyone_sees_the_passage_with_its_note(client: Client, annotation: Annotation) -> None:
    link = services.share(annotation).get_absolute_url()
    assert link.endswith("#passage")
    answer = client.get(link)
    page = answer.content.decode()
    assert answer.status_code == 200
    passage = re.search(r'<mark[^>]*id="passage"[^>]*>(.*?)</mark>', page, re.DOTALL)
    assert passage and re.sub("<[^>]+>", "", passage[1]) == "a costly mistake"
    assert "<em>opposite</em>" in page
    assert annotation.article.headline in page


def test_the_link_is_kept_from_search_engines_and_other_sites(client, annotation) -> None:
    answer = client.get(services.share(annotation).get_absolute_url())
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_sharing_twice_gives_the_same_link(annotation) -> None:
    assert services.share(annotation).token == services.share(annotation).token
    assert Share.objects.count() == 1


def test_a_revoked_link_is_gone_and_a_new_one_differs(client, annotation) -> None:
    old = services.share(annotation)
    services.revoke(annotation)
    answer = client.get(old.get_absolute_url())
    assert answer.status_code == 410
    assert "costly" not in answer.content.decode()
    assert services.share(annotation).token != old.token


def test_an_unknown_link_is_404(client) -> None:
    assert client.get(reverse("annotations:shared", args=["0" * 32])).status_code == 404


def test_the_token_is_not_in_the_database(annotation) -> None:
    share = services.share(annotation)
    assert len(share.token) == 32
    stored = Share.objects.values().get()
    assert share.token not in {str(value) for value in stored.values()}


def test_a_link_outlives_a_change_of_the_secret(client, annotation, settings) -> None:
    share = services.share(annotation)
    link = share.get_absolute_url()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret altogether"
    assert client.get(link).status_code == 200
    assert share.get_absolute_url() == link


def test_a_shared_page_says_when_the_outlet_changed_the_passage(client, annotation) -> None:
    link = services.share(annotation).get_absolute_url()
    end = WORDS.index("\n\nThe vote")
    start = WORDS.index("Her rival")
    makers.article(WORDS[:start] + WORDS[end + 2 :], url=annotation.article.url)
    page = client.get(link).content.decode()
    assert "a costly mistake" in page
    assert "no longer in the article" in page
    assert "compare" in page.lower()
    # What went is shown, and where the page is no longer the passage's the link is plain.
    assert re.search(r"<del>.*costly.*</del>", page)
    assert ":~:text" not in page


def test_the_owner_shares_and_revokes_from_the_note(client, annotation) -> None:
    client.force_login(annotation.author)
    address = reverse("annotations:share", args=[annotation.pk])
    answer = client.post(address, headers={"HX-Request": "true"})
    share = Share.objects.get()
    assert share.token in answer.content.decode()
    assert client.get(address).status_code == 405
    client.post(reverse("annotations:revoke", args=[annotation.pk]))
    share.refresh_from_db()
    assert not share.is_live
