"""What kinds of change lie between two versions of an article.

Counts and names changes for badges; :mod:`articles.text.diff` is for showing them. Where a
whole long text is another, its words count as removed and added.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from articles.pipeline.wording import counted, is_word, listed, said
from articles.text.diff import diff_within
from articles.text.matching import common_pairs

#: Pairs told of one change; more are counted only.
MOST_PAIRS = 10
#: Quotations compared; no news story changes as many.
_MOST_QUOTES = 200
#: Longest stretch, in words, within which numbers that differ are taken for one another.
_NUMBER_REACH = 40
#: Share of words two quotations need in common to be one that was altered.
_ALTERED = 0.5
_LONGEST_SHOWN = 160

_SPELLED = listed(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion trillion dozen half third quarter"
)
_SCALES = listed("hundred thousand million billion trillion percent bn m k")
_DIGIT = re.compile(r"\d")
_MARKED_NUMBER = re.compile(r"[^\s\w\"']*\d\S*")


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new in a version against one before it.

    ``added`` and ``removed`` are words; words of whole paragraphs that only moved are in
    neither. ``number_pairs`` and ``quote_pairs`` hold (old, new), at most
    :data:`MOST_PAIRS`; a quotation that came or went has "" on the other side.
    """

    headline: bool = False
    numbers: int = 0
    quotes: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0
    number_pairs: tuple[tuple[str, str], ...] = ()
    quote_pairs: tuple[tuple[str, str], ...] = ()
    #: The correction notice that was not there before; "" when there is none.
    correction: str = ""

    @property
    def only_moved(self) -> bool:
        """Whether paragraphs changed their places and nothing else did."""
        return bool(self.moved) and not (
            self.headline or self.quotes or self.added or self.removed or self.correction
        )

    def to_json(self) -> dict[str, Any]:
        """Return what is stored with a revision; ``correction`` only as yes or no."""
        return {
            "headline": self.headline,
            "numbers": self.numbers,
            "quotes": self.quotes,
            "added": self.added,
            "removed": self.removed,
            "moved": self.moved,
            "number_pairs": [list(pair) for pair in self.number_pairs],
            "quote_pairs": [list(pair) for pair in self.quote_pairs],
            "correction": bool(self.correction),
        }


def describe_changes(
    old_headline: str,
    old_text: str,
    new_headline: str,
    new_text: str,
    *,
    old_quotes: Sequence[str] = (),
    new_quotes: Sequence[str] = (),
    old_correction: str = "",
    new_correction: str = "",
) -> Changes:
    """Return what changed from one version's headline and text to another's.

    Quotations and correction notices are those found in the two texts; marks around
    quotations make no difference. Time as :func:`articles.text.diff.diff_within`.
    """
    mine, theirs, moved = _without_moved(_paragraphs(old_text), _paragraphs(new_text))
    added, removed, numbers = _counts(mine, theirs)
    headline = counted(old_headline) != counted(new_headline)
    if headline:
        numbers = _unique([*_counts([counted(old_headline)], [counted(new_headline)])[2], *numbers])
    quotes = _quotes(old_quotes, new_quotes)
    corrected = bool(new_correction) and counted(new_correction) != counted(old_correction)
    return Changes(
        headline=headline,
        numbers=len(numbers),
        quotes=len(quotes),
        added=added,
        removed=removed,
        moved=moved,
        number_pairs=tuple(numbers[:MOST_PAIRS]),
        quote_pairs=tuple((_short(old), _short(new)) for old, new in quotes[:MOST_PAIRS]),
        correction=new_correction if corrected else "",
    )


def _paragraphs(text: str) -> list[list[str]]:
    return [words for line in said(text) if (words := counted(line))]


def _without_moved(
    old: list[list[str]], new: list[list[str]]
) -> tuple[list[list[str]], list[list[str]], int]:
    """Both lists without paragraphs that only changed place, and how many those are."""
    keys = [" ".join(words) for words in old], [" ".join(words) for words in new]
    pairs = common_pairs(*keys)
    kept = {i for i, _ in pairs}, {j for _, j in pairs}
    loose = [
        Counter(key for at, key in enumerate(side) if at not in stay)
        for side, stay in zip(keys, kept, strict=True)
    ]
    moved = loose[0] & loose[1]
    left = [
        _left(paragraphs, side, stay, Counter(moved))
        for paragraphs, side, stay in zip((old, new), keys, kept, strict=True)
    ]
    return left[0], left[1], moved.total()


def _left(
    paragraphs: list[list[str]], keys: list[str], stay: set[int], moved: Counter[str]
) -> list[list[str]]:
    left = []
    for at, (words, key) in enumerate(zip(paragraphs, keys, strict=True)):
        if at not in stay and moved[key] > 0:
            moved[key] -= 1
        else:
            left.append(words)
    return left


def _counts(old: list[list[str]], new: list[list[str]]) -> tuple[int, int, list[tuple[str, str]]]:
    """Words added, words removed, and numbers that became others."""
    mine, theirs = _joined(old), _joined(new)
    added, removed = 0, 0
    numbers: list[tuple[str, str]] = []
    for op in diff_within(_whole_numbers(mine), _whole_numbers(theirs))[0]:
        if op.kind == "equal":
            continue
        gone = mine[op.old_start : op.old_end].split()
        come = theirs[op.new_start : op.new_end].split()
        removed += sum(map(is_word, gone))
        added += sum(map(is_word, come))
        if gone and come and max(len(gone), len(come)) <= _NUMBER_REACH:
            # The word after tells what is counted: "million" belongs to its number.
            after = mine[op.old_end : op.old_end + 40].split(maxsplit=1)[:1]
            numbers += _number_pairs(gone, come, after)
    return added, removed, _unique(numbers)


def _joined(paragraphs: list[list[str]]) -> str:
    """Paragraphs as a text whose every word stands between spaces."""
    return "\n\n".join(" ".join(words) for words in paragraphs)


def _whole_numbers(text: str) -> str:
    """The text with letters for the marks in numbers, so that "£3m" is one word of it.

    Offsets stay. Canadian syllables stand for the marks: news has no other use for them.
    """
    return _MARKED_NUMBER.sub(
        lambda number: "".join(
            one if one.isalnum() else chr(0x1401 + ord(one) % 0x269) for one in number[0]
        ),
        text,
    )


def _number_pairs(gone: list[str], come: list[str], after: list[str]) -> list[tuple[str, str]]:
    """The numbers of one change, paired: those with the same unit first, then in order."""
    old, new = _numbers([*gone, *after], len(gone)), _numbers([*come, *after], len(come))
    shared = Counter(old) & Counter(new)
    mine, theirs = _minus(old, shared), _minus(new, shared)
    pairs: dict[int, str] = {}
    for at, (_, unit) in enumerate(mine):
        match = next((other for other in theirs if unit and other[1] == unit), None)
        if match:
            pairs[at] = match[0]
            theirs.remove(match)
    left = [at for at in range(len(mine)) if at not in pairs]
    if len(left) == len(theirs):
        pairs |= {at: number for at, (number, _) in zip(left, theirs, strict=True)}
    return [(mine[at][0], pairs[at]) for at in sorted(pairs) if mine[at][0] != pairs[at]]


def _numbers(words: list[str], end: int) -> list[tuple[str, str]]:
    """Numbers among ``words[:end]`` with their scale, each with the word it counts."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < end:
        if not _is_number(words[at]):
            at += 1
            continue
        last = at + 1
        while last < len(words) and (
            words[last].lower() in _SCALES or words[last].lower() in _SPELLED
        ):
            last += 1
        unit = words[last].lower() if last < len(words) else ""
        found.append((" ".join(words[at:last]), unit))
        at = last
    return found


def _is_number(word: str) -> bool:
    return bool(_DIGIT.search(word)) or word.lower() in _SPELLED


def _minus(rows: list[tuple[str, str]], taken: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    left, kept = Counter(taken), []
    for row in rows:
        if left[row] > 0:
            left[row] -= 1
        else:
            kept.append(row)
    return kept


_Spoken = list[tuple[str, tuple[str, ...]]]


def _quotes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Quotations that were altered, then those that went, then those that came."""
    mine, theirs = _spoken(old), _spoken(new)
    gone, come = _unsaid(mine, theirs), _unsaid(theirs, mine)
    altered = []
    for text, words in list(gone):
        scores = [(_likeness(words, other), -at) for at, (_, other) in enumerate(come)]
        best, at = max(scores, default=(0.0, 0))
        if best >= _ALTERED:
            altered.append((text, come.pop(-at)[0]))
            gone.remove((text, words))
    return [*altered, *((text, "") for text, _ in gone), *(("", text) for text, _ in come)]


def _spoken(quotes: Sequence[str]) -> _Spoken:
    """Quotations with their words; quotation marks and what holds no word left out."""
    return [
        (quote, words)
        for quote in quotes[:_MOST_QUOTES]
        if (words := tuple(filter(is_word, counted(quote))))
    ]


def _unsaid(quotes: _Spoken, others: _Spoken) -> _Spoken:
    """Those of ``quotes`` that are not among ``others``, each as often as there are more."""
    left, kept = Counter(words for _, words in others), []
    for text, words in quotes:
        if left[words] > 0:
            left[words] -= 1
        else:
            kept.append((text, words))
    return kept


def _likeness(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """Share of words that two quotations have in common (Dice's coefficient)."""
    common = (Counter(mine) & Counter(theirs)).total()
    return 2 * common / (len(mine) + len(theirs))


def _unique(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(pairs))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1].rstrip()}…"
