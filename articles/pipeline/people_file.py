"""Which kind of file of people it is, and its people.

The formats are JSON: congress-legislators, Popolo, and Wikidata's items and query results.
"""

from __future__ import annotations

import json
from typing import Any

from articles.pipeline import congress, popolo, wikidata
from articles.pipeline.person_records import Found, NotPeople

#: Most bytes of a file; the longest public ones have a third of it.
MAX_BYTES = 64_000_000


def read_people(raw: bytes) -> tuple[str, Found]:
    """Return what a file calls itself (``Office.source``), and its people and bad rows.

    Raises :class:`NotPeople` where it is none of the formats.
    """
    if len(raw) > MAX_BYTES:
        raise NotPeople(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    told = _parsed(raw)
    if congress.is_congress(told):
        return congress.SOURCE, congress.read_congress(told)
    if popolo.is_popolo(told):
        return popolo.SOURCE, popolo.read_popolo(told)
    if wikidata.is_items(told):
        return wikidata.SOURCE, wikidata.read_items(told)
    if wikidata.is_results(told):
        return wikidata.SOURCE, wikidata.read_results(told)
    raise NotPeople(
        "This is neither a list of legislators, nor Popolo, nor items or results of Wikidata."
    )


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotPeople("The file is not UTF-8.") from None
    except RecursionError:
        raise NotPeople("The file is nested too deeply.") from None
    except ValueError as problem:
        raise NotPeople(f"The file is no JSON: {str(problem)[:100]}.") from None
