"""Stops processes whose starter is gone. Run as a script; needs the standard library only.

Its standard input is a pipe that the starter, and each child until it becomes its program,
holds open. Lines on it say what runs:

    + PID KIND     a process leads the group PID; KIND is `postgres` or anything else
    - PID          it has been waited for
    rm PATH        remove this folder at the end

When the pipe ends, because its starter closed it or died in whatever way, everything still
listed is stopped: first the ordinary groups, then PostgreSQL, which they use. It is one process
for all children, works where no `PR_SET_PDEATHSIG` exists, and is in a session of its own, so
a signal to the starter's group does not reach it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time

#: Seconds ordinary processes, and then PostgreSQL, have to end by themselves.
GRACE = 6.0
POSTGRES_GRACE = 12.0
#: How a process of each kind is asked, and then made, to stop. PostgreSQL's are its "fast" and
#: "immediate" shutdown; its own children notice when it goes.
ASK = {"postgres": signal.SIGINT}
FORCE = {"postgres": signal.SIGQUIT}


def main() -> None:
    """Read until the pipe ends, then stop what is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    running: dict[int, str] = {}
    folders: list[str] = []
    for line in sys.stdin:
        order, _, rest = line.rstrip("\n").partition(" ")
        if order == "+":
            pid, _, kind = rest.partition(" ")
            running[int(pid)] = kind
        elif order == "-":
            running.pop(int(rest), None)
        elif order == "rm":
            folders.append(rest)
    stop({pid for pid, kind in running.items() if kind != "postgres"}, "", GRACE)
    stop({pid for pid, kind in running.items() if kind == "postgres"}, "postgres", POSTGRES_GRACE)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def stop(pids: set[int], kind: str, grace: float) -> None:
    """Ask each process to end, give them `grace` seconds together, then end their groups."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, ASK.get(kind, signal.SIGTERM))
    wait(pids, grace)
    if kind in FORCE:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, FORCE[kind])
        wait(pids, 5)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def wait(pids: set[int], seconds: float) -> None:
    """Return when no process of these groups is left, or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(alive(pid) for pid in pids):
        time.sleep(0.05)


def alive(group: int) -> bool:
    """Return whether the process group has a member."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    main()
