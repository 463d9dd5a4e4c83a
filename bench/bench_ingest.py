"""How quickly many feeds come in, beside lemon24/reader on the same server and machine.

    python -m bench.bench_ingest [--feeds 200] [--entries 50] [--rounds 1] [--limit SECONDS]

Each round runs reader with one thread (its default) and with as many as serve it best, and then
a fresh desk as `make run` starts it. Cold: every feed is new, and the clock stops when all
articles are in with quotations, people and search index. Unchanged: every feed is asked again and
has nothing new. The table shows the median of the rounds, and the best.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import desk_side, reader_side
from bench.workshop import ROOT, Stand, Trouble, Workshop, end_on_signals, workshop

_PARTS = ("worker", "database", "beat", "web", "supervisor")


def main(arguments: list[str]) -> int:
    """Measure and print; return the exit status."""
    options = _options(arguments)
    end_on_signals()
    try:
        with workshop() as shop:
            measure_all(shop, options)
    except Trouble as problem:
        print(f"bench_ingest: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; everything is stopped and removed", file=sys.stderr)
        return 130
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time a desk and lemon24/reader on many feeds.")
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--entries", type=int, default=50, help="entries of each feed")
    parser.add_argument("--ports", type=int, default=200, help="ports the feeds are spread over")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--unchanged", type=int, default=3, help="unchanged looks in each round")
    parser.add_argument("--limit", type=float, default=3600.0, help="seconds for a desk's step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", type=Path, help="a Python that has reader, to install nothing")
    parser.add_argument("--no-reader", action="store_true", help="measure the desk alone")
    parser.add_argument("--no-desk", action="store_true", help="measure reader alone")
    return parser.parse_args(arguments)


def measure_all(shop: Workshop, options: argparse.Namespace) -> None:
    """Run all rounds on one feed server, and print as they come, and the table."""
    print(f"{options.feeds} feeds of {options.entries} entries, whole articles, on 127.0.0.1")
    print(f"cores: {os.cpu_count()}, load before: {os.getloadavg()[0]:.1f}")
    print(f"Python {platform.python_version()}, Newsdesk at {_commit()}, NEWSDESK_HOST_GAP=0")
    python = None if options.no_reader else _reader(shop, options.reader)
    stand = Stand(
        shop,
        feeds=options.feeds,
        entries=options.entries,
        ports=options.ports,
        seed=options.seed,
    )
    threads = [1]
    if python is not None:
        threads.append(reader_side.quickest_workers(shop, python, stand))
    readers: dict[int, list[reader_side.Figures]] = {}
    desks: list[desk_side.Figures] = []
    for at in range(options.rounds):
        print(f"round {at + 1}, load {os.getloadavg()[0]:.1f}", flush=True)
        for workers in threads if python else ():
            assert python is not None
            one = reader_side.measure(shop, python, stand, workers, rounds=options.unchanged)
            readers.setdefault(workers, []).append(one)
            print(f"  {told_reader(one)}", flush=True)
        if not options.no_desk:
            desk = desk_side.measure(shop, stand, rounds=options.unchanged, limit=options.limit)
            desks.append(desk)
            print(f"  {told_desk(desk, options)}", flush=True)
    stand.close()
    print_table(readers, desks)


def _reader(shop: Workshop, python: Path | None) -> Path | None:
    """A Python that has reader; None, with the reason said, where it cannot be installed."""
    try:
        python = python or reader_side.install(shop)
        print(reader_side.versions(shop, python), flush=True)
    except Trouble as problem:
        print(f"reader is left out, for it cannot be installed: {problem}", flush=True)
        return None
    return python


def _commit() -> str:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        command = ["git", "describe", "--always", "--dirty"]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
    return "an unknown state"


def told_reader(one: reader_side.Figures) -> str:
    """One run of reader in a line."""
    unchanged = ", ".join(f"{seconds:.2f}" for seconds in one.unchanged)
    return (
        f"reader, {one.workers} thread(s): added in {one.add:.2f} s; cold {one.cold:.2f} s; index "
        f"{one.index:.2f} s; unchanged {unchanged} s; {one.entries} entries, "
        f"{one.searchable} searchable, {one.failing} feeds failing"
    )


def told_desk(one: desk_side.Figures, options: argparse.Namespace) -> str:
    """One run of a desk in a few lines."""
    unchanged = ", ".join(f"{seconds:.2f}" for seconds in one.unchanged)
    cold = f"cold {one.cold:.2f} s"
    came, expected = one.counts["articles"], options.feeds * options.entries
    if not one.complete:
        cold = f"cold BROKEN OFF after {one.cold:.0f} s with {came} of {expected} articles in"
        if came:
            cold += f" (at this rate {one.cold * expected / came:.0f} s)"
    counts = ", ".join(f"{count} {name}" for name, count in one.counts.items())
    asked = "; ".join(
        ", ".join(f"{count} {kind}" for kind, count in sorted(each.items())) or "nothing"
        for each in one.requests[:2]
    )
    return (
        f"Newsdesk (PostgreSQL {one.version}): ready in {one.ready:.1f} s; added in"
        f" {one.add:.2f} s; {cold}; then busy for {one.afterwards:.1f} s more; unchanged"
        f" {unchanged} s\n    {counts}\n    answers, cold and unchanged: {asked}"
    )


Row = tuple[str, list[list[float]]]


def print_table(
    readers: dict[int, list[reader_side.Figures]], desks: list[desk_side.Figures]
) -> None:
    """Print medians (and bests) of each step, and how the desk stands to reader's better."""
    default, best = readers.get(1, []), readers[max(readers)] if readers else []
    done = [desk for desk in desks if desk.complete]

    def row(
        name: str,
        of_reader: Callable[[reader_side.Figures], float],
        of_desk: Callable[[desk_side.Figures], float],
        among: Sequence[desk_side.Figures] = done,
    ) -> Row:
        return name, [
            [of_reader(one) for one in default],
            [of_reader(one) for one in best],
            [of_desk(one) for one in among],
        ]

    rows = [
        row("adding the feeds, s", lambda r: r.add, lambda d: d.add, desks),
        row("cold: fetch, s", lambda r: r.cold, lambda d: d.cold),
        row("cold: fetch and index, s", lambda r: r.cold + r.index, lambda d: d.cold),
        row(
            "unchanged, s",
            lambda r: statistics.median(r.unchanged),
            lambda d: statistics.median(d.unchanged),
            desks,
        ),
        row(
            "cold: processor s",
            lambda r: r.cold_cpu + r.index_cpu,
            lambda d: sum(d.cold_cpu.values()),
        ),
        row(
            "unchanged: processor s",
            lambda r: statistics.median(r.unchanged_cpu),
            lambda d: statistics.median(sum(each.values()) for each in d.unchanged_cpu),
            desks,
        ),
    ]
    threads = max(readers) if readers else 0
    heads = (
        "reader, 1 thread" if readers else "no reader",
        f"reader, {threads} threads" if readers else "no reader",
        "Newsdesk",
        "ratio to better",
    )
    print(f"\n{'median (best)':<26}" + "".join(f"{head:>20}" for head in heads))
    for name, columns in rows:
        cells = [_cell(figures) for figures in columns]
        rivals = [statistics.median(figures) for figures in columns[:2] if figures]
        better, ratio = min(rivals, default=0.0), "-"
        if better and columns[2]:
            ratio = f"{statistics.median(columns[2]) / better:.2f}"
        print(f"{name:<26}" + "".join(f"{cell:>20}" for cell in (*cells, ratio)))
    for desk in desks[-1:]:
        for name, used in (("cold", desk.cold_cpu), ("after cold", desk.afterwards_cpu)):
            parts = ", ".join(f"{part} {used[part]:.1f}" for part in _PARTS if part in used)
            print(f"Newsdesk's processor seconds, {name}, last round: {parts}")


def _cell(figures: list[float]) -> str:
    return f"{statistics.median(figures):.2f} ({min(figures):.2f})" if figures else "-"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
