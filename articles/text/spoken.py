"""The words of a quotation as somebody spoke them, whoever spelled them.

Case, marks, accents, apostrophes, British and American spelling, and small numbers written
out make no difference. What stands in [brackets] is the outlet's, and nobody spoke it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from articles.text.commonplaces import commonplaces
from articles.text.words import words

# "[W]e": the outlet changed a letter only.
_RECASED = re.compile(r"\[(\w{1,2})\](\w+)")
_BRACKETED = re.compile(r"\[[^\[\]]{1,300}\]")
_HYPHENS = re.compile(r"[^\-‐‑·]+")
_APOSTROPHES = re.compile("['’ʼ`´]")
# "no one" and "two of them" are words; from three on outlets differ in style.
_FROM_THREE = """
three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty
"""
_NUMBERS = {word: str(number) for number, word in enumerate(_FROM_THREE.split(), 3)}
# American on the right. Both sides of a comparison go through it, so that it does not matter
# what it makes of words that have one spelling only.
_SPELLINGS = [
    (re.compile(pattern), put)
    for pattern, put in (
        (r"(?<=[a-z]{2})our(?=[a-z]*$)", "or"),
        (r"isation(s?)$", r"ization\1"),
        (r"(?<=[a-z]{2})is(e|es|ed|er|ers|ing)$", r"iz\1"),
        (r"ys(e|es|ed|ing)$", r"yz\1"),
        (r"(?<=[a-z]{2})tre(s?)$", r"ter\1"),
        (r"ence(s|less)?$", r"ense\1"),
        (r"ogue(s?)$", r"og\1"),
        (r"mme(s?)$", r"m\1"),
        (r"ll(ed|ing|er|ers|or|ors|ful|ment)$", r"l\1"),
    )
]
_ENDINGS = re.compile(r"(?:ing|ed|er|ly|es|s|d)$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word at ``start:end``, in code points; ``key`` is empty where nobody spoke it."""

    start: int
    end: int
    key: str


def spoken_words(text: str) -> list[Word]:
    """Return the words of ``text`` in order; bracketed ones have no key. Linear time."""
    found = [
        Word(match.start(), match.end(), folded(match[1] + match[2]))
        for match in _RECASED.finditer(text)
    ]
    rest = _RECASED.sub(lambda match: " " * len(match[0]), text) if found else text
    silent = [match.span() for match in _BRACKETED.finditer(rest)]
    at = 0
    for start, end in words(rest):
        for part in _HYPHENS.finditer(rest, start, end):
            while at < len(silent) and silent[at][1] <= part.start():
                at += 1
            is_silent = at < len(silent) and silent[at][0] <= part.start()
            key = "" if is_silent else folded(part[0])
            found.append(Word(part.start(), part.end(), key))
    return sorted(found, key=lambda word: word.start)


# The same sayings are read again with each article that carries them.
@lru_cache(maxsize=5_000)
def keys(text: str) -> tuple[str, ...]:
    """Return what was spoken of ``text``, folded, in order."""
    return tuple(word.key for word in spoken_words(text) if word.key)


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """Return ``word`` as all its spellings are written here; never empty."""
    bare = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in bare if not unicodedata.combining(letter))
    plain = _APOSTROPHES.sub("", plain) or word
    if plain in _NUMBERS:
        return _NUMBERS[plain]
    if len(plain) > 4 and plain.isascii() and plain.isalpha():
        for pattern, put in _SPELLINGS:
            plain = pattern.sub(put, plain)
    return plain


@lru_cache(maxsize=20_000)
def is_telling(key: str) -> bool:
    """Whether a folded word says something of what was said, and is not in every mouth."""
    if key.isdigit():
        return len(key) > 1
    if len(key) < 3 or key in commonplaces():
        return False
    stem = _ENDINGS.sub("", key)
    return stem not in commonplaces() and f"{stem}e" not in commonplaces()
