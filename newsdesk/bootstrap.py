"""Makes `.venv` with the pinned requirements in it, or sees that it is there already.

    python3 newsdesk/bootstrap.py [--dev]

Needs nothing but the standard library of a Python the Makefile found new enough. pip is run as
the user configured it (index, proxy, certificates). A set-up that was interrupted is begun anew.
Exit status: 0 ready, 1 not possible (one line says why), 130 interrupted.
"""

from __future__ import annotations

import signal

if __name__ == "__main__":
    # A Ctrl-C while modules load ends this without a traceback; main() then takes over.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import fcntl
import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
#: Present while packages are being installed: left behind, it tells of an interruption.
UNFINISHED = VENV / ".newsdesk-unfinished"
_PACKAGES_BETWEEN_LINES = 10


class Problem(Exception):
    """The set-up is not possible; the message is one line."""


def main(arguments: list[str]) -> int:
    """Prepare `.venv`; with `--dev` also what tests and checks need."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    names = ["requirements.txt"]
    if "--dev" in arguments:
        names.append("requirements-dev.txt")
    try:
        set_up(names)
    except Problem as problem:
        print(f"Newsdesk: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        where = f" ({problem.filename})" if problem.filename else ""
        print(f"Newsdesk cannot set up: {problem.strerror or problem}{where}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up interrupted; the next one begins anew", file=sys.stderr)
        return 130
    return 0


def set_up(names: list[str]) -> None:
    """Make the environment match the requirement files `names`; quick when it does."""
    if sys.version_info < OLDEST:
        version = ".".join(map(str, sys.version_info[:3]))
        raise Problem(f"Python {version} is too old: 3.11 or newer is needed")
    with (ROOT / names[0]).open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another set-up in this folder", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        waiting = [name for name in names if not _is_installed(name)]
        if waiting and not _is_sound():
            _make_environment()
            waiting = names
        for name in waiting:
            _install(name)


def _fingerprint(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _stamp(name: str) -> Path:
    return VENV / f".newsdesk-{name}"


def _is_installed(name: str) -> bool:
    """Return whether the environment has what the file asks for, and works."""
    try:
        stamped = _stamp(name).read_text()
    except OSError:
        return False
    return stamped == _fingerprint(name) and _is_sound()


def _is_sound() -> bool:
    """Return whether there is a complete environment with a Python that is new enough."""
    if UNFINISHED.exists():
        return False
    test = f"import sys; sys.exit(sys.version_info < {OLDEST!r})"
    try:
        return subprocess.run([PYTHON, "-S", "-c", test], check=False).returncode == 0
    except OSError:
        return False


def _make_environment() -> None:
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"Making .venv with Python {version}", flush=True)
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Problem(
            f"this Python has no venv module; on Debian or Ubuntu: "
            f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        ) from None
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    done = _run([sys.executable, "-m", "venv", str(VENV)])
    if done:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Problem(_explain(done, "the virtual environment could not be made"))


def _install(name: str) -> None:
    """Install a requirement file, naming packages as they come."""
    total = sum(1 for line in (ROOT / name).read_text().splitlines() if line[:1].isalnum())
    print(f"Installing {total} packages from {name}", flush=True)
    begin = time.monotonic()
    UNFINISHED.touch()
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "--requirement", str(ROOT / name)]
    said = _run(command, total)
    if said:
        raise Problem(_explain(said, f"the packages of {name} could not be installed"))
    _stamp(name).write_text(_fingerprint(name))
    UNFINISHED.unlink()
    print(f"  done in {time.monotonic() - begin:.0f} s", flush=True)


def _run(command: list[str], total: int = 0) -> list[str]:
    """Run a command; return what it said if it failed, else nothing."""
    said: list[str] = []
    seen = 0
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert child.stdout is not None
    try:
        for raw in child.stdout:
            line = raw.decode(errors="replace").rstrip()
            said.append(line)
            if line.startswith("Collecting "):
                seen += 1
                if seen % _PACKAGES_BETWEEN_LINES == 0:
                    print(f"  {seen} of {total} found", flush=True)
            elif line.startswith("Installing collected packages"):
                print("  all there; unpacking", flush=True)
        child.wait()
    except BaseException:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise
    return (said or ["no reason was given"]) if child.returncode else []


def _explain(said: list[str], what: str) -> str:
    """Return one line for a failed command: the cause in plain words where it is a known one."""
    text = "\n".join(said)
    if "No space left on device" in text:
        return f"{what}: the disk is full"
    unreachable = (
        "NewConnectionError",
        "ConnectTimeoutError",
        "name resolution",
        "ProxyError",
        "Network is unreachable",
        "Max retries exceeded",
    )
    if any(sign in text for sign in unreachable):
        return f"{what}: the package index cannot be reached; see `pip config list` and the network"
    if "(from versions: none)" in text:
        return f"{what}: the package index lacks one, or cannot be reached; see `pip config list`"
    if "Permission denied" in text or "Read-only file system" in text:
        return f"{what}: {VENV} cannot be written"
    errors = [line for line in said if line.lower().startswith(("error", "fatal"))] or said
    return f"{what}: {errors[-1].strip()}"


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
