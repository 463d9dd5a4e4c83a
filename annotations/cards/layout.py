"""Lines of text for a box: broken between words, as large as fits, cut with an ellipsis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from PIL import ImageFont

from annotations.cards.faces import Setting

#: Height of a line in sizes of its letters.
LEADING = 1.32
#: Longest text looked at, in characters: more is never shown.
_MOST = 3_000


@dataclass(frozen=True, slots=True)
class Block:
    """Text set in lines: its face at a size, what it measures in pixels."""

    lines: list[str]
    font: ImageFont.FreeTypeFont
    size: int
    is_rtl: bool
    is_cut: bool

    @property
    def leading(self) -> int:
        """From one line to the next."""
        return round(self.size * LEADING)

    @property
    def height(self) -> int:
        """Of all lines."""
        return self.leading * len(self.lines)


def fitted(setting: Setting, width: int, height: int, sizes: Sequence[int]) -> Block:
    """Return the text in the largest of ``sizes`` (largest first) that fits; else cut."""
    low, high = 0, len(sizes) - 1
    while low < high:
        middle = (low + high) // 2
        if _fits(setting, width, height, sizes[middle]):
            high = middle
        else:
            low = middle + 1
    return clipped(setting, width, sizes[low], _room(height, sizes[low]))


def _fits(setting: Setting, width: int, height: int, size: int) -> bool:
    most = _room(height, size)
    return len(_at(setting, width, size, most).lines) <= most


def _room(height: int, size: int) -> int:
    """How many lines of a size a height has room for; at least one."""
    return max(1, height // round(size * LEADING))


def clipped(setting: Setting, width: int, size: int, most: int) -> Block:
    """Return the text at one size, at most ``most`` lines of it."""
    block = _at(setting, width, size, most)
    return block if len(block.lines) <= most else _cut(block, width, most)


def measure(font: ImageFont.FreeTypeFont, text: str) -> float:
    """Return the width of a line in pixels."""
    return float(font.getlength(text))


def _at(setting: Setting, width: int, size: int, most: int) -> Block:
    """The text in lines; no more of them than one beyond ``most``."""
    font = setting.face.at(size)
    lines: list[str] = []
    for paragraph in setting.text[:_MOST].split("\n"):
        wrapped = _wrapped(paragraph.split(), font, width)
        lines += islice(wrapped, most + 1 - len(lines))
    return Block(lines, font, size, setting.is_rtl, is_cut=False)


def _wrapped(words: list[str], font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if measure(font, longer) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while measure(font, line) > width and len(line) > 1:
            keep = _fitting(line, font, width)
            yield line[:keep]
            line = line[keep:]
    if line:
        yield line


def _fitting(word: str, font: ImageFont.FreeTypeFont, width: float) -> int:
    """How many letters of an overlong word fit, by halving; at least one."""
    # No line of a card is longer than this many letters.
    low, high = 1, min(len(word), 200)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(font, word[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def _cut(block: Block, width: int, most: int) -> Block:
    last = block.lines[most - 1]
    while last and measure(block.font, f"{last}…") > width:
        shorter = last.rpartition(" ")[0]
        last = shorter or last[:-1]
    closed = f"{last.rstrip(' ,;:–—-')}…"
    return Block(
        [*block.lines[: most - 1], closed], block.font, block.size, block.is_rtl, is_cut=True
    )
