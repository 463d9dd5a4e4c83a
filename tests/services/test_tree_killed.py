"""A whole desk, killed part by part and altogether while articles come in: nothing is lost."""

from __future__ import annotations

import os

import pytest

from bench.torture import TARGETS, Plan, torture
from newsdesk.embedded.environment import socket_path

pytestmark = pytest.mark.services

PLAN = Plan(rounds=len(TARGETS), feeds=12, entries=10, longest=2.0, lease=5, limit=120.0)


def test_every_story_is_there_once_after_worker_database_and_tree_were_killed() -> None:
    if socket_path(os.environ.get("DATABASE_URL", "")) is None:
        pytest.skip("kills the database, which here is an outside server")
    said: list[str] = []
    assert torture(PLAN, said.append) == [], "\n".join(said)
    rounds = "\n".join(line for line in said if line.startswith("round"))
    assert all(f"killed the {target}" in rounds for target in TARGETS), rounds
