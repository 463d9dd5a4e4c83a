"""Whether HTML is written so plainly that every parser reads the same in it.

Judges only, and what is judged plain is not therefore harmless: it may hold pictures
and handlers of events, and still has to be filtered. What can be misread is what makes HTML from
outside dangerous, and that is left out here by construction: no comments,
declarations, scripts, styles, tables, forms, foreign elements or unquoted attributes, no
tag that is not closed where it has to be, and no reference but the commonest.
"""

from __future__ import annotations

import re

#: Elements that hold blocks and text, and those that hold text only.
_FLOW = frozenset(["div", "section", "blockquote", "li", "figure", "figcaption"])
_LISTS = frozenset(["ul", "ol"])
_BLOCKS_OF_TEXT = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6"])
_INLINE = frozenset(
    ["a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "s", "samp", "small",
     "span", "strong", "sub", "sup", "u"]
)  # fmt: skip
_TEXT_ONLY = _BLOCKS_OF_TEXT | _INLINE
_BLOCKS = _FLOW | _LISTS | _BLOCKS_OF_TEXT | {"hr"}
_VOID = frozenset(["br", "hr", "img"])
_KNOWN = _FLOW | _LISTS | _TEXT_ONLY | _VOID
_MAX_DEPTH = 25

_REFERENCE = r"&(?:amp|lt|gt|quot|nbsp|#0?3[489]|#160|#8[0-4]\d\d);"
_TAG = re.compile(
    r"<(/?)([a-z][a-z0-9]{0,9})"
    rf"((?:[ \n]++[a-z][a-z0-9_-]*+=\"(?:[^\"<>&`]|{_REFERENCE})*+\")*+)[ \n]*+(/?)>"
)
_REFERENCES = re.compile(_REFERENCE)
_OTHER_ADDRESS = re.compile(r"[ \n]href=\"(?!https?://[a-z0-9]|/[a-z0-9]|#|mailto:[a-z0-9])", re.I)

_WRAPPER = re.compile(r"</?(?:div|section)(?![a-z0-9])[^>]*>")


def is_plain(markup: str) -> bool:
    """Whether ``markup`` is balanced, plain HTML, as most editors write articles.

    Linear in the length of ``markup``; false where there is the least doubt.
    """
    tags = _TAG.findall(markup)
    if len(tags) != markup.count("<") or len(tags) != markup.count(">"):
        return False
    if markup.count("&") != sum(1 for _ in _REFERENCES.finditer(markup)):
        return False
    return _is_balanced(tags) and not _OTHER_ADDRESS.search(markup)


def unwrapped(markup: str) -> str:
    """Return plain ``markup`` with line ends for the tags of blocks that are not kept.

    A filter that only took them out would join the words before and after.
    """
    return _WRAPPER.sub("\n", markup)


def _is_balanced(tags: list[tuple[str, str, str, str]]) -> bool:
    """Whether each tag stands where it may, and is closed where it has to be."""
    opened = [""]
    for closing, name, attributes, closed in tags:
        if closing:
            if attributes or closed or opened.pop() != name:
                return False
            continue
        parent = opened[-1]
        if name not in _KNOWN or (closed and name not in _VOID):
            return False
        if name in _BLOCKS and parent in _TEXT_ONLY:
            return False
        if (name == "li") != (parent in _LISTS):
            return False
        if name == "a" and "a" in opened:
            return False
        if name not in _VOID:
            opened.append(name)
            if len(opened) > _MAX_DEPTH:
                return False
    return len(opened) == 1
