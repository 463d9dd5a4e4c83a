"""Says whether one part of the desk is well: `python docker/health.py web|worker|beat`.

For the health checks of containers; exit status 0 is well, 1 is not, with one line that says why.
Celery's remote control is off (see docs/adr/0003), so worker and beat are judged by what they
leave behind: processes, a connection to the broker, and beat's schedule file.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil

#: Where the desk listens inside its container.
WEB = "http://127.0.0.1:8000/livez"
#: What `celery beat --schedule` is given; some kinds of dbm add an ending to it.
SCHEDULE = Path("/tmp/beat")  # noqa: S108 - a container's own
#: Seconds after which beat must have written its schedule; it does so every three minutes.
LONGEST_SILENCE = 600.0
_BROKER_PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671, "pgmq": 5432}


def web() -> str:
    """Return what is wrong with the web server; empty if nothing is."""
    try:
        urllib.request.urlopen(WEB, timeout=4).close()
    except OSError as problem:
        return f"the web server does not answer: {problem}"
    return ""


def worker() -> str:
    """Return what is wrong with the worker: it needs its pool and its broker."""
    found = next(celery("worker"), None)
    if found is None:
        return "no worker runs"
    pool = [child for child in found.children() if child.status() != psutil.STATUS_ZOMBIE]
    if not pool:
        return "the worker has no processes to do its work"
    url = urlsplit(os.environ.get("CELERY_BROKER_URL", ""))
    port = url.port or _BROKER_PORTS.get(url.scheme)
    connected = any(
        connection.status == psutil.CONN_ESTABLISHED
        and connection.raddr
        and connection.raddr.port == port
        for connection in found.net_connections("tcp")
    )
    return "" if connected else "the worker is not connected to its broker"


def beat() -> str:
    """Return what is wrong with beat: it must have written its schedule lately."""
    if next(celery("beat"), None) is None:
        return "no beat runs"
    written = [path.stat().st_mtime for path in SCHEDULE.parent.glob(f"{SCHEDULE.name}*")]
    if not written or time.time() - max(written) > LONGEST_SILENCE:
        return f"beat has not written its schedule for {LONGEST_SILENCE:.0f} seconds"
    return ""


def celery(part: str) -> Iterator[psutil.Process]:
    """Yield Celery's processes of that kind, the oldest first: a pool comes after its worker.

    A container's init carries the same words, but is no Python.
    """
    found = []
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
        except psutil.Error:
            continue
        python = bool(words) and Path(words[0]).name.startswith("python")
        if python and "celery" in words and part in words:
            found.append(process)
    yield from sorted(found, key=lambda process: (process.create_time(), process.pid))


def main(arguments: list[str]) -> int:
    """Check the part named; return the exit status."""
    checks = {"web": web, "worker": worker, "beat": beat}
    if len(arguments) != 1 or arguments[0] not in checks:
        sys.stderr.write(f"usage: health.py {'|'.join(checks)}\n")
        return 2
    problem = checks[arguments[0]]()
    if problem:
        sys.stdout.write(f"{problem}\n")
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
