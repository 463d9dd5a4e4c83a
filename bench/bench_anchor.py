"""Speed of placing passages on a changed text: ``python -m bench.bench_anchor [FILE]``.

FILE holds reanchor records (JSON lines with ``old``, ``new`` and ``targets``); without
one, revisions of invented prose are made up.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotations.anchoring.jsonl import reanchor_record
from annotations.anchoring.selectors import describe
from bench.bench_text import prose

Record = dict[str, Any]


def invented(count: int) -> list[Record]:
    """Records of 700 words each, a sixth of the sentences changed, 14 targets a piece."""
    draw = random.Random(9)
    records = []
    for n in range(count):
        old = prose(n, 700)
        parts = old.split(". ")
        for at in draw.sample(range(len(parts)), len(parts) // 6):
            parts[at] = draw.choice(["", parts[at][: len(parts[at]) // 2], prose(at, 12)])
        starts = [draw.randrange(len(old) - 120) for _ in range(14)]
        targets = [{"start": at, "end": at + draw.randint(10, 110)} for at in starts]
        records.append({"old": old, "new": ". ".join(parts), "targets": targets})
    return records


def quoted(record: Record) -> Record:
    """The same record without its old text: targets by their words and context."""
    targets = []
    for target in record["targets"]:
        quote = describe(record["old"], target["start"], target["end"]).quote.to_json()
        targets.append({**quote, "start": target["start"]})
    return {"new": record["new"], "targets": targets}


def timed(name: str, records: list[Record], place: Callable[[Record], Record]) -> None:
    """Place every target of ``records`` and print the rate."""
    count = sum(len(record["targets"]) for record in records)
    began = time.perf_counter()
    for record in records:
        place(record)
    spent = time.perf_counter() - began
    print(f"{name:<40} {count:6} placements {spent:7.2f} s {count / spent:9,.0f} /s")


def main() -> None:
    """Print one line per measurement."""
    if len(sys.argv) > 1:
        lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
        records = [json.loads(line) for line in lines]
    else:
        records = invented(150)
    timed("carried from the old text", records, reanchor_record)
    timed("located without the old text", [quoted(one) for one in records], reanchor_record)


if __name__ == "__main__":
    main()
