from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = "<html><body><article>" + "<p>The council voted on Monday to close it.</p>" * 9
FEED = '<rss version="2.0"><channel><title>C</title><item><guid>é</guid></item></channel></rss>'


def manage(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_a_feed_is_printed_as_json() -> None:
    done = manage("parse_feed", "-", "--url", "https://courier.example/", given=FEED)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["entries"][0]["guid"] == "é"


def test_an_article_is_printed_as_json(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")

    done = manage("extract", str(file), "--url", "https://courier.example/1")
    printed = json.loads(done.stdout)

    assert done.returncode == 0
    first = printed["blocks"][0]
    assert printed["text"][first["start"] : first["end"]].startswith("The council voted")
    assert printed["canonical_url"] == "https://courier.example/1"


def test_a_bad_line_is_answered_and_the_run_goes_on() -> None:
    lines = ['{"id": 1, "url": "u", "html": ""}', "nonsense", json.dumps({"id": 3, "html": PAGE})]

    done = manage("extract", "--jsonl", given="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.returncode == 0
    assert answers[0] == {"id": 1, "error": "This is empty."}
    assert "not JSON" in answers[1]["error"]
    assert answers[2]["id"] == 3
    assert answers[2]["text"].startswith("The council")


@pytest.mark.parametrize(
    ("words", "given", "line"),
    [
        (["parse_feed", "-"], "<html></html>", "This is a web page, not a feed."),
        (["extract", "-"], "", "This is empty."),
        (
            ["extract", "no/such/file"],
            "",
            "no/such/file cannot be read: No such file or directory.",
        ),
    ],
)
def test_unusable_input_exits_with_two_and_one_line(
    words: list[str], given: str, line: str
) -> None:
    done = manage(*words, given=given)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip().splitlines() == [f"CommandError: {line}"]
