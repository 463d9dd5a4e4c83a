"""Addresses that read well and cannot be guessed by counting."""

from __future__ import annotations

import secrets

from django.utils.text import slugify

# No vowels and no look-alikes: no words arise, and a link can be read out loud.
_ALPHABET = "bcdfghjkmnpqrstvwxz23456789"


def tail(length: int = 6) -> str:
    """Return ``length`` random letters and digits."""
    # One draw for all of them; each byte below 243 stands for one of the 27 as likely as another.
    drawn = [byte for byte in secrets.token_bytes(2 * length + 8) if byte < 243][:length]
    return "".join(_ALPHABET[byte % 27] for byte in drawn)


def readable_slug(words: str, *, longest: int = 70) -> str:
    """Return ``words`` as an ASCII slug with a random tail, at most ``longest`` + 7 long."""
    whole = slugify(words)
    head, _dash, last = whole[:longest].rpartition("-")
    cut = whole if len(whole) <= longest else (head or last)
    return f"{cut}-{tail()}" if cut else tail(10)
