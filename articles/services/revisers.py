"""Whose text of an article counts where several feeds carry it."""

from __future__ import annotations

from collections.abc import Collection

from articles.models import Entry


def revising_feeds(articles: Collection[int]) -> dict[int, int]:
    """The one feed that may change each of these articles by its text: the first that had it.

    A feed that was removed or is looked at no more makes way for the next. Without this two
    feeds of one site, each with its own cut of the text, would revise it back and forth.
    At most one SQL query.
    """
    if not articles:
        return {}
    entries = Entry.objects.filter(article__in=articles, feed__paused=False)
    first = entries.order_by("article_id", "pk").distinct("article_id")
    return {
        article: feed
        for article, feed in first.values_list("article_id", "feed_id")
        if article is not None and feed is not None
    }
