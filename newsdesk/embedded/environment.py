"""How one process tells the others where the running embedded database is.

A leaf: settings import it. It starts nothing and imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from collections.abc import Mapping
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


def running(var: Path) -> dict[str, str]:
    """Return the variables of the desk or database now running for `var`; empty if none is.

    A file left by a killed server is not believed: its socket must answer.
    """
    try:
        text = env_file(var).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    found = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    path = socket_path(found.get("DATABASE_URL", ""))
    return found if path and answers(path) else {}


def running_url(var: Path) -> str | None:
    """Return the `DATABASE_URL` of the embedded database now running for `var`, or None."""
    return running(var).get("DATABASE_URL")


def publish(var: Path, variables: Mapping[str, str]) -> None:
    """Write variables where :func:`running` looks (mode 0600). `DATABASE_URL` is one of them."""
    write_private(env_file(var), "".join(f"{name}={text}\n" for name, text in variables.items()))


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
