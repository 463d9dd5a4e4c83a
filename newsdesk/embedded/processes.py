"""Starts child processes that cannot outlive this one.

Each child leads a session of its own (so a terminal's Ctrl-C reaches only the starter, which
then stops them in order) and is known to a :mod:`~newsdesk.embedded.guardian` and, when a run
folder is given, to a file there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

from newsdesk.embedded import guardian

# The child announces itself before it becomes its program, so there is no moment in which it
# runs and nobody knows; its standard input is the guardian's pipe until then.
_ANNOUNCE = 'printf "+ %s %s\\n" "$$" "$0" >&0; exec "$@" </dev/null'


def no_check() -> None:
    """Stand in where nothing can interrupt a wait."""


class Nursery:
    """Starts children and sees to it that they end when this process does."""

    def __init__(self, run: Path | None = None) -> None:
        """Start the guardian. `run` is the run folder in which children are written down."""
        self._record = run / "processes" if run else None
        self._pipe = -1
        self._children: dict[int, tuple[subprocess.Popen[bytes], str]] = {}
        self._folders: list[Path] = []
        if self._record:
            self._record.write_text("")
        self.renew()

    def renew(self) -> None:
        """Start a guardian, also in place of one that was killed."""
        if self._pipe >= 0:
            os.close(self._pipe)
        reading, self._pipe = os.pipe()
        self._guardian = subprocess.Popen(
            [sys.executable, "-I", "-S", guardian.__file__],
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        os.close(reading)
        self._note(self._guardian.pid, "guardian")
        for pid, (_, kind) in self._children.items():
            self._tell(f"+ {pid} {kind}\n")
        for folder in self._folders:
            self._tell(f"rm {folder}\n")

    def start(
        self,
        command: Sequence[str],
        *,
        kind: str = "group",
        env: Mapping[str, str] | None = None,
        output: int | IO[bytes] | None = None,
        cwd: str | Path = "/",
        user: tuple[int, int] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start `command` in a session of its own, with both outputs to `output`.

        `user` is the (uid, gid) to run it as, without supplementary groups; only root may
        give one.
        """
        identity = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
        child: subprocess.Popen[bytes] = subprocess.Popen(
            ["/bin/sh", "-c", _ANNOUNCE, kind, *command],
            stdin=self._pipe,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            start_new_session=True,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            **identity,  # type: ignore[call-overload]
        )
        self._children[child.pid] = child, kind
        self._note(child.pid, kind)
        return child

    def forget(self, child: subprocess.Popen[bytes]) -> None:
        """Tell the guardian that a child was waited for and its group is gone."""
        self._children.pop(child.pid, None)
        self._tell(f"- {child.pid}\n")

    def remove_at_end(self, folder: Path) -> None:
        """Have a folder removed when everything has stopped, however this process ends."""
        self._folders.append(folder)
        self._tell(f"rm {folder}\n")

    def guarded(self) -> bool:
        """Return whether the guardian is still there."""
        return self._guardian.poll() is None

    def close(self) -> None:
        """Let the guardian stop what is left, and wait for it."""
        if self._pipe < 0:
            return
        os.close(self._pipe)
        self._pipe = -1
        end = time.monotonic() + guardian.GRACE + guardian.POSTGRES_GRACE + 10
        while self._guardian.poll() is None and time.monotonic() < end:
            for child, _ in self._children.values():
                child.poll()  # an ended child not waited for would look alive to the guardian
            time.sleep(0.02)
        if self._record:
            self._record.unlink(missing_ok=True)

    def abandon(self) -> None:
        """Give up the pipe without waiting: for a fork of the process that started us."""
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1

    def _tell(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(self._pipe, line.encode())

    def _note(self, pid: int, kind: str) -> None:
        if self._record:
            with contextlib.suppress(psutil.Error), self._record.open("a") as file:
                file.write(f"{pid} {psutil.Process(pid).create_time()} {kind}\n")


def signal_group(pid: int, number: int) -> None:
    """Send a signal to a process group; nothing happens when it is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


#: How to stop a process: signals, each with the seconds it is given to work.
Steps = Sequence[tuple[int, float]]


def finish(
    child: subprocess.Popen[bytes], steps: Steps, forced: Callable[[], bool] = lambda: False
) -> int:
    """Stop a child as :func:`finish_all` does; return its exit status."""
    finish_all([(child, steps)], forced)
    return child.returncode


def finish_all(
    children: Sequence[tuple[subprocess.Popen[bytes], Steps]],
    forced: Callable[[], bool] = lambda: False,
) -> None:
    """Stop children at the same time, each by its own steps, and in the end by SIGKILL.

    The steps' signals go to the child alone, because servers stop their own workers in order;
    the last one goes to what is left of its group. `forced` is asked while waiting; when it
    says so, only each child's last step counts.
    """
    waiting = [_Finish(child, list(steps)) for child, steps in children]
    while True:
        for each in waiting:
            each.advance(forced())
        waiting = [each for each in waiting if not each.done]
        if not waiting:
            return
        time.sleep(0.02)


class _Finish:
    """One child on its way out."""

    def __init__(self, child: subprocess.Popen[bytes], steps: list[tuple[int, float]]) -> None:
        self.done = False
        self._child = child
        self._steps = steps
        self._until = 0.0

    def advance(self, forced: bool) -> None:
        """Take the next step if it is time for it."""
        if forced and len(self._steps) > 1:
            self._steps = self._steps[-1:]
            self._until = 0.0
        if self._child.poll() is not None or (not self._steps and time.monotonic() >= self._until):
            signal_group(self._child.pid, signal.SIGKILL)
            self._child.wait()
            self.done = True
        elif time.monotonic() >= self._until:
            number, seconds = self._steps.pop(0)
            self._child.send_signal(number)
            self._until = time.monotonic() + seconds
