"""An article's versions as a time line: when each was seen, and what was new in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Revision

#: Pairs of numbers and of quotations told of one change.
_MOST_NUMBERS, _MOST_QUOTES = 4, 3


@dataclass(frozen=True, slots=True)
class Badge:
    """One kind of change, in words; ``kind`` is for the style sheet."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What kinds of change there were; empty where nothing was counted."""

    badges: list[Badge]
    added: int
    removed: int
    numbers: list[tuple[str, str]]
    quotes: list[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.badges or self.added or self.removed)


@dataclass(frozen=True, slots=True)
class Version:
    """A revision in the time line; ``before`` is the number of the one before it, if any."""

    revision: Revision
    before: int | None
    summary: Summary
    is_shown: bool
    is_current: bool


def time_line(revisions: Sequence[Revision], shown: Sequence[int], last: int) -> list[Version]:
    """Return ``revisions`` (newest first) as versions; ``shown`` are the numbers on the page."""
    older = [*(revision.number for revision in revisions[1:]), None]
    return [
        Version(
            revision=revision,
            before=before,
            summary=summarised(revision.changes if before else {}),
            is_shown=revision.number in shown,
            is_current=revision.number == last,
        )
        for revision, before in zip(revisions, older, strict=True)
    ]


def summarised(changes: Mapping[str, Any]) -> Summary:
    """Put into words what is counted in ``changes``: see ``Revision.changes``."""
    return Summary(
        badges=_badges(changes),
        added=_number(changes, "added"),
        removed=_number(changes, "removed"),
        numbers=_pairs(changes.get("number_pairs"), _MOST_NUMBERS),
        quotes=_pairs(changes.get("quote_pairs"), _MOST_QUOTES),
    )


def _badges(changes: Mapping[str, Any]) -> list[Badge]:
    found = []
    if changes.get("correction"):
        found.append(Badge("correction", _("correction notice")))
    if changes.get("headline"):
        found.append(Badge("headline", _("headline")))
    if count := _number(changes, "numbers"):
        words = ngettext("%(count)s number", "%(count)s numbers", count)
        found.append(Badge("numbers", words % {"count": count}))
    if count := _number(changes, "quotes"):
        words = ngettext("%(count)s quotation", "%(count)s quotations", count)
        found.append(Badge("quotes", words % {"count": count}))
    if count := _number(changes, "moved"):
        words = ngettext("%(count)s paragraph moved", "%(count)s paragraphs moved", count)
        found.append(Badge("moved", words % {"count": count}))
    return found


def _number(changes: Mapping[str, Any], name: str) -> int:
    value = changes.get(name, 0)
    return value if isinstance(value, int) else 0


def _pairs(rows: object, most: int) -> list[tuple[str, str]]:
    """Pairs of strings; whatever else is stored there is left out."""
    if not isinstance(rows, list):
        return []
    return [(str(row[0]), str(row[1])) for row in rows if isinstance(row, list) and len(row) == 2][
        :most
    ]
