"""The process a confined function runs in, and the pipes to it: see `newsdesk.lib.confined`."""

from __future__ import annotations

import contextlib
import fcntl
import json
import math
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import psutil

from newsdesk.lib.confined_child import LENGTH

_LOOK: Final = 0.02
_LAST_BREATH: Final = 1.0
_CODE: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from newsdesk.lib.confined_child import main; main(sys.argv[2])"
)
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ")
_PIPE_BYTES: Final = 1 << 20


class ConfinedError(Exception):
    """Base of what can go wrong with a call besides what the function itself raises."""


class ConfinedTimeout(ConfinedError):
    """The call took longer than it may."""


class ConfinedMemory(ConfinedError):
    """The call needed more memory than it may have."""


class ConfinedDied(ConfinedError):
    """The child came to its end in the middle of the call, or answered nonsense."""


class ConfinedFailed(ConfinedError):
    """The function raised something that was not named in `errors`.

    Attributes:
        kind: Name of the exception's class.
        words: Its text, shortened; it may hold text from the page.
    """

    def __init__(self, kind: str, words: str) -> None:
        self.kind, self.words = kind, words
        super().__init__(f"{kind}: {words}" if words else kind)


class Process:
    """One child and the three pipes to it.

    Args:
        setup: What `confined_child.main` is told; the numbers of the pipes are added.

    Attributes:
        pid: Its process id.
        calls: Calls it has been sent.
    """

    def __init__(self, setup: dict[str, Any]) -> None:
        self.calls = 0
        self._owner = os.getpid()
        self._base = 0
        with contextlib.ExitStack() as theirs, contextlib.ExitStack() as ours:
            requests, self._requests = _pipe(theirs, ours)
            lifeline, self._lifeline = _pipe(theirs, ours)
            self._answers, answers = _pipe(ours, theirs)
            ends = {"requests": requests, "answers": answers, "lifeline": lifeline}
            places = [str(Path(each).resolve()) for each in sys.path]
            command = [sys.executable, "-c", _CODE, json.dumps(places), json.dumps(setup | ends)]
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=tuple(ends.values()),
                env=_environment(),
                cwd="/",
                start_new_session=True,
            )
            self._ours = ours.pop_all()
        self.pid = self._process.pid
        self._seen = psutil.Process(self.pid)
        for descriptor in (self._requests, self._answers):
            os.set_blocking(descriptor, False)
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(self._answers, select.POLLIN)
        self._writable.register(self._requests, select.POLLOUT)

    def send(self, data: bytes, ends: float) -> None:
        """Send a message, by a moment of the monotonic clock.

        Raises:
            ConfinedTimeout: It was not taken in time.
            ConfinedDied: Nobody reads any more.
        """
        rest = memoryview(LENGTH.pack(len(data)) + data)
        while rest:
            try:
                rest = rest[os.write(self._requests, rest) :]
            except BlockingIOError:
                self._wait(self._writable, ends, None)
            except BrokenPipeError:
                raise self._death() from None

    def receive(self, ends: float, longest: int, memory: int | None) -> bytes:
        """The next message, by a moment of the monotonic clock.

        Args:
            ends: The moment.
            longest: Bytes it may have.
            memory: Bytes the child may grow meanwhile, if that has to be looked at from here.

        Raises:
            ConfinedTimeout: It did not come in time.
            ConfinedMemory: The child has grown too large.
            ConfinedDied: It ended, or sends too much.
        """
        length = LENGTH.unpack(self._take(LENGTH.size, ends, memory))[0]
        if length > longest:
            raise ConfinedDied(f"an answer of {length} bytes")
        return self._take(length, ends, memory)

    def gone(self) -> bool:
        """Whether the child has ended, or sends what nobody asked for."""
        return bool(self._readable.poll(0))

    def note_size(self) -> None:
        """Take the present size of the child as the one it has with everything imported."""
        self._base = self._size()

    def fit(self, calls: int, growth: int) -> bool:
        """Whether the child may do another call: neither worn out nor grown by too many bytes."""
        return self.calls < calls and self._size() - self._base <= growth

    def end(self) -> None:
        """Kill the child with all it may have started; in a fork, only let go of it."""
        self._ours.close()
        if os.getpid() != self._owner:
            self._process.returncode = 0  # not ours to wait for
            return
        self._kill()

    def _take(self, count: int, ends: float, memory: int | None) -> bytes:
        parts: list[bytes] = []
        while count:
            try:
                part = os.read(self._answers, min(count, _PIPE_BYTES))
            except BlockingIOError:
                self._wait(self._readable, ends, memory)
                continue
            if not part:
                raise self._death()
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _wait(self, poll: select.poll, ends: float, memory: int | None) -> None:
        """Wait until the descriptor polled is ready."""
        while True:
            left = ends - time.monotonic()
            if left <= 0:
                raise ConfinedTimeout("out of time")
            if poll.poll(math.ceil(1_000 * (left if memory is None else min(left, _LOOK)))):
                return
            if memory is not None and self._size() - self._base > memory:
                raise ConfinedMemory("grown too large")

    def _size(self) -> int:
        """Resident bytes; 0 if the child is no more."""
        try:
            return int(self._seen.memory_info().rss)
        except psutil.Error:
            return 0

    def _death(self) -> ConfinedError:
        """What to raise for a child that has closed its end."""
        ends = time.monotonic() + _LAST_BREATH
        while not (dead := self._is_dead()) and time.monotonic() < ends:
            time.sleep(_LOOK / 4)
        self._kill()
        if not dead:
            return ConfinedDied("it closed its pipe")
        status = self._process.returncode
        if -status in (signal.SIGALRM, signal.SIGXCPU):
            return ConfinedTimeout("out of time")
        if status >= 0:
            return ConfinedDied(f"ended with status {status}")
        name = (
            signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
        )
        return ConfinedDied(f"ended with {name}")

    def _is_dead(self) -> bool:
        """Whether the child has ended, without taking note of it."""
        try:
            return bool(self._seen.status() == psutil.STATUS_ZOMBIE)
        except psutil.Error:
            return True

    def _kill(self) -> None:
        """Kill the child's session and take note of its end.

        Until that is done its number is its own, so nobody else can be hit.
        """
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()


def _pipe(reading: contextlib.ExitStack, writing: contextlib.ExitStack) -> tuple[int, int]:
    """A pipe, each end to be closed with its stack, holding a whole page where that is allowed."""
    read, write = os.pipe()
    reading.callback(os.close, read)
    writing.callback(os.close, write)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return read, write


def _signal_name(number: int) -> str:
    """Such as SIGSEGV; real-time signals have no names."""
    return signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"


def _environment() -> dict[str, str]:
    """What a child gets to see of the environment: no secrets."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or name.startswith("PYTHON")
    }
