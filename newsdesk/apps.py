"""The project's own app: commands that run the desk, and templates every page uses."""

from django.apps import AppConfig

# Tasks are sent through the current Celery application, so it must exist in every process.
from newsdesk.celery import app as celery_app

__all__ = ["NewsdeskConfig", "celery_app"]


class NewsdeskConfig(AppConfig):
    """Commands and template tags that belong to no single part."""

    name = "newsdesk"
