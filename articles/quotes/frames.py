"""Sentences with each quotation folded into one item, so that grammar shows.

``“A,” she said, “B.”`` becomes the items [quotation, she, said, comma, quotation].
An item is a token index, or ``~q`` for quotation ``q``. Linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from articles.quotes.cues import CUES
from articles.quotes.lexicon import PRONOUNS, STARTERS
from articles.quotes.marks import Marked
from articles.quotes.names import Name
from articles.quotes.tokens import Tokens

#: How a quotation looks among words.
QUOTE = "\ue000"
_ENDS = frozenset((".", "?", "!"))
_FINAL = frozenset(".?!…")
#: Abbreviations that end sentences before a quotation.
_CLOSING = frozenset(("a.m.", "p.m.", "inc.", "corp.", "ltd.", "co.", "jr.", "sr.", "etc."))
#: A sentence with more items is cut, which bounds the work per quotation in it.
_LONGEST = 300


@dataclass(slots=True)
class Sentence:
    """One sentence of a block, outside quotations."""

    items: list[int]
    words: list[str]
    """Lower-case words of the items; :data:`QUOTE` for a quotation."""
    block: int
    index: int


@dataclass(slots=True)
class Frames:
    """The sentences of a text, and where each quotation stands."""

    sentences: list[Sentence]
    place: list[tuple[int, int]]
    """For each quotation, its sentence and its position there."""
    of_block: list[tuple[int, int]]
    """For each block, its first sentence and the one past its last."""


def build_frames(tokens: Tokens, marked: list[Marked], name_at: dict[int, Name]) -> Frames:
    """Lay the text out as sentences."""
    sentences: list[Sentence] = []
    place = [(0, 0)] * len(marked)
    of_block: list[tuple[int, int]] = []
    quote = 0
    for block, (first, last) in enumerate(tokens.block_tokens):
        items, quote = _items(tokens, marked, first, last, quote)
        before = len(sentences)
        for part in _split(tokens, marked, items, name_at):
            if min(part) >= 0:
                # No quotation within: the words stand side by side.
                words = tokens.lower[part[0] : part[-1] + 1]
            else:
                words = [QUOTE if item < 0 else tokens.lower[item] for item in part]
                for position in [at for at, item in enumerate(part) if item < 0]:
                    place[~part[position]] = (len(sentences), position)
            sentences.append(Sentence(part, words, block, len(sentences)))
        of_block.append((before, len(sentences)))
    return Frames(sentences, place, of_block)


def _items(
    tokens: Tokens, marked: list[Marked], first: int, last: int, quote: int
) -> tuple[list[int], int]:
    """One block's tokens with quotations folded; and the next quotation's number."""
    items: list[int] = []
    starts = tokens.starts
    while first < last:
        start = marked[quote].start if quote < len(marked) else len(tokens.text)
        opening = bisect_left(starts, start, first, last)
        items += range(first, opening)
        if opening == last:
            break
        items.append(~quote)
        first = bisect_left(starts, marked[quote].end, opening, last)
        quote += 1
    return items, quote


def _split(
    tokens: Tokens, marked: list[Marked], items: list[int], name_at: dict[int, Name]
) -> list[list[int]]:
    words = tokens.words
    parts: list[list[int]] = []
    start, last = 0, len(items) - 1
    for position in [
        at for at, item in enumerate(items[:-1]) if item < 0 or words[item][-1] in _ENDS
    ]:
        start = _cut(items, start, position, parts)
        item, follows = items[position], items[position + 1]
        if item < 0:
            over = _quote_ends(tokens, marked[~item], items, position, name_at)
        else:
            over = len(words[item]) == 1 or _abbreviation_ends(tokens, marked, item, follows)
        if over and not (follows >= 0 and words[follows] in ")]’”"):
            parts.append(items[start : position + 1])
            start = position + 1
    start = _cut(items, start, last, parts)
    if start <= last:
        parts.append(items[start:])
    return parts


def _cut(items: list[int], start: int, end: int, parts: list[list[int]]) -> int:
    """Cut off what is too long before ``end``; return where the rest starts."""
    while end - start > _LONGEST:
        parts.append(items[start : start + _LONGEST + 1])
        start += _LONGEST + 1
    return start


def _abbreviation_ends(tokens: Tokens, marked: list[Marked], item: int, follows: int) -> bool:
    """Whether "U.S." or "Inc." also ends its sentence: a starting word comes next.

    ``item`` is a word with a full stop at its end.
    """
    word = tokens.words[item]
    if follows < 0:
        # "until 2 a.m. “I saw it,” he said"
        opens = tokens.text[marked[~follows].inner_start]
        return tokens.lower[item] in _CLOSING and opens.isupper()
    following = tokens.words[follows]
    return (
        following[0].isupper() and tokens.lower[follows] in STARTERS and len(word) > 2
        and tokens.lower[item] not in {"mr.", "mrs.", "ms.", "dr.", "sen.", "rep.", "gov."}
    )  # fmt: skip


def _quote_ends(
    tokens: Tokens, span: Marked, items: list[int], position: int, name_at: dict[int, Name]
) -> bool:
    """Whether the sentence is over where a quotation closes."""
    text = tokens.text
    at = span.inner_end - 1
    while at > span.inner_start and (text[at].isspace() or text[at] in "’'”)]"):
        at -= 1
    final = text[at]
    follows = items[position + 1]
    if final not in _FINAL:
        # Without any mark between, a capital or a new quotation may still start afresh.
        return False
    if follows < 0:
        return True
    word = tokens.words[follows]
    if not (word[0].isupper() or word[0].isdigit() or word in '“"‘'):
        # Lower case, a comma or a dash: the sentence goes on.
        return False
    return not _attribution_follows(tokens, items, position + 1, name_at, strict=final == ".")


def _attribution_follows(
    tokens: Tokens, items: list[int], position: int, name_at: dict[int, Name], *, strict: bool
) -> bool:
    """Whether the items read "Ruiz asked" or "the mayor said", right behind a quotation."""
    lower = tokens.lower
    end = min(len(items), position + 18)
    subject = False
    for at in range(position, end):
        item = items[at]
        if item < 0 or lower[item] in {".", ";", ":"}:
            return False
        cue = CUES.get(lower[item])
        if cue is not None and cue.kind in {"say", "tell"} and not cue.plain and not cue.ing:
            if not subject:
                return False
            return not strict or _stops_soon(lower, items, at + 1)
        subject = subject or item in name_at or lower[item] in PRONOUNS or at > position
    return False


def _stops_soon(lower: list[str], items: list[int], position: int) -> bool:
    """Whether nothing that could be the verb's own object follows it."""
    if position >= len(items):
        return True
    item = items[position]
    return item >= 0 and lower[item] in {".", "in", "on", "during", "at", "when", "as"}
