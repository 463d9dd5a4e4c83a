"""A note as it stood at one time and another: its history, and two who changed it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import Annotation, Edit, FactCheck, Group
from annotations.services import Finding, Written, finding_of
from articles.changes import Piece, words_changed


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands beside a note's words: who may see it, and what its fact check found."""

    #: Empty where it was not recorded.
    audience: str
    #: As :meth:`annotations.services.Finding.told` gives it; None where it was not recorded.
    finding: dict[str, Any] | None

    @property
    def rating(self) -> str:
        """The verdict, for readers."""
        code = (self.finding or {}).get("rating", "")
        return str(FactCheck.Rating(code).label) if code in FactCheck.Rating.values else code

    @property
    def claimed(self) -> date | None:
        """When the claim was made."""
        told = (self.finding or {}).get("claimed")
        return date.fromisoformat(told) if told else None


@dataclass(frozen=True, slots=True)
class Version:
    """A note at one time: what was written since the version before, and what else changed."""

    number: int
    made: datetime
    words: list[Piece]
    color: str
    kind: str
    tags: list[str]
    facts: Facts
    #: The claim that was checked, with what was written of it since the version before.
    claim: list[Piece]
    #: Names of what else is another than before: "color", "kind", "tags", "audience", "finding".
    others: list[str]


def versions(annotation: Annotation) -> list[Version]:
    """Return every version of a note, oldest first. At most five SQL queries."""
    states: list[Edit | Annotation] = [*annotation.edits.select_related("group"), annotation]
    found: list[Version] = []
    before: Edit | Annotation | None = None
    known: Facts | None = None
    made = annotation.created
    for state in states:
        facts = facts_of(state)
        others = [] if before is None else _others(before, state)
        if known:
            others += _other_facts(known, facts)
        found.append(
            Version(
                number=len(found) + 1,
                made=made,
                words=words_changed(before.note if before else state.note, state.note),
                color=state.get_color_display(),
                kind=state.get_kind_display(),
                tags=state.tags,
                facts=facts,
                claim=_claim(known, facts),
                others=others,
            )
        )
        before, known = state, facts
        if isinstance(state, Edit):
            made = state.made
    return found


def facts_of(state: Annotation | Edit) -> Facts:
    """Return what stands beside the words. At most three SQL queries for an annotation."""
    audience = _audience(state.visibility, state.group)
    if isinstance(state, Edit):
        return Facts(audience, state.finding)
    check: FactCheck | None = getattr(state, "fact_check", None)
    return Facts(audience, finding_of(check).told() if check else {})


def facts_typed(written: Written, finding: Finding | None) -> Facts:
    """Return what a reader's form says besides the words."""
    audience = _audience(written["visibility"], written["group"])
    return Facts(audience, finding.told() if finding else {})


def _audience(visibility: str, group: Group | None) -> str:
    if not visibility:
        return ""
    if visibility != Annotation.Visibility.GROUP:
        return str(Annotation.Visibility(visibility).label)
    return _("the group %(name)s") % {"name": group} if group else _("a group that is gone")


def _others(before: Edit | Annotation, now: Edit | Annotation) -> list[str]:
    compared = ("color", "kind", "tags")
    return [name for name in compared if getattr(before, name) != getattr(now, name)]


def _other_facts(before: Facts, now: Facts) -> list[str]:
    """What changed of two states of which both are known."""
    others = ["audience"] if before.audience and before.audience != now.audience else []
    if before.finding is not None and before.finding != now.finding:
        others.append("finding")
    return others


def _claim(before: Facts | None, now: Facts) -> list[Piece]:
    claim = (now.finding or {}).get("claim", "")
    known = before.finding if before else None
    return words_changed((known or {}).get("claim", claim), claim)
