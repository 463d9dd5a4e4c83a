"""Stores who said what in new revisions: people, mentions of them, and quotations."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from articles.models import Quote, Revision
from articles.models.bulk import insert_rows
from articles.said_rows import Said
from articles.services.carrying import carried_over, take_log_along
from articles.services.namesakes import DOUBT, Meant
from articles.services.people import people_for

#: Two people of an article may turn out to be one, mentioned once: the first row counts.
_MENTIONS = """
    INSERT INTO articles_mention (revision_id, person_id, start, "end", form)
    SELECT told.revision, (told.people ->> (row ->> 0)::int)::bigint,
           (row ->> 1)::int, (row ->> 2)::int, row ->> 3
    FROM json_to_recordset(%s::json) AS told(revision bigint, people jsonb, rows text),
         jsonb_array_elements(told.rows::jsonb) AS row
    ON CONFLICT DO NOTHING
"""
_QUOTES = """
    INSERT INTO articles_quote (
        uuid, revision_id, status, speaker_id, start, "end", text, kind, speaker_start,
        speaker_end, speaker_form, cue, confidence, continues
    )
    SELECT gen_random_uuid(), told.revision, 'automatic',
           (told.people ->> (row ->> 0)::int)::bigint,
           (row ->> 1)::int, (row ->> 2)::int, row ->> 3, row ->> 4, (row ->> 5)::int,
           (row ->> 6)::int, row ->> 7, row ->> 8,
           (row ->> 9)::float8 * CASE WHEN told.doubtful @> (row -> 0) THEN DOUBT ELSE 1 END,
           (row ->> 10)::bool
    FROM json_to_recordset(%s::json)
             AS told(revision bigint, people jsonb, doubtful jsonb, rows text),
         jsonb_array_elements(told.rows::jsonb) AS row
""".replace("DOUBT", str(DOUBT))


@dataclass(frozen=True, slots=True)
class SaidIn:
    """Who said what in a new revision; ``before`` is the one it follows, if it does."""

    revision: Revision
    said: Said
    before: Revision | None = None


def store_who_said_what(found: Sequence[SaidIn]) -> None:
    """Store quotations and mentions of each revision, and the people they mean.

    What readers decided about a revision is carried over to the one that follows. Two SQL
    queries, and those of :func:`people_for`, however many revisions there are; with later
    ones among them two more, and another where something was decided.
    """
    if not found:
        return
    people = people_for([one.said.named() for one in found], [one.revision for one in found])
    first = [(one, keys) for one, keys in zip(found, people, strict=True) if one.before is None]
    later = [(one, keys) for one, keys in zip(found, people, strict=True) if one.before]
    with connection.cursor() as cursor:
        everything = list(zip(found, people, strict=True))
        cursor.execute(_MENTIONS, [_told(everything, [one.said.mentions for one in found])])
        if first:
            cursor.execute(_QUOTES, [_told(first, [one.said.quotes for one, _keys in first])])
    while later:
        # One that follows another of these has to wait for it.
        coming = {one.revision.pk for one, _keys in later}
        ready = [pair for pair in later if pair[0].before and pair[0].before.pk not in coming]
        later = [pair for pair in later if pair not in ready]
        _store_later(ready)


def _store_later(found: Sequence[tuple[SaidIn, Sequence[Meant]]]) -> None:
    """Store the quotations of revisions that follow others, with what readers decided there."""
    pairs = [(one.revision, one.before) for one, _keys in found if one.before]
    rows = [row for one, keys in found for row in _rows(one, keys)]
    carried = carried_over(rows, pairs)
    insert_rows(Quote, carried)
    if carried is not rows:
        take_log_along(pairs)


_COLUMNS = (
    *("speaker", "start", "end", "text", "kind", "speaker_start", "speaker_end"),
    *("speaker_form", "cue", "confidence", "continues"),
)


def _rows(one: SaidIn, people: Sequence[Meant]) -> list[dict[str, Any]]:
    """The quotations of a revision as columns."""
    rows = [
        dict(zip(_COLUMNS, row, strict=True))
        | {"uuid": uuid.uuid4(), "revision": one.revision.pk, "status": Quote.Status.AUTOMATIC}
        for row in json.loads(one.said.quotes)
    ]
    for row in rows:
        if row["speaker"] is not None:
            who = people[row["speaker"]]
            row["speaker"], row["confidence"] = who.pk, row["confidence"] * who.sureness
    return rows


def _told(found: Sequence[tuple[SaidIn, Sequence[Meant]]], rows: Sequence[str]) -> str:
    """Each article's rows as one string, so that none can reach into another's.

    ``doubtful`` are the places of those people who may be somebody else of their name.
    """
    told = [
        {
            "revision": one.revision.pk,
            "people": [who.pk for who in meant],
            "doubtful": [at for at, who in enumerate(meant) if who.is_doubtful],
            "rows": text,
        }
        for (one, meant), text in zip(found, rows, strict=True)
    ]
    return json.dumps(told, ensure_ascii=False)
