"""Subscribes to the sample outlets and waits until their stories are in."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from articles.models import Article, Feed
from articles.queries import arriving
from articles.samples.content import outlets
from articles.services.feeds import look_soon, subscribe
from articles.tasks import ring


class Command(BaseCommand):
    """Needs a running web server and worker: the samples come in as any outlet's would.

    Does nothing on a desk that has feeds already.
    """

    help = "Fill a new desk with the sample outlets' stories."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("--wait", type=float, default=60.0, help="seconds, at most")

    def handle(self, *args: Any, wait: float, **options: Any) -> None:
        """Subscribe, wait, look again for the edited story, and wait."""
        if not settings.SAMPLES:
            raise CommandError("NEWSDESK_SAMPLES is not set", returncode=2)
        if Feed.objects.exists() or Article.objects.exists():
            return
        until = time.monotonic() + wait
        feeds = []
        for outlet in outlets():
            address = f"{settings.SAMPLES_URL}{reverse('samples:feed', args=[outlet.slug])}"
            feeds.append(subscribe(address, title=outlet.name, folder="Samples")[0])
        self._come_in(until)
        # One sample outlet edits a story after publication: this second look sees it.
        for feed in feeds:
            look_soon(feed)
        self._come_in(until)
        self.stdout.write(f"{Article.objects.count()} sample stories")

    def _come_in(self, until: float) -> None:
        ring()
        while arriving():
            if time.monotonic() > until:
                raise CommandError("the sample stories are still coming in", returncode=1)
            time.sleep(0.2)
