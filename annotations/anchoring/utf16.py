"""Offsets in code points and in the UTF-16 units browsers count in.

Only the browser's edge needs this; everything stored is code points.
"""

from __future__ import annotations


def to_utf16(text: str, offset: int) -> int:
    """Return the UTF-16 units before code point ``offset`` of ``text``.

    Raises ValueError if the offset lies outside the text.
    """
    if not 0 <= offset <= len(text):
        raise ValueError(f"no offset {offset} in a text of {len(text)} code points")
    return offset + sum(character > "\uffff" for character in text[:offset])


def from_utf16(text: str, units: int) -> int:
    """Return the code points before UTF-16 unit ``units`` of ``text``.

    A place within a surrogate pair is taken to the start of its character. Raises
    ValueError if the place lies outside the text.
    """
    if units < 0:
        raise ValueError(f"no UTF-16 offset {units}")
    passed = 0
    for offset, character in enumerate(text):
        if passed == units:
            return offset
        passed += 2 if character > "\uffff" else 1
        if passed > units:
            return offset
    if passed == units:
        return len(text)
    raise ValueError(f"no UTF-16 offset {units} in a text of {passed} units")
