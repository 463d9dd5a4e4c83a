from __future__ import annotations

import socket
from pathlib import Path

import dj_database_url
import pytest

from newsdesk.embedded import environment


@pytest.mark.parametrize("folder", ["/tmp/plain", "/tmp/Upper Case/ünd 100%", "/a@b/c:d"])
def test_the_address_of_a_socket_survives_the_way_through_django(folder: str) -> None:
    url = environment.make_url(Path(folder), "newsdesk", "p@ss:w/rd%", "newsdesk")
    parsed = dj_database_url.parse(url)
    assert (parsed["HOST"], parsed["USER"], parsed["PASSWORD"], parsed["NAME"]) == (
        *(folder, "newsdesk", "p@ss:w/rd%", "newsdesk"),
    )
    assert environment.socket_path(url) == Path(folder) / ".s.PGSQL.5432"


def test_an_address_on_the_network_has_no_socket() -> None:
    assert environment.socket_path("postgres://a:b@db.example:5432/news") is None


def test_what_a_killed_server_left_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    url = environment.make_url(tmp_path, "newsdesk", "x", "newsdesk")
    environment.publish(tmp_path, {"DATABASE_URL": url, "NEWSDESK_BASE_URL": "http://a/"})
    assert environment.running_url(tmp_path) is None

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / ".s.PGSQL.5432"))
        server.listen(1)
        assert environment.running_url(tmp_path) == url
        assert environment.running(tmp_path)["NEWSDESK_BASE_URL"] == "http://a/"


def test_the_published_password_is_for_its_owner_only(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    environment.publish(tmp_path, {"DATABASE_URL": "postgres://a:secret@b/c"})
    assert environment.env_file(tmp_path).stat().st_mode & 0o777 == 0o600
    environment.withdraw(tmp_path)
    assert environment.running(tmp_path) == {}


def test_nothing_runs_where_nothing_was_ever_started(tmp_path: Path) -> None:
    assert environment.running_url(tmp_path / "absent") is None
