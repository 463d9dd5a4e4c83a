"""Markup made to hurt its reader, brought down to what parsers bear.

Linear in the size of the input; leaves honest markup exactly as it is.
"""

from __future__ import annotations

import re

#: Attributes of one tag beyond which libxml2 and html5lib need quadratic time.
MAX_ATTRIBUTES = 400
_LONG_TAG = re.compile(r"<[^<>]{4000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
#: Elements that are commonly left open, or have no end.
_UNCLOSED = frozenset(
    ["p", "li", "br", "hr", "img", "td", "th", "tr", "dt", "dd", "option", "input", "meta", "link",
     "source", "wbr", "col", "area", "base", "embed", "track", "param", "thead", "tbody", "tfoot"]
)  # fmt: skip


def tame_attributes(markup: str) -> str:
    """Cut tags that have more than :data:`MAX_ATTRIBUTES` attributes down to their name."""
    return _LONG_TAG.sub(_cut, markup)


def nesting(markup: str, enough: int) -> int:
    """How deep the elements of ``markup`` are nested, counted no further than ``enough``."""
    depth = 0
    for found in _TAG.finditer(markup):
        if found.group(2).lower() in _UNCLOSED:
            continue
        depth = max(0, depth - 1) if found.group(1) else depth + 1
        if depth >= enough:
            break
    return depth


def _cut(found: re.Match[str]) -> str:
    tag = found.group()
    if len(_QUOTED.sub("", tag).split()) <= MAX_ATTRIBUTES:
        return tag
    name = _TAG.match(tag)
    return name.group() if name else ""
