"""Says things to whoever started the desk."""

from __future__ import annotations

import contextlib
import sys


def say(line: str) -> None:
    """Print a line; a reader who has gone (`make run | head`) does not stop the desk."""
    with contextlib.suppress(OSError, ValueError):
        print(line, file=sys.stdout, flush=True)
