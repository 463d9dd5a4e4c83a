"""Gives a command a database when none is configured and none runs.

For `manage.py`: the server lives as long as the command. Call before settings are loaded.
"""

from __future__ import annotations

import atexit
import os
import sys
import time
from pathlib import Path

from newsdesk.embedded.environment import running, running_url
from newsdesk.embedded.errors import InUseError, PostgresError
from newsdesk.embedded.locks import BusyError, Lock
from newsdesk.embedded.postgres import Postgres

#: Seconds a command that started the server waits for others that use it too.
_WAIT_FOR_OTHERS = 3600.0
#: Seconds it waits while another process starts or stops the server.
_WAIT_FOR_START = 120.0


def ensure_database(var: Path) -> str:
    """Return the address of a running database, and put it in the environment.

    That is `DATABASE_URL` if it is set; else the database that runs for `var`, under `make run`
    or another command; else one started now and stopped when this process ends, as soon as no
    other command uses it. Raises :class:`~newsdesk.embedded.errors.PostgresError`.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    var = var.resolve()
    try:
        (var / "run").mkdir(mode=0o711, parents=True, exist_ok=True)
        return _share_database(var)
    except OSError as problem:
        raise PostgresError(f"Cannot write in {var}: {problem.strerror or problem}") from None


def _share_database(var: Path) -> str:
    # Users hold this lock together. Who started the server stops it with the lock to itself.
    users = Lock(var / "run" / "users.lock")
    users.take(_WAIT_FOR_OTHERS, shared=True)
    server, url = _join_or_start(var)
    if server is not None:
        atexit.register(_stop, server, users, os.getpid())
    for name, value in running(var).items():
        os.environ.setdefault(name, value)
    os.environ["DATABASE_URL"] = url
    return url


def _join_or_start(var: Path) -> tuple[Postgres | None, str]:
    """Return the running server's address, or a server started now and its address."""
    end = time.monotonic() + _WAIT_FOR_START
    while True:
        url = running_url(var)
        if url is not None:
            return None, url
        server = Postgres(var)
        try:
            server.start()
        except InUseError:
            # Someone else is starting it, or stopping it.
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return server, server.url


def _stop(server: Postgres, users: Lock, starter: int) -> None:
    """Stop the server at exit, in the process that started it and not in its forks."""
    if os.getpid() != starter:
        return
    users.release()
    try:
        users.take(0)
    except BusyError:
        print("Waiting for another command that uses the database", file=sys.stderr)
        users.take(_WAIT_FOR_OTHERS)
    server.stop()
    users.release()
