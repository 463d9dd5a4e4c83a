"""Makes database, queue and static files ready for this version."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from newsdesk.embedded.queue import install_queue


class Command(BaseCommand):
    """Safe to run at every start and on several hosts: each step does only what is missing."""

    help = "Apply migrations, make the cache table and the queue, and collect static files."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps, naming each."""
        self.stdout.write("Applying migrations")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if settings.CELERY_BROKER_URL.startswith("pgmq:"):
            self.stdout.write("Making the queue")
            install_queue(settings.CELERY_BROKER_TRANSPORT_OPTIONS["conn_string"])
        self.stdout.write("Collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0)
