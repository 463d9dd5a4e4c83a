"""Tags as readers type them: separated by commas, of any case, with any space."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from annotations.models import LONGEST_TAG, MOST_TAGS
from articles.text.normal import one_line


class BadTags(ValueError):
    """More tags than one note may have, or one that is too long."""


def parse_tags(typed: str) -> list[str]:
    """Return the tags of a line, as :func:`normalised` does; raises :class:`BadTags`."""
    return normalised(typed.replace("\n", ",").split(","))


def normalised(tags: Iterable[str]) -> list[str]:
    """Return ``tags`` as they are stored; raises :class:`BadTags`.

    Composed letters and single spaces, nothing that draws nothing, and of tags that differ
    by case alone the first one, as it was typed.
    """
    found: dict[str, str] = {}
    for typed in tags:
        tag = one_line(typed.replace(",", " "))
        if len(tag) > LONGEST_TAG:
            raise BadTags(tag)
        if tag:
            found.setdefault(tag_key(tag), tag)
    if len(found) > MOST_TAGS:
        raise BadTags
    return list(found.values())


def tag_key(tag: str) -> str:
    """Return what two spellings of one tag have in common."""
    return " ".join(unicodedata.normalize("NFKC", tag).casefold().split())
