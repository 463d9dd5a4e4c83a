"""Settings from the environment."""

from __future__ import annotations

import pytest

from newsdesk.lib.env import BadVariable, choice

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
