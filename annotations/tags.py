"""Tags as readers type them: separated by commas, of any case, with any space."""

from __future__ import annotations

from collections.abc import Iterable

from annotations.formats.tidying import LONGEST_TAG, MOST_TAGS, tag_key, tidy

__all__ = ["BadTags", "normalised", "parse_tags", "tag_key"]


class BadTags(ValueError):
    """More tags than one note may have, or one that is too long."""


def parse_tags(typed: str) -> list[str]:
    """Return the tags of a line, as :func:`normalised` does; raises :class:`BadTags`."""
    return normalised(typed.replace("\n", ",").split(","))


def normalised(tags: Iterable[str]) -> list[str]:
    """Return ``tags`` as they are stored, tidied; raises :class:`BadTags`."""
    found = tidy(tags)
    for tag in found:
        if len(tag) > LONGEST_TAG:
            raise BadTags(tag)
    if len(found) > MOST_TAGS:
        raise BadTags
    return found
