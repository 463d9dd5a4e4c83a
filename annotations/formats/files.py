"""Tells what a file of notes is, and reads it."""

from __future__ import annotations

import json
from typing import Any

from annotations.formats import hypothesis, readwise, w3c
from annotations.formats.incoming import BadItem, Item, NotReadable, Parsed

#: Notes read from one file.
MOST_ITEMS = 20_000


def read_file(raw: bytes) -> Parsed:
    """Read a file of Hypothesis, Readwise or the Web Annotation model.

    What cannot be read in it is an item with a reason. Raises :class:`NotReadable` for a file
    that is none of them. Time and memory are linear in its length.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadable("no-utf8") from None
    if not text.strip():
        raise NotReadable("empty")
    if text.lstrip()[0] not in "{[":
        return readwise.parse(text, MOST_ITEMS)
    return _from_json(load_json(text))


def load_json(text: str) -> Any:
    """Return what JSON says; raises :class:`NotReadable`, for numbers JSON has not, too."""

    def refuse(_constant: str) -> Any:
        raise ValueError("not a number of JSON")

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise NotReadable("broken-json") from None


def _from_json(told: Any) -> Parsed:
    rows = told
    if isinstance(told, dict):
        rows = next((told[key] for key in ("rows", "annotations") if key in told), None)
        if rows is None:
            rows = [told] if hypothesis.looks_so(told) else None
    if isinstance(rows, list) and any(map(hypothesis.looks_so, rows[:50])):
        return _hypothesis(told, rows)
    rows, remarks = w3c.annotations_in(told)
    return Parsed("w3c", [_item(row, w3c.read_annotation) for row in _few(rows)], remarks)


def _hypothesis(told: Any, rows: list[Any]) -> Parsed:
    items = [_item(row, hypothesis.read_row) for row in _few(rows)]
    exporter = told.get("export_userid") if isinstance(told, dict) else None
    if isinstance(exporter, str) and exporter:
        items = [_unless_theirs(item, exporter) for item in items]
    elif len({item.incoming.author for item in items if item.incoming}) > 1:
        return Parsed("hypothesis", items, ("several-authors",))
    return Parsed("hypothesis", items)


def _unless_theirs(item: Item, exporter: str) -> Item:
    if item.incoming and item.incoming.author not in {exporter, ""}:
        return Item(item.raw, reason="not-yours")
    return item


def _few(rows: list[Any]) -> list[Any]:
    if len(rows) > MOST_ITEMS:
        raise NotReadable("too-many")
    return rows


def _item(row: Any, read: Any) -> Item:
    try:
        return Item(row, read(row))
    except BadItem as bad:
        return Item(row, reason=bad.reason)
    except RecursionError:
        return Item(row, reason="unreadable")
