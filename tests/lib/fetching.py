"""What the tests of the fetcher share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newsdesk.lib.fetch import FetchError, FetchPolicy, Response, fetch
from tests.odd_server import Behaviour, OddServer

TLS = Path(__file__).parent / "tls"
AGENT = "Newsdesk tests (+https://desk.example/about)"
REDIRECTS = [301, 302, 303, 307, 308]


def policy_for(*servers: OddServer, **changes: Any) -> FetchPolicy:
    """A policy that lets the fetcher in and is quick to give up."""
    settings: dict[str, Any] = {"connect_timeout": 1.0, "total_timeout": 5.0} | changes
    origins = frozenset(server.origin() for server in servers)
    return FetchPolicy(AGENT, allow_origins=origins, **settings)


def get(server: OddServer, behaviour: Behaviour, **changes: Any) -> Response:
    return fetch(server.at("/x", behaviour), policy_for(server, **changes))


def get_error(server: OddServer, behaviour: Behaviour, **changes: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(server, behaviour, **changes)
    assert caught.value.url == server.url("/x")
    return caught.value


def no_look_up(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was looked up")


def secure_policy(server: OddServer, host: str = "desk.example", **changes: Any) -> FetchPolicy:
    settings: dict[str, Any] = {"ca_file": str(TLS / "ca.pem"), "total_timeout": 5.0} | changes
    return FetchPolicy(AGENT, allow_origins=frozenset({server.origin(host)}), **settings)


def catch(url: str, policy: FetchPolicy) -> FetchError | None:
    try:
        fetch(url, policy)
    except FetchError as error:
        return error
    return None
