"""Quotations that belong together: “A,” she said, “B.” is said in one breath.

Only what can be told from the marks: two quotations of one speaker, parted by little more
than who says so, or by a paragraph that opens its marks again.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

#: Words of an utterance, at most: more would make one saying of a whole speech.
MOST_WORDS = 120
#: Code points between two quotations of one utterance, at most.
MOST_BETWEEN = 200
# Without a speaker who has a name nothing else says that it is the same one.
_MOST_BETWEEN_UNNAMED = 60
_SENTENCE_ENDS = re.compile(r"[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation at ``start:end``; ``is_whole`` unless it is part of the outlet's sentence."""

    start: int
    end: int
    speaker: Hashable | None
    is_whole: bool
    continues: bool


def utterances(quotations: Sequence[Quoted], text: str) -> list[list[int]]:
    """Return places in ``quotations`` (in the order of ``text``), gathered into utterances.

    Every quotation is in one of them. Linear time.
    """
    groups: list[list[int]] = []
    words = 0
    for at, one in enumerate(quotations):
        count = len(text[one.start : one.end].split())
        fits = words + count <= MOST_WORDS
        if groups and fits and _goes_on(quotations[groups[-1][-1]], one, text):
            groups[-1].append(at)
            words += count
        else:
            groups.append([at])
            words = count
    return groups


def _goes_on(first: Quoted, second: Quoted, text: str) -> bool:
    if first.speaker != second.speaker or not 0 <= second.start - first.end <= MOST_BETWEEN:
        return False
    between = text[first.end : second.start]
    if "\n\n" in between:
        return second.continues and not between.strip()
    if first.speaker is None and len(between) > _MOST_BETWEEN_UNNAMED:
        return False
    is_open = first.is_whole and len(_SENTENCE_ENDS.findall(between)) <= 1
    return is_open and (second.is_whole or between.rstrip().endswith(","))
