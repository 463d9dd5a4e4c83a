"""Functions that misbehave, each in a real process: the error it comes to, and the next call."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsdesk.lib import confined
from newsdesk.lib.confined import (
    Confined,
    ConfinedDied,
    ConfinedError,
    ConfinedFailed,
    ConfinedMemory,
    ConfinedTimeout,
)
from tests.lib.confining import HERE, confine, linux
from tests.lib.misbehaving import FORGED, Page, UnreadableError

MISBEHAVIOUR: list[tuple[str, type[ConfinedError]]] = [
    ("loop", ConfinedTimeout),
    ("backtrack", ConfinedTimeout),
    ("sleep", ConfinedTimeout),
    ("stop", ConfinedTimeout),
    ("exit", ConfinedFailed),
    ("_exit", ConfinedDied),
    ("exit happily", ConfinedDied),
    ("kill", ConfinedDied),
    ("abort", ConfinedDied),
    ("segfault", ConfinedDied),
    ("deep_in_c", ConfinedError),
    ("recurse", ConfinedFailed),
    ("raise", ConfinedFailed),
    ("raise oddly", ConfinedFailed),
    ("refuse_with_an_object", ConfinedFailed),
    ("object", ConfinedFailed),
    ("function", ConfinedFailed),
    ("nested", ConfinedFailed),
    ("too long", ConfinedFailed),
    ("write_a_file", ConfinedFailed),
    ("open_many", ConfinedFailed),
    ("close_everything", ConfinedDied),
    *((name, ConfinedDied) for name in FORGED),
]


@pytest.mark.parametrize(("what", "error"), MISBEHAVIOUR)
def test_misbehaviour_is_an_error_and_the_next_call_works(
    shared_child: Confined, what: str, error: type[ConfinedError]
) -> None:
    started = time.monotonic()
    with pytest.raises(error):
        shared_child.call(what)
    assert time.monotonic() - started < 20
    assert shared_child.call("words") == "words"


@linux
@pytest.mark.parametrize("what", ["allocate", "pile_up"])
def test_taking_too_much_memory_is_an_error_and_the_next_call_works(
    shared_child: Confined, what: str
) -> None:
    with pytest.raises(ConfinedMemory):
        shared_child.call(what)
    assert shared_child.call("words") == "words"


@linux
def test_a_function_may_live_with_too_little_memory(shared_child: Confined) -> None:
    assert shared_child.call("swallow") == "fine"


def test_memory_is_watched_where_the_kernel_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "KERNEL_LIMITS_MEMORY", False)
    with confine(seconds=20.0) as child:
        with pytest.raises(ConfinedMemory):
            child.call("pile_up")
        assert child.call("words") == "words"


@pytest.mark.parametrize("what", ["print_much", "interrupt"])
def test_printing_and_interrupts_disturb_nothing(
    shared_child: Confined, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert shared_child.call("words") == "words"
    before = shared_child.pid
    assert shared_child.call(what) in ("printed", None)
    assert shared_child.call("words") == "words"
    assert shared_child.pid == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("raise", "KeyError: 'missing'"),
        ("raise oddly", "OddError"),
        ("exit", "SystemExit: 3"),
        ("object", "Unsendable: a message cannot hold builtins.object"),
    ],
)
def test_a_failure_names_what_was_raised(shared_child: Confined, what: str, words: str) -> None:
    with pytest.raises(ConfinedFailed, match=words):
        shared_child.call(what)


def test_a_death_names_its_signal(shared_child: Confined) -> None:
    with pytest.raises(ConfinedDied, match="SIGSEGV"):
        shared_child.call("segfault")
    with pytest.raises(ConfinedDied, match="status 3"):
        shared_child.call("_exit")


def test_an_error_that_is_named_comes_back_as_itself(shared_child: Confined) -> None:
    with pytest.raises(UnreadableError) as caught:
        shared_child.call("refuse")
    assert (str(caught.value), caught.value.place) == ("no text", 7)


def test_objects_come_back_equal_to_those_returned() -> None:
    with confine("read") as child:
        expected = Page(
            "Grüße aus ", ("Grüße", "aus", "Yoro"), datetime(2031, 5, 6, 12, tzinfo=UTC)
        )
        assert child.call("Grüße aus Yoro") == expected


def test_a_class_that_was_not_named_does_not_come_back() -> None:
    with confine("read", types=[]) as child, pytest.raises(ConfinedFailed, match="Page"):
        child.call("x")


@pytest.mark.parametrize("function", ["no.such.module:f", f"{HERE}:missing", f"{HERE}.missing:f"])
def test_a_function_that_cannot_be_found_fails(function: str) -> None:
    with (
        Confined(function, seconds=1, memory=100_000_000) as child,
        pytest.raises(ConfinedFailed),
    ):
        child.call(1)


def test_a_child_sees_next_to_nothing_of_what_is_around_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for everybody")
    kept_open = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(kept_open, True)
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM, signal.SIGIO])
    try:
        with confine("surroundings") as child:
            found = child.call(None)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)
        os.close(kept_open)
    allowed = {"PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ"}
    assert {name for name in found["environment"] if not name.startswith("PYTHON")} <= allowed
    # Three standard ones, three pipes, and the one that listing them takes.
    assert len(found["descriptors"]) == 7
    assert found["leader"]
    assert found["core"] == found["files"] == (0, 0)
    assert found["open"][1] <= 64
    assert found["blocked"] == []
    assert found["codec"] == "灯".encode("shift_jis")


def test_a_large_page_goes_there_and_back() -> None:
    page = "Ein langer Bericht — 灯. " * 60_000
    with confine("echo", longest=20_000_000) as child:
        assert child.call(page) == page


def test_calling_costs_little_beside_what_is_called() -> None:
    page = b"<p>Some words of a report.</p>" * 10_000
    with confine("length") as child:
        assert child.call(page) == len(page)
        started = time.perf_counter()
        for _ in range(100):
            child.call(page)
        assert (time.perf_counter() - started) / 100 < 0.02
