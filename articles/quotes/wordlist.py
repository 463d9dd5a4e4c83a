"""How this package writes its word lists: one string, words parted by space."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of ``words`` as a set."""
    return frozenset(words.split())


def word_list(words: str) -> tuple[str, ...]:
    """The words of ``words``, in order."""
    return tuple(words.split())
