"""``manage.py quotes FILE``: who says what in an article. Needs no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.input import read_input, run_records
from articles.pipeline.extraction import UnreadableArticle
from articles.pipeline.read import read_article
from articles.quotes import analyse


class Command(BaseCommand):
    """Print the quotations and people of articles, with their text."""

    help = "Find every quotation of an article, who says it, and every person it names."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the FILEs and --jsonl."""
        parser.add_argument(
            "file",
            nargs="*",
            metavar="FILE",
            help="pages or scraped texts, or - for stdin; several give one line of JSON each",
        )
        parser.add_argument(
            "--jsonl", action="store_true", help='read lines of {"id", "text"}, text as it is'
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; exit 2 with one line on stderr where a FILE is unusable."""
        files: list[str] = options["file"] or ["-"]
        if options["jsonl"]:
            for name in files:
                run_records(name, _record)
            return
        indent = 2 if len(files) == 1 else None
        for name in files:
            self.stdout.write(json.dumps(_answer(name), ensure_ascii=False, indent=indent))


def _answer(name: str) -> dict[str, Any]:
    try:
        found = read_article(read_input(name))
    except UnreadableArticle as error:
        raise CommandError(f"{name}: {error}", returncode=2) from error
    text = found.document.text
    return {"text": text, **analyse(text, exclude_names=found.bylines).to_json()}


def _record(record: dict[str, Any]) -> dict[str, Any]:
    text = record["text"]
    if not isinstance(text, str):
        raise ValueError("the record's text is not a string")
    return analyse(text).to_json()
