"""What the tests of confined functions share."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Any

import psutil
import pytest

from newsdesk.lib.confined import Confined
from tests.lib.misbehaving import Page, UnreadableError

HERE = "tests.lib.misbehaving"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps this limit")


def confine(function: str = "misbehave", **changes: Any) -> Confined:
    settings: dict[str, Any] = {"seconds": 2.0, "memory": 100_000_000, "types": [Page]}
    settings |= {"errors": [UnreadableError], "longest": 2_000_000}
    return Confined(f"{HERE}:{function}", **settings | changes)


def gone(pid: int, within: float = 5) -> bool:
    """Whether a process has ended by a moment from now."""
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.02)
                continue
        return True
    return False
