"""Takes in one article from a file or an address."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.models import Article, Entry, Job
from articles.pipeline.extraction import UnreadableArticle
from articles.services.entries import NotReadable, hand_in
from articles.services.pasting import paste
from articles.services.work import do_due_work

#: Seconds a fetch may take, redirects and pauses included.
LONGEST = 60.0


class Command(BaseCommand):
    """Stores the article and prints its address."""

    help = "Take in one article from a FILE (HTML or scraped text; - for stdin) or a URL."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("source", metavar="FILE|URL")
        parser.add_argument("--url", default="", help="where the text was published")

    def handle(self, *args: Any, source: str, url: str, **options: Any) -> None:
        """Take it in; exit 2 with one line when that cannot be done."""
        try:
            if source.startswith(("http://", "https://")):
                article = self._fetched(source)
            else:
                raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
                article = paste(raw, url=url)
        except (UnreadableArticle, NotReadable) as problem:
            raise CommandError(str(problem), returncode=2) from None
        except OSError as problem:
            raise CommandError(f"{source}: {problem.strerror}", returncode=2) from None
        self.stdout.write(article.get_absolute_url())

    def _fetched(self, address: str) -> Article:
        """Fetch at once, without a worker: its job is done here, and no other."""
        entry = hand_in(address, by=None)
        do_due_work(LONGEST, Job.objects.filter(kind=Job.Kind.ENTRY, target=entry.pk))
        entry = Entry.objects.select_related("article").get(pk=entry.pk)
        if entry.article is None:
            job = Job.objects.filter(kind=Job.Kind.ENTRY, target=entry.pk).first()
            told = entry.message or (job.message if job else "")
            raise NotReadable(
                told or "a worker is at this article, or its outlet is busy, just now"
            )
        return entry.article
