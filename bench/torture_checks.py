"""What must hold of a desk after everything was killed over and over, checked from outside."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from bench.desk import Desk

#: Revisions whose quotations are found anew and compared.
_COMPARED = 300
#: Cases named of each kind of problem.
_NAMED = 3

_ENTRIES = """
    SELECT f.url, e.guid, e.state, a.url, r.number, r.text,
           (SELECT count(*) FROM articles_revision x WHERE x.article_id = a.id)
    FROM articles_entry e
    LEFT JOIN articles_feed f ON f.id = e.feed_id
    LEFT JOIN articles_article a ON a.id = e.article_id
    LEFT JOIN articles_revision r ON r.id = a.current_id
"""
#: Each gives one row for each thing that should not be.
_NOTHING = {
    "articles at one address": """
        SELECT url FROM articles_article GROUP BY url HAVING count(*) > 1""",
    "articles that no entry speaks of": """
        SELECT a.url FROM articles_article a
        WHERE NOT EXISTS (SELECT FROM articles_entry e WHERE e.article_id = a.id)""",
    "articles whose current revision is not their last": """
        SELECT a.url FROM articles_article a
        LEFT JOIN articles_revision r ON r.id = a.current_id AND r.article_id = a.id
        WHERE r.number IS DISTINCT FROM
            (SELECT max(number) FROM articles_revision x WHERE x.article_id = a.id)""",
    "articles whose revisions are not numbered from 1 on": """
        SELECT article_id FROM articles_revision GROUP BY article_id
        HAVING max(number) <> count(*)""",
    "articles that search does not know": """
        SELECT url FROM articles_article WHERE search IS NULL OR length(search) = 0""",
    "revisions with the words of another one": """
        SELECT article_id FROM articles_revision
        GROUP BY article_id, content_hash HAVING count(*) > 1""",
    "revisions without quotations": """
        SELECT r.id FROM articles_revision r
        WHERE NOT EXISTS (SELECT FROM articles_quote q WHERE q.revision_id = r.id)""",
    "quotations over each other": """
        SELECT a.id FROM articles_quote a
        JOIN articles_quote b ON b.revision_id = a.revision_id AND b.id > a.id
            AND b.start < a."end" AND a.start < b."end" """,
    "people of one name": """
        SELECT lower(name) FROM articles_person WHERE merged_into_id IS NULL
        GROUP BY lower(name) HAVING count(*) > 1""",
    "people without a name to look up": """
        SELECT name FROM articles_person p WHERE merged_into_id IS NULL
        AND NOT EXISTS (SELECT FROM articles_personname n WHERE n.person_id = p.id)""",
    "people nobody mentions": """
        SELECT name FROM articles_person p
        WHERE NOT EXISTS (SELECT FROM articles_mention m WHERE m.person_id = p.id)
        AND NOT EXISTS (SELECT FROM articles_quote q WHERE q.speaker_id = p.id)""",
    "jobs given up": "SELECT kind || ' ' || message FROM articles_job WHERE state = 'dead'",
    "jobs with a lease": "SELECT kind FROM articles_job WHERE lease IS NOT NULL",
    "jobs left over": """
        SELECT kind || ' ' || message FROM articles_job
        WHERE state = 'waiting' AND (due <= now() OR attempts + lost > 0 OR kind = 'entry')""",
    "feeds without a next look": """
        SELECT f.url FROM articles_feed f WHERE NOT EXISTS
            (SELECT FROM articles_job j WHERE j.kind = 'feed' AND j.target = f.id)""",
    "jobs for nothing": """
        SELECT kind FROM articles_job j
        WHERE kind = 'feed' AND NOT EXISTS (SELECT FROM articles_feed f WHERE f.id = j.target)
           OR kind = 'entry' AND NOT EXISTS (SELECT FROM articles_entry e WHERE e.id = j.target)
           OR kind = 'check' AND NOT EXISTS
               (SELECT FROM articles_article a WHERE a.id = j.target)""",
    "feeds that fail": "SELECT url || ' ' || last_message FROM articles_feed WHERE failures > 0",
    "services with a lease": "SELECT name FROM articles_service WHERE lease IS NOT NULL",
}


def problems(desk: Desk, expected: Sequence[dict[str, Any]], chance: random.Random) -> list[str]:
    """Return what is wrong, one line each; ``expected`` is every entry as the server has it."""
    with desk.connect() as connection:
        found = _entries(connection, expected)
        for what, query in _NOTHING.items():
            rows = connection.execute(query.encode()).fetchall()
            if rows:
                named = "; ".join(str(row[0])[:120] for row in rows[:_NAMED])
                found.append(f"{len(rows)} {what}: {named}")
        found += _quotations(desk, connection, chance)
    return found


def _entries(
    connection: psycopg.Connection[tuple[object, ...]], expected: Sequence[dict[str, Any]]
) -> list[str]:
    """Each entry once, with its article, all its editions, and the words of the last."""
    rows = connection.execute(_ENTRIES).fetchall()
    seen = Counter((row[0], row[1]) for row in rows)
    by_key = {(row[0], row[1]): row for row in rows}
    wrong: dict[str, list[str]] = {}
    for entry in expected:
        key = entry["feed_url"], entry["guid"]
        if seen[key] != 1:
            wrong.setdefault(f"entries there {seen[key]} times", []).append(entry["url"])
            continue
        _url, _guid, state, article, _number, text, revisions = by_key[key]
        if state != "done" or article != entry["url"]:
            told = f"entries without their article ({state})"
            wrong.setdefault(told, []).append(entry["url"])
        elif revisions != entry["edition"]:
            told = f"articles with {revisions} revisions instead of {entry['edition']}"
            wrong.setdefault(told, []).append(entry["url"])
        elif f"under {entry['marker']}." not in str(text):
            wrong.setdefault("articles with old words", []).append(entry["url"])
    strange = set(seen) - {(entry["feed_url"], entry["guid"]) for entry in expected}
    if strange:
        wrong["entries nobody published"] = [str(key) for key in strange]
    return [f"{len(urls)} {what}: {'; '.join(urls[:_NAMED])}" for what, urls in wrong.items()]


def _quotations(
    desk: Desk, connection: psycopg.Connection[tuple[object, ...]], chance: random.Random
) -> list[str]:
    """Compare what is stored of some revisions with what `manage.py quotes` finds in them."""
    rows = connection.execute("SELECT id, text FROM articles_revision ORDER BY id").fetchall()
    chosen = chance.sample(rows, min(_COMPARED, len(rows)))
    file = desk.var / "texts.jsonl"
    records = (json.dumps({"id": row[0], "text": row[1]}) for row in chosen)
    file.write_text("\n".join(records) + "\n", encoding="utf-8")
    wrong = []
    for line in desk.manage("quotes", "--jsonl", str(file)).splitlines():
        if not line.startswith("{"):
            continue
        answer = json.loads(line)
        fresh = sorted((quote["start"], quote["end"]) for quote in answer.get("quotes", []))
        stored = connection.execute(
            'SELECT start, "end" FROM articles_quote WHERE revision_id = %s ORDER BY 1, 2',
            (answer["id"],),
        ).fetchall()
        if fresh != stored:
            places = f"{stored[:_NAMED]} ... instead of {fresh[:_NAMED]} ..."
            wrong.append(f"revision {answer['id']} has {len(stored)}: {places}")
    return [f"{len(wrong)} revisions with other quotations: {wrong[0]}"] if wrong else []


def counted(desk: Desk) -> str:
    """How much the desk holds, in one line."""
    names = ("article", "revision", "quote", "person", "mention")
    with desk.connect() as connection:
        counts = []
        for name in names:
            row = connection.execute(f"SELECT count(*) FROM articles_{name}".encode()).fetchone()
            counts.append(f"{row[0] if row else 0} {name}s")
    return ", ".join(counts)


def errors_in_logs(folder: Path) -> list[str]:
    """Lines of the logs that tell of errors, alike ones counted together, most frequent first."""
    found: Counter[str] = Counter()
    for log in sorted(folder.glob("*.log*")):
        for line in log.read_text(errors="replace").splitlines():
            if re.search(r"\b(?:ERROR|CRITICAL|FATAL|PANIC)\b|^\w*(?:Error|Exception)\b", line):
                undated = re.sub(r"^[\[\d][-\d:,. ]+(?:UTC )?(?:\[\d+\] )?", "", line)
                alike = re.sub(r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\d+", "#", undated)
                found[f"{log.name}: {alike[:150]}"] += 1
    return [f"{count} x {line}" for line, count in found.most_common(15)]
