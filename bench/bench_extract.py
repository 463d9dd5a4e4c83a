"""Speed of reading articles out of pages: ``python -m bench.bench_extract [FOLDER]``.

FOLDER holds ``articles.jsonl.gz`` and ``news.jsonl.gz`` with ``{"url", "html"}`` on each
line; by default it is ``data/extraction`` of the folder that NEWSDESK_SHARED names.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from pathlib import Path

from articles.pipeline.extraction import UnreadableArticle
from articles.pipeline.read import read_article


def load(path: Path) -> list[tuple[bytes, str]]:
    """The pages of one file as bytes, as they come over the network, and their addresses."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [(page["html"].encode("utf-8", "replace"), page.get("url") or "") for page in records]


def read_all(pages: list[tuple[bytes, str]]) -> int:
    """Read every page; return how many held no article."""
    refused = 0
    for raw, url in pages:
        try:
            read_article(raw, url).to_json()
        except UnreadableArticle:
            refused += 1
    return refused


def timed(name: str, pages: list[tuple[bytes, str]]) -> None:
    """Read ``pages`` three times and print the best rate on one core."""
    best, refused = float("inf"), 0
    for _ in range(3):
        began = time.process_time()
        refused = read_all(pages)
        best = min(best, time.process_time() - began)
    size = sum(len(raw) for raw, _ in pages) / 1e6
    print(
        f"{name:<12} {len(pages):5} pages {size:7.1f} MB {refused:3} refused "
        f"{best * 1000 / len(pages):7.1f} ms/page {len(pages) / best:7.1f} pages/s"
    )


def main() -> None:
    """Print one line per file."""
    shared = os.environ.get("NEWSDESK_SHARED", "")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(shared, "data", "extraction")
    if len(sys.argv) < 2 and not shared:
        print("Skipped: NEWSDESK_SHARED names no folder of real pages, and none was given.")
        return
    for name in ("articles", "news"):
        path = folder / f"{name}.jsonl.gz"
        if path.is_file():
            timed(name, load(path))
        else:
            print(f"Skipped: {path} is not there.")


if __name__ == "__main__":
    main()
