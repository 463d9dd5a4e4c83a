"""The app that holds outlets, feeds, articles, people and quotations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """What comes in, and who said what in it."""

    name = "articles"
    verbose_name = _("Articles")
