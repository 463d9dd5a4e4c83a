"""The Celery queue kept in PostgreSQL: kombu's pgmq transport, and the SQL it stands on.

The queue holds doorbells, not jobs (those are rows), so emptying it loses nothing.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

# Any number, the same in every process: only one of them installs.
_LOCK = 0x6E657773
_MARK = "Installed by Newsdesk from pgmq "


def transport_options(database: dict[str, Any], *, visibility_timeout: int) -> dict[str, Any]:
    """Return kombu's options for a queue kept in ``database``, a Django database setting.

    ``visibility_timeout`` is in seconds: a message not acknowledged by then is
    delivered again.

    Workers need a prefetch multiplier of 4: with 1 the transport sees a free slot only when it
    polls next, and small tasks run at 25 a second and not at 600.
    """
    conninfo = make_conninfo(
        dbname=database["NAME"],
        user=database["USER"] or None,
        password=database["PASSWORD"] or None,
        host=database["HOST"] or None,
        port=database["PORT"] or None,
    )
    return {
        "conn_string": conninfo,
        "visibility_timeout": visibility_timeout,
        # The server's own extension is not there; install_queue() brings the SQL instead.
        "init_extension": False,
        # Asking ten times a second costs 0.8 % of a processor and answers as quickly as a
        # reader notices. NOTIFY would be quicker, but then every process that only sends also
        # listens, and never reads what it hears.
        "use_notify": False,
        "polling_interval": 0.1,
        # Above 0, a connection would be held in a polling loop on the server's side.
        "wait_time_seconds": 0,
        # Each process has its own pool; it grows to this only under load.
        "pool_size": 4,
    }


def install_queue(dsn: str) -> str | None:
    """Install pgmq's schema where it is missing; return the version installed, or None.

    ``dsn`` is a libpq connection string or address. Any number of processes may call this at
    once, and again later. A schema of ours from another version is replaced, queues and all; one
    that someone else installed, as an extension say, is left alone.
    """
    from pgmq.install import get_embedded_install_sql, get_embedded_sql_version

    version: str = get_embedded_sql_version()
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        found = connection.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'pgmq'"
        ).fetchone()
        if found:
            if not (found[0] or "").startswith(_MARK) or found[0] == _MARK + version:
                return None
            connection.execute("DROP SCHEMA pgmq CASCADE")
        connection.execute(get_embedded_install_sql())
        connection.execute(f"COMMENT ON SCHEMA pgmq IS '{_MARK}{version}'")
    return version
