"""Selectors of the Web Annotation Data Model over canonical text.

Both kinds count and cut in Unicode code points, as the recommendation asks
(https://www.w3.org/TR/annotation-model/, 4.2.4 and 4.2.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from articles.text.words import snap

#: Code points of context kept either side of a quote unless asked otherwise.
CONTEXT = 32


class InvalidSelector(ValueError):
    """What was given is no selector of the kind asked for."""


@dataclass(frozen=True, slots=True)
class TextPositionSelector:
    """A passage by its offsets, in code points, start included, end excluded."""

    start: int
    end: int

    def to_json(self) -> dict[str, Any]:
        """Return the selector as W3C JSON."""
        return {"type": "TextPositionSelector", "start": self.start, "end": self.end}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read W3C JSON; raises :class:`InvalidSelector`."""
        _check_type(stored, "TextPositionSelector")
        start, end = stored.get("start"), stored.get("end")
        if type(start) is not int or type(end) is not int or not 0 <= start <= end:
            raise InvalidSelector(f"no position: start {start!r}, end {end!r}")
        return cls(start, end)


@dataclass(frozen=True, slots=True)
class TextQuoteSelector:
    """A passage by its words and the words right before and after it."""

    exact: str
    prefix: str = ""
    suffix: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the selector as W3C JSON; empty context is left out."""
        stored = {"type": "TextQuoteSelector", "exact": self.exact}
        if self.prefix:
            stored["prefix"] = self.prefix
        if self.suffix:
            stored["suffix"] = self.suffix
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read W3C JSON; raises :class:`InvalidSelector`."""
        _check_type(stored, "TextQuoteSelector")
        exact, prefix, suffix = (stored.get(name, "") for name in ("exact", "prefix", "suffix"))
        if not (isinstance(exact, str) and isinstance(prefix, str) and isinstance(suffix, str)):
            raise InvalidSelector("exact, prefix and suffix of a quote are strings")
        if not exact:
            raise InvalidSelector("a quote without words")
        return cls(exact, prefix, suffix)


@dataclass(frozen=True, slots=True)
class Selectors:
    """Both ways to find one passage again."""

    position: TextPositionSelector
    quote: TextQuoteSelector

    def to_json(self) -> list[dict[str, Any]]:
        """Return both selectors as the list a W3C target carries."""
        return [self.position.to_json(), self.quote.to_json()]


def describe(text: str, start: int, end: int, context: int = CONTEXT) -> Selectors:
    """Return selectors for ``text[start:end]`` with ``context`` code points either side.

    The context is lengthened where it would split what a reader sees as one letter.
    Raises ValueError if the passage is empty or not inside the text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no passage {start}:{end} in a text of {len(text)}")
    low, _ = snap(text, max(0, start - context), start)
    _, high = snap(text, end, min(len(text), end + context)) if end < len(text) else (end, end)
    quote = TextQuoteSelector(text[start:end], text[min(low, start) : start], text[end:high])
    return Selectors(TextPositionSelector(start, end), quote)


def verify(text: str, start: int, end: int, exact: str) -> bool:
    """Whether ``text[start:end]`` is a passage inside the text and exactly ``exact``."""
    return 0 <= start < end <= len(text) and text[start:end] == exact


def _check_type(stored: Mapping[str, Any], wanted: str) -> None:
    if not isinstance(stored, Mapping) or stored.get("type") != wanted:
        raise InvalidSelector(f"not a {wanted}")
