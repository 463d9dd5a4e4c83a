"""Links that open a publisher's own page at a passage: ``#:~:text=``.

After the Text Fragments draft of the WICG,
https://wicg.github.io/scroll-to-text-fragment/ :
``text=[prefix-,]start[,end][,-suffix]``. Each of the four is looked for within one block of the
page, at word boundaries and whatever the case, so a passage over several paragraphs, and a long
one, is named by its first and last words. Words that stand more than once in the text get the
words before and after them as prefix and suffix.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urldefrag

from articles.text.words import words

#: Longer passages are given by their first and last words.
LONGEST_WHOLE = 250
_EDGE_WORDS = 6
#: Words of context before and after, and longest context or edge in characters.
_CONTEXT_WORDS, _LONGEST_EDGE = 4, 120


def fragment_url(url: str, text: str, start: int, end: int) -> str:
    """Return ``url`` with a text fragment for ``text[start:end]``.

    ``text`` is the page's article as stored, blocks parted by blank lines; offsets are code
    points. Any old fragment of ``url`` is dropped. A passage without words gives ``url``.
    """
    start, end = _whole_words(text, start, end)
    blocks = [block for block in _blocks(text, start, end) if _squeezed(block)]
    if not blocks:
        return url
    if len(blocks) == 1 and len(blocks[0]) <= LONGEST_WHOLE:
        terms = [_squeezed(blocks[0])]
    else:
        terms = [_head(blocks[0]), _tail(blocks[-1])]
    directive = ",".join(map(_encoded, terms))
    if _times(text, terms) > 1:
        before, after = _context(text, start, end)
        directive = (
            (f"{_encoded(before)}-," if before else "")
            + directive
            + (f",-{_encoded(after)}" if after else "")
        )
    return f"{urldefrag(url).url}#:~:text={directive}"


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a passage that begins or ends within a word: browsers match whole ones only."""
    low, high = max(0, start - 200), min(len(text), end + 200)
    for left, right in words(text, low, high):
        if left < start < right:
            start = left
        if left < end < right:
            end = right
    return start, end


def _blocks(text: str, start: int, end: int) -> list[str]:
    return re.split(r"\n+", text[start:end])


def _squeezed(words: str) -> str:
    return " ".join(words.split())


def _head(block: str) -> str:
    """The first words of a block; of a script without spaces its first letters."""
    first = " ".join(block.split()[:_EDGE_WORDS])
    return first if len(first) <= _LONGEST_EDGE else first[: _LONGEST_EDGE // 4]


def _tail(block: str) -> str:
    last = " ".join(block.split()[-_EDGE_WORDS:])
    return last if len(last) <= _LONGEST_EDGE else last[-_LONGEST_EDGE // 4 :]


def _times(text: str, terms: list[str]) -> int:
    """How often the passage's first term stands in the text, as a browser would count."""
    return _squeezed(text).casefold().count(terms[0].casefold())


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    """The words right before and right after, each within one block."""
    before = [block for block in text[max(0, start - 300) : start].split("\n") if block.strip()]
    after = [block for block in text[end : end + 300].split("\n") if block.strip()]
    return (
        " ".join(before[-1].split()[-_CONTEXT_WORDS:]) if before else "",
        " ".join(after[0].split()[:_CONTEXT_WORDS]) if after else "",
    )


def _encoded(words: str) -> str:
    # "-", "," and "&" are the directive's own syntax; quote() leaves "-" alone.
    return quote(words, safe="").replace("-", "%2D")
