"""The typefaces cards are set in, and which of them can show a text.

They come out of pinned packages, so that every machine draws the same: Source Serif Pro for
what it has (Latin, Greek, Cyrillic), FiraGO for more scripts (Arabic, Hebrew, Devanagari, Thai,
Georgian). Both are under the SIL Open Font License. Neither has Chinese, Japanese or Korean.
"""

from __future__ import annotations

import io
import struct
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from importlib.resources import files

from PIL import ImageFont, features

#: Share of a text's letters a face must have for the text to be set in it; the rest is left out.
_ENOUGH = 0.95
#: Scripts whose letters join or move: without a shaping engine they cannot be read.
_SHAPED = ((0x0590, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x0EFF), (0x1000, 0x109F), (0xFB1D, 0xFEFC))
#: Choose between shapes of the letter before them; of pictographs mostly.
_VARIATIONS = frozenset(map(chr, range(0xFE00, 0xFE10)))
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface in one weight: its name here, its file, the code points it has."""

    name: str
    data: bytes
    letters: frozenset[int]

    def __hash__(self) -> int:
        return hash(self.name)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the face at ``size`` pixels."""
        return _font(self, size)


@dataclass(frozen=True, slots=True)
class Setting:
    """A text as it can be set: its letters, the face that has them, its direction."""

    text: str
    face: Face
    is_rtl: bool


@lru_cache(maxsize=64)
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if can_shape() else ImageFont.Layout.BASIC
    return ImageFont.truetype(io.BytesIO(face.data), size, layout_engine=engine)


@cache
def can_shape() -> bool:
    """Whether letters can be joined and put in order: FriBiDi is not on every machine."""
    return bool(features.check("raqm") and features.check("fribidi"))


@cache
def serif(*, bold: bool = False) -> Face:
    """Return the face of quoted words."""
    name = f"SourceSerifPro-{'Semibold' if bold else 'Regular'}"
    data = files("font_source_serif_pro").joinpath(f"files/{name}.ttf").read_bytes()
    return Face(name, data, code_points(data))


@cache
def sans(*, bold: bool = False) -> Face:
    """Return the face of everything else, and of what the serif cannot show."""
    name = f"FiraGO_{'Bold' if bold else 'Regular'}"
    data: bytes = import_module(f"pymupdf_fonts.{name}").fontbuffer
    return Face(name, data, code_points(data))


def set_in(text: str, *faces: Face) -> Setting | None:
    """Return ``text`` in the first face that has it all, else in the one that has the most.

    None where no face has enough of it, or its letters would have to be joined and cannot.
    """
    if not can_shape() and any(low <= ord(one) <= high for one in text for low, high in _SHAPED):
        return None
    letters = [
        ord(one) for one in text if unicodedata.category(one)[0] in "LNM" and one not in _VARIATIONS
    ]
    has = [sum(one in face.letters for one in letters) for face in faces]
    best = max(has)
    if letters and best < _ENOUGH * len(letters):
        return None
    face = faces[has.index(best)]
    shown = "".join(one for one in text if one.isspace() or ord(one) in face.letters)
    return Setting(shown, face, _is_rtl(shown))


def _is_rtl(text: str) -> bool:
    """Whether the first letter with a direction runs to the left (UAX 9, P2 and P3)."""
    for one in text:
        direction = unicodedata.bidirectional(one)
        if direction in _RIGHT_TO_LEFT:
            return True
        if direction == "L":
            return False
    return False


def code_points(data: bytes) -> frozenset[int]:
    """Return what a TrueType or OpenType file has glyphs for: its ``cmap``, formats 4 and 12."""
    (tables,) = struct.unpack_from(">H", data, 4)
    for number in range(tables):
        tag, _sum, offset, _length = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if tag == b"cmap":
            break
    else:
        return frozenset()
    (subtables,) = struct.unpack_from(">H", data, offset + 2)
    found: set[int] = set()
    for number in range(subtables):
        platform, _encoding, at = struct.unpack_from(">HHL", data, offset + 4 + 8 * number)
        (kind,) = struct.unpack_from(">H", data, offset + at)
        if platform in (0, 3) and kind == 4:
            found.update(_format_4(data, offset + at))
        elif platform in (0, 3) and kind == 12:
            found.update(_format_12(data, offset + at))
    return frozenset(found)


def _format_4(data: bytes, at: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + doubled)
    return {
        code
        for start, end in zip(starts, ends, strict=True)
        for code in range(start, end + 1)
        if code != 0xFFFF
    }


def _format_12(data: bytes, at: int) -> set[int]:
    (groups,) = struct.unpack_from(">L", data, at + 12)
    found: set[int] = set()
    for number in range(groups):
        start, end, _glyph = struct.unpack_from(">LLL", data, at + 16 + 12 * number)
        found.update(range(start, end + 1))
    return found
