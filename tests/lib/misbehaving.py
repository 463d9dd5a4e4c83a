"""Functions that do what a confined function must not get away with."""

from __future__ import annotations

import ctypes
import gc
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsdesk.lib import confined_child


@dataclass(frozen=True, slots=True)
class Page:
    """Stands for what a page is read into."""

    title: str
    words: tuple[str, ...]
    seen: datetime | None = None


class UnreadableError(Exception):
    def __init__(self, reason: str, *, place: int) -> None:
        super().__init__(reason)
        self.place = place


class OddError(Exception):
    """Not among those that pass; its text is an accident."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


def echo(argument: Any) -> Any:
    return argument


def length(argument: bytes) -> int:
    return len(argument)


def process_id(_: object) -> int:
    return os.getpid()


def read(text: str) -> Page:
    return Page(text[:10], tuple(text.split()), datetime(2031, 5, 6, 12, tzinfo=UTC))


def surroundings(_: object) -> dict[str, Any]:
    return {
        "environment": sorted(os.environ),
        "descriptors": sorted(int(each.name) for each in Path("/dev/fd").iterdir()),
        "leader": os.getsid(0) == os.getpid() == os.getpgid(0),
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "files": resource.getrlimit(resource.RLIMIT_FSIZE),
        "open": resource.getrlimit(resource.RLIMIT_NOFILE),
        "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        "codec": "灯".encode("shift_jis"),
    }


def misbehave(what: Any) -> Any:
    """Do what is asked for by name; anything else is given back."""
    action = ACTIONS.get(what) if isinstance(what, str) else None
    return action() if action else what


def loop() -> None:
    while True:
        pass


def backtrack() -> None:
    """An endless loop in C, which holds the interpreter's lock."""
    re.match(r"(a|a)*b", "a" * 40)


def sleep() -> None:
    time.sleep(600)


def allocate() -> int:
    return len(bytearray(4_000_000_000))


def pile_up() -> int:
    pile = []
    while True:
        pile.append(bytes([1]) * 1_000_000)


def swallow() -> str:
    """Run out of memory and go on as if nothing had been."""
    try:
        pile_up()
    except MemoryError:
        gc.collect()
    return "fine"


def recurse() -> None:
    recurse()


def nested() -> list[Any]:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    return deep


def deep_in_c() -> None:
    """Overflow the C stack, against which no Python limit helps."""
    sys.setrecursionlimit(10**9)
    deep: Any = []
    for _ in range(3_000_000):
        deep = [deep]
    repr(deep)


def segfault() -> None:
    ctypes.string_at(0)


def print_much() -> str:
    for number in range(10_000):
        print("HTTP/1.1 200 OK", number)
        print("junk", number, file=sys.stderr)
    os.write(1, b"\0\0\0\1x")
    os.write(2, b"\0\0\0\1x")
    os.system("echo from a shell")
    return "printed"


def close_everything() -> None:
    os.closerange(0, 100)
    time.sleep(600)


def refuse() -> None:
    raise UnreadableError("no text", place=7)


def refuse_with_an_object() -> None:
    raise UnreadableError(object(), place=7)  # type: ignore[arg-type]


def write_a_file() -> None:
    Path("/tmp/newsdesk-confined-must-not-exist").write_text("x" * 100_000)


def open_many() -> None:
    kept = [socket.socket() for _ in range(100)]
    raise AssertionError(f"{len(kept)} opened")


def start_another() -> int:
    return subprocess.Popen(["sleep", "600"]).pid


def start_another_and_die() -> None:
    """Leave somebody behind who is known by how long they sleep."""
    subprocess.Popen(["sleep", "613"])
    os._exit(3)


def forge(data: bytes) -> None:
    """Write what is no answer to the pipe of answers, whose number the set-up tells."""
    setup = next(each for each in sys.argv if '"answers"' in each)
    answers = int(re.search(r'"answers": (\d+)', setup)[1])  # type: ignore[index]
    os.write(answers, data)
    time.sleep(600)


def framed(text: bytes) -> bytes:
    return confined_child.LENGTH.pack(len(text)) + text


FORGED = {
    "a pickle": framed(b"cos\nsystem\n(S'touch /tmp/newsdesk-forged'\ntR."),
    "no JSON": framed(b"\xff\xfe{"),
    "a JSON object": framed(b'{"value": 1}'),
    "a bare value": framed(b"7"),
    "an unknown status": framed(b'["tuple","bless",1]'),
    "ready once more": framed(b'["tuple","ready",null]'),
    "an unknown kind": framed(b'["tuple","value",["os.system","true"]]'),
    "an unknown class": framed(b'["tuple","value",["object",99,1]]'),
    "a class counted from the end": framed(b'["tuple","value",["object",-1,1,2,3]]'),
    "too few fields": framed(b'["tuple","value",["object",0,1]]'),
    "an unknown exception": framed(b'["tuple","error",["tuple",5,["tuple"],["dict"]]]'),
    "an exception of no class": framed(
        b'["tuple","error",["tuple",0,["tuple"],["dict","__class__",1]]]'
    ),
    "words that are none": framed(b'["tuple","failed",["tuple",1,2]]'),
    "brackets without end": framed(b"[" * 1_000_000),
    "an endless length": b"\xff\xff\xff\xff",
    "a number of thousands of digits": framed(b'["tuple","value",' + b"9" * 10_000 + b"]"),
}

ACTIONS: dict[str, Any] = {
    function.__name__: function
    for function in (
        loop,
        backtrack,
        sleep,
        allocate,
        pile_up,
        swallow,
        recurse,
        nested,
        deep_in_c,
        segfault,
        print_much,
        close_everything,
        refuse,
        refuse_with_an_object,
        write_a_file,
        open_many,
        start_another,
        start_another_and_die,
    )
}
ACTIONS |= {
    "exit": lambda: sys.exit(3),
    "_exit": lambda: os._exit(3),
    "exit happily": lambda: os._exit(0),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "abort": os.abort,
    "raise": lambda: {}["missing"],
    "raise oddly": lambda: (_ for _ in ()).throw(OddError()),
    "interrupt": lambda: os.kill(os.getpid(), signal.SIGINT),
    "object": object,
    "function": lambda: loop,
    "too long": lambda: "x" * 3_000_000,
    "process id": os.getpid,
    "grow": lambda: PILE.extend(bytes([1]) * 1_000_000 for _ in range(80)),
}
ACTIONS |= {name: lambda data=data: forge(data) for name, data in FORGED.items()}

PILE: list[bytes] = []
