"""Odd servers for the tests of the fetcher."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest

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
