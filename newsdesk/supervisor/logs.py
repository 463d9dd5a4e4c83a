"""The log files of the parts: kept small, and quoted when a part dies."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import BinaryIO

#: Bytes after which a log is moved to `NAME.log.1`, of which one is kept.
LIMIT = 5_000_000
_TAIL = 12


class Log:
    """One part's log. Children write to it directly, so it is emptied in place, not replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mark = 0

    def open(self) -> BinaryIO:
        """Return the file to give a child, and remember where its output begins."""
        self.rotate()
        file = self.path.open("ab")
        self._mark = file.tell()
        return file

    def rotate(self) -> None:
        """Move a log that has grown too long aside. Lines written meanwhile may be lost."""
        with contextlib.suppress(OSError):
            if self.path.stat().st_size > LIMIT:
                shutil.copyfile(self.path, self.path.with_name(self.path.name + ".1"))
                with self.path.open("r+b") as file:
                    file.truncate(0)  # children append, so they go on at the new end
                self._mark = 0

    def tail(self) -> list[str]:
        """Return the last lines written since :meth:`open`."""
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(max(self._mark, size - 10_000))
                text = file.read().decode(errors="replace")
        except OSError:
            return []
        return [line.rstrip() for line in text.splitlines() if line.strip()][-_TAIL:]
