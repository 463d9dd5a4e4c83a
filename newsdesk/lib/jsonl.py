"""One JSON object in, one out: the plumbing shared by every ``--jsonl`` command.

Knows nothing of what the records mean.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, TextIO

Record = dict[str, Any]

#: What a record of the wrong make provokes in code that expects another.
_REFUSALS = (ValueError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)


def run_jsonl(
    stream_in: Iterable[str], stream_out: TextIO, handle: Callable[[Record], Record]
) -> None:
    """Map each line of ``stream_in`` through ``handle``, in order, to ``stream_out``.

    A record's ``id`` is passed through. A line that is no JSON object, that
    ``handle`` refuses with :class:`ValueError` or :class:`KeyError`, or that it
    stumbles over (wrong types, missing parts, too deep, too large), gives
    ``{"id", "error"}``, and the run goes on. Blank lines are skipped. An answer
    that ``stream_out`` cannot encode is written in ASCII with JSON's escapes. Each
    answer is flushed, so that a reader at the other end of a pipe sees it at once.
    """
    encoding = getattr(stream_out, "encoding", None) or "utf-8"
    for line in stream_in:
        if line.strip():
            stream_out.write(_written(_answer(line, handle), encoding) + "\n")
            stream_out.flush()


def _answer(line: str, handle: Callable[[Record], Record]) -> Record:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"not JSON: {error}"}
    if not isinstance(record, dict):
        return {"id": None, "error": "not a JSON object"}
    head = {"id": record.get("id")}
    try:
        return head | handle(record)
    except KeyError as error:
        missing = repr(error.args[0]) if error.args else "part that is needed"
        return head | {"error": f"the record has no {missing}"}
    except _REFUSALS as error:
        return head | {"error": str(error) or type(error).__name__}


def _written(answer: Record, encoding: str) -> str:
    """The answer as one line of JSON that ``encoding`` can hold."""
    try:
        line = json.dumps(answer, ensure_ascii=False)
    except (ValueError, TypeError, RecursionError) as error:
        return json.dumps({"id": None, "error": f"the answer cannot be written: {error}"})
    try:
        line.encode(encoding)
    except UnicodeEncodeError:  # a lone surrogate, or a terminal that is not in UTF-8
        return json.dumps(answer)
    return line
