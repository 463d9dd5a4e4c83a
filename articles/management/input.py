"""Where the commands that need no database read from: a file, or ``-`` for stdin."""

from __future__ import annotations

import contextlib
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from newsdesk.lib.jsonl import run_jsonl


def add_input(parser: ArgumentParser, record: str) -> None:
    """Declare FILE and ``--jsonl``; ``record`` describes one line of the latter."""
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="a file, or - for stdin"
    )
    parser.add_argument("--jsonl", action="store_true", help=f"read lines of {record}")


def read_input(name: str) -> bytes:
    """Return the bytes of FILE; :class:`CommandError` with status 2 where it cannot be read."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise CommandError(_why(name, error), returncode=2) from error


def run_records(name: str, handle: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Map each line of FILE through ``handle`` to standard output, in UTF-8."""
    with contextlib.ExitStack() as stack:
        try:
            source = sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))
        except (OSError, ValueError) as error:
            raise CommandError(_why(name, error), returncode=2) from error
        lines = (line.decode("utf-8", "replace") for line in source)
        run_jsonl(lines, sys.stdout, handle)


def _why(name: str, error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return f"{name} cannot be read: {reason}."
