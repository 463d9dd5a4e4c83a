"""Brings the desk up, keeps it up, and takes it down in order.

    lock -> port -> leftovers -> secrets -> database -> prepare -> parts -> ready -> samples

One thread; signals only set a flag (see `signals`), which every wait looks at. The first thing
that goes wrong for good ends the desk with one line, and with the last lines of the log that
tells more.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from newsdesk.embedded.environment import write_private
from newsdesk.embedded.errors import InUseError, PostgresError
from newsdesk.embedded.leftovers import end_leftovers
from newsdesk.embedded.locks import BusyError, Lock
from newsdesk.embedded.postgres import Postgres
from newsdesk.embedded.processes import Nursery, finish
from newsdesk.supervisor.address import Address
from newsdesk.supervisor.logs import Log
from newsdesk.supervisor.parts import Part, PoolWatch, desk_parts, stop_parts
from newsdesk.supervisor.signals import Signals, Stopped
from newsdesk.supervisor.terminal import say

#: Seconds the web server may take to answer.
READY_LIMIT = 90.0
#: Failures in a row after which the desk gives up: before it was ready, and later.
FAILURES_BEFORE_READY = 2
FAILURES = 5
#: Seconds between looks at log sizes and at the worker's pool.
_CHORES = 5.0
#: Seconds to wait for a command that has the database open.
_WAIT_FOR_DATABASE = 60.0


class DeskError(Exception):
    """The desk cannot run; the message is one line."""


class Desk:
    """The processes of one desk and the folder they share."""

    def __init__(self, root: Path, var: Path, address: Address) -> None:
        """`root` is the project's folder, `var` where everything that changes is kept."""
        self.root = root
        self.var = var
        self.address = address
        self._env = dict(os.environ)
        self._database: Postgres | None = None
        self._parts: list[Part] = []
        self._pool = PoolWatch()
        self._ready = False
        self._next_chores = 0.0

    def run(self, *, only_database: bool = False) -> int:
        """Run until asked to stop; return the exit status."""
        self._make_folders()
        lock = Lock(self.var / "run" / "desk.lock")
        try:
            lock.take()
        except BusyError as busy:
            pid, _, where = busy.owner.partition(" ")
            say(f"Newsdesk is already {f'running at {where}' if where else f'starting ({pid})'}")
            return 0
        if not only_database:
            self.address.require_free()
        self._signals = Signals()
        end_leftovers(self.var / "run")
        self._nursery = Nursery(self.var / "run")
        try:
            self._start(lock, only_database=only_database)
            while True:
                self._signals.wait(1.0)
                self._tend()
        except Stopped:
            say("Stopping; once more Ctrl-C forces it" if self._ready else "Stopping")
            return 0
        finally:
            self._stop()
            lock.release()

    def _make_folders(self) -> None:
        try:
            for name, mode in (("", 0o755), ("run", 0o711), ("log", 0o700), ("secrets", 0o700)):
                folder = self.var / name
                folder.mkdir(mode=mode, parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=folder):
                    pass
        except OSError as problem:
            raise DeskError(f"Cannot write in {self.var}: {problem.strerror}") from None

    def _start(self, lock: Lock, *, only_database: bool) -> None:
        begin = time.monotonic()
        self._settle_environment()
        if only_database or not self._env.get("DATABASE_URL"):
            self._start_database()
        if only_database:
            self._ready = True
            say("The database runs; commands of manage.py find it. Ctrl-C stops it")
            return
        self._step("Preparing database, queue and static files")
        self._manage("prepare", required=True)
        link = self._start_setup_link()
        self._step("Starting web server, worker and beat")
        self._parts = desk_parts(self.address, self.var)
        self._tend()
        self._wait_until_ready()
        if self._env["NEWSDESK_SAMPLES"].lower() not in {"0", "no", "off", "false", ""}:
            self._step("Bringing in the sample outlets")
            self._manage("sample_desk", required=False)
        self._ready = True
        lock.write(f"{os.getpid()} {self.address.url}")
        self._welcome(time.monotonic() - begin, self._finish_setup_link(*link))

    def _settle_environment(self) -> None:
        """Fill in what the parts need and the operator did not set."""
        key = self.var / "secrets" / "secret_key"
        if not self._env.get("SECRET_KEY") and not key.exists():
            write_private(key, secrets.token_urlsafe(48) + "\n")
        self._env["NEWSDESK_VAR"] = str(self.var)
        self._env.setdefault("NEWSDESK_BASE_URL", self.address.url.rstrip("/"))
        self._env.setdefault("NEWSDESK_SAMPLES", "1")
        self._env["PYTHONUNBUFFERED"] = "1"

    def _start_database(self) -> None:
        log = Log(self.var / "log" / "postgres.log")
        log.rotate()
        new = not (self.var / "postgres").exists()
        self._step("Making a new database" if new else "Starting the database")
        self._database = Postgres(
            self.var,
            nursery=self._nursery,
            check=self._signals.check,
            wait_for_lock=_WAIT_FOR_DATABASE,
        )
        # Commands run beside the desk then know its address, too.
        self._database.published = {
            name: self._env[name] for name in ("NEWSDESK_BASE_URL", "NEWSDESK_SAMPLES")
        }
        try:
            self._database.start()
        except InUseError as problem:
            raise DeskError(f"{problem}; wait for it to end, or end it") from None
        self._env["DATABASE_URL"] = self._database.url

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + READY_LIMIT
        while not self._answers():
            self._tend()
            if time.monotonic() > end:
                raise DeskError(
                    f"The web server does not get ready; see {self.var / 'log' / 'web.log'}"
                )
            self._signals.wait(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(
            self.address.local_host, self.address.port, timeout=5
        )
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _tend(self) -> None:
        """Start what is due, and look after what has ended."""
        if self._database and self._database.poll() is not None:
            say("The database server has ended; starting it again")
            self._database.restart()
        if not self._nursery.guarded():
            self._nursery.renew()
        for part in reversed(self._parts):
            how = part.collect(self._nursery)
            if how is not None:
                self._report(part, how)
            part.start_when_due(self._nursery, self._env, self.root)
        if self._parts and time.monotonic() > self._next_chores:
            self._next_chores = time.monotonic() + _CHORES
            self._do_chores()

    def _report(self, part: Part, how: str) -> None:
        limit = FAILURES if self._ready else FAILURES_BEFORE_READY
        say(f"The {part.name} {how}. Its last words, from {part.log.path}:")
        for line in part.log.tail():
            say(f"    {line}")
        if part.failures >= limit:
            raise DeskError(f"The {part.name} failed {part.failures} times in a row; giving up")

    def _do_chores(self) -> None:
        for part in self._parts:
            part.log.rotate()
            if part.name == "worker" and self._pool.changed(part.pid):
                say("The worker lost one of its processes; replacing it")
                part.replace(self._nursery, grace=5)
                part.start_when_due(self._nursery, self._env, self.root)

    def _manage(self, command: str, *, required: bool) -> None:
        """Run a command of manage.py, whose output goes to the terminal."""
        child = self._nursery.start(self._command(command), env=self._env, cwd=self.root)
        try:
            while child.poll() is None:
                self._tend()
                self._signals.wait(0.5)
        finally:
            finish(child, [(signal.SIGTERM, 5)], self._signals.forced)
            self._nursery.forget(child)
        if child.returncode and required:
            raise DeskError(f"manage.py {command} failed; what it said is above")

    def _start_setup_link(self) -> tuple[subprocess.Popen[bytes], Path]:
        # Beside the other starts: it takes as long as the web server does.
        output = self.var / "run" / "setup_link"
        output.touch(mode=0o600)
        with output.open("wb") as file:
            child = self._nursery.start(
                self._command("setup_link"), env=self._env, cwd=self.root, output=file
            )
        return child, output

    def _finish_setup_link(self, child: subprocess.Popen[bytes], output: Path) -> str:
        while child.poll() is None:
            self._signals.wait(0.5)
        self._nursery.forget(child)
        text = output.read_text(errors="replace").strip()
        output.unlink()
        if child.returncode:
            say("The link that makes the administrator could not be made: manage.py setup_link")
            return ""
        return text.splitlines()[-1] if text else ""

    def _command(self, name: str) -> Sequence[str]:
        return [sys.executable, str(self.root / "manage.py"), name]

    def _welcome(self, seconds: float, link: str) -> None:
        if self.address.is_open and "NEWSDESK_BASE_URL" not in os.environ:
            say("To be reached from elsewhere, set NEWSDESK_BASE_URL to the address used there.")
        if link:
            say(f"To make yourself its administrator, open this once: {link}")
        say(
            f"Newsdesk is running at {self.address.url} (ready in {seconds:.1f} s; Ctrl-C stops it)"
        )

    def _step(self, what: str) -> None:
        self._signals.check()
        say(what)

    def _stop(self) -> None:
        """Stop everything in order; what is not stopped then, the guardian ends."""
        forced = self._signals.forced
        with contextlib.suppress(OSError):
            stop_parts(self._parts, self._nursery, forced)
        if self._database:
            with contextlib.suppress(OSError, PostgresError):
                self._database.stop(forced)
        self._nursery.close()
        if self._ready:
            say("Stopped")
