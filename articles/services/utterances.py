"""Utterances of stored revisions: which quotations belong together, and their sketches.

Each utterance has a sketch, at its first quotation; those that follow without one are
parts of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import Coalesce

from articles.drawing import SURE
from articles.models import Quote, QuoteSketch
from articles.models.bulk import insert_rows
from articles.text.gathering import Utterance
from articles.text.saying import sketch
from articles.text.spoken import keys
from articles.text.utterance import Quoted, utterances

#: Quotations read for one article's sayings; far more than any story brings.
_MOST_ROWS = 12_000


@dataclass(slots=True)
class Said:
    """An utterance as it is stored: its quotations, and the saying of each."""

    head: int
    article: int
    values: list[int]
    rows: list[int] = field(default_factory=list)
    row_sayings: list[int | None] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    #: Who says it, where that is sure.
    speaker: int | None = None
    _utterance: Utterance | None = None

    @property
    def text(self) -> str:
        """The words with their marks, one quotation after the other."""
        return " ".join(self.texts)

    @property
    def sayings(self) -> set[int]:
        """The sayings any of its quotations belongs to."""
        return {saying for saying in self.row_sayings if saying}

    @property
    def utterance(self) -> Utterance:
        """The same for being compared, once all its quotations are known."""
        if self._utterance is None:
            self._utterance = Utterance(
                keys(self.text), self.speaker, self.article, frozenset(self.values)
            )
        return self._utterance


def sketch_revisions(texts: Mapping[int, str]) -> list[int]:
    """Sketch the utterances of revisions, given by key with their texts, anew; return their keys.

    Sketches of older versions of the same articles go. A revision of which somebody is
    changing a quotation is left out. Four SQL queries, or none.
    """
    if not texts:
        return []
    rows = _free_rows(list(texts))
    QuoteSketch.objects.filter(quote__revision__article__current__in=rows).delete()
    insert_rows(
        QuoteSketch,
        [
            {"quote": pk, "values": values}
            for revision, found in rows.items()
            for pk, values in _sketches(texts[revision], found)
        ],
    )
    return list(rows)


def _free_rows(revisions: list[int]) -> dict[int, list[tuple[int, Quoted]]]:
    """The quotations of revisions, locked: sketches refer to them. Of others, nothing.

    Two SQL queries.
    """
    quotes = Quote.objects.filter(revision__in=revisions).exclude(status=Quote.Status.DISMISSED)
    counted = quotes.order_by().values_list("revision").annotate(count=Count("pk"))
    counts = dict(counted)
    rows: dict[int, list[tuple[int, Quoted]]] = {}
    free = quotes.select_for_update(skip_locked=True, of=("self",), no_key=True)
    for pk, revision, start, end, speaker, kind, continues in free.order_by(
        "revision_id", "start"
    ).values_list("pk", "revision_id", "start", "end", "speaker_id", "kind", "continues"):
        is_whole = kind == Quote.Kind.DIRECT
        rows.setdefault(revision, []).append((pk, Quoted(start, end, speaker, is_whole, continues)))
    return {
        revision: rows.get(revision, [])
        for revision in revisions
        if len(rows.get(revision, [])) >= counts.get(revision, 0)
    }


def _sketches(text: str, found: Sequence[tuple[int, Quoted]]) -> Iterator[tuple[int, list[int]]]:
    for places in utterances([quoted for _pk, quoted in found], text):
        pieces = (found[at][1] for at in places)
        words = " ".join(text[piece.start : piece.end] for piece in pieces)
        yield found[places[0]][0], sketch(words)


def load(revisions: Sequence[int]) -> list[Said]:
    """The utterances of revisions that have been sketched. One SQL query, or none."""
    found: list[Said] = []
    if not revisions:
        return found
    rows = Quote.objects.filter(revision__in=revisions).order_by("revision", "start")
    who = Coalesce("speaker__merged_into", "speaker")
    revision = None
    for row in rows.annotate(who=who).values(
        *("pk", "revision", "revision__article", "text", "who", "status", "confidence"),
        *("saying", "sketch__values"),
    )[:_MOST_ROWS]:
        if row["sketch__values"] is not None:
            found.append(Said(row["pk"], row["revision__article"], row["sketch__values"]))
        elif not found or row["revision"] != revision:
            # Not sketched yet: it is due itself.
            continue
        revision = row["revision"]
        if row["status"] != Quote.Status.DISMISSED:
            _add(found[-1], row)
    return [one for one in found if one.rows]


def _add(said: Said, row: Mapping[str, object]) -> None:
    said.rows.append(int(str(row["pk"])))
    said.texts.append(str(row["text"]))
    saying = row["saying"]
    said.row_sayings.append(saying if isinstance(saying, int) else None)
    who, sure = row["who"], row["confidence"]
    decided = row["status"] != Quote.Status.AUTOMATIC
    if said.speaker is None and isinstance(who, int) and isinstance(sure, float):
        said.speaker = who if decided or sure >= SURE else None
