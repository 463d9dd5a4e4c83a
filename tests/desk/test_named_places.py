"""What a feed names is not always what it is, nor where it may lead."""

from __future__ import annotations

import pytest
from django.utils import timezone

from articles.models import Article, Entry, Feed, Job, Revision
from articles.pipeline.extraction import Extraction
from articles.reading import read_given
from articles.services import reaching
from articles.services.politeness import service_for
from articles.services.storing import Reading, store_all
from articles.services.work import do_due_work
from articles.text.document import Document
from tests import makers
from tests.odd_server import canary

pytestmark = pytest.mark.django_db


def reading(words: str, url: str, article: Article | None = None) -> Reading:
    extraction = Extraction(headline="Harbour", document=Document.from_paragraphs([words]))
    return Reading(
        article=read_given(extraction),
        url=url,
        source=Revision.Source.PAGE,
        article_id=article.pk if article else None,
    )


def test_a_guid_used_again_does_not_overwrite_the_article_it_brought_before() -> None:
    first = makers.article("The first story.", url="https://courier.example/1")
    second = makers.article("The second story.", url="https://courier.example/2")
    store_all([reading("The second story, edited.", "https://courier.example/2", first)])
    assert [first.revisions.count(), second.revisions.count()] == [1, 2]


def test_one_article_met_twice_in_one_feed_is_stored_in_turn() -> None:
    article = makers.article("The first words.", url="https://courier.example/1")
    by_entry = reading("Second words.", "https://courier.example/new", article)
    by_address = reading("Third words.", "https://courier.example/1")
    stored = store_all([by_address, by_entry])
    assert {one.article.pk for one in stored} == {article.pk}
    assert [one.revision and one.revision.number for one in stored] == [2, 3]


def test_a_feed_from_outside_does_not_lead_to_what_the_operator_allows(settings: object) -> None:
    with canary() as inside:
        settings.FETCH_ALLOW_ORIGINS = [inside.origin()]  # type: ignore[attr-defined]
        reaching.policy.cache_clear()
        feed = Feed.objects.create(url="https://outside.example/feed", title="Outside")
        url = inside.url("/secret")
        entry = Entry.objects.create(feed=feed, guid="1", slug="one", url=url, content_hash="x")
        now, service = timezone.now(), service_for(url)
        Job.objects.put(Job.Kind.ENTRY, entry.pk, due=now, feed=feed, service=service)
        do_due_work(10)
        entry.refresh_from_db()
        assert entry.state == Entry.State.FAILED
        assert entry.message
    reaching.policy.cache_clear()
