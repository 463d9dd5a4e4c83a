"""The browser's offsets, checked against the same table as the server's."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CASES = json.loads((ROOT / "tests" / "anchoring" / "cases.json").read_text("utf-8"))
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not here to run the script")

PROGRAM = """
import { readFileSync } from "node:fs";
import { passage, snap, codePoints, unitsOf } from "./offsets.mjs";
import { sentencesOf } from "./sentences.mjs";
const asked = JSON.parse(readFileSync(0, "utf-8"));
const does = { passage, snap, codePoints, unitsOf, sentencesOf };
console.log(JSON.stringify(asked.map(([name, ...given]) => does[name](...given) ?? null)));
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run calls of the scripts' functions; returns what each returned."""
    folder = tmp_path_factory.mktemp("js")
    for name in ("offsets", "sentences"):
        shutil.copy(ROOT / "static" / "js" / f"{name}.js", folder / f"{name}.mjs")
    (folder / "run.mjs").write_text(PROGRAM)

    def run(*calls: list[Any]) -> list[Any]:
        done = subprocess.run(
            [str(NODE), "run.mjs"],
            cwd=folder,
            input=json.dumps(calls),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return list(json.loads(done.stdout))

    return run


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def blocks_of(text: str) -> list[dict[str, Any]]:
    blocks, start = [], 0
    for block in text.split("\n\n"):
        blocks.append({"start": start, "text": block})
        start += len(block) + 2
    return blocks


def point(text: str, offset: int) -> dict[str, int]:
    """The block and UTF-16 units in it of a code point offset."""
    before = text[:offset].split("\n\n")
    return {"block": len(before) - 1, "unit": units(before[-1])}


def asked(text: str, start: int, end: int) -> list[Any]:
    return ["passage", blocks_of(text), point(text, start), point(text, end)]


def test_odd_texts_are_counted_as_the_server_counts_them(node: Any) -> None:
    found = node(*(asked(case["text"], case["start"], case["end"]) for case in CASES))
    for case, passage in zip(CASES, found, strict=True):
        text, start, end = case["text"], case["start"], case["end"]
        assert passage == {
            "start": start,
            "end": end,
            "exact": text[start:end],
            "prefix": text[max(0, start - 32) : start],
            "suffix": text[end : end + 32],
        }, case["name"]


@pytest.mark.parametrize(
    ("text", "selected", "wanted"),
    [
        ("One  two three", (3, 9), "two"),  # white space at both ends
        ("First here.\n\nSecond there.", (6, 19), "here.\n\nSecond"),  # over two blocks
        ("First here.\n\nSecond there.", (6, 13), "here."),  # ends where a block begins
        ("First here.\n\nSecond there.", (11, 19), "Second"),  # begins where a block ends
        ("Cafe\u0301 now", (0, 4), "Cafe\u0301"),  # an accent is not left behind
        ("A 👩‍🚀 flew", (3, 4), "👩‍🚀"),  # half of a joined emoji
        ("A 👍🏽 b", (2, 3), "👍🏽"),  # a thumb without its skin
    ],
)
def test_selections_are_taken_whole_and_trimmed(
    node: Any, text: str, selected: tuple[int, int], wanted: str
) -> None:
    (found,) = node(asked(text, *selected))
    assert found["exact"] == wanted
    assert text[found["start"] : found["end"]] == wanted


def test_mere_space_is_no_passage(node: Any) -> None:
    assert node(asked("One   two", 3, 6), asked("One.\n\nTwo.", 4, 6)) == [None, None]


def test_sentences_do_not_end_after_abbreviations(node: Any) -> None:
    text = "The U.S. president met Mr. Ulm. “Yes,” he said. Sen. Ott voted no."
    (bounds,) = node(["sentencesOf", text, "en"])
    assert [text[start:end] for start, end in bounds] == [
        "The U.S. president met Mr. Ulm.",
        "“Yes,” he said.",
        "Sen. Ott voted no.",
    ]


def test_an_unknown_language_does_not_stop_the_sentences(node: Any) -> None:
    assert node(["sentencesOf", "One. Two.", "not a language"]) == [[[0, 4], [5, 9]]]
