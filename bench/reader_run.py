"""Times lemon24/reader on a list of feeds. Run by a Python that has it; stands on nothing else.

    python reader_run.py DATABASE FILE_WITH_ADDRESSES WORKERS UNCHANGED_ROUNDS INDEX

Prints one line of JSON: seconds and processor seconds for each step, and counts.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def timed(step: Callable[[], Any]) -> dict[str, float]:
    """Do a step; return its seconds and this process's processor seconds."""
    begin, cpu = time.perf_counter(), time.process_time()
    step()
    return {"seconds": time.perf_counter() - begin, "cpu": time.process_time() - cpu}


def main(database: str, addresses: list[str], workers: int, rounds: int, index: bool) -> None:
    """Add the feeds, fetch them, index them, fetch them again."""
    from reader import make_reader  # type: ignore[import-not-found]

    reader = make_reader(database)

    def add() -> None:
        for address in addresses:
            reader.add_feed(address)

    def make_index() -> None:
        reader.enable_search()
        reader.update_search()

    found: dict[str, Any] = {"add": timed(add)}
    found["cold"] = timed(lambda: reader.update_feeds(workers=workers))
    if index:
        found["index"] = timed(make_index)
    found["unchanged"] = [
        # Not only those that are scheduled: every feed is asked.
        timed(lambda: reader.update_feeds(workers=workers, scheduled=False))
        for _round in range(rounds)
    ]
    found["entries"] = reader.get_entry_counts().total
    # Every story says "the", so this counts what can be found.
    found["searchable"] = reader.search_entry_counts("the").total if index else 0
    failing = [feed.url for feed in reader.get_feeds() if feed.last_exception]
    found["failing"] = len(failing)
    print(json.dumps(found))


if __name__ == "__main__":
    _database, _file, _workers, _rounds, _index = sys.argv[1:]
    main(
        _database,
        Path(_file).read_text(encoding="utf-8").split(),
        int(_workers),
        int(_rounds),
        _index == "1",
    )
