"""The other end of `newsdesk.lib.confined`: runs one function again and again, within limits.

Started by that module alone, with a fresh interpreter. The function's module is imported first,
without limits, as it is our own; then the limits are set, and only then comes anything a stranger
wrote. Limits that only the kernel can keep are its own: it ends this process whatever Python is
doing at the time.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import json
import math
import os
import pickle
import resource
import select
import signal
import struct
import sys
import time
from functools import reduce
from pathlib import Path
from typing import Any, Final

from newsdesk.lib.messages import Messages, Unsendable

LENGTH: Final = struct.Struct("!I")
"""What stands before each message: its length in bytes."""

LINUX: Final = sys.platform == "linux"

MAX_WORDS: Final = 500
"""Characters of an exception's text that are handed back."""

_FILES: Final = 32
_GRACE: Final = 1.0
_MEMORY: Final = b'["tuple","memory",null]'


def main(text: str) -> None:
    """Serve calls until the other end closes.

    Args:
        text: The set-up as JSON, made by `confined.Confined`.
    """
    setup: dict[str, Any] = json.loads(text)
    _reset_signals()
    _die_with_parent(setup["lifeline"])
    answers: int = setup["answers"]
    try:
        function = find(setup["function"])
        messages = Messages([find(name) for name in setup["types"]])
        errors = tuple(find(name) for name in setup["errors"])
    except BaseException as error:
        _send(answers, Messages().write(("failed", _describe(error))))
        return
    gc.collect()
    gc.freeze()
    # A call makes tens of thousands of small objects and hardly a cycle: to look for cycles every
    # 700 of them cost a twentieth of the time.
    gc.set_threshold(50_000, 20, 50)
    _limit(setup["memory"] if setup["enforced"] else None)
    _send(answers, Messages().write(("ready", None)))
    while (data := _receive(setup["requests"])) is not None:
        _start_clocks(setup["seconds"])
        try:
            answer = messages.write(_answer(function, data, messages, errors))
            if len(answer) > setup["longest"]:
                answer = messages.write(("failed", ("OverflowError", "the result is too long")))
        except MemoryError:
            answer = _MEMORY
        except BaseException as error:  # what came of it has no form as a message
            answer = messages.write(("failed", _describe(error)))
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, answer)


def find(name: str) -> Any:
    """What ``package.module:name`` stands for; a dotted name lies within a class."""
    module, _, path = name.partition(":")
    return reduce(getattr, path.split("."), importlib.import_module(module))


def _answer(
    function: Any, data: bytes, messages: Messages, errors: tuple[type[BaseException], ...]
) -> tuple[str, Any]:
    """One call: what came of it, and the value or the exception."""
    try:
        return "value", function(pickle.loads(data))  # noqa: S301 - written by our own parent
    except MemoryError:
        raise
    except BaseException as error:
        if type(error) not in errors:
            return "failed", _describe(error)
        caught = "error", (errors.index(type(error)), error.args, dict(vars(error)))
        try:
            messages.write(caught)
        except Unsendable:
            return "failed", _describe(error)
        return caught


def _describe(error: BaseException) -> tuple[str, str]:
    """Name and words of an exception, however it behaves when asked."""
    try:
        words = str(error)[:MAX_WORDS]
    except Exception:
        words = ""
    return type(error).__name__, words


def _limit(memory: int | None) -> None:
    """Set what this process may use; `memory` is in bytes on top of what it has now.

    Python's own codecs are read from files when first asked for, so some descriptors stay free.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _lower(resource.RLIMIT_NOFILE, _FILES)
    if memory is not None:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)


def _lower(kind: int, most: int) -> None:
    """Set a limit for good, unless a lower one holds already."""
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def _start_clocks(seconds: float) -> None:
    """Have the kernel end this process if a call goes on although nobody waits any more.

    The other end keeps the deadline; these are for when it is gone.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
    most = math.ceil(time.process_time() + seconds + _GRACE)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _reset_signals() -> None:
    """Undo what a parent may have blocked or ignored, both of which are inherited."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in (signal.SIGALRM, signal.SIGIO, signal.SIGTERM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _die_with_parent(lifeline: int) -> None:
    """Have the kernel send SIGIO, which ends this process, when the other end is gone.

    Only Linux does; elsewhere the clocks and the end of the requests have to do.
    """
    if not LINUX:
        return
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    watch = select.poll()
    watch.register(lifeline, 0)
    if watch.poll(0):  # it was gone before
        os._exit(1)


def _receive(descriptor: int) -> bytes | None:
    """The next message; None at the end."""
    head = _read(descriptor, LENGTH.size)
    return None if head is None else _read(descriptor, LENGTH.unpack(head)[0])


def _read(descriptor: int, count: int) -> bytes | None:
    parts: list[bytes] = []
    while count:
        part = os.read(descriptor, min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _send(descriptor: int, data: bytes) -> None:
    """Send a message; if nobody reads any more, the end of the requests will tell."""
    with contextlib.suppress(BrokenPipeError):
        rest = memoryview(LENGTH.pack(len(data)) + data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
