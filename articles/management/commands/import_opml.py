"""Subscribes to every feed of an OPML file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.pipeline.opml import NotOpml
from articles.services.subscriptions import import_opml
from articles.tasks import ring


class Command(BaseCommand):
    """A bad outline is reported on stderr; the rest goes in."""

    help = "Subscribe to every feed of an OPML FILE (- for stdin)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        """Subscribe and print counts; exit 2 when the file is no OPML."""
        try:
            raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            report = import_opml(raw, by=None)
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror}", returncode=2) from None
        except NotOpml as problem:
            raise CommandError(str(problem), returncode=2) from None
        ring()
        for warning in report.warnings:
            self.stderr.write(warning)
        self.stdout.write(f"{report.added} new, {report.known} known")
