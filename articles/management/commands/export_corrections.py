"""Writes decided articles as stories with marked quotations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.corpus import as_story
from articles.correction_queries import decided_revisions
from articles.quotes.training.story import BadStory, read_story, write_story


class Command(BaseCommand):
    """One file for each article, in the format of ``articles/quotes/training/story.py``."""

    help = "Write articles whose quotations are all decided into a FOLDER, as stories with marks."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("folder", metavar="FOLDER", help="made where it is missing")
        parser.add_argument(
            "--all",
            action="store_true",
            dest="undecided",
            help="other articles too, their quotations as the program found them",
        )

    def handle(self, *args: Any, folder: str, undecided: bool, **options: Any) -> None:
        """Write them and print how many; exit 2 where a file cannot be written."""
        written, left_out = 0, 0
        try:
            place = Path(folder)
            place.mkdir(parents=True, exist_ok=True)
            for revision in decided_revisions(undecided=undecided):
                story = as_story(revision)
                try:
                    text = write_story(story)
                    read_story(text, story.name)
                except BadStory as problem:
                    left_out += 1
                    self.stderr.write(f"left out: {problem}")
                    continue
                (place / f"{story.name}.txt").write_text(text, encoding="utf-8")
                written += 1
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or str(problem)
            raise CommandError(f"{folder} cannot be written: {reason}.", returncode=2) from None
        self.stdout.write(f"{written} written, {left_out} left out")
