"""The app that holds accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadersConfig(AppConfig):
    """Accounts and how the first administrator is made."""

    name = "readers"
    verbose_name = _("Readers")
