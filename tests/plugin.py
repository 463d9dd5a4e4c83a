"""Loaded before anything else: what the settings read must be there before they do."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only for tests")
os.environ["NEWSDESK_SAMPLES"] = "1"
# Broken templates show, and no static manifest is needed.
os.environ["DEBUG"] = "1"
# Outlets of our own need no pause between two requests; what asks for one sets it.
os.environ["NEWSDESK_HOST_GAP"] = "0"
os.environ.setdefault("LOG_LEVEL", "WARNING")
# Static files come from their sources; whitenoise only wants the folder to be there.
os.environ["STATIC_ROOT"] = str(Path(__file__).resolve().parent.parent / "static")

if not os.environ.get("DATABASE_URL") and not {"--collect-only", "--help"} & set(sys.argv):
    from newsdesk.embedded.testing import start_for_tests

    os.environ["DATABASE_URL"] = start_for_tests()
