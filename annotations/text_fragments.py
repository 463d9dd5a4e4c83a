"""Links that open a publisher's own page at a passage: ``#:~:text=``.

After the Text Fragments draft of the WICG,
https://wicg.github.io/scroll-to-text-fragment/
"""

from __future__ import annotations

from urllib.parse import quote, urldefrag

#: Longer passages are given by their first and last words.
LONGEST_WHOLE = 250
_EDGE_WORDS = 6


def fragment_url(url: str, passage: str) -> str:
    """Return ``url`` with a text fragment for ``passage``; any old fragment is dropped."""
    words = passage.split()
    if len(passage) <= LONGEST_WHOLE or len(words) < 2 * _EDGE_WORDS:
        directive = _encoded(" ".join(words))
    else:
        first, last = words[:_EDGE_WORDS], words[-_EDGE_WORDS:]
        directive = f"{_encoded(' '.join(first))},{_encoded(' '.join(last))}"
    return f"{urldefrag(url).url}#:~:text={directive}"


def _encoded(words: str) -> str:
    # "-", "," and "&" are the directive's own syntax; quote() leaves "-" alone.
    return quote(words, safe="").replace("-", "%2D")
