"""Subscribes to a feed from the command line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.services.feeds import subscribe
from articles.tasks import ring
from newsdesk.lib.addresses import web_address


class Command(BaseCommand):
    """Stores the feed; its first look is due at once."""

    help = "Subscribe to the feed at URL, or to the feed of the site at URL."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("url", metavar="URL")
        parser.add_argument("--folder", default="")

    def handle(self, *args: Any, url: str, folder: str, **options: Any) -> None:
        """Subscribe and print the feed's page; exit 2 when URL is no address."""
        try:
            address = web_address(url)
        except ValueError as problem:
            raise CommandError(str(problem), returncode=2) from None
        feed, _created = subscribe(address, folder=folder)
        ring()
        self.stdout.write(feed.get_absolute_url())
