"""What bombs cost in memory, measured by the system in a process of its own."""

from __future__ import annotations

import gzip
import subprocess
import sys

import pytest

from tests.lib.bombs import BOMBS
from tests.odd_server import OddServer, chunked, head, raw, reply

MOST = 50_000_000

MEASURED = """
import gzip, resource, sys
from pathlib import Path
from newsdesk.lib.fetch import FetchError, FetchPolicy, fetch

def peak():
    status = Path("/proc/self/status")
    if status.exists():  # what a process inherits from its parent is not in this one
        return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

what, origin = sys.argv[1:]
policy = FetchPolicy("Newsdesk tests", allow_origins=frozenset({origin}))
fetch(origin + "/warm", policy)
before = peak()
code = ""
try:
    body = fetch(origin + "/bomb", policy).body
    if what == "unbounded":
        len(gzip.decompress(body))
except FetchError as error:
    code = error.code
print(code or "none", peak() - before)
"""


def measure(server: OddServer, what: str) -> tuple[str, int]:
    """The code of the error a fetch of the bomb ends with, and bytes of memory it took."""
    server.at("/warm", reply(b"x"))
    command = [sys.executable, "-c", MEASURED, what, server.origin()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    code, taken = done.stdout.split()
    return code, int(taken)


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize("name", BOMBS)
def test_no_bomb_costs_more_than_50_megabytes(server: OddServer, name: str, framed: bool) -> None:
    encoding, make, code = BOMBS[name]
    fields = [("Content-Encoding", encoding)]
    if framed:
        start = head(200, [*fields, ("Transfer-Encoding", "chunked")])
        server.at("/bomb", raw(start + chunked([make()])))
    else:
        server.at("/bomb", reply(make(), headers=fields))
    found, taken = measure(server, "fetched")
    print(f"{name}: {taken / 1e6:.1f} MB")
    assert found == (code or "none")
    assert taken < MOST


def test_the_measure_notices_a_bomb_that_goes_off(server: OddServer) -> None:
    server.at("/bomb", reply(gzip.compress(bytes(200_000_000))))
    assert measure(server, "unbounded")[1] > 3 * MOST


def test_an_endless_body_costs_no_more(server: OddServer) -> None:
    start = head(200, [("Transfer-Encoding", "chunked")])
    server.at("/bomb", raw(start + chunked([b"x" * 100_000] * 1_000)))
    found, taken = measure(server, "fetched")
    assert found == "too_large"
    assert taken < MOST
