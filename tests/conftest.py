"""Fixtures every test can use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("NEWSDESK_SHARED", ROOT.parent / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip("the real material (NEWSDESK_SHARED) is not here")
    return folder


@pytest.fixture(scope="session")
def seed_file(shared: Path) -> Path:
    """A real article as a scraper delivered it."""
    return next(iter(sorted((shared / "seeds").glob("*.txt"))))


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    """Hash passwords in microseconds, keep the cache in memory, and send no mail."""
    settings.PASSWORD_HASHERS = [  # type: ignore[attr-defined]
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]
    settings.CACHES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }


@pytest.fixture(autouse=True)
def nobody_known() -> None:
    """Forget the people that another test's desk knew."""
    from articles.services import gazetteer

    gazetteer.forget()


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect the tasks that were sent instead of sending them."""
    sent: list[str] = []
    from celery.app.task import Task

    def delay(task: Task, *args: object, **kwargs: object) -> None:
        sent.append(task.name)

    monkeypatch.setattr(Task, "delay", delay)
    monkeypatch.setattr(Task, "apply_async", delay)
    yield sent
