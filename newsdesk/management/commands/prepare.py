"""Makes database, queue and static files ready for this version."""

from __future__ import annotations

import hashlib
import os
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
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
        stamp = settings.STATIC_ROOT / ".sources"
        sources = static_sources()
        if not stamp.is_file() or stamp.read_text() != sources:
            self.stdout.write("Collecting static files")
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(sources)


def static_sources() -> str:
    """Return a digest of every static file's name, size and time, and of how they are stored.

    Hashing and compressing them takes seconds, looking at them a hundredth of one.
    """
    seen = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))  # noqa: PTH116 - a str, and thousands of them
            seen.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return seen.hexdigest()
