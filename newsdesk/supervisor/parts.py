"""One long-running part of the desk: started, watched, started again, stopped."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from newsdesk.embedded.processes import Nursery, Steps, finish, finish_all
from newsdesk.supervisor.address import Address
from newsdesk.supervisor.logs import Log

#: A part that has run this many seconds was well; its failures before are forgotten.
WELL_AFTER = 60.0
_LONGEST_PAUSE = 30.0


class Part:
    """A command that is kept running."""

    def __init__(self, name: str, command: Sequence[str], log: Path, steps: Steps) -> None:
        """`steps` says how to stop it."""
        self.name = name
        self.log = Log(log)
        self.failures = 0
        self._command = command
        self.steps = steps
        self.child: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._due = 0.0

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self.child.pid if self.child else None

    def start_when_due(self, nursery: Nursery, env: Mapping[str, str], cwd: Path) -> bool:
        """Start it if it is not running and its pause is over; return whether it was."""
        if self.child is not None or time.monotonic() < self._due:
            return False
        with self.log.open() as output:
            self.child = nursery.start(self._command, env=env, cwd=cwd, output=output)
        self._started = time.monotonic()
        return True

    def collect(self, nursery: Nursery) -> str | None:
        """Return how it ended if it has, after clearing away what is left of it."""
        if self.child is None or self.child.poll() is None:
            if time.monotonic() - self._started > WELL_AFTER:
                self.failures = 0
            return None
        return self._ended(nursery, finish(self.child, ()))

    def replace(self, nursery: Nursery, grace: float) -> None:
        """Stop it so that it is started afresh; this is no failure of its own."""
        if self.child is not None:
            finish(self.child, [(signal.SIGTERM, grace), (signal.SIGKILL, 5)])
            nursery.forget(self.child)
            self.child = None
            self._due = 0.0

    def _ended(self, nursery: Nursery, status: int) -> str:
        if self.child is not None:
            nursery.forget(self.child)
        self.child = None
        if time.monotonic() - self._started > WELL_AFTER:
            self.failures = 0
        self.failures += 1
        self._due = time.monotonic() + min(2.0 ** (self.failures - 1), _LONGEST_PAUSE)
        if status < 0:
            with contextlib.suppress(ValueError):
                return f"was ended by {signal.Signals(-status).name}"
        return f"ended with status {status}"


def stop_parts(parts: Sequence[Part], nursery: Nursery, forced: Callable[[], bool]) -> None:
    """Stop parts for good: asked in their order, waited for together."""
    running = [(part, part.child) for part in parts if part.child is not None]
    finish_all([(child, part.steps) for part, child in running], forced)
    for part, child in running:
        nursery.forget(child)
        part.child = None


class PoolWatch:
    """Notices that a Celery worker lost one of its pool processes.

    Over a transport without an event loop, as pgmq is, idle pool processes take turns waiting
    behind a lock. One that is killed in its turn takes the lock with it, and the worker seems
    well and does nothing more. So a worker whose pool changed is replaced; its jobs are rows and
    are found again.
    """

    def __init__(self) -> None:
        self._worker: int | None = None
        self._pool: set[int] = set()

    def changed(self, worker: int | None) -> bool:
        """Return whether a pool process seen before is gone, of the same worker."""
        pool: set[int] = set()
        if worker is not None:
            with contextlib.suppress(psutil.Error):
                children = psutil.Process(worker).children()
                pool = {each.pid for each in children if each.status() != psutil.STATUS_ZOMBIE}
        same = worker == self._worker
        lost = bool(self._pool - pool) if same and worker is not None else False
        self._worker = worker
        self._pool = pool if not same or lost else self._pool | pool
        return lost


def desk_parts(address: Address, var: Path) -> list[Part]:
    """Return the parts, in the order in which they are stopped."""
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "newsdesk", "--skip-checks"]
    web = [python, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    web += ["--host", address.host, "--port", str(address.port)]
    web += ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
    worker = [*celery, "worker", "--pool", "prefork", "--concurrency", "2", "-O", "fair"]
    # pgmq has no broadcast that these would need; the name is short for its queue names.
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    worker += ["--hostname", "w1@h", "--prefetch-multiplier", "4", "--loglevel", "INFO"]
    beat = [*celery, "beat", "--schedule", str(var / "run" / "beat"), "--loglevel", "WARNING"]
    log = var / "log"
    return [
        Part("web", [*web, "newsdesk.wsgi:application"], log / "web.log", _patience(10)),
        Part("beat", beat, log / "beat.log", _patience(5)),
        # Its second question makes it drop what it does: jobs are rows, and are taken up again.
        Part(
            "worker",
            worker,
            log / "worker.log",
            [(signal.SIGTERM, 15), (signal.SIGQUIT, 3), (signal.SIGKILL, 5)],
        ),
    ]


def _patience(seconds: float) -> Steps:
    return [(signal.SIGTERM, seconds), (signal.SIGKILL, 5)]
