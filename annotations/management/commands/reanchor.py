"""``manage.py reanchor --jsonl``: passages placed on a changed text. Needs no database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.anchoring.jsonl import reanchor_record
from articles.management.input import add_input, run_records


class Command(BaseCommand):
    """Say for each passage whether it is still there, changed, or gone."""

    help = "Place passages of an old text, or quotes, on a new text; one JSON object per line."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare FILE and --jsonl."""
        add_input(parser, '{"id", "old", "new", "targets": [{"start", "end"}]}')

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; exit 2 with one line on stderr where FILE is unusable."""
        if not options["jsonl"]:
            raise CommandError("reanchor reads records; give --jsonl.", returncode=2)
        run_records(options["file"], reanchor_record)
