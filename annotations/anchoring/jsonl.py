"""One record of ``manage.py reanchor --jsonl``: passages placed on a new text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotations.anchoring.locate import Locator, Placement
from annotations.anchoring.selectors import InvalidSelector, TextQuoteSelector
from articles.text.align import Alignment, Carried


def reanchor_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """Place every target of ``record`` on its ``new`` text.

    With ``old`` a target is ``{"start", "end"}``, code points into it, carried by
    alignment; without, ``{"exact", "prefix", "suffix", "start"}`` (all but ``exact`` may
    be missing), located by its words. Returns ``{"targets": [{"state", "start", "end",
    "score"}]}`` in order. Raises ValueError, or KeyError for a missing field.
    """
    new, old, targets = record["new"], record.get("old"), record["targets"]
    if not isinstance(new, str) or not (old is None or isinstance(old, str)):
        raise ValueError("old and new are strings")
    if not isinstance(targets, list) or not all(isinstance(one, dict) for one in targets):
        raise ValueError("targets is a list of objects")
    if old is None:
        locator = Locator(new)
        return {"targets": [_stored(_located(locator, target)) for target in targets]}
    alignment = Alignment(old, new)
    return {"targets": [_stored(_carried(alignment, target)) for target in targets]}


def _carried(alignment: Alignment, target: Mapping[str, Any]) -> Carried:
    start, end = target["start"], target["end"]
    if type(start) is not int or type(end) is not int:
        raise ValueError("start and end of a target are whole numbers")
    return alignment.carry(start, end)


def _located(locator: Locator, target: Mapping[str, Any]) -> Placement:
    quote = {
        "type": "TextQuoteSelector",
        "exact": target["exact"],
        "prefix": target.get("prefix") or "",
        "suffix": target.get("suffix") or "",
    }
    start = target.get("start")
    if start is not None and type(start) is not int:
        raise InvalidSelector("start of a target is a whole number")
    return locator.place(TextQuoteSelector.from_json(quote), start)


def _stored(placed: Carried | Placement) -> dict[str, Any]:
    return {
        "state": placed.state,
        "start": placed.start,
        "end": placed.end,
        "score": placed.score,
    }
