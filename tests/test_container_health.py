"""The health checks of the containers, on processes and servers of their kind."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).resolve().parent.parent / "docker" / "health.py"


@pytest.fixture(scope="module")
def health() -> ModuleType:
    spec = importlib.util.spec_from_file_location("container_health", PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    """Answers /livez with 200 and everything else with 503."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/livez" else 503)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def sleeper(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*words], stdout=subprocess.PIPE)


@pytest.fixture
def celery_like() -> Iterator[subprocess.Popen[bytes]]:
    """A Python process with the words of a worker, as a container's has."""
    code = "print(flush=True); import time; time.sleep(60)"
    child = sleeper(sys.executable, "-c", code, "celery", "worker")
    assert child.stdout
    child.stdout.readline()
    yield child
    child.kill()
    child.wait()
    child.stdout.close()


def test_a_web_server_that_answers_is_well(
    health: ModuleType, server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "WEB", f"http://127.0.0.1:{server.server_port}/livez")
    assert health.web() == ""


def test_a_web_server_that_fails_is_not_well(
    health: ModuleType, server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "WEB", f"http://127.0.0.1:{server.server_port}/elsewhere")
    assert "503" in health.web()


def test_a_web_server_that_is_gone_is_not_well(
    health: ModuleType, server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "WEB", f"http://127.0.0.1:{server.server_port}/livez")
    server.server_close()
    assert "does not answer" in health.web()


def test_celery_is_told_from_the_init_that_started_it(
    health: ModuleType, celery_like: subprocess.Popen[bytes]
) -> None:
    init = sleeper("/bin/sh", "-c", "echo; sleep 60; :", "celery", "worker")
    assert init.stdout
    init.stdout.readline()
    try:
        found = [process.pid for process in health.celery("worker")]
    finally:
        for process in health.psutil.Process(init.pid).children():
            process.kill()
        init.kill()
        init.wait()
        init.stdout.close()
    assert celery_like.pid in found
    assert init.pid not in found


def test_a_worker_without_a_pool_is_not_well(
    health: ModuleType, celery_like: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    lonely = health.psutil.Process(celery_like.pid)
    monkeypatch.setattr(health, "celery", lambda part: iter([lonely]))
    assert "no processes" in health.worker()


def test_a_worker_is_well_only_while_it_is_connected_to_its_broker(
    health: ModuleType, server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # This very process plays the worker: it has a child, and perhaps a connection.
    myself = health.psutil.Process(os.getpid())
    monkeypatch.setattr(health, "celery", lambda part: iter([myself]))
    monkeypatch.setenv("CELERY_BROKER_URL", f"redis://127.0.0.1:{server.server_port}/0")
    pool = sleeper(sys.executable, "-c", "import time; time.sleep(60)")
    try:
        assert "not connected" in health.worker()
        with socket.create_connection(("127.0.0.1", server.server_port)):
            assert health.worker() == ""
    finally:
        pool.kill()
        pool.wait()
        assert pool.stdout
        pool.stdout.close()


@pytest.mark.parametrize(
    ("age", "well"), [(0, True), (500, True), (700, False), (None, False)], ids=str
)
def test_beat_is_well_while_it_writes_its_schedule(
    health: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    age: int | None,
    well: bool,
) -> None:
    monkeypatch.setattr(health, "SCHEDULE", tmp_path / "beat")
    monkeypatch.setattr(health, "celery", lambda part: iter([object()]))
    if age is not None:
        file = tmp_path / "beat.dat"
        file.touch()
        os.utime(file, (time.time() - age,) * 2)
    assert (health.beat() == "") is well


def test_the_exit_status_tells(health: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "beat", lambda: "")
    monkeypatch.setattr(health, "web", lambda: "down")
    assert health.main(["beat"]) == 0
    assert health.main(["web"]) == 1
    assert health.main(["kettle"]) == 2
