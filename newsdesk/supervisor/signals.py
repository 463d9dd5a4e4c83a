"""Turns signals into a flag that is looked at in safe places.

An exception thrown from a handler could strike between a child's start and its being written
down; here nothing happens until :meth:`Signals.check` is called.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from types import FrameType

from newsdesk.supervisor.terminal import say

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Someone asked the desk to stop."""


class Signals:
    """Counts requests to stop, and wakes :meth:`wait` for them and for ended children."""

    def __init__(self) -> None:
        self.requests = 0
        self._reading, writing = os.pipe()
        os.set_blocking(self._reading, False)
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        for number in _STOPPING:
            # Under nohup a closed terminal is no reason to stop.
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue
            signal.signal(number, self._ask)

    def forced(self) -> bool:
        """Return whether the desk was asked to stop more than once."""
        return self.requests > 1

    def check(self) -> None:
        """Raise :class:`Stopped` when the desk was asked to stop."""
        if self.requests:
            raise Stopped

    def wait(self, seconds: float) -> None:
        """Return after `seconds`, or sooner for a signal; raise :class:`Stopped` as `check`."""
        self.check()
        end = time.monotonic() + seconds
        ready, _, _ = select.select([self._reading], [], [], max(0, end - time.monotonic()))
        if ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._reading, 4096)
        self.check()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        # make passes SIGTERM on and a terminal sends to the whole group, so one request may
        # come twice at once: only a second one after a moment means impatience.
        now = time.monotonic()
        if self.requests == 0 or now - self._last > 0.5:
            self.requests += 1
        self._last = now
        if self.requests == 2:
            say("Forcing everything to stop")

    _last = 0.0
