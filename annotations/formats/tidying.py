"""Tags in the one form they are kept in, whoever typed or sent them.

What to do about tags that are too long or too many is the caller's: readers are told, files are
cut.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from articles.text.normal import one_line

#: Longest tag, in characters, and tags of one note; the models hold the same numbers.
LONGEST_TAG, MOST_TAGS = 50, 20


def tidy(tags: Iterable[str]) -> list[str]:
    """Return tags of composed letters and single spaces, without commas and what draws nothing.

    Of tags that differ by case alone the first stays, as it was typed.
    """
    found: dict[str, str] = {}
    for typed in tags:
        if tag := one_line(typed.replace(",", " ")):
            found.setdefault(tag_key(tag), tag)
    return list(found.values())


def cut(tags: Iterable[object]) -> tuple[str, ...]:
    """Return tags from elsewhere, tidied: what is no text is left out, what is too much is cut."""
    short = (one[: 4 * LONGEST_TAG] for one in tags if isinstance(one, str))
    return tuple(tidy(one[:LONGEST_TAG] for one in tidy(short))[:MOST_TAGS])


def tag_key(tag: str) -> str:
    """Return what two spellings of one tag have in common."""
    return " ".join(unicodedata.normalize("NFKC", tag).casefold().split())
