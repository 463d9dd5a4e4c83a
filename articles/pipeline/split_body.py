"""Bodies that a page cuts into several boxes, for advertisements, put together again.

Changes the tree it is given. Only boxes that look alike, stand side by side or
are cousins, and each hold paragraphs of prose are joined; comments never are.
"""

from __future__ import annotations

import re

from lxml import etree

_BODY_CLASS = re.compile(r"body|content|text|article|story|paragraph|chunk", re.I)
_NOT_BODY_CLASS = re.compile(
    r"comment|teaser|card|related|promo|bio|author|newsletter|item-list", re.I
)
#: A paragraph with this many words is prose, and a box with this many such a part of a body.
_PROSE_WORDS, _PROSE_PARAGRAPHS = 20, 2
#: How many levels up the boxes of one body meet at most.
_MEET_WITHIN = 3


def join_split_body(root: etree._Element) -> None:
    """Move the content of later boxes of a body into its first."""
    groups: dict[tuple[str, str, etree._Element], list[etree._Element]] = {}
    boxes: dict[etree._Element, int] = {}
    for paragraph in root.iter("p"):
        box = paragraph.getparent()
        if box is not None and len("".join(paragraph.itertext()).split()) >= _PROSE_WORDS:
            boxes[box] = boxes.get(box, 0) + 1
    for box, prose in boxes.items():
        name = box.get("class") or ""
        if prose < _PROSE_PARAGRAPHS or not _BODY_CLASS.search(name):
            continue
        if _NOT_BODY_CLASS.search(name):
            continue
        for above in list(box.iterancestors())[:_MEET_WITHIN]:
            groups.setdefault((str(box.tag), name, above), []).append(box)
    for group in sorted(groups.values(), key=len, reverse=True):
        if len(group) > 1 and all(box.getparent() is not None for box in group):
            _join(group)
            return


def _join(group: list[etree._Element]) -> None:
    first, *later = group
    if any(first in box.iterancestors() or box in first.iterancestors() for box in later):
        return
    parent = first.getparent()
    if parent is not None and all(box.getparent() is parent for box in later):
        # What stands between the boxes, such as a quoted post, was told there.
        between = list(first.itersiblings())
        later = between[: between.index(later[-1]) + 1]
    for box in later:
        if box in group:
            for child in list(box):
                first.append(child)
        else:
            first.append(box)
