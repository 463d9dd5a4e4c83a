"""Running a function on hostile material in a process of its own, under limits.

    call(argument) --pickle--> child: function(argument) --JSON--> value, or one of our errors
                                  | too slow, too large, dead, worn out
                                  v
                               killed; the next call starts another

The child is a fresh interpreter and never a fork, so that it can be started from any thread and
from forked workers. It stays warm between calls, because importing costs more than most calls. It
has no descriptors but its pipes, an almost empty environment, a session of its own, and the limits
that `newsdesk.lib.confined_child` sets. It is not a sandbox against code of a stranger's: it keeps
one bad page from taking the time, memory or life of the process that has to go on.

Whatever comes back is read as data that may be forged, see `newsdesk.lib.messages`.

Memory is limited by the kernel where it can (Linux); elsewhere its size is looked at from time to
time, which a quick page can outrun for a moment.
"""

from __future__ import annotations

import os
import pickle
import queue
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, Final, Self

from newsdesk.lib.confined_child import LINUX
from newsdesk.lib.confined_process import (
    ConfinedDied,
    ConfinedError,
    ConfinedFailed,
    ConfinedMemory,
    ConfinedTimeout,
    Process,
)
from newsdesk.lib.messages import Malformed, Messages

__all__ = [
    "Confined",
    "ConfinedDied",
    "ConfinedError",
    "ConfinedFailed",
    "ConfinedMemory",
    "ConfinedPool",
    "ConfinedTimeout",
]

START: Final = 60.0
"""Seconds a child may take to import its function."""

LONGEST: Final = 16_000_000
"""Bytes of the longest result."""

KERNEL_LIMITS_MEMORY = LINUX
"""Whether a limit on memory is one the kernel keeps."""


class Confined:
    """One function with one child process to run it in, started when first needed.

    Safe to share between threads, which take turns, and usable after a fork, which gets a child
    of its own.

    Args:
        function: ``package.module:name`` of a function of one argument that can be pickled.
        seconds: Wall-clock seconds one call may take; starting the child is not counted.
        memory: Bytes the child may have on top of what it has once everything is imported.
        calls: Calls after which a child is replaced.
        types: Classes that results may hold besides plain ones: `messages.Messages`.
        errors: Exceptions, by exact class, that pass from the function to the caller if their
            arguments are plain.
        longest: Bytes of the longest result as a message.
    """

    def __init__(
        self,
        function: str,
        *,
        seconds: float,
        memory: int,
        calls: int = 500,
        types: Iterable[type] = (),
        errors: Iterable[type[Exception]] = (),
        longest: int = LONGEST,
    ) -> None:
        self._function, self._types, self._errors = function, tuple(types), tuple(errors)
        self._seconds, self._memory, self._calls = seconds, memory, calls
        self._longest = longest
        self._messages = Messages(self._types)
        self._names = [_name(each) for each in self._types], [_name(each) for each in self._errors]
        self._closed = False
        self._forget()
        _everyone.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def call(self, argument: Any) -> Any:
        """Run the function on an argument, waiting for other threads' calls to end first.

        Raises:
            ConfinedTimeout: It took longer than `seconds`.
            ConfinedMemory: It needed more than `memory`.
            ConfinedDied: The child died or sent what is no answer.
            ConfinedFailed: The function raised something else than `errors`, cannot be
                imported, or gave what has no form as a message.
        """
        data = pickle.dumps(argument, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            if self._closed:
                raise RuntimeError("this has been closed")
            child = self._ready_child()
            try:
                status, payload = self._ask(child, data)
                sound = status in ("value", "error", "failed")
                kept = sound and child.fit(self._calls, self._memory // 2)
            except BaseException:  # an answer still to come would be taken for the next one's
                self._discard()
                raise
            if not kept:
                self._discard()
        return self._conclude(status, payload)

    def warm(self) -> None:
        """Start the child now, if there is none, so that the first call need not wait for it.

        Raises:
            ConfinedError: It does not start.
        """
        with self._lock:
            if not self._closed:
                self._ready_child()

    def close(self) -> None:
        """End the child; waits for a call under way. Closing twice does no harm."""
        with self._lock:
            self._closed = True
            self._discard()

    @property
    def pid(self) -> int | None:
        """The process id of the present child, if there is one."""
        return self._child.pid if self._child else None

    def _forget(self) -> None:
        """Be as new; after a fork, what was there belongs to the other process."""
        self._lock = threading.Lock()
        self._child: Process | None = None
        self._finalizer: Callable[[], object] | None = None

    def _ready_child(self) -> Process:
        """The present child, or a new one if there is none or it has died since."""
        if self._child and self._child.gone():
            self._discard()
        if self._child is None:
            types, errors = self._names
            limits = {"seconds": self._seconds, "memory": self._memory, "longest": self._longest}
            names = {"function": self._function, "types": types, "errors": errors}
            self._child = Process({**limits, **names, "enforced": KERNEL_LIMITS_MEMORY})
            self._finalizer = weakref.finalize(self, self._child.end)
            try:
                status, payload = self._read(self._child, START, None)
                if status != "ready":
                    self._conclude(status, payload)
                self._child.note_size()
            except BaseException:
                self._discard()
                raise
        return self._child

    def _ask(self, child: Process, data: bytes) -> tuple[str, Any]:
        """Send one argument and wait for what comes of it."""
        child.calls += 1
        ends = time.monotonic() + self._seconds
        child.send(data, ends)
        return self._read(child, ends - time.monotonic(), self._memory)

    def _read(self, child: Process, seconds: float, memory: int | None) -> tuple[str, Any]:
        """An answer: its status and what belongs to that."""
        most = None if memory is None or KERNEL_LIMITS_MEMORY else memory
        data = child.receive(time.monotonic() + seconds, self._longest, most)
        try:
            status, payload = self._messages.read(data)
            if status in ("failed", "error"):
                payload = tuple(payload)
            if status == "failed" and not _is_failure(payload):
                raise Malformed("a failure without its words")
            if status == "error":
                payload = _rebuild(self._errors, *payload)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise ConfinedDied(f"a forged answer: {error}") from None
        return status, payload

    @staticmethod
    def _conclude(status: str, payload: Any) -> Any:
        """Give the value or raise the error of an answer."""
        if status == "value":
            return payload
        if status == "error":
            raise payload
        if status == "failed":
            raise ConfinedFailed(*payload)
        if status == "memory":
            raise ConfinedMemory("out of memory")
        raise ConfinedDied("a forged answer")

    def _discard(self) -> None:
        if self._finalizer:
            self._finalizer()
        self._child = self._finalizer = None


class ConfinedPool:
    """Several children for one function, so that several threads can have it run at once.

    Takes the same arguments as `Confined`. The child used last is used first again, so quiet
    times keep only as many warm as are needed.

    Args:
        function: As for `Confined`.
        processes: Most children at a time.
        limits: The other arguments of `Confined`.
    """

    def __init__(self, function: str, *, processes: int, **limits: Any) -> None:
        self._members = [Confined(function, **limits) for _ in range(processes)]
        self._forget()
        _everyone.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def call(self, argument: Any) -> Any:
        """Run the function in the next child that is free; raises what `Confined.call` does."""
        free = self._free
        member = free.get()
        try:
            return member.call(argument)
        finally:
            free.put(member)

    def warm(self) -> None:
        """Start the child that serves the next call; raises what `Confined.warm` does."""
        self._members[-1].warm()

    def close(self) -> None:
        """End all children; waits for calls under way."""
        for member in self._members:
            member.close()

    def _forget(self) -> None:
        self._free: queue.LifoQueue[Confined] = queue.LifoQueue()
        for member in self._members:
            self._free.put(member)


def _name(cls: type) -> str:
    """How the child finds a class."""
    if "<locals>" in cls.__qualname__:
        raise ValueError(f"{cls.__qualname__} cannot be imported")
    return f"{cls.__module__}:{cls.__qualname__}"


def _is_failure(payload: Sequence[Any]) -> bool:
    return len(payload) == 2 and all(isinstance(each, str) for each in payload)


def _rebuild(
    errors: Sequence[type[Exception]], index: int, arguments: tuple[Any, ...], state: dict[str, Any]
) -> Exception:
    """An exception as it was, without calling its constructor."""
    if not isinstance(index, int) or not 0 <= index < len(errors):
        raise Malformed("no such exception")
    error = errors[index].__new__(errors[index])
    error.args = tuple(arguments)
    for name, value in dict(state).items():
        object.__setattr__(error, str(name), value)
    return error


_everyone: weakref.WeakSet[Confined | ConfinedPool] = weakref.WeakSet()


def _after_fork() -> None:
    """Let go of children in a forked process: they go on serving the other one."""
    everyone = list(_everyone)
    for each in everyone:
        if isinstance(each, Confined):
            each._discard()
    for each in everyone:
        each._forget()


os.register_at_fork(after_in_child=_after_fork)
