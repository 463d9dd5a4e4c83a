"""What an extractor took for the article but is not: the last sieve over a body.

Works on finished documents, block by block; knows nothing of elements or pages.
"""

from __future__ import annotations

import re
from itertools import groupby, takewhile

from articles.pipeline.addresses import canonical_url
from articles.pipeline.bylines import are_names, is_byline
from articles.pipeline.corrections import correction_hints, is_correction
from articles.pipeline.dates import find_moment
from articles.pipeline.extraction import ArticleKind
from articles.pipeline.furniture import (
    ends_article,
    ends_in_credit,
    introduces,
    is_biography,
    is_credited,
    is_furniture,
    is_sentence,
    read_credit,
    starts_related,
)
from articles.pipeline.metadata import Metadata
from articles.pipeline.structure import keep_blocks, link_shares
from articles.text.document import Block, Document, Inline, Span
from articles.text.normal import one_line

#: How many blocks at the top may be headline, byline and the like.
_HEAD_BLOCKS = 8
#: A link covering this share of a block that is no sentence makes it a pointer elsewhere.
_ALL_LINK = 0.9
#: An article this long may be over though much of the page follows.
_ENOUGH_WORDS = 150
#: Paragraphs with this many words are not said twice on purpose, nor are such quotes.
_REPEAT_WORDS, _PULLED_WORDS = 15, 5
#: Quotes looked for in the text; a page with more repeats none of them.
_MOST_QUOTES = 200
#: A list of which this share of the text is links is a menu, not part of what is told.
_LINK_LIST = 0.8
_WORD = re.compile(r"\w+")


def clean_body(document: Document, metadata: Metadata, said: Document) -> Document:
    """Leave out the blocks of ``document`` that are not the article's.

    ``said`` is the body as the outlet's own data gives it, empty if it does not.
    """
    blocks = list(document.blocks)
    texts = [document.text[block.start : block.end] for block in blocks]
    linked = link_shares(document)
    slanted = {(span.start, span.end) for span in document.inlines if span.kind == Inline.EMPHASIS}
    keep = [True] * len(blocks)
    related = False
    hints = correction_hints(document.text)
    noted = [is_correction(text, hints) for text in texts]
    for at, (block, text) in enumerate(zip(blocks, texts, strict=True)):
        if noted[at]:
            continue
        line = one_line(text)
        if ends_article(line) and _is_told(texts, keep, at):
            keep[at:] = [False] * (len(blocks) - at)
            break
        starts = starts_related(one_line(text.split("\n", 1)[0]))
        related = starts or (related and (linked[at] > 0.5 or not is_sentence(line)))
        keep[at] = not (
            related
            or (block.kind != Block.TABLE_ROW and is_furniture(line))
            or _is_pointer(block, line, linked[at])
            or (at < _HEAD_BLOCKS and not _heads_post(block, metadata) and _is_head(line, metadata))
            or (block.kind != Block.TABLE_ROW and _is_credit(line))
            or ((block.start, block.end) in slanted and is_credited(line))
            or _is_biography(line, at, len(blocks), metadata)
            or _is_own_address(line, metadata)
        )
    keep = _drop_repeated(blocks, texts, keep)
    keep = _drop_link_lists(blocks, texts, linked, keep)
    keep = _drop_last_list(blocks, texts, linked, keep)
    keep = _drop_empty_headings(blocks, keep)
    if said.text:
        keep = _agree(texts, keep, said.text)
    return keep_blocks(document, [kept or note for kept, note in zip(keep, noted, strict=True)])


def _heads_post(block: Span, metadata: Metadata) -> bool:
    """Whether a block may be the time over a post of a live blog."""
    return metadata.kind is ArticleKind.LIVE and block.kind == Block.HEADING


def _is_told(texts: list[str], keep: list[bool], at: int) -> bool:
    """Whether enough was told before a block for the article to end there."""
    if not any(keep[:at]):
        return False
    words = sum(len(text.split()) for text, kept in zip(texts[:at], keep, strict=False) if kept)
    return at > len(texts) // 3 or words > _ENOUGH_WORDS


def _is_biography(line: str, at: int, count: int, metadata: Metadata) -> bool:
    """Whether a block near either end introduces a journalist, or who signed this article."""
    if at >= count - 3 and is_biography(line):
        return True
    near = at < _HEAD_BLOCKS or at >= count - 2 * _HEAD_BLOCKS
    return near and any(introduces(name, line) for name in metadata.bylines)


def _is_own_address(line: str, metadata: Metadata) -> bool:
    """Whether a block is the page's own address and nothing else."""
    return line.startswith(("http://", "https://")) and canonical_url(line) == metadata.canonical


def _drop_repeated(blocks: list[Span], texts: list[str], keep: list[bool]) -> list[bool]:
    """Leave out blocks said twice and quotes set large that repeat a part of the text."""
    keep, seen, quotes = list(keep), set[str](), 0
    folded = [_fold(text) if kept else "" for text, kept in zip(texts, keep, strict=True)]
    whole = "\n".join(
        text
        for text, block in zip(folded, blocks, strict=True)
        if block.kind in (Block.PARAGRAPH, Block.LIST_ITEM)
    )
    for at, (block, text) in enumerate(zip(blocks, folded, strict=True)):
        words = text.count(" ") + 1
        if block.kind == Block.PARAGRAPH and words >= _REPEAT_WORDS and is_sentence(texts[at]):
            keep[at] = keep[at] and text not in seen
            seen.add(text)
        elif block.kind == Block.QUOTE and words >= _PULLED_WORDS and quotes < _MOST_QUOTES:
            quotes += 1
            keep[at] = keep[at] and text not in whole
    return keep


def _is_pointer(block: Span, line: str, linked: float) -> bool:
    """Whether a block does nothing but lead to another page."""
    if block.kind in (Block.HEADING, Block.TABLE_ROW) or linked < _ALL_LINK:
        return False
    return block.kind == Block.PARAGRAPH and not is_sentence(line)


def _is_head(line: str, metadata: Metadata) -> bool:
    """Whether a block at the top repeats what stands above the text."""
    if len(line) > 300:
        return False
    if metadata.headline and _fold(line) == _fold(metadata.headline):
        return True
    if is_byline(line) and len(line.split()) <= 12:
        return True
    if are_names(line):
        return _fold(line) in {_fold(name) for name in metadata.bylines}
    moment = find_moment(line) if len(line) < 80 else None
    return moment is not None and len(line.split()) <= 10 and not is_sentence(line)


def _is_credit(line: str) -> bool:
    credit = read_credit(line)
    bare = credit is not None and not credit[1] and not line.startswith(("“", '"'))
    return bare or ends_in_credit(line)


def _drop_link_lists(
    blocks: list[Span], texts: list[str], linked: list[float], keep: list[bool]
) -> list[bool]:
    """Leave out lists that are nothing but links to other pages."""
    keep = list(keep)
    for is_list, run in groupby(range(len(blocks)), lambda at: blocks[at].kind == Block.LIST_ITEM):
        items = list(run)
        size = sum(len(texts[at]) for at in items)
        if is_list and sum(linked[at] * len(texts[at]) for at in items) > _LINK_LIST * size:
            keep[items[0] : items[-1] + 1] = [False] * len(items)
    return keep


def _drop_last_list(
    blocks: list[Span], texts: list[str], linked: list[float], keep: list[bool]
) -> list[bool]:
    """Leave out a list at the very end whose items are headlines with links in them."""
    keep = list(keep)
    kept = [at for at, kept in enumerate(keep) if kept]
    items = list(takewhile(lambda at: blocks[at].kind == Block.LIST_ITEM, reversed(kept)))
    pointing = sum(linked[at] > 0 and texts[at][-1:] not in ".!…" for at in items)
    if len(items) > 1 and 2 * pointing > len(items) and len(items) < len(kept):
        for at in items:
            keep[at] = False
    return keep


def _drop_empty_headings(blocks: list[Span], keep: list[bool]) -> list[bool]:
    """Leave out headings at the end, which head nothing that was kept."""
    keep = list(keep)
    for at in range(len(blocks) - 1, -1, -1):
        if keep[at] and blocks[at].kind != Block.HEADING:
            break
        keep[at] = False
    return keep


def _agree(texts: list[str], keep: list[bool], said: str) -> list[bool]:
    """Leave out blocks that the outlet's own text lacks, where that text is whole."""
    known = _runs(said)
    kept_words = sum(len(text.split()) for text, kept in zip(texts, keep, strict=True) if kept)
    shares = [_share(text, known) for text in texts]
    agreed = sum(
        len(text.split())
        for text, kept, share in zip(texts, keep, shares, strict=True)
        if kept and share > 0.5
    )
    if agreed < 0.6 * len(said.split()) or agreed < 0.3 * kept_words:
        return keep
    last = max((at for at, share in enumerate(shares) if share > 0.5), default=len(texts))
    first = next((at for at, share in enumerate(shares) if share > 0.5), 0)
    whole = agreed > 0.85 * len(said.split())
    return [
        kept and (share > 0.1 or (first < at < last) or not (whole or at < first))
        for at, (kept, share) in enumerate(zip(keep, shares, strict=True))
    ]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return set(zip(words, words[1:], words[2:], strict=False)) | {(word,) for word in words}


def _share(text: str, known: set[tuple[str, ...]]) -> float:
    words = _WORD.findall(text.lower())
    if len(words) < 3:
        return sum((word,) in known for word in words) / max(1, len(words))
    runs = list(zip(words, words[1:], words[2:], strict=False))
    return sum(run in known for run in runs) / len(runs)


def _fold(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
