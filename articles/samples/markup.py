"""A sample story's Markdown as HTML, with days and clock times filled in. PURE.

The texts name days of the week and, in a live report, times, since news does. They are
written `{weekday}` (the day of publication), `{weekday-2}` (two days before) and
`{clock-26}` (26 minutes before publication), all in UTC. A link to another sample story is
written `story:outlet/name`.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles.samples.content import Edition, published

#: The stories are in English whatever language the desk is read in.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PLACE = re.compile(r"\{(weekday|clock)(?:-(\d+))?\}")
_STORY = "story:"

# HTML in the source stays text: what is written here goes through no sanitiser.
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def blocks(edition: Edition, anchor: datetime, base_url: str) -> list[str]:
    """Return the body as HTML, one string for each paragraph, list, heading or quotation.

    Args:
        edition: The state of the story to show.
        anchor: The time that ages are counted back from, with a zone.
        base_url: The samples' own address, ending in a slash; links to stories start with it.
    """
    tokens = _MARKDOWN.parse(filled(edition, anchor))
    for token in tokens:
        for child in token.children or ():
            _point(child, base_url)
    rendered, group = [], list[Token]()
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            html = _MARKDOWN.renderer.render(group, _MARKDOWN.options, {})
            rendered.append(html.strip())
            group = []
    return rendered


def html(edition: Edition, anchor: datetime, base_url: str) -> str:
    """Return the whole body as HTML; arguments as for :func:`blocks`."""
    return "\n".join(blocks(edition, anchor, base_url))


def filled(edition: Edition, anchor: datetime) -> str:
    """Return the Markdown source with its days and times put in."""
    at = published(edition, anchor)

    def put(match: re.Match[str]) -> str:
        kind, back = match[1], int(match[2] or 0)
        if kind == "clock":
            return (at - timedelta(minutes=back)).strftime("%H:%M")
        return _DAYS[(at - timedelta(days=back)).weekday()]

    return _PLACE.sub(put, edition.source)


def _point(token: Token, base_url: str) -> None:
    """Turn a link to a story into its address."""
    href = token.attrGet("href")
    if token.type == "link_open" and isinstance(href, str) and href.startswith(_STORY):
        token.attrSet("href", f"{base_url}{href.removeprefix(_STORY)}/")
