"""Ends what an earlier, killed run left running."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from newsdesk.embedded import guardian
from newsdesk.embedded.errors import PostgresError
from newsdesk.embedded.processes import no_check


def end_servers(data: Path, check: Callable[[], None] = no_check) -> None:
    """End every PostgreSQL process that works in the data folder.

    Also those of a server whose first process was killed: they go by themselves within
    moments, and until then a new server cannot start.
    """
    signals = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
    for number, seconds in signals:
        end = time.monotonic() + seconds
        first = True
        while found := _servers(data):
            if first:
                first = False
                for process in found:
                    with contextlib.suppress(psutil.Error):
                        process.send_signal(number)
            if time.monotonic() > end:
                break
            check()
            time.sleep(0.05)
        if not found:
            return
    raise PostgresError(f"Another server has the database in {data} open and cannot be stopped")


def _servers(data: Path) -> list[psutil.Process]:
    wanted = os.path.realpath(data)
    found = []
    for process in psutil.process_iter(["name", "status"]):
        if (process.info["name"] or "").startswith("postgres"):
            with contextlib.suppress(psutil.Error, OSError):
                living = process.info["status"] != psutil.STATUS_ZOMBIE
                if living and process.cwd() == wanted:
                    found.append(process)
    return found


def end_leftovers(run: Path) -> list[str]:
    """End what an earlier, killed run recorded in its run folder; return the kinds ended.

    A process is ours only if its number and its start time are both the recorded ones. Its
    group is ours too then; and also when the leader is gone and its number unused, for the
    number is not given again while the group has members.
    """
    try:
        lines = (run / "processes").read_text().split("\n")
    except OSError:
        return []
    found: list[tuple[int, str]] = []
    for line in lines:
        parts = line.split()
        if len(parts) == 3 and _is_ours(int(parts[0]), float(parts[1])):
            found.append((int(parts[0]), parts[2]))
    ordinary = {pid for pid, kind in found if kind not in {"postgres", "guardian"}}
    guardian.stop(ordinary, "", guardian.GRACE)
    guardian.stop({p for p, k in found if k == "postgres"}, "postgres", guardian.POSTGRES_GRACE)
    guardian.stop({p for p, k in found if k == "guardian"}, "", 0)
    (run / "processes").unlink(missing_ok=True)
    return [kind for _, kind in found if kind != "guardian"]


def _is_ours(pid: int, started: float) -> bool:
    if not guardian.alive(pid):
        return False
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < 1 and (
            process.status() != psutil.STATUS_ZOMBIE or _members(pid) > 0
        )
    except psutil.NoSuchProcess:
        return _members(pid) > 0
    except psutil.Error:
        return False


def _members(group: int) -> int:
    """Return how many living processes the group has."""
    count = 0
    for process in psutil.process_iter(["status"]):
        with contextlib.suppress(OSError):
            living = process.info["status"] != psutil.STATUS_ZOMBIE
            count += living and os.getpgid(process.pid) == group
    return count
