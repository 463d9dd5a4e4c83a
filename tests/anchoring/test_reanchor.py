from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from annotations.anchoring.jsonl import reanchor_record
from newsdesk.lib.jsonl import run_jsonl

SHARED = Path(os.environ.get("NEWSDESK_SHARED", Path(__file__).parents[3] / "shared"))
REVISIONS = SHARED / "data" / "revisions" / "dev.jsonl"
OLD = "The mayor met aides. Rain fell on Elmford all day."
NEW = "It was Monday. The mayor met aides in the hall."


def test_passages_of_an_old_text_are_carried() -> None:
    targets = [{"start": 0, "end": 20}, {"start": 21, "end": 50}]
    first, second = reanchor_record({"old": OLD, "new": NEW, "targets": targets})["targets"]
    assert (first["state"], NEW[first["start"] : first["end"]]) == (
        "attached",
        "The mayor met aides in the hall.",
    )
    assert second == {"state": "orphan", "start": None, "end": None, "score": 0.0}


def test_quotes_are_located_without_the_old_text() -> None:
    targets = [{"exact": "mayor met aides"}, {"exact": "fell on", "prefix": "Rain ", "start": 26}]
    first, second = reanchor_record({"new": NEW, "targets": targets})["targets"]
    assert (first["state"], first["start"], first["end"]) == ("attached", 19, 34)
    assert second["state"] == "orphan"


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"new": "x"},
        {"new": 1, "targets": []},
        {"old": 1, "new": "x", "targets": []},
        {"old": "x", "new": "x", "targets": {}},
        {"old": "x", "new": "x", "targets": [1]},
        {"old": "x", "new": "x", "targets": [{"start": 0}]},
        {"old": "x", "new": "x", "targets": [{"start": 0, "end": 9}]},
        {"old": "x", "new": "x", "targets": [{"start": "0", "end": 1}]},
        {"new": "x", "targets": [{"exact": ""}]},
        {"new": "x", "targets": [{"exact": 5}]},
        {"new": "x", "targets": [{"exact": "x", "start": "0"}]},
    ],
)
def test_a_bad_record_is_answered_with_an_error_and_the_run_goes_on(record) -> None:
    lines = [json.dumps({"id": 1, **record}), json.dumps({"id": 2, "new": "x", "targets": []})]
    out = io.StringIO()
    run_jsonl(lines, out, reanchor_record)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert first["id"] == 1
    assert first["error"]
    assert second == {"id": 2, "targets": []}


def overlap(placed: dict[str, int], spans: list[list[int]]) -> float:
    size = max(1, placed["end"] - placed["start"])
    return max(
        (min(placed["end"], end) - max(placed["start"], start)) / size for start, end in spans
    )


@pytest.mark.skipif(not REVISIONS.exists(), reason="the shared revisions are not beside us")
def test_real_revisions_keep_their_passages() -> None:
    found, alive, attached, dead = 0, 0, 0, 0
    for line in REVISIONS.read_text("utf-8").splitlines():
        case = json.loads(line)
        for target, placed in zip(case["targets"], reanchor_record(case)["targets"], strict=True):
            if target["gold"]:
                alive += 1
                there = placed["start"] is not None
                found += there and overlap(placed, target["gold"]) >= 0.5
            elif case["old"][target["start"] : target["end"]] not in case["new"]:
                dead += 1
                attached += placed["state"] == "attached"
    assert found / alive >= 0.95
    assert attached / dead <= 0.10
