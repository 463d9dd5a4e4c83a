"""Carries readers' decisions about quotations over to the next version of an article.

    decided quotations of the version before
        -> their places in the new text (articles/text)
        -> the quotations that the program found there take speaker and status over
        -> where it found none, the quotation is added

Words that are gone take the decision with them. Where they changed enough for a person to
look, the speaker stays, but it is the program's word again, and one it is hardly sure of.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from articles.models import Correction, Quote, Revision
from articles.text.align import Alignment, align

#: How sure the desk is of a speaker whose words changed: first among what is to be checked.
DOUBTFUL = 0.05

Row = dict[str, Any]
Pairs = Sequence[tuple[Revision, Revision]]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A decided quotation and where it stands in the new text."""

    quote: Quote
    start: int
    end: int
    mention: tuple[int, int] | None
    is_doubtful: bool

    @property
    def is_dismissed(self) -> bool:
        return self.quote.status == Quote.Status.DISMISSED

    @property
    def speaker_id(self) -> int | None:
        """Who said it; of merged people the one kept."""
        speaker = self.quote.speaker
        return (speaker.merged_into_id or speaker.pk) if speaker else None

    def overlap(self, row: Row) -> int:
        """How many characters it has in common with a quotation found."""
        return min(self.end, int(row["end"])) - max(self.start, int(row["start"]))

    def is_meant_by(self, row: Row) -> bool:
        """Whether a quotation found is this one, or a part of it, whatever its edges.

        One that was no quotation says nothing of a longer one around it.
        """
        common = 2 * self.overlap(row)
        if common <= 0:
            return False
        is_in_it = not self.is_dismissed and common >= self.end - self.start
        return is_in_it or common >= row["end"] - row["start"]


def carried_over(rows: list[Row], pairs: Pairs) -> list[Row]:
    """Return quotations about to be stored, with what readers decided before.

    ``rows`` name columns of :class:`Quote`; ``pairs`` are new revisions, each with the one
    before it, and their articles are locked. One SQL query for all of them, none without.
    """
    if not pairs:
        return rows
    decided: dict[int, list[Quote]] = {}
    for quote in _decided([old.pk for _new, old in pairs]):
        decided.setdefault(quote.revision_id, []).append(quote)
    if not decided:
        return rows
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["revision"], []).append(row | {"carried_from": None})
    for new, old in pairs:
        if old.pk in decided:
            own = found.get(new.pk, [])
            found[new.pk] = carry(own, decided[old.pk], align(old.text, new.text), new.pk)
    return [row for own in found.values() for row in own]


def take_log_along(pairs: Pairs) -> None:
    """Hand the log of decided quotations on to those that took them over. One SQL query.

    So each line of it leads to the article as it stands, and can be undone there.
    """
    new, old = [new.pk for new, _old in pairs], [old.pk for _new, old in pairs]
    heirs = Quote.objects.filter(revision__in=new, carried_from=OuterRef("quote")).exclude(
        status=Quote.Status.AUTOMATIC
    )
    Correction.objects.filter(quote__revision__in=old, quote__in=_taken_over(new)).update(
        quote=Subquery(heirs.order_by("start").values("pk")[:1])
    )


def _taken_over(revisions: Sequence[int]) -> Any:
    heirs = Quote.objects.filter(revision__in=revisions, carried_from__isnull=False)
    return heirs.exclude(status=Quote.Status.AUTOMATIC).values("carried_from")


def _decided(revisions: Sequence[int]) -> Iterator[Quote]:
    """What readers decided, and what is to be looked at again since words changed."""
    again = Q(status=Quote.Status.AUTOMATIC, carried_from__isnull=False)
    quotes = Quote.objects.filter(~Q(status=Quote.Status.AUTOMATIC) | again)
    return quotes.filter(revision__in=revisions).select_related("speaker").iterator()


def carry(
    rows: Sequence[Row], decided: Sequence[Quote], alignment: Alignment, revision: int
) -> list[Row]:
    """Return the quotations of one new ``revision`` with decisions carried over; no query.

    Of two decisions that one found quotation could take, that with more of its words is
    taken; the other then stands by itself, and both with the edges they were decided with.
    """
    placed = [one for quote in decided if (one := _placed(quote, alignment))]
    takers: list[tuple[Row, _Placed | None]] = []
    for row in rows:
        meant = [one for one in placed if one.is_meant_by(row)]
        best = max(meant, key=lambda one: (not one.is_doubtful, one.overlap(row)), default=None)
        takers.append((_taken(row, best) if best else row, best))
    given = {one.quote.pk for _row, one in takers if one}
    for one in placed:
        if one.quote.pk not in given:
            takers = _added(one, takers, alignment.new, revision)
    # Each place once, as the database wants it.
    once = {(row["start"], row["end"]): row for row, _one in reversed(takers)}
    return [once[place] for place in sorted(once)]


def _placed(quote: Quote, alignment: Alignment) -> _Placed | None:
    """Where a decided quotation stands now; None where its words are gone."""
    found = alignment.carry(quote.start, quote.end)
    if found.start is None or found.end is None:
        return None
    mention = None
    if quote.speaker_start is not None and quote.speaker_end is not None:
        place = alignment.carry(quote.speaker_start, quote.speaker_end)
        if place.state == "attached" and place.start is not None and place.end is not None:
            mention = place.start, place.end
    is_doubtful = found.state == "changed" or not quote.is_decided
    return _Placed(quote, found.start, found.end, mention, is_doubtful)


def _taken(row: Row, one: _Placed) -> Row:
    """A quotation found, with what a reader decided of it."""
    taken = row | {"carried_from": one.quote.pk}
    if not one.is_doubtful:
        return taken | {"status": one.quote.status, "speaker": one.speaker_id}
    taken["confidence"] = min(DOUBTFUL, row["confidence"])
    return taken if one.is_dismissed else taken | {"speaker": one.speaker_id}


def _added(
    one: _Placed, takers: list[tuple[Row, _Placed | None]], text: str, revision: int
) -> list[tuple[Row, _Placed | None]]:
    """Add a decided quotation that no found one took, and clear its place."""
    if not one.is_dismissed:
        crossing = [(row, other) for row, other in takers if one.overlap(row) > 0]
        if one.is_doubtful and crossing:
            return takers
        takers = [pair for pair in takers if pair not in crossing]
        takers += [(_cut(row, other, text), other) for row, other in crossing if other]
    elif one.is_doubtful:
        return takers
    if (one.start, one.end) in {(row["start"], row["end"]) for row, _other in takers}:
        return takers
    return [*takers, (_row(one, text, revision), one)]


def _cut(row: Row, one: _Placed, text: str) -> Row:
    return row | {"start": one.start, "end": one.end, "text": text[one.start : one.end]}


def _row(one: _Placed, text: str, revision: int) -> Row:
    quote = one.quote
    start, end = one.mention or (None, None)
    row = {
        "uuid": uuid.uuid4(),
        "revision": revision,
        "start": one.start,
        "end": one.end,
        "text": text[one.start : one.end],
        "kind": quote.kind,
        "speaker": one.speaker_id,
        "speaker_start": start,
        "speaker_end": end,
        "speaker_form": quote.speaker_form,
        "cue": quote.cue,
        "confidence": quote.confidence,
        "status": Quote.Status.AUTOMATIC,
        "continues": quote.continues,
    }
    return _taken(row, one)
