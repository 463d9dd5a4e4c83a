"""What a desk does with bodies that came, as functions to be confined."""

from __future__ import annotations

from articles.pipeline.feed import parse_feed
from articles.pipeline.read import read_article


def read(argument: tuple[str, bytes, str]) -> tuple[str, int]:
    """Title, and number of entries of a feed or of characters of an article."""
    kind, body, content_type = argument
    if kind == "feed":
        feed = parse_feed(body, "https://desk.example/feed", content_type)
        return feed.title, len(feed.entries)
    article = read_article(body, "https://desk.example/story", content_type=content_type)
    return article.headline, len(article.document.text)
