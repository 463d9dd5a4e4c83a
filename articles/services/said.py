"""Stores who said what in new revisions: people, mentions of them, and quotations."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection

from articles.models import Revision
from articles.said_rows import Said
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
           (row ->> 6)::int, row ->> 7, row ->> 8, (row ->> 9)::float8, (row ->> 10)::bool
    FROM json_to_recordset(%s::json) AS told(revision bigint, people jsonb, rows text),
         jsonb_array_elements(told.rows::jsonb) AS row
"""


def store_who_said_what(found: Sequence[tuple[Revision, Said]]) -> None:
    """Store quotations and mentions of each revision, and the people they mean.

    Two SQL queries, and those of :func:`people_for`, however many revisions there are.
    """
    if not found:
        return
    named = people_for([said.named() for _revision, said in found])
    revisions = [revision.pk for revision, _said in found]
    with connection.cursor() as cursor:
        cursor.execute(_MENTIONS, [_told(revisions, named, [one.mentions for _, one in found])])
        cursor.execute(_QUOTES, [_told(revisions, named, [one.quotes for _, one in found])])


def _told(revisions: Sequence[int], people: Sequence[Sequence[int]], rows: Sequence[str]) -> str:
    """Each article's rows as one string, so that none can reach into another's."""
    told = [
        {"revision": revision, "people": keys, "rows": text}
        for revision, keys, text in zip(revisions, people, rows, strict=True)
    ]
    return json.dumps(told, ensure_ascii=False)
