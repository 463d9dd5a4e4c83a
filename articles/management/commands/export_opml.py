"""Writes all feeds as OPML."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles.services.subscriptions import export_opml


class Command(BaseCommand):
    """For other feed readers, and for moving to another desk."""

    help = "Print all feeds as OPML."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the list."""
        self.stdout.write(export_opml().decode())
