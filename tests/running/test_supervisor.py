"""The supervisor over a stand-in project: real processes and database, no Django."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from newsdesk.supervisor.address import Address, AddressError
from newsdesk.supervisor.logs import Log
from newsdesk.supervisor.parts import PoolWatch

from .conftest import processes_about, read_until, soon

Run = Callable[..., "subprocess.Popen[str]"]

MANAGE = """
import sys
print("http://desk/setup/1/" if sys.argv[1] == "setup_link" else "did " + sys.argv[1])
"""
WEB = """
import http.server, os, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
"""
DESK = """
import functools, os, signal, sys
from pathlib import Path
from newsdesk.supervisor import desk, __main__
from newsdesk.supervisor.parts import Part
root = Path(sys.argv[1])
__main__.ROOT = root
def parts(address, var):
    log = var / "log"
    end = [(signal.SIGTERM, 2.0)]
    web = [sys.executable, str(root / "web.py"), str(address.port)]
    worker = [sys.executable, "-c", os.environ.get("WORKER", "import time; time.sleep(600)")]
    return [Part("web", web, log / "web.log", end), Part("worker", worker, log / "worker.log", end)]
desk.desk_parts = parts
desk.Postgres = functools.partial(desk.Postgres, fast=True)
sys.exit(__main__.main(["run"]))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def project(open_tmp_path: Path) -> Path:
    (open_tmp_path / "manage.py").write_text(MANAGE)
    (open_tmp_path / "web.py").write_text(WEB)
    return open_tmp_path


@pytest.mark.services
def test_a_desk_starts_says_where_it_is_and_leaves_nothing_behind(
    project: Path, run_python: Run
) -> None:
    port = str(free_port())
    desk = run_python(DESK, str(project), PORT=port)
    said = read_until(desk, "running at")
    assert "did prepare" in said
    assert "http://desk/setup/1/" in said
    assert f"http://127.0.0.1:{port}/" in said.splitlines()[-1]

    second = run_python(DESK, str(project), PORT=port)
    assert second.communicate()[0] == f"Newsdesk is already running at http://127.0.0.1:{port}/\n"
    assert second.returncode == 0

    for secret in (project / "var" / "secrets").iterdir():
        assert secret.stat().st_mode & 0o777 == 0o600
    desk.send_signal(signal.SIGINT)
    assert desk.communicate(timeout=20)[0].splitlines()[-1] == "Stopped"
    assert desk.returncode == 0
    assert not processes_about(project)


@pytest.mark.services
def test_a_killed_desk_takes_its_processes_with_it_and_starts_again(
    project: Path, run_python: Run
) -> None:
    desk = run_python(DESK, str(project), PORT=str(free_port()))
    read_until(desk, "running at")
    desk.kill()
    desk.wait()
    again = run_python(DESK, str(project), PORT=str(free_port()))
    read_until(again, "running at")
    web = str(project / "web.py")
    assert sum(line.split()[1:2] == [web] for line in processes_about(project)) == 1
    for process in psutil.Process(again.pid).children(recursive=True):
        process.kill()
    again.kill()
    again.wait()
    assert soon(lambda: not processes_about(project))


@pytest.mark.services
def test_dead_parts_are_started_again(project: Path, run_python: Run) -> None:
    desk = run_python(DESK, str(project), PORT=str(free_port()))
    read_until(desk, "running at")
    children = psutil.Process(desk.pid).children()
    database = next(child for child in children if child.name() == "postgres")
    web = next(child for child in children if "web.py" in " ".join(child.cmdline()))
    web.kill()
    database.kill()
    read_until(desk, "database server has ended")

    def both_are_back() -> bool:
        now = psutil.Process(desk.pid).children()
        return {"postgres"} <= {child.name() for child in now if child != database} and any(
            "web.py" in " ".join(child.cmdline()) for child in now if child != web
        )

    assert soon(both_are_back)
    desk.terminate()
    assert "Stopped" in desk.communicate(timeout=20)[0]


@pytest.mark.services
@pytest.mark.parametrize("moment", ["Making a new database", "did prepare", "Starting web"])
def test_a_desk_can_be_stopped_while_it_starts(project: Path, run_python: Run, moment: str) -> None:
    desk = run_python(DESK, str(project), PORT=str(free_port()))
    read_until(desk, moment)
    desk.send_signal(signal.SIGTERM)
    desk.communicate(timeout=20)
    assert desk.returncode == 0
    assert not processes_about(project)


@pytest.mark.services
def test_a_part_that_cannot_run_ends_the_desk_with_its_last_words(
    project: Path, run_python: Run
) -> None:
    (project / "web.py").write_text("raise SystemExit('no such module')")
    desk = run_python(DESK, str(project), PORT=str(free_port()))
    said = desk.communicate(timeout=30)[0]
    assert "    no such module" in said
    assert said.splitlines()[-1] == "Newsdesk: The web failed 2 times in a row; giving up"
    assert desk.returncode == 1
    assert not processes_about(project)


@pytest.mark.services
def test_a_taken_port_is_said_before_anything_is_started(project: Path, run_python: Run) -> None:
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen(1)
        port = taker.getsockname()[1]
        desk = run_python(DESK, str(project), PORT=str(port))
        said = desk.communicate(timeout=20)[0]
    assert said.startswith(f"Newsdesk: Port {port} is taken by ")
    assert "make run PORT=" in said
    assert said.count("\n") == 1
    assert not (project / "var" / "postgres").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_is_one_line(project: Path, run_python: Run) -> None:
    project.chmod(0o500)
    said = run_python(DESK, str(project), PORT=str(free_port())).communicate(timeout=20)[0]
    project.chmod(0o700)
    assert said == f"Newsdesk: Cannot write in {project / 'var'}: Permission denied\n"


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "8000 ", "٨"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(AddressError, match="PORT must be a number"):
        Address.from_environment({"PORT": port})


@pytest.mark.parametrize(
    ("host", "url", "is_open"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/", False),
        ("::1", "http://[::1]:8000/", False),
        ("0.0.0.0", "http://127.0.0.1:8000/", True),
        ("192.0.2.7", "http://192.0.2.7:8000/", True),
    ],
)
def test_the_address_is_one_a_browser_here_can_open(host: str, url: str, is_open: bool) -> None:
    address = Address.from_environment({"HOST": host})
    assert (address.url, address.is_open) == (url, is_open)


def test_a_long_log_is_moved_aside_and_writers_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsdesk.supervisor.logs.LIMIT", 100)
    log = Log(tmp_path / "part.log")
    with log.open() as file:
        file.write(b"old line\n" * 20)
        file.flush()
        log.rotate()
        file.write(b"new line\n")
        file.flush()
        assert log.tail() == ["new line"]
    assert (tmp_path / "part.log.1").read_text().startswith("old line")


@pytest.mark.services
def test_a_lost_pool_process_is_noticed_once() -> None:
    code = (
        "import subprocess, sys, time\n"
        "[subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']) for _ in '12']\n"
        "time.sleep(60)"
    )
    worker = subprocess.Popen([sys.executable, "-c", code])
    watched = psutil.Process(worker.pid)
    try:
        assert soon(lambda: len(watched.children()) == 2)
        watch = PoolWatch()
        assert not watch.changed(worker.pid)
        assert not watch.changed(worker.pid)
        victim = watched.children()[0]
        victim.kill()
        assert soon(lambda: victim.status() == psutil.STATUS_ZOMBIE)
        assert watch.changed(worker.pid)
        assert not watch.changed(worker.pid)
        assert not watch.changed(None)
    finally:
        for process in watched.children():
            process.kill()
        worker.kill()
        worker.wait()
