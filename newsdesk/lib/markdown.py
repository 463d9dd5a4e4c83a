"""Notes in Markdown, drawn as HTML that can hurt nobody."""

from __future__ import annotations

import html
import re

import nh3
from markdown_it import MarkdownIt

# Raw HTML is shown as the text it is; images would tell other sites who reads the note.
_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("strikethrough")
_PARSER.disable("image")
_TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h3", "h4", "h5", "h6"),
}
# Headings in a note stand below those of the page around it.
_LOWER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}
_BLOCK_ENDS = re.compile(r"</(?:p|li|h\d|pre|blockquote)>|<[bh]r[^>]*>")


def to_html(markdown: str, *, heading: str = "") -> str:
    """Return CommonMark ``markdown`` as HTML; the result is safe to print.

    ``heading`` makes every heading of that one level, "h2", where the text is part of a page's
    own outline. nh3 is the last gate whatever the parser lets through.
    """
    tokens = _PARSER.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = heading or _LOWER.get(token.tag, token.tag)
    drawn = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(
        drawn,
        tags=_TAGS | {heading} if heading else _TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )


def to_text(markdown: str) -> str:
    """Return the words of ``markdown`` on one line, without its marks; not HTML."""
    parted = _BLOCK_ENDS.sub(" ", to_html(markdown))
    return " ".join(html.unescape(nh3.clean(parted, tags=set())).split())
