"""Values as bytes that may be read even if whoever wrote them is hostile.

Pickle is not that: besides naming what to call, a pickle of ten bytes can make its reader fill
gigabytes of memory, whatever classes it is allowed to find. So values are written as JSON, in
which every container is a list that begins with its kind, and objects are rebuilt here, field by
field, from the classes both sides were given. Nothing is called that could act: no constructor of
a dataclass, no method, no name found in the data.

What comes back has the right shape and no more: a field may hold a value of any kind that can be
sent, so callers treat it like the page it was read from.
"""

from __future__ import annotations

import base64
import dataclasses
import enum
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final


class Unsendable(TypeError):
    """The value holds something that has no form as a message."""


class Malformed(ValueError):
    """The bytes are not a message."""


_PLAIN: Final = frozenset({type(None), bool, int, float, str})
_SEQUENCES: Final[dict[str, Callable[[Any], Any]]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


class Messages:
    """Writes and reads values of plain types and of the classes named.

    Plain are None, bool, int, float, str, bytes, list, tuple, dict, set, frozenset, date,
    timedelta and datetime, of which an aware one keeps its moment and its offset. Subclasses of
    the first five are written as what they are based on.

    Args:
        types: Dataclasses, enumerations and named tuples that may be sent; both sides need the
            same ones in the same order.
    """

    def __init__(self, types: Iterable[type] = ()) -> None:
        self._types = tuple(types)
        self._fields = [_field_names(each) for each in self._types]
        self._index = {each: index for index, each in enumerate(self._types)}

    def write(self, value: Any) -> bytes:
        """A value as bytes.

        Raises:
            Unsendable: It holds an object of another type, or itself.
        """
        try:
            text = json.dumps(self._pack(value), ensure_ascii=False, separators=(",", ":"))
            return text.encode("utf-8", "surrogatepass")
        except RecursionError:
            raise Unsendable("nested too deeply") from None
        except ValueError as error:  # an integer of thousands of digits
            raise Unsendable(str(error)) from None

    def read(self, data: bytes) -> Any:
        """The value that bytes stand for.

        Raises:
            Malformed: They stand for none.
        """
        try:
            return self._unpack(json.loads(data.decode("utf-8", "surrogatepass")))
        except (
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            OverflowError,
            RecursionError,
        ) as error:
            raise Malformed(f"{type(error).__name__}: {error}"[:200]) from None

    def _pack(self, value: Any) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind in (list, tuple, set, frozenset):
            return [kind.__name__, *[self._pack(each) for each in value]]
        if kind is dict:
            flat = [self._pack(each) for pair in value.items() for each in pair]
            return ["dict", *flat]
        if kind in self._index:
            return self._pack_object(value, self._index[kind])
        return _pack_scalar(value)

    def _pack_object(self, value: Any, index: int) -> list[Any]:
        if isinstance(value, enum.Enum):
            return ["object", index, self._pack(value.value)]
        values = [getattr(value, name) for name in self._fields[index]]
        return ["object", index, *[self._pack(each) for each in values]]

    def _unpack(self, value: Any) -> Any:
        if type(value) is not list:
            if type(value) not in _PLAIN:
                raise Malformed("a JSON object")
            return value
        kind, *items = value
        if kind in _SEQUENCES:
            return _SEQUENCES[kind]([self._unpack(each) for each in items])
        if kind == "dict":
            flat = [self._unpack(each) for each in items]
            return dict(zip(flat[::2], flat[1::2], strict=True))
        if kind == "object":
            return self._unpack_object(items)
        return _SCALARS[kind](*items)

    def _unpack_object(self, items: list[Any]) -> Any:
        index, *packed = items
        if type(index) is not int or index < 0:
            raise Malformed("no such class")
        cls, names = self._types[index], self._fields[index]
        values = [self._unpack(each) for each in packed]
        if len(values) != len(names):
            raise Malformed(f"{cls.__name__} with {len(values)} fields")
        if issubclass(cls, enum.Enum):
            return cls(values[0])
        if issubclass(cls, tuple):
            return tuple.__new__(cls, values)
        built = object.__new__(cls)
        for name, each in zip(names, values, strict=True):
            object.__setattr__(built, name, each)
        return built


def _field_names(cls: type) -> list[str]:
    """The fields a class is written with."""
    if issubclass(cls, enum.Enum):
        return ["value"]
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        return list(cls._fields)
    if dataclasses.is_dataclass(cls):
        return [each.name for each in dataclasses.fields(cls)]
    raise TypeError(f"{cls.__qualname__} is no dataclass, enumeration or named tuple")


def _pack_scalar(value: Any) -> Any:
    """A value that holds no others."""
    if isinstance(value, bytes):
        return ["bytes", base64.b64encode(value).decode("ascii")]
    if isinstance(value, datetime):
        offset = value.utcoffset()
        moment = value.replace(tzinfo=None, fold=0).isoformat()
        return ["datetime", moment, None if offset is None else offset / timedelta(microseconds=1)]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, timedelta):
        return ["timedelta", value.days, value.seconds, value.microseconds]
    for base in (str, int, float):
        if isinstance(value, base) and not isinstance(value, enum.Enum):
            return base(value)
    raise Unsendable(f"a message cannot hold {type(value).__module__}.{type(value).__qualname__}")


def _read_datetime(moment: str, offset: float | None) -> datetime:
    """A datetime from its wall clock and its offset from UTC in microseconds."""
    read = datetime.fromisoformat(moment)
    if offset is None:
        return read
    zone = timezone(timedelta(microseconds=offset)) if offset else UTC
    return read.replace(tzinfo=zone)


def _read_timedelta(days: int, seconds: int, microseconds: int) -> timedelta:
    """A timedelta from its parts."""
    return timedelta(days=days, seconds=seconds, microseconds=microseconds)


_SCALARS: Final[dict[str, Callable[..., Any]]] = {
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "date": date.fromisoformat,
    "datetime": _read_datetime,
    "timedelta": _read_timedelta,
}
