"""The programs' interface in OpenAPI, as written by hand in ``data/openapi.json``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).resolve().parent / "data" / "openapi.json"


@cache
def _written() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return told


def description(base_url: str) -> dict[str, Any]:
    """Return the description for a desk at ``base_url``; the file is read once per process."""
    return {**_written(), "servers": [{"url": base_url}]}
