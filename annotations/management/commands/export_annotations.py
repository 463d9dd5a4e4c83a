"""Writes everything a reader marked and wrote."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.exporting import FORMATS, export
from annotations.management.readers import reader_called


class Command(BaseCommand):
    """For moving to another desk, and for readers who ask for their data."""

    help = "Write everything of a reader's: notes, answers, collections."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("user", metavar="USER", help="a reader's user name")
        parser.add_argument("--format", choices=list(FORMATS), default="jsonld")
        parser.add_argument("--output", metavar="FILE", help="a file instead of standard output")

    def handle(
        self, *args: Any, user: str, format: str, output: str | None, **options: Any
    ) -> None:
        """Write the file; exit 2 where there is no such reader, or it cannot be written."""
        made = export(reader_called(user), format)
        if output is None:
            sys.stdout.buffer.write(made.body)
            return
        try:
            Path(output).write_bytes(made.body)
        except OSError as problem:
            raise CommandError(f"{output}: {problem.strerror}", returncode=2) from None
