"""Times a desk on a list of feeds, from outside: by what stands in its database."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg

from bench.desk import Desk
from bench.workshop import Stand, Workshop

#: Due now, claimed, or put back after a failure.
_UNFINISHED = "state = 'waiting' AND (due <= now() OR lease IS NOT NULL OR attempts > 0)"
_COLD_LEFT = f"""
    SELECT (SELECT count(*) FROM articles_feed WHERE last_fetched IS NULL)
         + (SELECT count(*) FROM articles_entry WHERE state = 'waiting')
         + (SELECT count(*) FROM articles_job WHERE {_UNFINISHED})
"""
_UNCHANGED_LEFT = f"""
    SELECT (SELECT count(*) FROM articles_feed WHERE last_fetched <= %s)
         + (SELECT count(*) FROM articles_job WHERE kind = 'feed' AND {_UNFINISHED})
"""
_COUNTS = {
    "articles": "SELECT count(*) FROM articles_article",
    "searchable": "SELECT count(*) FROM articles_article WHERE search IS NOT NULL",
    "revisions": "SELECT count(*) FROM articles_revision",
    "quotes": "SELECT count(*) FROM articles_quote",
    "with speaker": "SELECT count(*) FROM articles_quote WHERE speaker_id IS NOT NULL",
    "people": "SELECT count(*) FROM articles_person WHERE merged_into_id IS NULL",
    "mentions": "SELECT count(*) FROM articles_mention",
    "failed": "SELECT count(*) FROM articles_entry WHERE state = 'failed'",
    "given up": "SELECT count(*) FROM articles_job WHERE state = 'dead'",
}
#: Seconds with nothing due, and little use of the processors in half a second, after which a
#: desk is at rest; one that has nothing to do still looks about.
_AT_REST = 2.0
_LITTLE = 0.3
_LONGEST_UNREST = 60.0

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(slots=True)
class Figures:
    """One run of a desk: seconds, processor seconds by part, and what it holds then."""

    ready: float = 0.0
    add: float = 0.0
    cold: float = 0.0
    cold_cpu: dict[str, float] = field(default_factory=dict)
    complete: bool = False
    afterwards: float = 0.0
    afterwards_cpu: dict[str, float] = field(default_factory=dict)
    unchanged: list[float] = field(default_factory=list)
    unchanged_cpu: list[dict[str, float]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    requests: list[dict[str, int]] = field(default_factory=list)
    version: str = ""


def measure(shop: Workshop, stand: Stand, *, rounds: int, limit: float) -> Figures:
    """Run a fresh desk once; a step that takes more than ``limit`` seconds is broken off."""
    found = Figures()
    settings = {"NEWSDESK_HOST_GAP": "0"}
    desk = Desk(shop, "desk", origins=stand.origins, settings=settings)
    try:
        found.ready = desk.start()
        with desk.connect() as connection:
            found.version = str(_one(connection, "SHOW server_version"))
            stand.stats(reset=True)
            _cold(desk, connection, stand, found, limit)
            for at in range(rounds):
                if at:
                    _rest(desk, connection)
                _unchanged(desk, connection, found, limit)
                found.requests.append(stand.stats(reset=True))
    finally:
        desk.remove()
    return found


def _cold(desk: Desk, connection: Connection, stand: Stand, found: Figures, limit: float) -> None:
    begin = time.perf_counter()
    with desk.held():
        desk.manage("import_opml", str(stand.opml))
        found.add = time.perf_counter() - begin
        before = desk.cpu()
    # The clock starts when the worker may begin; the bell has been rung by the import.
    found.cold, found.complete = _wait(lambda: _number(connection, _COLD_LEFT), limit)
    found.cold_cpu = _used(before, desk.cpu())
    found.counts = {name: _number(connection, query) for name, query in _COUNTS.items()}
    found.requests.append(stand.stats(reset=True))
    before = desk.cpu()
    found.afterwards = _rest(desk, connection, drop=not found.complete)
    found.afterwards_cpu = _used(before, desk.cpu())


def _unchanged(desk: Desk, connection: Connection, found: Figures, limit: float) -> None:
    with desk.held():
        mark = _one(connection, "SELECT clock_timestamp()")
        connection.execute("UPDATE articles_job SET due = now() WHERE kind = 'feed'")
        desk.ring()
        before = desk.cpu()
    seconds, complete = _wait(lambda: _number(connection, _UNCHANGED_LEFT, mark), limit)
    found.unchanged.append(seconds if complete else float("inf"))
    found.unchanged_cpu.append(_used(before, desk.cpu()))


def _wait(left: Callable[[], int], limit: float) -> tuple[float, bool]:
    """Wait until nothing is left; return the seconds, and whether that came to be."""
    begin = time.perf_counter()
    while True:
        asked = time.perf_counter()
        if left() == 0:
            return time.perf_counter() - begin, True
        if asked - begin > limit:
            return asked - begin, False
        # Looking on costs a twentieth of the machine's time at most.
        time.sleep(max(0.02, 20 * (time.perf_counter() - asked)))


def _rest(desk: Desk, connection: Connection, *, drop: bool = False) -> float:
    """Wait until the desk has been at rest for a while; return the seconds before that.

    ``drop`` what there is still to do but for looks at feeds, so that what follows a step that was
    broken off can be measured all the same.
    """
    begin = quiet_since = time.perf_counter()
    used = sum(desk.cpu().values())
    while time.perf_counter() - quiet_since < _AT_REST:
        if time.perf_counter() - begin > _LONGEST_UNREST:
            break
        if drop:
            connection.execute("DELETE FROM articles_job WHERE kind <> 'feed'")
        time.sleep(0.5)
        now = sum(desk.cpu().values())
        unfinished = f"SELECT count(*) FROM articles_job WHERE {_UNFINISHED}"
        if now - used > _LITTLE or _number(connection, unfinished):
            quiet_since = time.perf_counter()
        used = now
    return max(0.0, quiet_since - begin)


def _used(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {part: after[part] - before.get(part, 0.0) for part in after}


def _one(connection: Connection, query: str, *values: object) -> object:
    row = connection.execute(query.encode(), values or None).fetchone()
    return row[0] if row else None


def _number(connection: Connection, query: str, *values: object) -> int:
    found = _one(connection, query, *values)
    return found if isinstance(found, int) else 0
