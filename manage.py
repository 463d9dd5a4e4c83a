#!/usr/bin/env python
"""Newsdesk's command line: ``python manage.py help`` lists the commands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

#: Commands that need no database; every other one gets an embedded server for as long as
#: it runs, unless DATABASE_URL names one or a desk is running.
WITHOUT_DATABASE = {
    *("extract", "parse_feed", "quotes", "reanchor", "help", "version", "check"),
    *("makemessages", "compilemessages", "collectstatic", "findstatic", "diffsettings"),
}


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command.lstrip("-") not in WITHOUT_DATABASE and "--help" not in sys.argv:
        from newsdesk.embedded.errors import PostgresError
        from newsdesk.embedded.session import ensure_database

        var = os.environ.get("NEWSDESK_VAR") or Path(__file__).resolve().parent / "var"
        try:
            ensure_database(Path(var))
        except PostgresError as problem:
            sys.exit(f"newsdesk: {problem}")
    from django.core.management import execute_from_command_line

    from newsdesk.lib.env import BadVariable

    try:
        execute_from_command_line(sys.argv)
    except BadVariable as problem:
        sys.exit(f"newsdesk: {problem}")


if __name__ == "__main__":
    main()
