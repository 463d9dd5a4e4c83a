"""One throw-away server for a test run."""

from __future__ import annotations

import atexit
import os
import tempfile
from pathlib import Path

from newsdesk.embedded.postgres import Postgres
from newsdesk.embedded.processes import Nursery


def start_for_tests() -> str:
    """Start a server in a temporary folder and return its `DATABASE_URL`.

    It is quick and not durable. It is stopped and its folder removed when this process ends,
    by whatever means: a killed run leaves nothing either.
    """
    folder = Path(tempfile.mkdtemp(prefix="newsdesk-tests-")).resolve()
    nursery = Nursery()
    nursery.remove_at_end(folder)
    folder.chmod(0o711)  # for root, whose server runs as another user
    server = Postgres(folder, nursery=nursery, fast=True)
    try:
        server.start()
    except BaseException:
        nursery.close()
        raise
    if not server.home.data.is_relative_to(folder):
        nursery.remove_at_end(server.home.data.parent)
    starter = os.getpid()

    def stop() -> None:
        if os.getpid() == starter:
            server.stop(forced=lambda: True)  # nothing of it is kept
            nursery.close()

    atexit.register(stop)
    return server.url
