"""How one process tells the others where the running embedded database is.

A leaf: settings import it. It starts nothing and imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

#: The port number in the socket's name; no TCP port is opened.
PORT = 5432


def env_file(var: Path) -> Path:
    """Return the file that holds the running database's address."""
    return var / "run" / "env"


def make_url(socket_folder: Path, user: str, password: str, database: str) -> str:
    """Return the address of a database behind a Unix socket, as `DATABASE_URL` takes it."""
    host = quote(str(socket_folder), safe="")
    return f"postgres://{quote(user, safe='')}:{quote(password, safe='')}@{host}/{quote(database)}"


def socket_path(url: str) -> Path | None:
    """Return the socket file a database address leads to, or None if it leads elsewhere."""
    # Not `.hostname`: that is lower-cased, and folder names are not.
    host = unquote(urlsplit(url).netloc.rpartition("@")[2])
    return Path(host) / f".s.PGSQL.{PORT}" if host.startswith("/") else None


def answers(path: Path) -> bool:
    """Return whether a server listens on the Unix socket at `path`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def running_url(var: Path) -> str | None:
    """Return the `DATABASE_URL` of the embedded database now running for `var`, or None.

    A file left by a killed server is not believed: its socket must answer.
    """
    try:
        text = env_file(var).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if name == "DATABASE_URL":
            path = socket_path(value)
            return value if path and answers(path) else None
    return None


def publish(var: Path, url: str) -> None:
    """Write the running database's address where :func:`running_url` looks (mode 0600)."""
    write_private(env_file(var), f"DATABASE_URL={url}\n")


def withdraw(var: Path) -> None:
    """Take the address back; nothing happens when none was published."""
    with contextlib.suppress(OSError):
        env_file(var).unlink()


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, at once or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
