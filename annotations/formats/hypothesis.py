"""Notes as Hypothesis exports them: its API's search answer, and its client's file.

https://h.readthedocs.io/en/latest/api-reference/ describes the fields. Positions there are
UTF-16 units of the page's own text: a hint, no more.
"""

from __future__ import annotations

from typing import Any

from annotations.formats import tidying
from annotations.formats.incoming import (
    LONGEST_NOTE,
    LONGEST_PASSAGE,
    BadItem,
    Incoming,
    address,
    line,
    moment,
    position,
    words,
)

_LINKS = "https://hypothes.is/a/"


def looks_so(row: object) -> bool:
    """Whether an object is one of Hypothesis' annotations."""
    return isinstance(row, dict) and "uri" in row and "target" in row and "@context" not in row


def read_row(row: Any) -> Incoming:
    """Read one annotation; raises :class:`BadItem`."""
    if not isinstance(row, dict):
        raise BadItem("no-object")
    source = address(row.get("uri"))
    if not source:
        raise BadItem("no-source")
    quote, place = _selectors(row.get("target"))
    start, end = position(place)
    origin = _origin(row.get("id"))
    reply_to = _thread(row.get("references"))
    return Incoming(
        source=reply_to or source,
        is_reply=bool(reply_to),
        title=_title(row.get("document")),
        exact=words(quote.get("exact"), LONGEST_PASSAGE),
        prefix=line(quote.get("prefix"), 200),
        suffix=line(quote.get("suffix"), 200),
        start=start if quote.get("exact") else None,
        end=end if quote.get("exact") else None,
        note=words(row.get("text"), LONGEST_NOTE).strip(),
        tags=tidying.cut(row["tags"] if isinstance(row.get("tags"), list) else ()),
        origin=origin,
        via=(origin,) if origin else (),
        created=moment(row.get("created")),
        modified=moment(row.get("updated")),
        author=line(row.get("user"), 200),
    )


def _origin(key: object) -> str:
    known = line(key, 100)
    return f"{_LINKS}{known}" if known and known.replace("-", "").replace("_", "").isalnum() else ""


def _thread(references: object) -> str:
    """The thread's first note, for an answer: the desk's answers stand in one row below it."""
    return _origin(references[0]) if isinstance(references, list) and references else ""


def _selectors(target: object) -> tuple[dict[str, Any], dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    first = target[0] if isinstance(target, list) and target else None
    selectors = first.get("selector") if isinstance(first, dict) else None
    for one in selectors if isinstance(selectors, list) else ():
        if isinstance(one, dict) and isinstance(one.get("type"), str):
            found.setdefault(one["type"], one)
    if found and not found.get("TextQuoteSelector"):
        raise BadItem("no-words")
    return found.get("TextQuoteSelector", {}), found.get("TextPositionSelector", {})


def _title(document: object) -> str:
    titles = document.get("title") if isinstance(document, dict) else None
    return line(titles[0] if isinstance(titles, list) and titles else titles, 500)
