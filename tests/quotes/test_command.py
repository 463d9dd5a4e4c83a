"""``manage.py quotes``: its output, and what it answers to unusable input."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
STORY = (
    "Dam Will Not Hold, Engineer Says\n\nMia Holm\nMarch 3, 2025\n\n"
    "LUND - The wall above the town will not stand another winter, and the council has known "
    "it since the autumn, an engineer told reporters on Monday.\n\n"
    "“It will not hold,” said Ann Quill, who measured it twice. “Everybody here knows it.”\n\n"
    "The council will meet again on Thursday to hear what the work would cost the valley.\n"
)


def _run(*args: str) -> str:
    out = io.StringIO()
    call_command("quotes", *args, stdout=out)
    return out.getvalue()


def test_a_file_gives_its_text_quotations_and_people(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    found = json.loads(_run(str(file)))
    assert [found["text"][q["start"] : q["end"]] for q in found["quotes"]] == [
        "“It will not hold,”",
        "“Everybody here knows it.”",
    ]
    assert {quote["speaker"] for quote in found["quotes"]} == {"Ann Quill"}
    assert [person["name"] for person in found["people"]] == ["Ann Quill"]


def test_several_files_give_a_line_each(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    lines = _run(str(tmp_path / "a.txt"), str(tmp_path / "b.txt")).splitlines()
    assert [len(json.loads(line)["quotes"]) for line in lines] == [2, 2]


@pytest.mark.parametrize("content", [None, b"", b"%PDF-1.7 x"])
def test_an_unusable_file_ends_with_status_2_and_one_line(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "story.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        _run(str(file))
    assert caught.value.returncode == 2
    assert len(str(caught.value).splitlines()) == 1


def test_jsonl_takes_text_as_it_is_and_goes_on_past_bad_lines() -> None:
    lines = [
        json.dumps({"id": 7, "text": "\n“It rains,” Ann Lee said."}),
        "not json",
        json.dumps({"id": 8}),
        json.dumps({"id": 9, "text": 5}),
        json.dumps({"id": 10, "text": ""}),
    ]
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "quotes", "--jsonl"],
        input="\n".join(lines).encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == [7, None, 8, 9, 10]
    assert (rows[0]["quotes"][0]["start"], rows[0]["quotes"][0]["end"]) == (1, 12)
    assert all("error" in row for row in rows[1:4])
    assert rows[4] == {"id": 10, "quotes": [], "people": []}
