from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsdesk.embedded import home
from newsdesk.embedded.errors import PostgresError

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(home, "STATE", tmp_path / "state" / "newsdesk")
    return tmp_path / "state" / "newsdesk"


@pytest.mark.parametrize(
    ("folder", "fits"),
    [
        ("/tmp/newsdesk", True),
        ("/" + "x" * 84, True),
        ("/" + "x" * 85, False),
        ("/tmp/with space", False),
        ("/tmp/é", False),
        ("/tmp/a,b", False),
    ],
)
def test_a_socket_folder_must_be_short_and_plain(folder: str, fits: bool) -> None:
    assert home._fits(Path(folder)) is fits


def test_a_deep_folder_gets_its_socket_elsewhere_and_private(tmp_path: Path) -> None:
    folder, temporary = home._sockets(tmp_path / ("x" * 90), None)
    assert temporary
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.rmdir()


def test_a_link_in_the_place_of_a_private_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PostgresError, match="remove it"):
        home.make_private(tmp_path / "link", None)


@root_only
def test_roots_closed_project_keeps_its_data_elsewhere_and_links_to_it(
    tmp_path: Path, state: Path
) -> None:
    var = tmp_path / "closed" / "var"
    (var / "run").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    found = home.find_home(var)
    assert found.data.parent.parent == state
    assert (var / "postgres").readlink() == found.data
    assert found.user
    assert found.user[0] != 0
    assert (tmp_path / "closed").stat().st_mode & 0o777 == 0o700
    assert found.data.parent.stat().st_mode & 0o777 == 0o755
    assert home.find_home(var).data == found.data


@root_only
def test_a_moved_project_keeps_its_data_and_a_copy_gets_its_own(
    tmp_path: Path, state: Path
) -> None:
    closed = tmp_path / "closed"
    (closed / "one" / "var" / "run").mkdir(parents=True)
    closed.chmod(0o700)
    first = home.find_home(closed / "one" / "var")
    first.data.mkdir()
    (closed / "one").rename(closed / "moved")
    assert home.find_home(closed / "moved" / "var").data == first.data

    (closed / "copy" / "var" / "run").mkdir(parents=True)
    (closed / "copy" / "var" / "postgres").symlink_to(first.data)
    assert home.find_home(closed / "copy" / "var").data != first.data
    assert home.find_home(closed / "moved" / "var").data == first.data


@root_only
def test_deleting_var_means_a_new_beginning(tmp_path: Path, state: Path) -> None:
    var = tmp_path / "closed" / "var"
    (var / "run").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    data = home.find_home(var).data
    data.mkdir()
    (data / "old").touch()
    (var / "postgres").unlink()
    assert home.find_home(var).data == data
    assert not data.exists()
    assert (data.parent / "data.previous" / "old").exists()
