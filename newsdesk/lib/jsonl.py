"""One JSON object in, one out: the plumbing shared by every ``--jsonl`` command.

Knows nothing of what the records mean.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, TextIO

Record = dict[str, Any]


def run_jsonl(
    stream_in: Iterable[str], stream_out: TextIO, handle: Callable[[Record], Record]
) -> None:
    """Map each line of ``stream_in`` through ``handle``, in order, to ``stream_out``.

    A record's ``id`` is passed through. A line that is no JSON object, or that
    ``handle`` refuses with :class:`ValueError`, :class:`KeyError` or
    :class:`TypeError`, gives ``{"id", "error"}``, and the run goes on. Blank lines
    are skipped. Each answer is flushed, so that a reader at the other end of a
    pipe sees it at once.
    """
    for line in stream_in:
        if line.strip():
            stream_out.write(json.dumps(_answer(line, handle), ensure_ascii=False) + "\n")
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
        return head | {"error": f"the record has no {error.args[0]!r}"}
    except (ValueError, TypeError) as error:
        return head | {"error": str(error) or type(error).__name__}
