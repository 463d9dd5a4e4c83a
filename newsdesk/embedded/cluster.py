"""Makes a PostgreSQL data folder, complete or not at all, and gives its role a password."""

from __future__ import annotations

import contextlib
import locale
import os
import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from newsdesk.embedded.errors import PostgresError
from newsdesk.embedded.home import Home
from newsdesk.embedded.processes import Nursery, finish

#: The role that owns the data, no superuser; and its database.
ROLE = DATABASE = "newsdesk"
VERSION = "18"
# Word boundaries in search come from LC_CTYPE even with the builtin provider. Under plain "C"
# every character beyond ASCII is a letter, so the word in “really hopeful” would be “really.
_CTYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "en_GB.UTF-8", "UTF-8")


def server_environment() -> dict[str, str]:
    """Return the environment the server's programs get: nothing of ours leaks into them.

    LC_ALL is set because on macOS a server without it starts a thread and then stops.
    """
    return {"PATH": os.defpath, "HOME": "/", "LC_ALL": "C", "TZ": "UTC"}


def is_complete(home: Home) -> bool:
    """Return whether the data folder is there; raise if a server of ours cannot read it."""
    try:
        version = (home.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return False
    if version != VERSION:
        raise PostgresError(
            f"The database in {home.data} was made by PostgreSQL {version}, not {VERSION}"
        )
    return True


def create(
    home: Home, password: str, nursery: Nursery, check: Callable[[], None], *, fast: bool
) -> None:
    """Make the data folder with the role and its database.

    It is made beside its place and moved there when complete, so a start that was killed
    leaves nothing that looks like a database. `fast` gives up durability and lets the role
    create databases, as tests need.
    """
    staging = home.data.parent / f"{home.data.name}.new"
    shutil.rmtree(staging, ignore_errors=True)
    if home.data.exists() and any(home.data.iterdir()):
        raise PostgresError(f"{home.data} holds something that is not a database; move it away")
    staging.mkdir(mode=0o700)
    home.give(staging)
    try:
        key = _private_file(home, staging / "key", secrets.token_urlsafe(32))
        command = [str(home.binaries / "initdb"), "-D", str(staging / "data"), "-U", "postgres"]
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--locale=C", f"--lc-ctype={utf8_ctype()}", "--data-checksums"]
        command += ["--text-search-config=pg_catalog.english"]
        command += ["--auth=scram-sha-256", f"--pwfile={key}"]
        _run(home, [*command, *(["--no-sync"] if fast else [])], nursery, check)
        statements = (
            f"CREATE ROLE {ROLE} LOGIN {'CREATEDB' if fast else ''} PASSWORD '{password}'",
            f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
        )
        _run_single(home, staging, staging / "data", statements, nursery, check)
        if home.data.exists():
            home.data.rmdir()
        (staging / "data").rename(home.data)
        _sync_folder(home.data.parent)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def set_password(home: Home, password: str, nursery: Nursery, check: Callable[[], None]) -> None:
    """Give the role a new password while no server runs: the kept one is lost."""
    staging = home.data.parent / f"{home.data.name}.new"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    home.give(staging)
    try:
        statements = (f"ALTER ROLE {ROLE} PASSWORD '{password}'",)
        _run_single(home, staging, home.data, statements, nursery, check)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def utf8_ctype() -> str:
    """Return the name of a UTF-8 character classification this system has, or `C`."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in _CTYPES:
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def _run_single(
    home: Home,
    staging: Path,
    data: Path,
    statements: Sequence[str],
    nursery: Nursery,
    check: Callable[[], None],
) -> None:
    """Run statements, one line each, in single-user mode, where no password is asked for."""
    script = _private_file(home, staging / "statements", "\n".join(statements) + "\n")
    postgres = str(home.binaries / "postgres")
    shell = 'exec "$1" --single -c log_min_messages=error -D "$2" postgres <"$3"'
    output = _run(
        home, ["/bin/sh", "-c", shell, "sh", postgres, str(data), str(script)], nursery, check
    )
    if "ERROR:" in output or "FATAL:" in output:
        raise PostgresError(f"The database could not be prepared: {_last_line(output)}")


def _run(home: Home, command: Sequence[str], nursery: Nursery, check: Callable[[], None]) -> str:
    """Run a program as the server's user; return what it said. Stops it when `check` raises."""
    with tempfile.TemporaryFile() as output:
        child = nursery.start(
            command, env=server_environment(), output=output, user=home.user, kind="init"
        )
        try:
            while child.poll() is None:
                check()
                time.sleep(0.01)
        finally:
            finish(child, [(signal.SIGTERM, 2.0)])
            nursery.forget(child)
        output.seek(0)
        said = output.read().decode(errors="replace")
    if child.returncode:
        raise PostgresError(f"The database could not be made: {_last_line(said)}")
    return said


def _private_file(home: Home, path: Path, text: str) -> Path:
    path.touch(mode=0o600)
    path.write_text(text)
    home.give(path)
    return path


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() or "FATAL" in line]
    return (telling or lines or ["no reason was given"])[-1]


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems cannot
            os.fsync(handle)
    finally:
        os.close(handle)
