"""Edits of collections as data, and joining one with what the collection became meanwhile.

Reads and writes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from annotations.models import Collection, CollectionItem


@dataclass(frozen=True, slots=True)
class Written:
    """A text of an edit, and the hash of what stood in the form before."""

    text: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A step of an edit; ``key`` is its row's, or "new-..." for one there is no row of."""

    key: str
    written: Written
    annotation: UUID | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A collection as a reader wants it: all its steps in their order.

    ``known`` are the keys of the steps that the form showed, with the hashes of their texts:
    what is missing of them was taken out, what is there beyond them came from somebody else.
    """

    version: int
    title: Written
    introduction: Written
    items: Sequence[DraftItem]
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clash:
    """A text that two changed differently; ``key`` is "title", "introduction" or a step's."""

    key: str
    theirs: str
    mine: str


def text_hash(text: str) -> str:
    """Return what tells whether a text is still the one a form showed."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def join(mine: Draft, now: Collection, rows: Sequence[CollectionItem]) -> tuple[Draft, list[Clash]]:
    """Join an edit with what the collection became meanwhile; returns what clashes, too.

    Steps that somebody else added, or changed while this edit took them out, stand where they
    put them; steps they took out stay if this edit still has them. No query.
    """
    clashes: list[Clash] = []
    title = _joined("title", mine.title, now.title, clashes)
    introduction = _joined("introduction", mine.introduction, now.introduction, clashes)
    theirs = {str(row.pk): row for row in rows}
    items = [
        replace(item, written=_joined(item.key, item.written, theirs[item.key].text, clashes))
        if item.key in theirs
        else item
        for item in mine.items
    ]
    order = [str(row.pk) for row in rows]
    for at, key in enumerate(order):
        row = theirs[key]
        seen = text_hash(row.text)
        if mine.known.get(key) == seen or any(item.key == key for item in items):
            continue
        before = order[at - 1] if at else None
        place = next((n + 1 for n, item in enumerate(items) if item.key == before), None)
        place = (0 if before is None else len(items)) if place is None else place
        items.insert(place, DraftItem(key, Written(row.text, seen), row.annotation_id))
    known = {key: text_hash(row.text) for key, row in theirs.items()}
    return Draft(now.version, title, introduction, items, known), clashes


def _joined(key: str, mine: Written, theirs: str, clashes: list[Clash]) -> Written:
    """One text of both edits; its base is theirs, so that the next save knows it was seen."""
    seen = text_hash(theirs)
    if mine.text == theirs or mine.base == seen:
        return Written(mine.text, seen)
    if text_hash(mine.text) == mine.base:
        return Written(theirs, seen)
    clashes.append(Clash(key, theirs, mine.text))
    return Written(mine.text, seen)
