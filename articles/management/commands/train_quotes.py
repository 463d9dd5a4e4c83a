"""``manage.py train_quotes``: learn the weights of the quotation finder from the corpus."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.quotes.training.corpus import CORPUS, read_corpus
from articles.quotes.training.learning import learn
from articles.quotes.training.measuring import errors, figures
from articles.quotes.training.story import BadStory
from articles.quotes.training.watching import Tables

_WEIGHTS = CORPUS.with_name("weights.json")


class Command(BaseCommand):
    """Learn weights, and print how well weights of other stories did on each story."""

    help = "Learn who-says-what weights from the corpus, and print figures of held-out stories."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the folders, the file, and what is printed."""
        parser.add_argument(
            "--corpus",
            nargs="+",
            default=[],
            metavar="DIR",
            help="further folders of stories, such as export_corrections writes",
        )
        parser.add_argument(
            "--output", default=str(_WEIGHTS), metavar="FILE", help="where the weights go"
        )
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 if FILE would change"
        )
        parser.add_argument(
            "--errors", type=int, default=0, metavar="N", help="print N mistakes of each kind, too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; exit 2 with one line where a story or the FILE is unusable."""
        output = Path(options["output"])
        try:
            stories = read_corpus([CORPUS, *map(Path, options["corpus"])])
            before = output.read_text(encoding="utf-8") if options["check"] else ""
        except BadStory as problem:
            raise CommandError(str(problem), returncode=2) from None
        except OSError as problem:
            raise CommandError(f"{output}: {problem.strerror}", returncode=2) from None
        learned = learn(stories)
        measured = figures(learned.held_out)
        self.stdout.write(json.dumps(measured, ensure_ascii=False, indent=1))
        for line in errors(learned.held_out, options["errors"]):
            self.stdout.write(line)
        text = as_text(learned.tables)
        if options["check"]:
            if text != before:
                raise CommandError(f"{output} is not what the corpus gives", returncode=1)
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as problem:
            raise CommandError(f"{output}: {problem.strerror}", returncode=2) from None


def as_text(tables: Tables) -> str:
    """The weights as the file has them: JSON, sorted, one to a line."""
    return json.dumps(tables, indent=2, sort_keys=True) + "\n"
