"""A real Chromium on a live desk.

`NEWSDESK_CHROMIUM` names the browser; without it, the usual names are looked for on PATH.
Where there is none, these tests are skipped. A failed test leaves pictures of its pages in a
temporary folder, whose path is printed. `NEWSDESK_SCREENSHOTS` names a folder for the pictures
that tests take on purpose.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Error, expect, sync_playwright

from articles.services import reaching
from articles.services.work import do_due_work
from readers.models import User
from tests.browser.visitor import Visit, Visitor
from tests.odd_server import OddServer

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # Whatever a page asks for elsewhere fails, and is noticed.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def chromium() -> str | None:
    """The browser to drive, or None where there is none."""
    named = os.environ.get("NEWSDESK_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each visitor gets a profile of their own."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found: install it, or name one in NEWSDESK_CHROMIUM")
    # Playwright keeps an event loop in this thread, which makes Django refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        expect.set_options(timeout=10_000)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(
    browser: Browser, live_server: object, settings: object, rung: list[str]
) -> Iterator[Visit]:
    """Open browser profiles on the running desk; tasks are collected, not sent."""
    from django.core.cache import cache

    cache.clear()  # allauth counts sign-ups there
    url = str(live_server)
    settings.BASE_URL = url  # type: ignore[attr-defined]
    settings.CSRF_TRUSTED_ORIGINS = [url]  # type: ignore[attr-defined]
    visit = Visit(browser, url)
    yield visit
    visit.close()


@pytest.fixture
def signed_in(visit: Visit) -> Callable[..., Visitor]:
    """Open a profile in which a reader has signed in."""

    def open_as(user: User, **options: Any) -> Visitor:
        visitor = visit(**options)
        visitor.become(user)
        return visitor

    return open_as


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """After a test, check that no page complained; after a failed one, take pictures."""
    visit = getattr(item, "funcargs", {}).get("visit")
    try:
        yield
        if visit:
            visit.listen()
            assert visit.problems == [], "pages complained"
    except BaseException as failure:
        if visit and not isinstance(failure, pytest.skip.Exception):
            _take_pictures(visit, item.name)
        raise


def _take_pictures(visit: Visit, name: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="newsdesk-browser-"))
    for number, visitor in enumerate(visit.visitors):
        path = folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())[:80]}-{number}.png"
        try:
            visitor.page.screenshot(path=path)
            print(f"{visitor.page.url} looked like this: {path}")
        except Error as problem:
            print(f"no picture of {visitor.page.url}: {problem}")
    for complaint in visit.problems:
        print(f"a page complained: {complaint}")


@pytest.fixture
def site(settings: object) -> Iterator[OddServer]:
    """An outlet of our own; the desk is allowed to fetch it."""
    with OddServer() as server:
        settings.FETCH_ALLOW_ORIGINS = [server.origin()]  # type: ignore[attr-defined]
        reaching.policy.cache_clear()
        yield server
    reaching.policy.cache_clear()


@pytest.fixture
def worker() -> Iterator[Callable[[], None]]:
    """Do what is due in a thread, as a worker would, and wait for it at the end."""
    threads = []

    def work() -> None:
        try:
            do_due_work(30)
        finally:
            connections.close_all()

    def start() -> None:
        threads.append(threading.Thread(target=work, daemon=True))
        threads[-1].start()

    yield start
    for thread in threads:
        thread.join(40)
        assert not thread.is_alive()
