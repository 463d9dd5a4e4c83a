"""Several feeds may carry an article; the text of one of them is what is stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from articles.models import Article, Feed, Job
from articles.reading import FeedTask, read_feed
from articles.services import feeds
from articles.services.feed_entries import known_digests, store_entries

pytestmark = pytest.mark.django_db

TEXT = "The council of Nordhaven voted on Tuesday to reopen the old harbour after a long dispute. "


def take(feed: Feed, words: str) -> int:
    """Take in the feed as if it had been asked, with one whole article."""
    body = "".join(f"<p>{TEXT} {words}, line {line}.</p>" for line in range(12))
    document = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<title>The Courier</title><link>https://courier.example/</link><item><title>Harbour</title>"
        "<guid>1</guid><link>https://courier.example/one</link><description>Short.</description>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item></channel></rss>"
    )
    task = FeedTask(document.encode(), feed.url, "application/rss+xml", known_digests(feed))
    return store_entries(feed, read_feed(task).fresh)


@pytest.fixture
def two() -> list[Feed]:
    return [feeds.subscribe(f"https://courier.example/{name}")[0] for name in ("all", "politics")]


def revisions() -> list[str]:
    texts = Article.objects.get().revisions.order_by("number").values_list("text", flat=True)
    return [text.split(", line 0")[0].removeprefix(TEXT).strip() for text in texts]


def test_two_feeds_of_a_site_do_not_revise_an_article_back_and_forth(two: list[Feed]) -> None:
    first, second = two
    for number in range(3):
        assert take(first, f"As the first says {number}") == 1
        assert take(second, f"As the second says {number}") == 1
    assert revisions() == [f"As the first says {number}" for number in range(3)]
    assert second.entries.get().article == first.entries.get().article
    assert not Job.objects.filter(kind=Job.Kind.ENTRY).exists()


def pause(feed: Feed) -> None:
    feeds.set_paused(feed, True)


@pytest.mark.parametrize("leave", [feeds.unsubscribe, pause])
def test_once_the_first_feed_is_gone_the_next_may_revise(
    two: list[Feed], leave: Callable[[Feed], None]
) -> None:
    first, second = two
    take(first, "As the first says")
    take(second, "As the second says")
    leave(first)
    take(second, "As the second says later")
    assert revisions() == ["As the first says", "As the second says later"]
    assert Article.objects.get().changed <= timezone.now()
