"""Whether a feed's entry carries its whole article."""

from articles.pipeline.feed_types import ParsedEntry


def carries_full_text(entry: ParsedEntry) -> bool:
    """Whether the entry carries its whole article."""
    return len(entry.content_html.split()) >= 150
