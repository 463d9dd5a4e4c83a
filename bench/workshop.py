"""What every measurement needs: a folder that goes away, helpers that end, a feed server.

    with workshop() as shop:
        stand = Stand(shop, feeds=200, entries=50)

Everything started here is known to a guardian process, so that nothing is left behind even when
the measurement itself is killed.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import psutil

from newsdesk.embedded.processes import Nursery, finish

ROOT = Path(__file__).resolve().parent.parent
#: Seconds the feed server may take to write its stories: 100,000 take about 20.
_WRITING = 300.0


class Trouble(Exception):
    """The measurement cannot go on; the message is one line."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """A folder for everything, and the starter of helpers."""

    folder: Path
    nursery: Nursery


@contextlib.contextmanager
def workshop(prefix: str = "newsdesk-bench-") -> Iterator[Workshop]:
    """Give a folder and a starter; end every helper and remove the folder afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=prefix)).resolve()
    # For root, whose database runs as another user: so it finds its data within the folder.
    folder.chmod(0o711)
    nursery = Nursery()
    nursery.remove_at_end(folder)
    try:
        yield Workshop(folder, nursery)
    finally:
        nursery.close()
        shutil.rmtree(folder, ignore_errors=True)


def end_on_signals() -> None:
    """Make SIGTERM and SIGHUP end a measurement as Ctrl-C does, with everything cleared away.

    SIGINT is among them, for a shell has what it starts in the background ignore it.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


class Stand:
    """A feed server that was started here, and its control port."""

    def __init__(
        self, shop: Workshop, *, feeds: int, entries: int, ports: int = 200, seed: int = 1
    ) -> None:
        """Start it and return when it serves."""
        self.feeds, self.entries = feeds, entries
        self.opml = shop.folder / "feeds.opml"
        self._nursery = shop.nursery
        said = shop.folder / "feed_server.log"
        command = [sys.executable, "-m", "bench.feed_server", "--feeds", str(feeds)]
        command += ["--entries", str(entries), "--ports", str(ports), "--seed", str(seed)]
        with said.open("wb") as output:
            self._child = shop.nursery.start(
                [*command, "--write-opml", str(self.opml)], cwd=ROOT, output=output
            )
        end = time.monotonic() + _WRITING
        while not (line := said.read_text()).endswith("\n"):
            if self._child.poll() is not None or time.monotonic() > end:
                raise Trouble("The feed server does not start")
            time.sleep(0.05)
        try:
            ready = json.loads(line)
        except ValueError:
            raise Trouble(f"The feed server said: {line.splitlines()[-1]}") from None
        self._control = int(ready["control"])
        self.origins = [f"http://127.0.0.1:{port}" for port in ready["ports"]]

    def state(self) -> list[dict[str, Any]]:
        """Every entry as it is served now."""
        found: list[dict[str, Any]] = self._ask("/state")
        return found

    def urls(self) -> list[str]:
        """The addresses of the feeds, in order."""
        return list(dict.fromkeys(entry["feed_url"] for entry in self.state()))

    def stats(self, *, reset: bool = False) -> dict[str, int]:
        """Answers by kind since the last reset."""
        counts: dict[str, int] = self._ask("/stats")
        if reset:
            self._ask("/stats", [])
        return counts

    def edit(self, pairs: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
        """Bring out the next edition of these entries: (feed, entry)."""
        told: list[dict[str, Any]] = self._ask("/edit", list(pairs))
        return told

    def add(self, feeds: Sequence[int]) -> list[dict[str, Any]]:
        """Add an entry to each of these feeds."""
        told: list[dict[str, Any]] = self._ask("/add", list(feeds))
        return told

    def cpu(self) -> float:
        """Seconds of processor time it has used."""
        times = psutil.Process(self._child.pid).cpu_times()
        return float(times.user + times.system)

    def close(self) -> None:
        """Stop it."""
        finish(self._child, [(signal.SIGTERM, 5)])
        self._nursery.forget(self._child)

    def _ask(self, path: str, data: object = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self._control}{path}", data=body)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


def run(
    shop: Workshop,
    command: Sequence[str],
    *,
    env: dict[str, str] | None = None,
    cwd: Path = ROOT,
    limit: float = 600.0,
) -> str:
    """Run a command to its end and return what it printed; :class:`Trouble` if it fails."""
    with tempfile.TemporaryFile() as output:
        child = shop.nursery.start(command, env=env, cwd=cwd, output=output)
        try:
            child.wait(limit)
        except subprocess.TimeoutExpired:
            raise Trouble(f"{Path(command[0]).name} took more than {limit:.0f} s") from None
        finally:
            finish(child, [(signal.SIGTERM, 5)])
            shop.nursery.forget(child)
        output.seek(0)
        said = output.read().decode(errors="replace")
    if child.returncode:
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        raise Trouble(f"{' '.join(command[:4])} ended with {child.returncode}: {last}")
    return said
