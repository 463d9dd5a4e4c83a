"""Read the tables of hard cases, which are text files beside this one.

A case is a line ``== name``, a text (paragraphs parted by blank lines), and a line for each
quotation the text holds, in order, or ``-> nothing``::

    == said by the mayor
    “It rains,” the mayor, Ann Lee, said.
    -> “It rains,” | Ann Lee | name, by Ann Lee, direct

After the words with their marks comes the speaker's full name (``?`` where nobody may be
named), then, where it tells, what else must hold: the mention's form (``name``,
``pronoun``, ``role``, ``group``, ``none``) or words (``by ...``), the kind (``direct``,
``partial``), ``continues``, ``sure`` (confidence 0.7 or more) or ``unsure`` (below 0.5). In
quoted words ``¶`` stands for the end of a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent
_MARGIN = "-> "


@dataclass(frozen=True, slots=True)
class Expected:
    """One quotation as a case wants it; ``speaker`` is none where nobody may be named."""

    words: str
    speaker: str | None
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A text and the quotations it holds."""

    name: str
    text: str
    quotes: tuple[Expected, ...]


def read_table(name: str) -> list[Case]:
    """Every case of one table."""
    source = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [_case(part) for part in source.split("== ")[1:]]


def tables() -> Iterator[str]:
    """The names of all tables."""
    return (path.stem for path in sorted(_FOLDER.glob("*.txt")))


def _case(part: str) -> Case:
    name, _, rest = part.partition("\n")
    text, _, expected = rest.partition("\n" + _MARGIN)
    rows = expected.strip("\n").split("\n" + _MARGIN)
    if not expected:
        raise ValueError(f"{name}: no line says what the text holds")
    return Case(name, text, tuple(_expected(row) for row in rows if row != "nothing"))


def _expected(row: str) -> Expected:
    words, speaker, *rest = [part.strip() for part in row.split(" | ")]
    also = tuple(rest[0].split(", ")) if rest else ()
    return Expected(words.replace("¶", "\n"), None if speaker == "?" else speaker, also)
