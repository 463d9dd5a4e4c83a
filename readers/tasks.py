"""Housekeeping for accounts."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Remove sessions that have run out."""
    call_command("clearsessions")
