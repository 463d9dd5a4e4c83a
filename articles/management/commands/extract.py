"""``manage.py extract FILE --url U``: an article out of a page. Needs no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.input import add_input, read_input, run_records
from articles.pipeline.extraction import UnreadableArticle
from articles.pipeline.read import read_article


class Command(BaseCommand):
    """Print the article of a web page or scraped text, as the desk reads it."""

    help = "Extract the article from a page or scraped plain text and print it as JSON."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare FILE, --jsonl, --url and --content-type."""
        add_input(parser, '{"id", "url", "html"}')
        parser.add_argument("--url", default="", help="the address the page came from")
        parser.add_argument("--content-type", default="", help="the header it came with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; exit 2 with one line on stderr where FILE is unusable."""
        if options["jsonl"]:
            run_records(options["file"], _record)
            return
        raw, url, kind = read_input(options["file"]), options["url"], options["content_type"]
        try:
            found = read_article(raw, url, content_type=kind)
        except UnreadableArticle as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(json.dumps(found.to_json(), ensure_ascii=False, indent=2))


def _record(record: dict[str, Any]) -> dict[str, Any]:
    url = str(record.get("url") or "")
    return read_article(str(record["html"]).encode("utf-8", "replace"), url).to_json()
