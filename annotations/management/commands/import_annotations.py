"""Takes in a file of notes from another program, for a reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.formats.incoming import NotReadable
from annotations.importing import REASONS, Line, import_file
from annotations.management.readers import reader_called
from articles.management.input import read_input

_TOLD = {
    "check": "to check, other words stand there",
    "orphan": "not in the article",
    "unknown": "article not on the desk",
    "left": "left for next time",
    "bad": "not usable",
}


class Command(BaseCommand):
    """What cannot be placed is named on stderr; the rest goes in."""

    help = "Take in a FILE of notes (- for stdin): Hypothesis, Readwise, W3C Web Annotations."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("user", metavar="USER", help="the reader whose notes they become")
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--left-over", metavar="FILE", help="write what found no place, to be imported again"
        )

    def handle(
        self, *args: Any, user: str, file: str, left_over: str | None, **options: Any
    ) -> None:
        """Import and print counts; exit 2 where the file is none of the formats."""
        reader = reader_called(user)
        try:
            report = import_file(reader, read_input(file))
        except NotReadable as problem:
            raise CommandError(str(REASONS[problem.reason]), returncode=2) from None
        for remark in report.remarks:
            self.stderr.write(str(REASONS[remark]))
        for line in report.having("check", "orphan", "unknown", "left", "bad"):
            self.stderr.write(_sentence(line))
        if left_over and report.left_over:
            try:
                Path(left_over).write_bytes(report.left_over)
            except OSError as problem:
                raise CommandError(f"{left_over}: {problem.strerror}", returncode=2) from None
        placed, check, known = (report.count(one) for one in ("placed", "check", "known"))
        rest = report.count("orphan", "unknown", "left", "bad")
        self.stdout.write(f"{placed} placed, {check} to check, {known} known, {rest} left over")


def _sentence(line: Line) -> str:
    reason = str(REASONS[line.reason]) if line.reason else ""
    words = " ".join(line.words.split())[:80]
    where = line.url or line.title
    return " | ".join(filter(None, (_TOLD[line.outcome], words, where, reason)))
