"""Readers as commands name them."""

from __future__ import annotations

from django.core.management.base import CommandError

from readers.models import User


def reader_called(name: str) -> User:
    """Return the reader with this user name; CommandError, exit 2, where there is none."""
    found = User.objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"There is no reader called {name}.", returncode=2)
    return found
