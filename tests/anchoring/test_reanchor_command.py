from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def test_the_command_answers_each_line_in_order(tmp_path: Path, capsys) -> None:
    records = tmp_path / "records.jsonl"
    good = {
        "id": "a",
        "old": "Rain fell.",
        "new": "Rain fell.",
        "targets": [{"start": 0, "end": 4}],
    }
    records.write_text(f"{json.dumps(good)}\nno JSON\n", "utf-8")
    call_command("reanchor", str(records), jsonl=True)
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    placed = {"state": "attached", "start": 0, "end": 4, "score": 1.0}
    assert first == {"id": "a", "targets": [placed]}
    assert set(second) == {"id", "error"}


@pytest.mark.parametrize("options", [{"jsonl": False}, {"jsonl": True}])
def test_unusable_input_exits_with_two(tmp_path: Path, options: dict[str, bool]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("reanchor", str(tmp_path / "nothing"), **options)
    assert refused.value.returncode == 2
