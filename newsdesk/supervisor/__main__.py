"""Command line: `python -m newsdesk.supervisor run` or `... database`."""

from __future__ import annotations

import signal

if __name__ == "__main__":
    # A Ctrl-C while modules load ends this without a traceback; the desk then takes over.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import os
import sys
from pathlib import Path

from newsdesk.embedded.errors import PostgresError
from newsdesk.supervisor.address import Address, AddressError
from newsdesk.supervisor.desk import Desk, DeskError
from newsdesk.supervisor.signals import Stopped
from newsdesk.supervisor.terminal import say

_USAGE = "usage: python -m newsdesk.supervisor run | database"
ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Run the desk, or only its database, until asked to stop; return the exit status."""
    if arguments not in (["run"], ["database"]):
        say(_USAGE)
        return 2
    var = Path(os.environ.get("NEWSDESK_VAR") or ROOT / "var").absolute()
    try:
        desk = Desk(ROOT, var, Address.from_environment(os.environ))
        return desk.run(only_database=arguments == ["database"])
    except (AddressError, DeskError, PostgresError) as problem:
        say(f"Newsdesk: {problem}")
    except Stopped:
        return 0
    except OSError as problem:
        where = f": {problem.filename}" if problem.filename else ""
        say(f"Newsdesk cannot go on: {problem.strerror or problem}{where}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
