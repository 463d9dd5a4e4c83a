"""Functions that misbehave, each in a real process: the error it comes to, and the next call."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from newsdesk.lib import confined
from newsdesk.lib.confined import (
    Confined,
    ConfinedDied,
    ConfinedError,
    ConfinedFailed,
    ConfinedMemory,
    ConfinedPool,
    ConfinedTimeout,
)
from tests.lib.misbehaving import FORGED, Page, UnreadableError

HERE = "tests.lib.misbehaving"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps this limit")


def confine(function: str = "misbehave", **changes: Any) -> Confined:
    settings: dict[str, Any] = {"seconds": 2.0, "memory": 100_000_000, "types": [Page]}
    settings |= {"errors": [UnreadableError], "longest": 2_000_000}
    return Confined(f"{HERE}:{function}", **settings | changes)


@pytest.fixture(scope="module")
def shared_child() -> Iterator[Confined]:
    """One for all tests that leave it in order, as starting takes longer than calling."""
    with confine() as running:
        yield running


def gone(pid: int, within: float = 5) -> bool:
    """Whether a process has ended by a moment from now."""
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.02)
                continue
        return True
    return False


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
    allowed = {"PATH", "LANG", "LC_ALL", "LC_CTYPE"}
    assert {name for name in found["environment"] if not name.startswith("PYTHON")} <= allowed
    # Three standard ones, three pipes, and the one that listing them takes.
    assert len(found["descriptors"]) == 7
    assert found["leader"]
    assert found["core"] == found["files"] == (0, 0)
    assert found["open"][1] <= 64
    assert found["blocked"] == []
    assert found["codec"] == "灯".encode("shift_jis")


def test_a_child_stays_warm_until_it_is_worn_out() -> None:
    with confine("process_id", calls=3) as child:
        assert child.pid is None
        seen = [child.call(None) for _ in range(7)]
    assert [seen.index(pid) for pid in seen] == [0, 0, 0, 3, 3, 3, 6]
    assert all(gone(pid) for pid in seen)


def test_a_child_that_has_grown_is_replaced() -> None:
    with confine() as child:
        first = child.call("process id")
        assert child.call("grow") is None
        assert child.call("process id") != first


def test_a_child_killed_in_the_middle_of_a_call_is_an_error_and_the_next_call_works() -> None:
    with confine(seconds=20.0) as child:
        pid = child.call("process id")
        threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
        with pytest.raises(ConfinedDied, match="SIGKILL"):
            child.call("sleep")
        assert child.call("words") == "words"


def test_a_child_killed_between_calls_is_replaced_unnoticed(shared_child: Confined) -> None:
    pid = shared_child.call("process id")
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert shared_child.call("words") == "words"


def test_what_a_child_has_started_ends_with_it() -> None:
    with confine() as child:
        other = child.call("start_another")
    assert gone(other)


def test_closing_ends_the_child_and_is_final() -> None:
    child = confine("process_id")
    pid = child.call(None)
    child.close()
    child.close()
    assert gone(pid)
    with pytest.raises(RuntimeError):
        child.call(None)


def test_a_child_ends_when_nobody_holds_it_any_more() -> None:
    child = confine("process_id")
    pid = child.call(None)
    del child
    gc.collect()
    assert gone(pid)


def test_no_descriptor_and_no_process_is_left_behind() -> None:
    def held() -> tuple[int, int]:
        return len(list(Path("/dev/fd").iterdir())), len(psutil.Process().children())

    before = held()
    for what in ("words", "_exit", "loop"):
        with confine(seconds=0.5) as child, contextlib.suppress(ConfinedError):
            child.call(what)
    assert held() == before


PARENT = f"""
import sys
from newsdesk.lib.confined import Confined
child = Confined("{HERE}:misbehave", seconds=float(sys.argv[2]), memory=100_000_000)
print(child.call("process id"), flush=True)
child.call(sys.argv[1])
"""


@pytest.mark.parametrize(
    ("what", "seconds"),
    [
        pytest.param("loop", 600, marks=linux),
        pytest.param("backtrack", 600, marks=linux),
        pytest.param("sleep", 600, marks=linux),
        ("loop", 1),
        ("sleep", 1),
    ],
)
def test_a_child_does_not_outlive_its_parent(what: str, seconds: float) -> None:
    command = [sys.executable, "-c", PARENT, what, str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
    assert gone(pid)


def test_an_idle_child_ends_when_its_parent_just_ends() -> None:
    command = [sys.executable, "-c", PARENT, "words", "600"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60, check=True)
    assert gone(int(done.stdout))


def test_a_forked_process_gets_a_child_of_its_own(shared_child: Confined) -> None:
    """As in Celery's workers: what was started before the fork goes on serving the parent."""
    ours = shared_child.call("process id")
    reading, writing = os.pipe()
    forked = os.fork()
    if not forked:
        with contextlib.suppress(BaseException):
            theirs = shared_child.call("process id")
            shared_child.close()
            os.write(writing, str(theirs).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        theirs = int(told.read())
    os.waitpid(forked, 0)
    assert theirs != ours
    assert gone(theirs)
    assert shared_child.call("process id") == ours


def test_threads_take_turns_and_none_gets_the_answer_of_another() -> None:
    with confine("echo", seconds=20.0) as child:
        assert in_threads(child.call, 40) == list(range(40))


def test_a_pool_serves_several_threads_at_once() -> None:
    with ConfinedPool(f"{HERE}:echo", processes=3, seconds=20.0, memory=100_000_000) as pool:
        assert in_threads(pool.call, 40) == list(range(40))
        pids = {member.pid for member in pool._members if member.pid}
    assert 1 <= len(pids) <= 3
    assert all(gone(pid) for pid in pids)


def in_threads(call: Callable[[Any], Any], count: int) -> list[Any]:
    answers: dict[int, Any] = {}

    def work(number: int) -> None:
        answers[number] = call(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [answers[number] for number in range(count)]


def test_the_thread_that_started_a_child_may_end_before_it(shared_child: Confined) -> None:
    with confine("process_id") as child:
        seen: list[int] = []
        thread = threading.Thread(target=lambda: seen.append(child.call(None)))
        thread.start()
        thread.join(60)
        assert seen == [child.call(None)]


def test_an_exception_in_the_middle_of_a_call_does_not_mix_up_answers() -> None:
    class InterruptedError(Exception):
        pass

    def interrupt(*_: object) -> None:
        raise InterruptedError

    previous = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with confine(seconds=20.0) as child:
            child.call("words")
            threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGUSR1)).start()
            with pytest.raises(InterruptedError):
                child.call("sleep")
            assert child.call("words") == "words"
    finally:
        signal.signal(signal.SIGUSR1, previous)


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
