from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from newsdesk.embedded import cluster, home
from newsdesk.embedded.environment import running_url
from newsdesk.embedded.errors import InUseError, PostgresError
from newsdesk.embedded.postgres import Postgres
from newsdesk.embedded.queue import install_queue

from .conftest import nothing_kept_elsewhere, processes_about, read_until, soon

pytestmark = pytest.mark.services

Run = Callable[..., "subprocess.Popen[str]"]


def ask(server: Postgres, query: str) -> object:
    with psycopg.connect(server.dsn) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("server")
    with nothing_kept_elsewhere(folder), Postgres(folder, fast=True) as running:
        yield running


def test_the_server_is_the_one_the_desk_needs(server: Postgres) -> None:
    assert ask(server, "SHOW server_version_num") >= "180000"  # type: ignore[operator]
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SHOW data_checksums") == "on"
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_search_finds_words_inside_typographic_marks(server: Postgres) -> None:
    query = "SELECT to_tsvector('english', 'He is “really hopeful” on Élysée—Macron’s') @@ {}"
    for word in ("really", "hopeful", "Élysée", "Macron"):
        assert ask(server, query.format(f"plainto_tsquery('english', '{word}')")) is True


def test_nobody_gets_in_without_the_password(server: Postgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.dsn, password="guess")


def test_the_socket_is_closed_to_others(server: Postgres) -> None:
    assert server.home.sockets.stat().st_mode & 0o077 == 0


def test_a_second_server_on_the_same_folder_is_refused(server: Postgres) -> None:
    with pytest.raises(InUseError, match="in use by process"):
        Postgres(server.folder).start()
    assert ask(server, "SELECT 1") == 1


def test_many_may_install_the_queue_at_once_and_one_does(server: Postgres) -> None:
    with ThreadPoolExecutor(4) as pool:
        versions = list(pool.map(install_queue, [server.url] * 4))
    assert sorted(map(bool, versions)) == [False, False, False, True]
    assert ask(server, "SELECT count(*) FROM pgmq.list_queues()") == 0


def test_a_queue_of_another_version_is_replaced_and_a_strangers_is_not(server: Postgres) -> None:
    install_queue(server.url)
    with psycopg.connect(server.dsn) as connection:
        connection.execute("COMMENT ON SCHEMA pgmq IS 'Installed by Newsdesk from pgmq 0.1'")
        connection.commit()
        assert install_queue(server.url)
        connection.execute("COMMENT ON SCHEMA pgmq IS 'by hand'")
        connection.commit()
        assert install_queue(server.url) is None


def test_data_survives_stop_crash_and_a_lost_password(open_tmp_path: Path) -> None:
    folder = open_tmp_path / "with space é"
    folder.mkdir()
    server = Postgres(folder)
    with server:
        with psycopg.connect(server.dsn, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        assert running_url(folder) == server.url
        os.kill(server.pid, signal.SIGKILL)
        assert soon(lambda: server.poll() is not None)
        server.restart()
        assert ask(server, "SELECT one FROM kept") == 1
    assert running_url(folder) is None

    # A lock file whose number now belongs to someone else, as after a restart of a container.
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n")
    (folder / "secrets" / "database_password").unlink()
    with Postgres(folder) as again:
        assert ask(again, "SELECT one FROM kept") == 1
    assert soon(lambda: not processes_about(folder))


def test_a_half_made_database_is_made_again(open_tmp_path: Path) -> None:
    def give_up() -> None:
        raise KeyboardInterrupt

    interrupted = Postgres(open_tmp_path, fast=True, check=give_up)
    with pytest.raises(KeyboardInterrupt):
        interrupted.start()
    data = interrupted.home.data
    staging = data.with_name(f"{data.name}.new")
    assert not data.exists()
    assert not staging.exists()

    (staging / "data").mkdir(parents=True)  # what a kill at the same moment leaves
    (staging / "data" / "PG_VERSION").write_text("18\n")
    with Postgres(open_tmp_path, fast=True) as server:
        assert ask(server, "SELECT 1") == 1
    assert not staging.exists()


def test_data_of_another_version_is_refused_in_one_line(open_tmp_path: Path) -> None:
    (open_tmp_path / "postgres").mkdir()
    (open_tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    owner = home._server_user(open_tmp_path) if os.geteuid() == 0 else None
    if owner:
        os.chown(open_tmp_path / "postgres", *owner)
        for folder in (open_tmp_path, open_tmp_path.parent, open_tmp_path.parent.parent):
            folder.chmod(0o711)
    with pytest.raises(PostgresError, match="made by PostgreSQL 17, not 18"):
        Postgres(open_tmp_path).start()


def test_a_folder_above_keeps_its_permissions(open_tmp_path: Path) -> None:
    closed = open_tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with Postgres(closed / "var", fast=True) as server:
        assert ask(server, "SELECT 1") == 1
        assert (closed / "var" / "postgres" / "PG_VERSION").exists()
    assert closed.stat().st_mode & 0o777 == 0o700


def test_no_server_outlives_a_killed_starter(open_tmp_path: Path, run_python: Run) -> None:
    code = """
import sys, time
from pathlib import Path
from newsdesk.embedded.postgres import Postgres
Postgres(Path(sys.argv[1]), fast=True).start()
print("started", flush=True)
time.sleep(60)
"""
    child = run_python(code, str(open_tmp_path))
    read_until(child, "started")
    assert processes_about(open_tmp_path)
    child.kill()
    child.wait()
    assert soon(lambda: not processes_about(open_tmp_path))
    with Postgres(open_tmp_path, fast=True) as server:
        assert ask(server, "SELECT 1") == 1


def test_the_last_of_two_commands_outlasts_the_one_that_started(
    open_tmp_path: Path, run_python: Run
) -> None:
    code = """
import os, sys, time
from pathlib import Path
from newsdesk.embedded.session import ensure_database
import psycopg
psycopg.connect(ensure_database(Path(sys.argv[1]))).close()
print("connected", flush=True)
sys.stdin.read() if sys.argv[2] == "wait" else time.sleep(float(sys.argv[2]))
psycopg.connect(os.environ["DATABASE_URL"]).close()
print("still there", flush=True)
"""
    first = run_python(code, str(open_tmp_path), "0.5")
    read_until(first, "connected")
    second = run_python(code, str(open_tmp_path), "2")
    read_until(second, "connected")
    read_until(first, "still there")
    read_until(second, "still there")
    assert first.wait(20) == 0
    assert second.wait(20) == 0
    assert soon(lambda: not processes_about(open_tmp_path))


def test_utf8_words_are_classified_on_this_system() -> None:
    assert cluster.utf8_ctype() != "C"
