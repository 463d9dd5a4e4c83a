"""The project's own app: commands that run the desk, and templates every page uses."""

from django.apps import AppConfig


class NewsdeskConfig(AppConfig):
    """Commands and template tags that belong to no single part."""

    name = "newsdesk"
