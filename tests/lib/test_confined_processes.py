"""The processes behind confined functions: how they start, share, fork and end."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from newsdesk.lib.confined import (
    Confined,
    ConfinedDied,
    ConfinedError,
    ConfinedPool,
)
from tests.lib.confining import HERE, confine, gone, linux


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


def test_what_a_child_has_started_ends_when_it_dies_by_itself() -> None:
    with confine() as child, pytest.raises(ConfinedDied, match="status 3"):
        child.call("start_another_and_die")
    running = psutil.process_iter(["cmdline"])
    others = [each.pid for each in running if "613" in (each.info["cmdline"] or ())]
    assert all(gone(pid) for pid in others)


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
        time.sleep(0.5)  # so that the call is under way
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
