"""Values written by one process and read by another that trusts nothing."""

from __future__ import annotations

import contextlib
import enum
import math
import pickle
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.lib.messages import Malformed, Messages, Unsendable


class Mood(enum.Enum):
    CALM = "calm"
    TENSE = 2


class Volume(enum.StrEnum):
    LOW = "low"


class Place(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    place: Place
    mood: Mood = Mood.CALM


@dataclass
class Report:
    title: str
    spans: list[Span]
    made: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.made = True


class Shout(str):
    __slots__ = ()


class Unknown:
    pass


MESSAGES = Messages([Mood, Volume, Place, Span, Report])

simple = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.dates()
    | st.timedeltas()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
)
hashable = simple | st.tuples(simple, simple) | st.frozensets(simple, max_size=3)
values = st.recursive(
    simple,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(hashable, inner, max_size=5)
        | st.sets(hashable, max_size=5)
        | st.builds(Span, st.builds(Place, st.integers(), st.integers()), st.sampled_from(Mood))
        | st.builds(Report, st.text(), st.lists(inner))
    ),
    max_leaves=20,
)


@given(values)
def test_what_is_written_is_read_again(value: Any) -> None:
    read = MESSAGES.read(MESSAGES.write(value))
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (Shout("loud"), "loud"),
        (math.inf, math.inf),
        ("a\ud800b", "a\ud800b"),
        (Volume.LOW, Volume.LOW),
        (True, True),
        (
            datetime(2031, 5, 6, 12, tzinfo=ZoneInfo("Asia/Tokyo")),
            datetime(2031, 5, 6, 12, tzinfo=timezone(timedelta(hours=9))),
        ),
        (date(2031, 5, 6), date(2031, 5, 6)),
        ([], []),
        ((), ()),
        ({}, {}),
        ([["list"], "list"], [["list"], "list"]),
    ],
)
def test_particular_values_keep_kind_and_worth(value: Any, read: Any) -> None:
    again = MESSAGES.read(MESSAGES.write(value))
    assert again == read
    assert type(again) is type(read)


def knot() -> list[Any]:
    tied: list[Any] = []
    tied.append(tied)
    return tied


@pytest.mark.parametrize(
    "value",
    [Unknown(), [Unknown()], Unknown, len, 1j, range(3), bytearray(b"x"), 10**5_000, knot()],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_form_is_not_written(value: Any) -> None:
    with pytest.raises(Unsendable):
        MESSAGES.write(value)


def test_a_class_that_was_not_named_is_not_written() -> None:
    with pytest.raises(Unsendable, match="Place"):
        Messages([Mood]).write(Place(1, 2))
    with pytest.raises(Unsendable, match="Volume"):
        Messages([Mood]).write(Volume.LOW)


def test_only_classes_made_of_fields_can_be_named() -> None:
    with pytest.raises(TypeError):
        Messages([Unknown])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"list": 1}',
        b'["list", {}]',
        b"[]",
        b"[[]]",
        b"[null]",
        b'["os.system", "true"]',
        b'["dict", 1]',
        b'["dict", ["list"], 1]',
        b'["set", ["dict"]]',
        b'["object"]',
        b'["object", 9]',
        b'["object", -1, "x", ["list"], true]',
        b'["object", true, 1]',
        b'["object", 0, "furious"]',
        b'["object", 2, 1]',
        b'["object", 3, 1, 2, 3]',
        b'["bytes", "?"]',
        b'["bytes", 5]',
        b'["date", "yesterday"]',
        b'["datetime", "2031-05-06T12:00:00", 1e300]',
        b'["datetime", "2031-05-06T12:00:00", "x"]',
        b'["timedelta", 1e9, 0, 0]',
        b'["timedelta", 1]',
        b"9" * 10_000,
        b"[" * 1_000_000,
        b'["list",' * 100_000 + b"1" + b"]" * 100_000,
        b"\xff\xfe",
        pickle.dumps([1]),
    ],
    ids=lambda data: data[:30],
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        MESSAGES.read(data)


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        MESSAGES.read(data)


def test_reading_calls_no_constructor() -> None:
    """Fields are set as they come: a class cannot be made to act."""
    read = MESSAGES.read(b'["object",4,"title",["list"],null]')
    assert isinstance(read, Report)
    assert read.made is None
