"""What can go wrong, in words for people."""

from __future__ import annotations


class PostgresError(Exception):
    """The embedded database cannot do what was asked; the message is one line."""


class InUseError(PostgresError):
    """Another process of ours runs the database of this folder."""
