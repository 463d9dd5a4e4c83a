"""Markup down to one line of plain text, as titles and names need."""

from __future__ import annotations

import html
import re

from articles.text.normal import one_line

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_REFERENCE = re.compile(r"&(?:#\d+|#x[\da-f]+|[a-z][\da-z]{1,30});", re.I)


def plain_text(markup: str) -> str:
    """Return the words of ``markup`` on one line: tags gone, references resolved once or twice.

    Feeds escape titles once too often as commonly as not, so a reference that is
    left after the first round is resolved as well. "a < b" stays as it is.
    """
    text = markup[:20_000]
    for _ in range(2):
        text = _without_comments(text)
        text = _TAG.sub(" " if "<br" in text.lower() else "", text)
        if not _REFERENCE.search(text):
            break
        text = html.unescape(text)
    return one_line(_TAG.sub("", _without_comments(text)))


def _without_comments(text: str) -> str:
    """Drop comments; what is no whole one stays. A pattern would take quadratic time."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join(kept) + text[at:]
