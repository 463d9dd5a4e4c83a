"""Odd servers for the tests of the fetcher, and a child for those of confined functions."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest

from newsdesk.lib.confined import Confined
from tests.lib.confining import confine
from tests.lib.fetching import TLS
from tests.odd_server import OddServer


@pytest.fixture
def server() -> Iterator[OddServer]:
    with OddServer() as running:
        yield running


@pytest.fixture
def secure_server() -> Iterator[OddServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem")
    with OddServer(tls=context) as running:
        yield running


@pytest.fixture(scope="module")
def shared_child() -> Iterator[Confined]:
    """One for all tests that leave it in order, as starting takes longer than calling."""
    with confine() as running:
        yield running
