"""``manage.py parse_feed FILE``: a feed's entries as JSON. Needs no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.input import add_input, read_input, run_records
from articles.pipeline.feed import parse_feed
from articles.pipeline.feed_types import NotAFeed


class Command(BaseCommand):
    """Print what a feed holds, as the desk reads it."""

    help = "Parse a feed (RSS, Atom, JSON Feed) and print it as JSON."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare FILE, --jsonl, --url and --content-type."""
        add_input(parser, '{"id", "url", "content_type", "feed"}')
        parser.add_argument("--url", default="", help="the address the feed came from")
        parser.add_argument("--content-type", default="", help="the header it came with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; exit 2 with one line on stderr where FILE is unusable."""
        if options["jsonl"]:
            run_records(options["file"], _record)
            return
        try:
            feed = parse_feed(read_input(options["file"]), options["url"], options["content_type"])
        except NotAFeed as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(json.dumps(feed.to_json(), ensure_ascii=False, indent=2))


def _record(record: dict[str, Any]) -> dict[str, Any]:
    url, kind = str(record.get("url") or ""), str(record.get("content_type") or "")
    return parse_feed(str(record["feed"]).encode("utf-8", "replace"), url, kind).to_json()
