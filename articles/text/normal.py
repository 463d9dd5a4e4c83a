"""The normal form of every piece of text Newsdesk stores.

Does not know about blocks, spans or markup; it maps a string to a string.
"""

from __future__ import annotations

import re
import unicodedata

# Characters that draw nothing and would make two equal-looking passages differ
# (soft hyphen, zero-width space, word joiner, BOM), or that reorder what a reader
# sees (bidirectional overrides and embeddings, UAX #9). The joiners U+200C and
# U+200D and the marks U+200E and U+200F stay: emoji, Persian and Hebrew need them.
_INVISIBLE = "\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069"
# C0 and C1 controls other than white space, lone surrogates, and the code points
# Unicode reserves as "not characters" at the end of the first plane.
_FORBIDDEN = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef"
_DROP = re.compile(f"[{_INVISIBLE}{_FORBIDDEN}]")
_SPACE = re.compile(r"[^\S\n]+")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_AROUND_BREAK = re.compile(r" *\n[ \n]*")


def clean(text: str) -> str:
    r"""Return ``text`` in NFC without invisible, control or unpaired characters.

    Line ends become ``\n``; nothing else about white space changes.
    """
    text = _LINE_END.sub("\n", text)
    return unicodedata.normalize("NFC", _DROP.sub("", text))


def one_line(text: str) -> str:
    """Return ``text`` cleaned, every run of white space one space, ends stripped."""
    return " ".join(clean(text).split())


def flow(text: str) -> str:
    r"""Return the text of one block: cleaned, runs of space folded to one space.

    A line break (``<br>`` in the source) stays as a single ``\n``; blank lines
    cannot occur, because a blank line is what parts two blocks.
    """
    return _AROUND_BREAK.sub("\n", _SPACE.sub(" ", clean(text))).strip()
