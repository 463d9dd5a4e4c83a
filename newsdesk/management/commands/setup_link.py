"""Prints the one-time link that makes the administrator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from readers.models import SetupLink, User


class Command(BaseCommand):
    """Prints nothing once there is an administrator."""

    help = "Print the one-time link that makes the administrator; nothing if there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue a fresh link; an earlier one stops working."""
        if not User.objects.filter(is_superuser=True, is_active=True).exists():
            path = reverse("setup", args=[SetupLink.issue()])
            self.stdout.write(f"{settings.BASE_URL}{path}")
