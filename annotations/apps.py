"""The app that holds highlights, notes and shared links."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnotationsConfig(AppConfig):
    """What readers mark, write and share."""

    name = "annotations"
    verbose_name = _("Annotations")
