"""Keeping what goes wrong with one piece of work from costing others theirs.

What is not stored is not lost: its lease runs out, and it is done once more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.db import DatabaseError, connection

log = logging.getLogger(__name__)
_T = TypeVar("_T")


@contextmanager
def sparing_others(what: str) -> Iterator[None]:
    """Log an error of the database within, and go on with a connection that works."""
    try:
        yield
    except DatabaseError:
        log.exception("%s failed", what)
        mend_connection()


def together_or_alone(store: Callable[[Sequence[_T]], object], units: Sequence[_T]) -> None:
    """Have ``units`` stored together, or, where that fails, each by itself.

    Those that fail by themselves are left. ``store`` must be one transaction.
    """
    if not units:
        return
    try:
        store(units)
    except DatabaseError:
        log.exception("%s failed for %d together", store.__name__, len(units))
        mend_connection()
        for unit in units if len(units) > 1 else ():
            with sparing_others(store.__name__):
                store([unit])


def mend_connection() -> None:
    """Replace the connection to the database if it is broken; not within a transaction."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
