from __future__ import annotations

import io
import json
from typing import Any

import pytest

from newsdesk.lib.jsonl import run_jsonl


def run(lines: list[str], handle: Any, encoding: str = "utf-8") -> tuple[str, list[Any]]:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    run_jsonl(lines, out, handle)
    written = raw.getvalue().decode(encoding)
    return written, [json.loads(line) for line in written.splitlines()]


def test_each_line_is_answered_in_order_with_its_id() -> None:
    lines = ['{"id": 1, "n": 2}\n', "\n", '{"id": "b", "n": 3}\n']
    written, answers = run(lines, lambda record: {"twice": record["n"] * 2, "word": "é"})

    assert answers == [
        {"id": 1, "twice": 4, "word": "é"},
        {"id": "b", "twice": 6, "word": "é"},
    ]
    assert "é" in written


@pytest.mark.parametrize(
    "line", ["nonsense", "[1]", '{"id": ' + "9" * 5_000 + "}", "[" * 200_000], ids=range(4)
)
def test_a_line_that_is_no_record_is_answered_without_an_id(line: str) -> None:
    _, answers = run([line, '{"id": 2}'], lambda record: {"done": True})

    assert answers[0]["id"] is None
    assert answers[0]["error"]
    assert answers[1] == {"id": 2, "done": True}


@pytest.mark.parametrize(
    "error",
    [
        ValueError("no"),
        TypeError("no"),
        AttributeError("no"),
        IndexError("no"),
        OverflowError("no"),
        RecursionError("no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_record_provokes_is_its_answer_and_the_run_goes_on(error: Exception) -> None:
    def handle(record: dict[str, Any]) -> dict[str, Any]:
        if record["id"] == 1:
            raise error
        return {"done": True}

    _, answers = run(['{"id": 1}', '{"id": 2}'], handle)

    assert answers == [{"id": 1, "error": "no"}, {"id": 2, "done": True}]


def test_an_error_without_words_is_named() -> None:
    def handle(record: dict[str, Any]) -> dict[str, Any]:
        raise KeyError if record["id"] == 1 else IndexError

    _, answers = run(['{"id": 1}', '{"id": 2}'], handle)

    assert [answer["error"] for answer in answers] == [
        "the record has no part that is needed",
        "IndexError",
    ]


def test_a_missing_part_is_named() -> None:
    _, answers = run(['{"id": 1}'], lambda record: {"text": record["html"]})

    assert answers == [{"id": 1, "error": "the record has no 'html'"}]


def test_a_lone_surrogate_is_escaped_and_the_run_goes_on() -> None:
    lines = [r'{"id": "\ud800"}', '{"id": 2, "text": "é"}', '{"id": 3}']
    written, answers = run(
        lines, lambda record: {"text": record.get("text", "\udfff" if record["id"] == 3 else "")}
    )

    assert answers == [
        {"id": "\ud800", "text": ""},
        {"id": 2, "text": "é"},
        {"id": 3, "text": "\udfff"},
    ]
    assert r'"\ud800"' in written and r'"\udfff"' in written and "é" in written


def test_an_output_that_is_not_in_utf_8_gets_escapes() -> None:
    written, answers = run(['{"id": "é"}'], lambda record: {}, encoding="ascii")

    assert answers == [{"id": "é"}]
    assert r"\u00e9" in written


def test_an_answer_that_is_no_json_is_an_error() -> None:
    _, answers = run(['{"id": 1}', '{"id": 2}'], lambda record: {"part": {record["id"] - 1}})

    assert all(answer["error"].startswith("the answer cannot be written") for answer in answers)
