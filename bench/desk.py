"""A desk of its own, run and looked at from outside: started as `make run` starts it.

Nothing here knows how the desk takes articles in. It starts the supervisor on a fresh `var`,
runs commands of manage.py, reads the database, and finds the processes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import psutil
import psycopg

from bench.workshop import ROOT, Trouble, Workshop, run
from newsdesk.embedded.environment import running_url
from newsdesk.embedded.processes import finish

#: Seconds a desk may take to get ready; recovery after a crash is part of it.
STARTING = 300.0
#: Variables that would make a desk another one than `make run` starts.
_OURS = ("NEWSDESK_", "CELERY_", "DATABASE_", "SECRET_KEY", "GRANIAN_", "PG")
_OURS_WHOLE = {"CACHE_URL", "DEBUG", "LOG_LEVEL", "STATIC_ROOT", "HOST", "PORT", "TIME_ZONE"}
_RING = "import django; django.setup(); from articles.tasks import ring; ring()"
_PARTS = {"beat": "beat", "granian": "web"}


class Desk:
    """One desk: its folder `var`, and its processes while it runs."""

    def __init__(
        self, shop: Workshop, name: str, *, origins: Sequence[str], settings: Mapping[str, str]
    ) -> None:
        """`origins` may be fetched; `settings` are further variables. Nothing starts yet."""
        self.var = shop.folder / name
        self.var.mkdir(mode=0o755)
        self.log = shop.folder / f"{name}.log"
        self._shop = shop
        self._child: psutil.Popen | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.env = {
            name: value
            for name, value in os.environ.items()
            if name not in _OURS_WHOLE and not name.startswith(_OURS)
        } | {
            "NEWSDESK_VAR": str(self.var),
            "NEWSDESK_SAMPLES": "0",
            "NEWSDESK_ALLOW_ORIGINS": ",".join(origins),
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "newsdesk.settings",
            **settings,
        }

    def start(self) -> float:
        """Start the desk; return the seconds until it said that it runs."""
        begin = time.monotonic()
        with self.log.open("ab") as output:
            mark = output.tell()
            self._child = self._shop.nursery.start(
                [sys.executable, "-m", "newsdesk.supervisor", "run"],
                env=self.env,
                cwd=ROOT,
                output=output,
            )
        while "Newsdesk is running at" not in (said := self._said(mark)):
            if not self.runs() or time.monotonic() - begin > STARTING:
                last = (said.strip().splitlines() or ["nothing"])[-1]
                raise Trouble(f"The desk does not start; it said: {last}")
            time.sleep(0.02)
        return time.monotonic() - begin

    def runs(self) -> bool:
        """Whether its supervisor is there."""
        return self._child is not None and self._child.poll() is None

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self._child is not None:
            finish(self._child, [(signal.SIGTERM, 90)])
            self._shop.nursery.forget(self._child)
            self._child = None

    def remove(self) -> None:
        """Kill it, for nothing of it is kept, and remove its folder."""
        while left := self.processes():
            self.kill(left)
        self.forget()
        data = self.var / "postgres"
        if data.is_symlink():
            # Root's server keeps its data elsewhere where its user cannot reach `var`.
            shutil.rmtree(data.readlink().parent, ignore_errors=True)
        shutil.rmtree(self.var, ignore_errors=True)

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py and return what it printed."""
        return run(self._shop, [sys.executable, "manage.py", *arguments], env=self.env)

    def ring(self) -> None:
        """Wake the worker, as a view does."""
        run(self._shop, [sys.executable, "-c", _RING], env=self.env)

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """Connect to its database; each statement is a transaction."""
        url = running_url(self.var)
        if url is None:
            raise psycopg.OperationalError("the database does not run")
        return psycopg.connect(url, autocommit=True, connect_timeout=5)

    def parts(self) -> dict[str, list[psutil.Process]]:
        """The processes below the supervisor by part, its own and the guardian as "supervisor"."""
        found: dict[str, list[psutil.Process]] = {}
        if self._child is None:
            return found
        with contextlib.suppress(psutil.Error):
            top = psutil.Process(self._child.pid)
            found["supervisor"] = [top]
            for child in top.children():
                with contextlib.suppress(psutil.Error):
                    name = _part(child)
                    found.setdefault(name, []).extend([child, *child.children(recursive=True)])
        return found

    def processes(self) -> list[psutil.Process]:
        """Every living process that works for this `var`, whoever is its parent."""
        data = os.path.realpath(self.var / "postgres")
        found = []
        for process in psutil.process_iter(["status"]):
            if process.info["status"] == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
                continue
            with contextlib.suppress(psutil.Error, OSError):
                where = process.cwd()
                inside = where == data or Path(where).is_relative_to(self.var)
                if inside or process.environ().get("NEWSDESK_VAR") == str(self.var):
                    found.append(process)
        return found

    def kill(self, processes: Sequence[psutil.Process], *, seconds: float = 20.0) -> None:
        """End these at once (SIGKILL), and return when they are gone."""
        for process in processes:
            with contextlib.suppress(psutil.Error):
                process.kill()
        end = time.monotonic() + seconds
        while any(map(_lives, processes)):
            if self._child is not None:
                self._child.poll()
            if time.monotonic() > end:
                raise Trouble("Processes survive SIGKILL")
            time.sleep(0.02)

    def forget(self) -> None:
        """Note that the supervisor was killed, so that the desk can be started again."""
        if self._child is not None:
            self._child.wait()
            self._shop.nursery.forget(self._child)
            self._child = None

    def cpu(self) -> dict[str, float]:
        """Seconds of processor time by part, children that have ended included."""
        used: dict[str, float] = {}
        for part, processes in self.parts().items():
            for process in processes:
                with contextlib.suppress(psutil.Error):
                    times = process.cpu_times()
                    own = times.user + times.system
                    # The supervisor's children are counted as parts.
                    if part != "supervisor":
                        own += times.children_user + times.children_system
                    used[part] = used.get(part, 0.0) + own
        return used

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold worker and beat (SIGSTOP), so that what is asked for meanwhile begins at once."""
        held: list[psutil.Process] = []
        try:
            for _attempt in range(200):
                parts = self.parts()
                held = [*parts.get("worker", []), *parts.get("beat", [])]
                _each(held, psutil.Process.suspend)
                if not self._in_transaction():
                    break
                # Held now, it would keep its locks, and what is asked for would wait for them.
                _each(held, psutil.Process.resume)
                time.sleep(0.02)
            yield
        finally:
            _each(held, psutil.Process.resume)

    def _in_transaction(self) -> bool:
        """Whether anybody at the database has a transaction open and does nothing in it."""
        with self.connect() as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
            ).fetchone()
        return bool(row and row[0])

    def _said(self, mark: int) -> str:
        with self.log.open("rb") as file:
            file.seek(mark)
            return file.read().decode(errors="replace")


def _each(processes: Iterable[psutil.Process], signal_: Callable[[psutil.Process], None]) -> None:
    """Send a signal to each process that is still there."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            signal_(process)


def _part(process: psutil.Process) -> str:
    """The part a child of the supervisor is; whatever is none of the others does the work."""
    command = process.cmdline()
    if process.name() == "postgres":
        return "database"
    if any(word.endswith("guardian.py") for word in command):
        return "supervisor"
    return next((part for word, part in _PARTS.items() if word in command), "worker")


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
