"""Locks between processes that vanish with whoever held them."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

from newsdesk.embedded.processes import no_check


class BusyError(Exception):
    """Someone else holds the lock; `owner` is what they wrote in it."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner)
        self.owner = owner


class Lock:
    """A lock on a file. Children do not inherit it, and a killed holder does not keep it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = -1

    def take(
        self,
        seconds: float = 0,
        check: Callable[[], None] = no_check,
        *,
        shared: bool = False,
    ) -> None:
        """Take the lock, waiting up to `seconds`; :class:`BusyError` when it stays taken."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        end = time.monotonic() + seconds
        try:
            while True:
                try:
                    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
                    fcntl.flock(handle, kind | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= end:
                        raise BusyError(os.pread(handle, 200, 0).decode(errors="replace")) from None
                check()
                time.sleep(0.1)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle
        if not shared:
            self.write(str(os.getpid()))

    def write(self, text: str) -> None:
        """Say who holds the lock and why, for those who find it taken."""
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, text.encode(), 0)

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    #: A fork shares the lock; closing its copy leaves the original's in place.
    abandon = release
