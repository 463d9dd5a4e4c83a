"""Text with the differences folded away that keep equal words from being found.

Composed and decomposed letters, letter case, kinds of quotation marks, dashes and space,
and characters that draw nothing all fold to the same; each folded letter knows where in
the text it came from.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from articles.text.normal import clean, may_join

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded ``text``, and the code points ``starts[i]:ends[i]`` each letter stands for."""

    text: str
    starts: list[int]
    ends: list[int]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded stretch ``start:end`` (not empty) stands in the source."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold ``text``; takes linear time."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        stop = at + 1
        if not text[at].isspace():
            while stop < len(text) and text[stop] > "\u02ff" and may_join(text[stop]):
                stop += 1
        for letter in _folded(text[at:stop]):
            if letter == " " and letters and letters[-1] == " ":
                ends[-1] = stop
                continue
            letters.append(letter)
            starts.append(at)
            ends.append(stop)
        at = stop
    return Folded("".join(letters), starts, ends)


def fold_words(text: str) -> str:
    """Return ``text`` folded as :func:`fold` does, without space at its ends."""
    folded = unicodedata.normalize("NFC", clean(text).casefold()).translate(_ALIKE)
    return " ".join(folded.split())


def _folded(cluster: str) -> str:
    """One letter with its marks, folded."""
    if cluster.isascii():
        return " " if cluster.isspace() else cluster.lower()
    plain = clean(cluster)
    if plain.isspace():
        return " "
    return unicodedata.normalize("NFC", plain.casefold()).translate(_ALIKE)
