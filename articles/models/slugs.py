"""Addresses that read well and cannot be guessed by counting."""

from __future__ import annotations

import secrets

from django.utils.text import slugify

# No vowels and no look-alikes: no words arise, and a link can be read out loud.
_ALPHABET = "bcdfghjkmnpqrstvwxz23456789"


def tail(length: int = 6) -> str:
    """Return ``length`` random letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def readable_slug(words: str, *, longest: int = 70) -> str:
    """Return ``words`` as an ASCII slug with a random tail, at most ``longest`` + 7 long."""
    stem = slugify(words)[:longest].rpartition("-")
    whole = slugify(words)
    cut = whole if len(whole) <= longest else (stem[0] or stem[2])
    return f"{cut}-{tail()}" if cut else tail(10)
