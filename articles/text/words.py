"""Words of a text with their offsets, and the bounds of what a reader sees as one letter.

Does not know any language: a word is what Unicode letters, digits and their marks make.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_JOINER = "\u200d"
# Emoji skin tones, flag tags and the non-joiner extend the character before them
# (UAX #29, Grapheme_Cluster_Break=Extend) without being marks.
_EXTENDING = "\u200c\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_FLAG = "\U0001f1e6-\U0001f1ff"
# Scripts written without spaces: each letter counts as one word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30fe\u3400-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e")
# How far to look back for the start of a cluster; real ones are a few code points long.
_LOOK_BACK = 64


@cache
def _word_pattern() -> re.Pattern[str]:
    """The pattern of a token; group 1 is set for words, unset for other symbols."""
    marks = _marks()
    letter = rf"[^\W{_UNSPACED}]"
    goes_on = rf"[\w{marks}{_JOINER}\u200c]"
    word = (
        rf"{letter}(?:(?![{_UNSPACED}]){goes_on}"
        rf"|['’‐‑\-·](?={letter})|(?<=\d)[.,](?=\d))*"
        rf"|[{_UNSPACED}][{marks}]*"
    )
    extended = rf"(?:[{marks}{_EXTENDING}]|{_JOINER}\S?)*"
    return re.compile(rf"({word})|(?:[{_FLAG}]{{2}}|\S){extended}")


def _marks() -> str:
    """Every combining mark of this Python's Unicode as ranges of a character class."""
    ranges, first = [], -1
    for point in range(0x300, 0x20000):
        if unicodedata.category(chr(point))[0] == "M":
            first = point if first < 0 else first
        elif first >= 0:
            ranges.append(f"\\U{first:08x}-\\U{point - 1:08x}")
            first = -1
    return "".join(ranges) + "\U000e0100-\U000e01ef"


def words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the offsets of the words within ``text[start:end]``, in code points.

    Apostrophes and hyphens between letters, and points and commas between digits, belong
    to the word; so do marks and joiners. Linear time.
    """
    stop = len(text) if end is None else end
    found = _word_pattern().finditer(text, start, stop)
    return [match.span() for match in found if match.group(1) is not None]


def tokens(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the offsets of the words and of every other visible symbol between them.

    A symbol is one punctuation mark, or one emoji with all that modifies it. Together
    tokens cover everything in ``text[start:end]`` but white space. Linear time.
    """
    stop = len(text) if end is None else end
    return [match.span() for match in _word_pattern().finditer(text, start, stop)]


def is_boundary(text: str, at: int) -> bool:
    """Whether ``at`` parts two grapheme clusters: what a reader sees as two letters.

    Follows the extended clusters of UAX #29 (rules GB3 to GB13); pictographs are taken to
    be the symbols of the emoji planes and of the older symbol blocks.
    """
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return False
    if _is_control(before) or _is_control(after):
        return True
    if _extends(after) or before in _PREPENDED or _joins_hangul(before, after):
        return False
    if _is_flag(before) and _is_flag(after):
        return _flags_before(text, at) % 2 == 0
    if before == _JOINER and _is_pictograph(after):
        return not _is_pictograph(_base(text, at - 1))
    return not (_is_indic(after) and _is_linked(text, at))


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the least stretch around ``start:end`` that splits no grapheme cluster.

    An empty stretch stays empty and moves to the start of its cluster.
    """
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    empty = start >= end
    while not is_boundary(text, start):
        start -= 1
    if empty:
        return start, start
    while not is_boundary(text, end):
        end += 1
    return start, end


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp")


def _extends(character: str) -> bool:
    if character < "\u0300":
        return False
    return (
        unicodedata.category(character)[0] == "M"
        or character in "\u200c\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    first = at
    while first and _is_flag(text[first - 1]):
        first -= 1
    return at - first


def _is_pictograph(character: str) -> bool:
    return (
        "\U0001f000" <= character <= "\U0001faff"
        and not _is_flag(character)
        and not "\U0001f3fb" <= character <= "\U0001f3ff"
    ) or ("\u203c" <= character <= "\u3299" and unicodedata.category(character) in ("So", "Sm"))


def _base(text: str, at: int) -> str:
    """The character that the extending ones just before ``at`` modify."""
    low = max(0, at - _LOOK_BACK)
    at -= 1
    while at > low and _extends(text[at]) and text[at] != _JOINER:
        at -= 1
    return text[max(at, 0)]


def _is_indic(character: str) -> bool:
    return "\u0904" <= character <= "\u0d7f" and unicodedata.category(character) == "Lo"


def _is_linked(text: str, at: int) -> bool:
    """Whether a virama among the marks before ``at`` joins it to a consonant (GB9c)."""
    virama, low = False, max(0, at - _LOOK_BACK)
    at -= 1
    while at > low and _extends(text[at]) and text[at] != "\u200c":
        virama = virama or unicodedata.combining(text[at]) == 9
        at -= 1
    return virama and _is_indic(text[at])


def _joins_hangul(before: str, after: str) -> bool:
    """Rules GB6 to GB8: a syllable's lead, vowel and final stay together."""
    if not ("\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7fb"):
        lead = "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97c"
        return lead and (
            "\u1100" <= after <= "\u115f"
            or "\ua960" <= after <= "\ua97c"
            or "\uac00" <= after <= "\ud7a3"
        )
    is_vowel = "\u1160" <= after <= "\u11a7" or "\ud7b0" <= after <= "\ud7c6"
    if "\u1160" <= before <= "\u11a7" or "\ud7b0" <= before <= "\ud7c6":
        return True
    if "\uac00" <= before <= "\ud7a3":
        return not is_vowel or (ord(before) - 0xAC00) % 28 == 0
    if is_vowel:
        return "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97c"
    return "\u11a8" <= before <= "\u11ff" or "\ud7cb" <= before <= "\ud7fb"
