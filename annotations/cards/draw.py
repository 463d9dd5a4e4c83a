"""Draws a card: quoted words on a highlighter's stroke, who said them, where and when."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict, dataclass

from PIL import Image, ImageDraw

from annotations.cards.faces import Setting, sans, serif, set_in
from annotations.cards.layout import Block, clipped, fitted, measure

#: Cards there are: width and height in pixels.
SIZES = {"wide": (1200, 630), "square": (1080, 1080), "tall": (1080, 1920)}
THEMES = ("light", "dark")
#: From the bar to the words, in pixels.
_INDENT = 40
#: Counts changes of how cards look, so that old ones are not kept.
_LOOK = 1

_PAPER = {"light": "#fbfaf6", "dark": "#171614"}
_INK = {"light": "#1c1a17", "dark": "#e8e3d9"}
_QUIET = {"light": "#575146", "dark": "#b0a898"}
_RULE = {"light": "#e3ddd0", "dark": "#3a3731"}
#: The stroke behind the words and the bar beside them, for each colour of highlight.
_STROKES = {
    "yellow": {"light": ("#fbeeb2", "#a67c00"), "dark": ("#4b3f18", "#e5be3c")},
    "green": {"light": ("#d8ecd6", "#2d7a3e"), "dark": ("#29412c", "#7fcb8c")},
    "blue": {"light": ("#d6e6f5", "#1f6bb0"), "dark": ("#263b50", "#84bdf2")},
    "pink": {"light": ("#f9dadf", "#b8325c"), "dark": ("#4c2b33", "#f394b0")},
    "violet": {"light": ("#e4daf3", "#6a44b5"), "dark": ("#3c3156", "#bfa5f5")},
}


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says, every word of it ready to be read."""

    #: The quoted words, or a headline or title where ``is_quote`` is false.
    words: str
    #: Who said them; may be empty.
    speaker: str
    #: Outlet and date.
    source: str
    note: str
    note_by: str
    color: str
    #: The desk's host, at the foot.
    site: str
    #: What stands instead of words in a script there is no face for.
    unshown: str
    is_quote: bool = True


def digest(card: Card, size: str, theme: str) -> str:
    """Return what names the picture: equal ones have equal names, and only those."""
    told = json.dumps([_LOOK, size, theme, asdict(card)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def draw(card: Card, size: str, theme: str) -> bytes:
    """Return the card as PNG; ``size`` is one of SIZES, ``theme`` of THEMES. Takes about 0.1 s."""
    width, height = SIZES[size]
    image = Image.new("RGB", (width, height), _PAPER[theme])
    _Sheet(image, card, theme, margin=72 if size == "wide" else 88, is_tall=size == "tall").fill()
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


class _Sheet:
    """One card being drawn, from the foot upwards: what is left is for the words."""

    def __init__(
        self, image: Image.Image, card: Card, theme: str, *, margin: int, is_tall: bool
    ) -> None:
        self.pen = ImageDraw.Draw(image)
        self.card, self.theme, self.margin, self.is_tall = card, theme, margin, is_tall
        self.width, self.height = image.size
        self.inner = self.width - 2 * margin
        self.wide = self.inner - _INDENT
        self.is_rtl = False
        is_wide = self.width > self.height
        # In pixels: what is not the words, and lines of the note from most to fewest.
        self.small = 28 if is_wide else 38 if is_tall else 32
        self.note_lines = (2, 1) if is_wide else (6, 3, 1) if is_tall else (3, 1)
        self.stroke, self.line = _STROKES.get(card.color, _STROKES["yellow"])[theme]

    def fill(self) -> None:
        """Draw everything."""
        foot = self._foot()
        gap = round(self.small * 1.1)
        words, is_quote = self._words()
        # A note gives way, down to one line, before words are cut.
        for lines in self.note_lines:
            below = self._below(lines)
            under = gap + sum(block.height + space for block, _ink, space in below)
            sizes = range(100 if self.is_tall else 76, self.small - 3, -2)
            block = fitted(words, self.wide, foot - self.margin - under, sizes)
            if not block.is_cut:
                break
        self.is_rtl = block.is_rtl
        free = max(0, foot - self.margin - block.height - under)
        top = self.margin + free // (3 if self.is_tall else 2)
        self._draw_words(block, top, is_quote=is_quote)
        at = top + block.height + gap
        for each, ink, space in below:
            self._draw_lines(each, at + space, ink)
            at += space + each.height

    def _words(self) -> tuple[Setting, bool]:
        """The words as they can be set, and whether they are a quotation."""
        card = self.card
        bold = not card.is_quote
        if words := set_in(card.words, serif(bold=bold), sans(bold=bold)):
            return words, card.is_quote
        sorry = set_in(card.unshown, serif(), sans())
        return sorry or Setting("…", sans(), is_rtl=False), False

    def _below(self, lines: int) -> list[tuple[Block, str, int]]:
        """What stands under the words: blocks with their ink and the space above."""
        card, size = self.card, self.small
        ink, quiet = _INK[self.theme], _QUIET[self.theme]
        blocks = []
        if speaker := set_in(card.speaker, sans(bold=True)):
            blocks.append((clipped(speaker, self.wide, round(size * 1.15), 1), ink, 0))
        if source := set_in(card.source, sans()):
            blocks.append((clipped(source, self.wide, size, 2), quiet, 0))
        if card.note and (note := set_in(card.note, sans())):
            blocks.append((clipped(note, self.wide, size, lines), ink, round(size * 0.8)))
            if by := set_in(card.note_by, sans()):
                blocks.append((clipped(by, self.wide, round(size * 0.82), 1), quiet, 4))
        return [one for one in blocks if one[0].lines]

    def _draw_words(self, block: Block, top: int, *, is_quote: bool) -> None:
        bar = self.width - self.margin - 8 if self.is_rtl else self.margin
        self.pen.rounded_rectangle(
            (bar, top, bar + 8, top + block.height), radius=4, fill=self.line
        )
        for number, line in enumerate(block.lines if is_quote else []):
            x, long = self._left(block, line), measure(block.font, line)
            y = top + number * block.leading + (block.leading - block.size) / 2
            self.pen.rounded_rectangle(
                (x - 8, y + block.size * 0.16, x + long + 8, y + block.size * 1.1),
                radius=6,
                fill=self.stroke,
            )
        self._draw_lines(block, top, _INK[self.theme])

    def _draw_lines(self, block: Block, top: int, ink: str) -> None:
        for number, line in enumerate(block.lines):
            # Baselines sit at the same share of the letters' size, whatever the face.
            y = top + number * block.leading + (block.leading - block.size) / 2 + block.size * 0.86
            self.pen.text((self._left(block, line), y), line, ink, block.font, "ls")

    def _left(self, block: Block, line: str) -> float:
        """Where a line begins: all lines keep to the side on which the words are begun."""
        if self.is_rtl:
            return self.width - self.margin - _INDENT - measure(block.font, line)
        return self.margin + _INDENT

    def _foot(self) -> int:
        """Draw the desk's name and host; return where that begins."""
        size = round(self.small * 1.1)
        base = self.height - self.margin + round(size * 0.2)
        top = base - round(size * 2.1)
        self.pen.line(
            (self.margin, top, self.width - self.margin, top), fill=_RULE[self.theme], width=2
        )
        font, x = serif(bold=True).at(size), float(self.margin)
        first, second = "News", "desk"
        start = x + measure(font, first)
        stroke = _STROKES["yellow"][self.theme][0]
        self.pen.rectangle(
            (start - 1, base - size * 0.42, start + measure(font, second) + 2, base + size * 0.06),
            fill=stroke,
        )
        self.pen.text((x, base), first, font=font, fill=_INK[self.theme], anchor="ls")
        self.pen.text((start, base), second, font=font, fill=_INK[self.theme], anchor="ls")
        if site := set_in(self.card.site, sans()):
            small = clipped(site, self.inner - 260, round(self.small * 0.82), 1)
            self.pen.text(
                (self.width - self.margin, base),
                small.lines[0] if small.lines else "",
                font=small.font,
                fill=_QUIET[self.theme],
                anchor="rs",
            )
        return top - round(size * 0.6)
