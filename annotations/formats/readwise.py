"""Highlights as Readwise exports them, in CSV.

Its own export names books and articles by title and author and has no address; files made
for its import have one. Both are read.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator

from annotations.formats import tidying
from annotations.formats.incoming import (
    COLORS,
    LONGEST_NOTE,
    LONGEST_PASSAGE,
    BadItem,
    Incoming,
    Item,
    NotReadable,
    Parsed,
    address,
    line,
    moment,
    words,
)

#: Names a column goes by, in small letters; the first there is counts.
_COLUMNS = {
    "highlight": ("highlight", "text"),
    "title": ("book title", "title", "document title"),
    "url": ("url", "source url", "document url", "source"),
    "note": ("note",),
    "color": ("color", "colour"),
    "tags": ("tags",),
    "when": ("highlighted at", "date"),
    "place": ("location",),
}
_MOST_COLUMNS = 100


def parse(text: str, most: int) -> Parsed:
    """Read a CSV file of at most ``most`` rows; raises :class:`NotReadable`."""
    rows = _rows(text)
    header = next(rows, None)
    if header is None or len(header) > _MOST_COLUMNS:
        raise NotReadable("unknown-format")
    at = _places(header)
    if "highlight" not in at or not {"title", "url"} & at.keys():
        raise NotReadable("unknown-format")
    items: list[Item] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(items) == most:
            raise NotReadable("too-many")
        try:
            items.append(Item(row, _read({key: _cell(row, i) for key, i in at.items()})))
        except BadItem as bad:
            items.append(Item(row, reason=bad.reason))
    return Parsed("readwise", items, columns=tuple(header))


def _rows(text: str) -> Iterator[list[str]]:
    # A quotation mark that is not closed must not make one cell of the whole file.
    csv.field_size_limit(8 * LONGEST_PASSAGE)
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error:
        raise NotReadable("broken-csv") from None


def _places(header: list[str]) -> dict[str, int]:
    known = {name.strip().lower(): i for i, name in reversed(list(enumerate(header)))}
    return {
        key: known[next(name for name in names if name in known)]
        for key, names in _COLUMNS.items()
        if any(name in known for name in names)
    }


def _cell(row: list[str], index: int) -> str:
    return row[index] if index < len(row) else ""


def _read(told: dict[str, str]) -> Incoming:
    exact = words(told["highlight"], LONGEST_PASSAGE).strip()
    if not exact:
        raise BadItem("no-words")
    source, title = address(told.get("url")), line(told.get("title"), 500)
    if not source and not title:
        raise BadItem("no-source")
    named = "\0".join((exact, title, source, told.get("place", "")))
    color = line(told.get("color"), 20).lower()
    return Incoming(
        source=source,
        title=title,
        exact=exact,
        note=words(told.get("note"), LONGEST_NOTE).strip(),
        tags=tidying.cut(told.get("tags", "").split(",")),
        color=COLORS.get(color, ""),
        origin=f"readwise:{hashlib.sha256(named.encode()).hexdigest()[:40]}",
        created=moment(told.get("when")),
    )
