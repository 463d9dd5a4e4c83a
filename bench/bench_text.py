"""Speed of drawing, comparing and cutting text: ``python -m bench.bench_text``."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from articles.text.align import align
from articles.text.diff import diff
from articles.text.document import Block, Document, DocumentBuilder, Inline, Run
from articles.text.render import Mark, render_blocks
from articles.text.sentences import sentences
from articles.text.words import words


def prose(seed: int, count: int) -> str:
    """Paragraphs of invented words, frequent ones often, as in real prose."""
    draw = random.Random(seed)
    vocabulary = [
        "".join(draw.choices("aeiourstlnmdbk", k=draw.randint(2, 9))) for _ in range(9000)
    ]
    parts, length = [], 0
    for n in range(count):
        word = vocabulary[int(draw.paretovariate(0.6)) % len(vocabulary)]
        parts.append(word.capitalize() if length == 0 else word)
        length += 1
        if length > draw.randint(8, 30):
            parts[-1] += ".\n\n" if n % 5 == 0 else "."
            length = 0
    return " ".join(parts).replace("\n\n ", "\n\n")


def timed(name: str, unit: str, amount: float, work: Callable[[], object]) -> None:
    """Run ``work`` three times and print the best rate."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    print(f"{name:<58} {best * 1000:9.1f} ms {amount / best:14,.0f} {unit}/s")


def main() -> None:
    """Print one line per measurement."""
    article, long_text, other = prose(1, 700), prose(2, 20_000), prose(3, 20_000)
    edited = article.replace("a", "o", 40)
    document = Document.from_paragraphs(long_text.split("\n\n"))
    size = len(document.text)
    draw = random.Random(5)
    starts = [draw.randrange(size - 300) for _ in range(5000)]
    marks = [Mark(at, at + draw.randint(5, 300), "mark", (("id", f"m{at}"),)) for at in starts]
    runs = [Run("word ", ((Inline.LINK, {"href": f"/{n % 7}"}),)) for n in range(100_000)]

    def build() -> None:
        builder = DocumentBuilder()
        builder.add_block(Block.PARAGRAPH, runs)
        builder.build()

    timed("render 20,000 words, no marks", "words", 20_000, lambda: render_blocks(document))
    timed("render 20,000 words, 5,000 marks", "marks", 5000, lambda: render_blocks(document, marks))
    timed("build one block of 100,000 linked runs", "runs", 100_000, build)
    timed("words of 20,000 words", "words", 20_000, lambda: words(long_text))
    timed("sentences of 20,000 words", "words", 20_000, lambda: sentences(long_text))
    timed("align 700 words with an edited revision", "pairs", 1, lambda: align(article, edited))
    timed("diff 700 words with an edited revision", "pairs", 1, lambda: diff(article, edited))
    timed("align two unrelated texts of 20,000 words", "pairs", 1, lambda: align(long_text, other))
    timed("diff two unrelated texts of 20,000 words", "pairs", 1, lambda: diff(long_text, other))


if __name__ == "__main__":
    main()
