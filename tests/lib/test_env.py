"""Settings from the environment."""

from __future__ import annotations

import pytest

from newsdesk.lib.env import BadVariable, choice, networks, origins

OPTIONS = ("auto", "on", "off")


@pytest.mark.parametrize(
    ("value", "meant"), [(None, "auto"), ("", "auto"), ("on", "on"), ("OFF", "off")]
)
def test_a_choice_is_one_of_its_options(
    monkeypatch: pytest.MonkeyPatch, value: str | None, meant: str
) -> None:
    if value is None:
        monkeypatch.delenv("NEWSDESK_HUBS", raising=False)
    else:
        monkeypatch.setenv("NEWSDESK_HUBS", value)
    assert choice("NEWSDESK_HUBS", OPTIONS) == meant


def test_anything_else_names_the_variable_and_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_HUBS", "perhaps")
    with pytest.raises(BadVariable, match="NEWSDESK_HUBS must be one of auto, on, off"):
        choice("NEWSDESK_HUBS", OPTIONS)


def test_origins_and_networks_are_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIST", " http://intranet.example:9000, https://[::1]/ ,")
    assert origins("LIST") == ["http://intranet.example:9000", "https://[::1]/"]
    monkeypatch.setenv("LIST", "10.20.0.0/16,fd00::/8")
    assert networks("LIST") == ["10.20.0.0/16", "fd00::/8"]


@pytest.mark.parametrize(
    "value",
    [
        "http://a.example http://b.example",
        "a.example",
        "ftp://a.example",
        "http://a.example/feeds",
        "http://me@a.example",
        "http://a.example:port",
    ],
)
def test_what_is_no_origin_stops_with_the_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("LIST", value)
    with pytest.raises(BadVariable, match="LIST must be origins"):
        origins("LIST")


@pytest.mark.parametrize("value", ["10.20.0.0/16 10.21.0.0/16", "10.20.0.1/16", "intranet"])
def test_what_is_no_network_stops_with_the_name(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("LIST", value)
    with pytest.raises(BadVariable, match="LIST must be networks"):
        networks("LIST")
