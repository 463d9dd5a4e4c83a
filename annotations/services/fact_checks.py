"""What a fact check found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from annotations.models import Annotation, FactCheck, Source
from articles.models import Person


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim, who made it and when, the verdict, and where the evidence can be read.

    One without a claim is none: recording it takes the fact check away.
    """

    claim: str
    rating: str
    claimant: Person | None = None
    claimed: date | None = None
    #: Addresses with titles, which may be empty.
    sources: list[tuple[str, str]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """Return it as a history keeps it: in words, whatever becomes of the claimant's row."""
        if not self.claim:
            return {}
        return {
            "claim": self.claim,
            "rating": self.rating,
            "claimant": self.claimant.name if self.claimant else "",
            "claimed": self.claimed.isoformat() if self.claimed else "",
            "sources": [list(one) for one in self.sources],
        }


#: No finding, or none any more.
NOTHING_FOUND = Finding("", "")


def stored_check(annotation: Annotation) -> FactCheck | None:
    """Return an annotation's fact check as it is stored by now. At most two SQL queries."""
    return (
        FactCheck.objects.filter(annotation=annotation)
        .prefetch_related("sources")
        .select_related("claimant")
        .first()
    )


def record(annotation: Annotation, finding: Finding, known: FactCheck | None = None) -> None:
    """Store what a fact check found, in the place of what was ``known`` if anything was.

    To be called in a transaction. At most four SQL queries.
    """
    if not finding.claim:
        if known:
            known.delete()
        return
    check = known or FactCheck(annotation=annotation)
    check.claim, check.rating = finding.claim, finding.rating
    check.claimant, check.claimed = finding.claimant, finding.claimed
    check.save()
    Source.objects.filter(fact_check=check).delete()
    Source.objects.bulk_create(
        Source(fact_check=check, position=position, url=url, title=title)
        for position, (url, title) in enumerate(finding.sources)
    )


def finding_of(check: FactCheck) -> Finding:
    """Return what a stored fact check found. One SQL query, if sources are not at hand."""
    return Finding(
        claim=check.claim,
        rating=check.rating,
        claimant=check.claimant,
        claimed=check.claimed,
        sources=[(source.url, source.title) for source in check.sources.all()],
    )
