"""Takes in a file of people: members of Congress, Popolo, or Wikidata."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management.input import read_input
from articles.pipeline.person_records import NotPeople
from articles.services.importing_people import import_people

#: Sentences about rows that are printed one by one.
_MOST_TOLD = 100


class Command(BaseCommand):
    """Rows that cannot be used, and those in doubt, are reported on stderr; the rest goes in."""

    help = (
        "Take in the people of a FILE (- for stdin): congress-legislators JSON, Popolo JSON, "
        "or Wikidata's items or query results as JSON."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--since",
            type=int,
            metavar="YEAR",
            help="leave out people whose last office ended before YEAR",
        )

    def handle(self, *args: Any, file: str, since: int | None, **options: Any) -> None:
        """Take the file in and print counts; exit 2 when it is no file of people."""
        try:
            report = import_people(read_input(file), since=since)
        except NotPeople as problem:
            raise CommandError(str(problem), returncode=2) from None
        for word, rows in (("ambiguous", report.ambiguous), ("refused", report.refused)):
            for row in rows[:_MOST_TOLD]:
                self.stderr.write(f"{word}: {row}")
            if len(rows) > _MOST_TOLD:
                self.stderr.write(f"{word}: and {len(rows) - _MOST_TOLD:,} more")
        counts = (
            f"{report.added} added, {report.completed} completed, {report.unchanged} unchanged, "
            f"{len(report.ambiguous)} ambiguous, {len(report.refused)} refused"
        )
        if since is not None:
            counts += f", {report.left_out} left out"
        self.stdout.write(f"{report.source}: {counts}")
