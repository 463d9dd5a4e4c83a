"""What a fact check found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

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


#: No finding, or none any more.
NOTHING_FOUND = Finding("", "")


def record(annotation: Annotation, finding: Finding) -> bool:
    """Store what a fact check found; returns whether that is anything new.

    To be called in a transaction. At most five SQL queries.
    """
    known = (
        FactCheck.objects.filter(annotation=annotation)
        .prefetch_related("sources")
        .select_related("claimant")
        .first()
    )
    if not finding.claim:
        if known:
            known.delete()
        return known is not None
    if known and finding == finding_of(known):
        return False
    check = known or FactCheck(annotation=annotation)
    check.claim, check.rating = finding.claim, finding.rating
    check.claimant, check.claimed = finding.claimant, finding.claimed
    check.save()
    Source.objects.filter(fact_check=check).delete()
    Source.objects.bulk_create(
        Source(fact_check=check, position=position, url=url, title=title)
        for position, (url, title) in enumerate(finding.sources)
    )
    return True


def finding_of(check: FactCheck) -> Finding:
    """Return what a stored fact check found. One SQL query, if sources are not at hand."""
    return Finding(
        claim=check.claim,
        rating=check.rating,
        claimant=check.claimant,
        claimed=check.claimed,
        sources=[(source.url, source.title) for source in check.sources.all()],
    )
