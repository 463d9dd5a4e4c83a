"""Prints the address of a PostgreSQL on this host that can be used for tests; exit 1 if none."""

from __future__ import annotations

import os
import sys

import psycopg

CANDIDATES = [
    os.environ.get("CI_DATABASE_URL", ""),
    "postgres:///test",
    "postgres://postgres@127.0.0.1/postgres",
]

for url in filter(None, CANDIDATES):
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            role = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        continue
    if role and role[0]:
        sys.stdout.write(url)
        sys.exit(0)
sys.exit(1)
