from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsdesk import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of the Makefile, the bootstrap and no requirements."""
    (tmp_path / "newsdesk").mkdir()
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "newsdesk" / "bootstrap.py", tmp_path / "newsdesk")
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    return tmp_path


def make(folder: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    outer = {"PYTHON", "MAKEFLAGS", "MFLAGS", "MAKELEVEL"}  # when make runs these tests
    environment = {name: text for name, text in os.environ.items() if name not in outer} | extra
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def pretend_python(path: Path, status: int) -> None:
    """Write a `python` that answers the question about its version."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)


def test_a_python_that_is_named_and_too_old_is_one_line(folder: Path) -> None:
    pretend_python(folder / "bin" / "old", 1)
    done = make(folder, "setup", PYTHON=str(folder / "bin" / "old"))
    assert done.returncode
    assert done.stderr.splitlines()[0] == (
        f"Newsdesk needs Python 3.11 or newer, and PYTHON={folder / 'bin' / 'old'} is not one"
    )
    assert not (folder / ".venv").exists()


def test_no_new_enough_python_at_all_is_one_line(folder: Path) -> None:
    tools = folder / "bin"
    for name in ("python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"):
        pretend_python(tools / name, 1)
    done = make(folder, "run", PATH=f"{tools}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode
    assert "needs Python 3.11 or newer, and found none" in done.stderr.splitlines()[0]


def test_an_environment_is_made_once_and_kept_while_it_is_sound(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make(folder, "setup", PYTHON=sys.executable)
    assert first.returncode == 0, first.stderr
    assert "Making .venv" in first.stdout
    assert "Installing 0 packages" in first.stdout

    second = make(folder, "setup", PYTHON=sys.executable)
    assert (second.returncode, second.stdout) == (0, "")

    (folder / "requirements.txt").write_text("# changed\n")
    changed = make(folder, "setup", PYTHON=sys.executable)
    assert "Installing" in changed.stdout
    assert "Making" not in changed.stdout

    # An installation that was cut off, and one whose Python went away.
    monkeypatch.setattr(bootstrap, "PYTHON", folder / ".venv" / "bin" / "python")
    monkeypatch.setattr(bootstrap, "UNFINISHED", folder / ".venv" / ".newsdesk-unfinished")
    assert bootstrap._is_sound()
    bootstrap.UNFINISHED.touch()
    assert not bootstrap._is_sound()
    bootstrap.UNFINISHED.unlink()
    bootstrap.PYTHON.unlink()
    assert not bootstrap._is_sound()


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (["x", "OSError: [Errno 28] No space left on device"], "it failed: the disk is full"),
        (
            ["WARNING: ... NewConnectionError('<...>')", "ERROR: No matching distribution"],
            "it failed: the package index cannot be reached; see `pip config list` and the network",
        ),
        (["note", "ERROR: bad wheel", "hint"], "it failed: ERROR: bad wheel"),
    ],
)
def test_a_failed_installation_is_told_in_one_line(said: list[str], line: str) -> None:
    assert bootstrap._explain(said, "it failed") == line
