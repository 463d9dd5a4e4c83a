"""Getting ready for this version: quick when nothing changed, complete when something did."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from newsdesk.management.commands.prepare import static_sources

pytestmark = pytest.mark.django_db(transaction=True)


def test_static_files_are_collected_once_and_again_when_one_changes(
    settings: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources, collected = tmp_path / "sources", tmp_path / "collected"
    sources.mkdir()
    (sources / "a.css").write_text("a {}")
    settings.STATICFILES_DIRS = [sources]  # type: ignore[attr-defined]
    settings.STATICFILES_FINDERS = [  # type: ignore[attr-defined]
        "django.contrib.staticfiles.finders.FileSystemFinder"
    ]
    settings.STATIC_ROOT = collected  # type: ignore[attr-defined]
    before = static_sources()
    told = []
    for text in ("a {}", None, "a { color: red }"):
        if text:
            (sources / "a.css").write_text(text)
            # Collecting compares times by the second.
            os.utime(sources / "a.css", (time.time() + len(text),) * 2)
        call_command("prepare")
        told.append("Collecting" in capsys.readouterr().out)
    assert told == [True, False, True]
    assert static_sources() != before
    assert (collected / "a.css").read_text() == "a { color: red }"
