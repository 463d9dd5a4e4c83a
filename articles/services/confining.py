"""The confined processes in which feeds and pages are read: limits on time and memory for each.

Every worker process has its own few, started when first needed and kept warm.
"""

from __future__ import annotations

import contextlib
from functools import cache
from typing import Any

from django.conf import settings

from articles import reading
from articles.pipeline.dates import Precision
from articles.pipeline.extraction import (
    ArticleKind,
    Extraction,
    Image,
    Picture,
    UnreadableArticle,
)
from articles.pipeline.feed_types import NotAFeed, ParsedEntry, ParsedFeed
from articles.pipeline.remarks import Code, Remark
from articles.said_rows import Said
from articles.services import gazetteer
from articles.services.asking import Read
from articles.text.document import Block, Document, Inline, Span
from newsdesk.lib.confined import ConfinedError, ConfinedPool

#: What one feed or page may cost: seconds by the clock, and bytes beyond the program itself.
SECONDS, MEMORY = 15.0, 600_000_000
#: Longest answer, in bytes: a feed of 200 long articles fits.
LONGEST = 64_000_000

_TYPES = (
    *(reading.ReadArticle, reading.ReadFeed, reading.FreshEntry),
    *(Extraction, ArticleKind, Image, Picture, Precision, Document, Span, Block, Inline),
    *(ParsedFeed, ParsedEntry, Code, Remark, Said),
)


def run(read: Read) -> Any:
    """Run a function of ``articles.reading``; safe to call from any thread.

    Raises what the function raises for input that is of no use, and ``ConfinedError`` where
    it cost too much or broke.
    """
    known = gazetteer.latest()
    if not settings.CONFINED_PROCESSES:
        with reading.knowing(known.knowledge):
            return read.function(read.argument)
    asked = read.function.__name__, read.argument, known.version
    try:
        return _pool().call(asked)
    except reading.NotTold:
        # The process is new, or those who are known have changed.
        return _pool().call((*asked, known.people))


def warm() -> None:
    """Start a process to read in, if there is none yet: that takes a second or so."""
    if settings.CONFINED_PROCESSES:
        with contextlib.suppress(ConfinedError):  # the first reading will tell
            _pool().warm()


@cache
def _pool() -> ConfinedPool:
    return ConfinedPool(
        "articles.reading:perform",
        processes=settings.CONFINED_PROCESSES,
        seconds=SECONDS,
        memory=MEMORY,
        calls=2_000,
        types=_TYPES,
        errors=(UnreadableArticle, NotAFeed, reading.NotTold),
        longest=LONGEST,
    )
