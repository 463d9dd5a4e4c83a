"""Folders and processes for tests that start real servers."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from newsdesk.embedded import home

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def nothing_kept_elsewhere(folder: Path) -> Iterator[None]:
    """Remove what root's server keeps below its state folder for projects in `folder`."""
    try:
        yield
    finally:
        for record in home.STATE.glob("*/project"):
            if Path(record.read_text()).is_relative_to(folder):
                shutil.rmtree(record.parent)


@pytest.fixture
def open_tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A short-lived folder to run servers in."""
    with nothing_kept_elsewhere(tmp_path):
        yield tmp_path


@pytest.fixture
def clean_environment() -> dict[str, str]:
    """An environment in which no service is configured."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "CELERY_BROKER_URL", "NEWSDESK_VAR", "HOST", "PORT"}
    } | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def run_python(clean_environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start Python on a piece of code, in a process group of its own."""
    started: list[subprocess.Popen[str]] = []

    def run(code: str, *arguments: str, **extra: str) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            env=clean_environment | extra,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(child)
        return child

    yield run
    for child in started:
        if child.poll() is None:
            child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def read_until(child: subprocess.Popen[str], words: str) -> str:
    """Return what a child says up to the line with `words`; fail when it ends before."""
    said = ""
    assert child.stdout is not None
    for line in child.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"never said {words!r}, but:\n{said}")


def soon(true: Callable[[], bool], seconds: float = 15) -> bool:
    """Return whether something comes true within the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return true()


def processes_about(folder: Path) -> list[str]:
    """Return the command lines of living processes that name a folder or work in it."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or [])
        try:
            inside = process.cwd().startswith(str(folder))
        except psutil.Error:
            inside = False
        living = process.info["status"] != psutil.STATUS_ZOMBIE
        if living and process.pid != os.getpid() and (inside or str(folder) in line):
            found.append(line)
    return found
