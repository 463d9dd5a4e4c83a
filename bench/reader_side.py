"""lemon24/reader for comparison: installed from the package index into a folder that goes away."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.workshop import ROOT, Stand, Trouble, Workshop, run

#: What is installed; sgmllib3k is needed by one of its parts and not asked for by it.
REQUIREMENTS = ("reader[app,cli]==3.26", "sgmllib3k==1.0.0")
#: Numbers of threads of which the quickest is taken for the second column, on few feeds.
WORKERS = (2, 4, 8, 16)
_PROBED = 40
_VERSIONS = """
import sqlite3
from importlib.metadata import version
told = [f"{name} {version(name)}" for name in ("reader", "feedparser")]
print(", ".join([*told, f"SQLite {sqlite3.sqlite_version}"]))
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """One run of it: seconds, and processor seconds of its process."""

    workers: int
    add: float
    cold: float
    cold_cpu: float
    index: float
    index_cpu: float
    unchanged: tuple[float, ...]
    unchanged_cpu: tuple[float, ...]
    entries: int
    searchable: int
    failing: int


def install(shop: Workshop) -> Path:
    """Return a Python that has it; :class:`Trouble` says why there is none."""
    place = shop.folder / "reader-venv"
    run(shop, [sys.executable, "-m", "venv", str(place)])
    python = place / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(shop, [*pip, *REQUIREMENTS])
    return python


def versions(shop: Workshop, python: Path) -> str:
    """What was installed, in one line."""
    return run(shop, [str(python), "-c", _VERSIONS]).strip().splitlines()[-1]


def measure(
    shop: Workshop, python: Path, stand: Stand, workers: int, *, rounds: int, feeds: int = 0
) -> Figures:
    """Run it once on a fresh database; with ``feeds``, on so many only and without an index."""
    addresses, database = shop.folder / "addresses", shop.folder / "reader.sqlite"
    urls = stand.urls()
    addresses.write_text("\n".join(urls[:feeds] if feeds else urls), encoding="utf-8")
    script = str(ROOT / "bench" / "reader_run.py")
    command = [str(python), script, str(database), str(addresses), str(workers), str(rounds)]
    try:
        said = run(shop, [*command, "0" if feeds else "1"], limit=7200)
    finally:
        for file in shop.folder.glob("reader.sqlite*"):
            file.unlink()
    try:
        found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    except (ValueError, IndexError):
        raise Trouble("reader said nothing that can be read") from None
    index = found.get("index", {"seconds": 0.0, "cpu": 0.0})
    return Figures(
        workers=workers,
        add=found["add"]["seconds"],
        cold=found["cold"]["seconds"],
        cold_cpu=found["cold"]["cpu"],
        index=index["seconds"],
        index_cpu=index["cpu"],
        unchanged=tuple(each["seconds"] for each in found["unchanged"]),
        unchanged_cpu=tuple(each["cpu"] for each in found["unchanged"]),
        entries=found["entries"],
        searchable=found["searchable"],
        failing=found["failing"],
    )


def quickest_workers(shop: Workshop, python: Path, stand: Stand) -> int:
    """The number of threads with which it takes some of the feeds in most quickly."""
    tried = {
        workers: measure(shop, python, stand, workers, rounds=1, feeds=_PROBED).cold
        for workers in WORKERS
    }
    return min(tried, key=lambda workers: tried[workers])
