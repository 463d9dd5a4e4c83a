"""Marks laid over a document's text, and the tags and attributes they may carry.

Knows nothing of blocks: it turns one mark into one opening tag that is safe to print
whatever strings it was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

#: Ranks of the document's own markup: links stand outside every other mark, so that a
#: highlight never parts one link into two; emphasis and the like stand inside.
LINK_RANK = -100
INLINE_RANK = 100

_TAGS = frozenset({"a", "mark", "em", "strong", "code", "span", "ins", "del"})
# data-hx-* would let htmx act on a mark; what a mark does is the page's business.
_NAME = re.compile(
    r"class|id|lang|title|rel|dir|role|tabindex|href|data-(?!hx-)[a-z0-9-]+|aria-[a-z]+"
)
_FIRST_ONLY = frozenset({"id", "tabindex"})
_PIECE_ENDS = frozenset({"data-first", "data-last"})
# What no HTML document may hold, and what UTF-8 cannot encode.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# URL parsers skip tabs and line ends and read "\" as "/", so "/\t/host" leaves the site.
_HREF = re.compile(r"(?:https?://|mailto:|/(?![/\\])|#)[^\x00-\x1f\x7f]*", re.IGNORECASE)
_FREE_HREF_CHARS = re.compile("[\t\n\r]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the document's text to be wrapped in one element.

    ``start`` and ``end`` are code points in the document. Of two marks over the same
    words the one with the lower ``rank`` stands outside. Attributes that are not on the
    allow-list, and unsafe ``href`` values, are left out when the mark is drawn.
    """

    start: int
    end: int
    tag: str
    attrs: tuple[tuple[str, str], ...] = ()
    rank: int = 0

    def __post_init__(self) -> None:
        if self.tag not in _TAGS:
            raise ValueError(f"not a tag a mark may have: {self.tag!r}")

    @property
    def order(self) -> tuple[int, int, int]:
        """Sort key that puts outer marks first: rank, then start, then the longer one."""
        return self.rank, self.start, -self.end


def safe_href(href: str) -> str | None:
    """Return ``href`` without outer space, or None unless it is safe to link to.

    Safe are http, https and mailto addresses, paths that start with a single ``/``, and
    fragments.
    """
    href = href.strip()
    return href if _HREF.fullmatch(href) else None


def attributes(attrs: tuple[tuple[str, str], ...]) -> str:
    """Return ``attrs`` as they stand in a tag, each after a space, escaped.

    Names are checked against the allow-list; of two with one name the first counts.
    """
    drawn: dict[str, str] = {}
    for name, value in attrs:
        if name in drawn or name in _PIECE_ENDS or not _NAME.fullmatch(name):
            continue
        if name == "href":
            href = safe_href(value)
            if href is None:
                continue
            value = href
        drawn[name] = escape(_UNPRINTABLE.sub("", value)).replace("\r", "&#13;")
    return "".join(f' {name}="{value}"' for name, value in drawn.items())


class Tag:
    """One mark's tags while it is being drawn in pieces.

    The first piece alone carries the mark's ``id``, ``tabindex`` and ``data-first``; the piece that
    reaches the mark's end carries ``data-last``.
    """

    __slots__ = ("_first", "_later", "close", "end", "is_link", "mark", "order")

    def __init__(self, mark: Mark, serial: int) -> None:
        self.mark = mark
        self.end = mark.end
        self.order = (*mark.order, serial)
        self.is_link = mark.tag == "a"
        self.close = f"</{mark.tag}>"
        self._first: str | None = f"<{mark.tag}{attributes(mark.attrs)} data-first"
        # One id and one stop for the Tab key, however many pieces there are.
        later = tuple(pair for pair in mark.attrs if pair[0] not in _FIRST_ONLY)
        self._later = f"<{mark.tag}{attributes(later)}"

    def open(self, *, last: bool) -> str:
        """Return the opening tag of the next piece."""
        tag, self._first = self._first or self._later, None
        return f"{tag} data-last>" if last else f"{tag}>"
