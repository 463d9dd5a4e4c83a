"""Runs the embedded PostgreSQL server as a child of this process.

    with Postgres(folder) as server:
        connect(server.url)

The server listens on a Unix socket only, asks for a password, and keeps everything below the
folder it is given (or, for root, where :mod:`~newsdesk.embedded.home` says). One process at a
time may run the server of a folder: a lock says who.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from newsdesk.embedded import cluster, environment
from newsdesk.embedded.errors import InUseError, PostgresError
from newsdesk.embedded.home import Home, find_home
from newsdesk.embedded.leftovers import end_servers
from newsdesk.embedded.locks import BusyError, Lock
from newsdesk.embedded.processes import Nursery, finish, no_check

#: Seconds a start may take; recovery after a crash is part of it.
START_LIMIT = 300
#: Seconds the server has to stop: first with a checkpoint, then without.
STOP_LIMITS = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0))


class Postgres:
    """The server of one folder; `var` in the desk, a temporary one in tests."""

    def __init__(
        self,
        folder: Path,
        *,
        nursery: Nursery | None = None,
        check: Callable[[], None] = no_check,
        fast: bool = False,
        wait_for_lock: float = 0,
    ) -> None:
        """Prepare to start; nothing is touched yet.

        `check` is called while waiting and may raise to give up. `fast` trades durability for
        speed, for data that is thrown away. `wait_for_lock` is in seconds.
        """
        self.folder = folder
        #: Variables that others who use this server should have besides its address.
        self.published: dict[str, str] = {}
        self._given = nursery
        self._check = check
        self._fast = fast
        self._wait_for_lock = wait_for_lock
        self._nursery: Nursery | None = None
        self._lock = Lock(folder / "run" / "database.lock")
        self._home: Home | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._log: BinaryIO | None = None
        self._password = ""

    @property
    def url(self) -> str:
        """The database's address, as `DATABASE_URL` takes it."""
        return environment.make_url(
            self._started().sockets, cluster.ROLE, self._password, cluster.DATABASE
        )

    @property
    def dsn(self) -> str:
        """The same address as a libpq connection string (`host=... user=...`)."""
        return make_conninfo(
            host=str(self._started().sockets),
            port=environment.PORT,
            user=cluster.ROLE,
            password=self._password,
            dbname=cluster.DATABASE,
        )

    @property
    def home(self) -> Home:
        """Where this server has its files; known once it was started."""
        return self._started()

    @property
    def pid(self) -> int:
        """The server's process id."""
        if self._child is None:
            raise PostgresError("The database is not running")
        return self._child.pid

    def start(self) -> None:
        """Start the server and return when it takes connections.

        Makes the data folder when there is none, and first puts right what a killed run left.
        Raises :class:`PostgresError` with one line that says why not.
        """
        # The server's user, when it is another, must get through `run` to its socket.
        for name, mode in (("run", 0o711), ("log", 0o700), ("secrets", 0o700)):
            (self.folder / name).mkdir(mode=mode, parents=True, exist_ok=True)
        try:
            self._lock.take(self._wait_for_lock, self._check)
        except BusyError as busy:
            raise InUseError(f"The database is in use by process {busy.owner}") from None
        try:
            self._nursery = self._given or Nursery()
            self._home = find_home(self.folder)
            if self._home.sockets_are_temporary:
                self._nursery.remove_at_end(self._home.sockets)
            self._recover()
            self._make_data()
            self._launch()
        except BaseException:
            self.stop()
            raise
        environment.publish(self.folder, {**self.published, "DATABASE_URL": self.url})

    def restart(self) -> None:
        """Start the server again after it died; its address stays the same."""
        if self._child is not None:
            self._end(())
        self._recover()
        self._launch()
        environment.publish(self.folder, {**self.published, "DATABASE_URL": self.url})

    def poll(self) -> int | None:
        """Return the server's exit status when it has died, or None while it runs."""
        return self._child.poll() if self._child else None

    def stop(self, forced: Callable[[], bool] = lambda: False) -> None:
        """Stop the server: a fast shutdown, then a harder one. Nothing happens if it is stopped.

        `forced` is asked while waiting; when it says so, the shutdown is a hard one at once.
        """
        environment.withdraw(self.folder)
        if self._child is not None:
            self._end(STOP_LIMITS, forced)
        if self._home and self._home.sockets_are_temporary:
            shutil.rmtree(self._home.sockets, ignore_errors=True)
        if self._nursery is not None and self._given is None:
            self._nursery.close()
        self._nursery = None
        self._lock.release()

    def abandon(self) -> None:
        """Forget the server without stopping it: for a fork of the process that started it."""
        self._child = None
        if self._nursery is not None:
            self._nursery.abandon()
        self._lock.abandon()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _started(self) -> Home:
        if self._home is None:
            raise PostgresError("The database was not started")
        return self._home

    def _workers(self) -> Nursery:
        if self._nursery is None:
            raise PostgresError("The database was not started")
        return self._nursery

    def _end(
        self,
        ask: tuple[tuple[int, float], ...],
        forced: Callable[[], bool] = lambda: False,
    ) -> None:
        child, self._child = self._child, None
        if child is not None:
            finish(child, ask, forced)
            self._workers().forget(child)
        if self._log is not None:
            self._log.close()
            self._log = None

    def _recover(self) -> None:
        """End a server a killed run left on this data, and remove its lock files.

        PostgreSQL takes any process with the recorded number for its predecessor, and after a
        restart of the machine or a container some process has it. Our own lock is held and no
        server has the data folder open, so the files are stale.
        """
        home = self._started()
        end_servers(home.data, self._check)
        stale = [home.data / "postmaster.pid"]
        stale += [home.sockets / f".s.PGSQL.{environment.PORT}{end}" for end in ("", ".lock")]
        for path in stale:
            path.unlink(missing_ok=True)

    def _make_data(self) -> None:
        home = self._started()
        key = self.folder / "secrets" / "database_password"
        with contextlib.suppress(FileNotFoundError):
            self._password = key.read_text().strip()
        complete = cluster.is_complete(home)
        if complete and self._password:
            return
        password = self._password or secrets.token_urlsafe(24)
        if not self._password:
            environment.write_private(key, password)
        self._password = password
        try:
            if complete:
                cluster.set_password(home, password, self._workers(), self._check)
            else:
                cluster.create(home, password, self._workers(), self._check, fast=self._fast)
        except BaseException:
            if complete:
                key.unlink()  # so that the next start tries again
            raise

    def _launch(self) -> None:
        home = self._started()
        log = self.folder / "log" / "postgres.log"
        self._log = log.open("ab")
        begin = self._log.tell()
        command = [str(home.binaries / "postgres"), "-D", str(home.data)]
        for name, value in server_settings(home.sockets, fast=self._fast).items():
            command += ["-c", f"{name}={value}"]
        self._child = self._workers().start(
            command,
            kind="postgres",
            env=cluster.server_environment(),
            output=self._log,
            user=home.user,
        )
        end = time.monotonic() + START_LIMIT
        while not self._takes_connections():
            self._check()
            if self._child.poll() is not None or time.monotonic() > end:
                self._end(STOP_LIMITS)
                reason = _reason(log, begin)
                raise PostgresError(f"The database did not start: {reason} (see {log})")
            time.sleep(0.02)

    def _takes_connections(self) -> bool:
        if not environment.answers(self._started().sockets / f".s.PGSQL.{environment.PORT}"):
            return False
        try:
            psycopg.connect(self.dsn, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise PostgresError(
                    "The database does not take the password kept in "
                    f"{self.folder / 'secrets' / 'database_password'}: "
                    "remove that file and a new one is set"
                ) from None
            return False  # still recovering
        return True


def server_settings(sockets: Path, *, fast: bool) -> dict[str, str]:
    """Return the settings a server is started with, fit to this machine's memory."""
    memory = psutil.virtual_memory().total // 2**20  # MB
    settings = {
        "listen_addresses": "",
        "port": str(environment.PORT),
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{min(max(memory // 16, 48), 512)}MB",
        "effective_cache_size": f"{max(memory // 3, 128)}MB",
        "work_mem": "8MB" if memory >= 4000 else "4MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 32), 256)}MB",
        "random_page_cost": "1.1",  # the disk under a desk is rarely a turning one
        "jit": "off",  # its start-up costs more than our queries
        "max_logical_replication_workers": "0",  # nobody subscribes
        "max_wal_size": "512MB",
        "wal_compression": "on",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_checkpoints": "off",
        "idle_in_transaction_session_timeout": "10min",
    }
    if fast:
        settings |= {
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "autovacuum": "off",
            "max_wal_size": "2GB",
            "shared_buffers": "64MB",
        }
    return settings


def _reason(log: Path, begin: int) -> str:
    """Return the line of the server's log, from byte `begin` on, that says what went wrong."""
    with log.open("rb") as file:
        file.seek(begin)
        lines = file.read().decode(errors="replace").splitlines()
    telling = [line for line in lines if "FATAL:" in line or "PANIC:" in line] or lines
    return telling[-1].partition("FATAL:  ")[2] or telling[-1] if telling else "it said nothing"
