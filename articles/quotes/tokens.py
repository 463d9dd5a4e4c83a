"""Words and blocks of a text, as parallel lists: the cheapest form to walk over.

Knows nothing of quotations or people. Linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Mx|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Sgt|Capt|Cmdr|Maj|Adm|Rev|Hon|Prof|St|Jr|Sr|"
    "Pres|Del|Atty|Cllr|Ald|Mme|Mlle|Cdr|Cons|Supt|Det|Insp|Cpl|Pvt|Pfc|Brig|Mt|Ft|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|"
    "Ala|Ariz|Ark|Calif|Colo|Conn|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|"
    "Nev|Okla|Ore|Pa|Tenn|Tex|Vt|Va|Wash|Wis|Wyo|Inc|Corp|Co|Ltd|vs|etc"
)
# The same mark many times over: a rule between paragraphs, no quotation. One token.
_MARK_RUN = r"(?P<mark>[\"“”„‟«»＂'‘’‚‛`*_=~#])(?P=mark){4,}"
_CLITIC = r"(?:[sSdm]|ve|re|ll)\b"
# The first two lines are for speed alone: most words have nothing after them that could make
# them an abbreviation or part of a longer word, and most marks stand for themselves.
_TOKEN = re.compile(
    r"([A-Za-z]++(?!,?[\w.&/'’‑-])"
    r"|[,;:?!()]|\.(?!\.)"
    r"|(?:[^\W\d_]\.){2,}"
    rf"|(?:{_ABBREVIATIONS})\.(?!\w)"
    r"|[A-Z]-(?:[A-Z][a-z]*\.)+"
    r"|[A-Z]\.(?=\s+[A-Z(“\"])"
    r"|''|``"
    rf"|['’]{_CLITIC}"
    rf"|[^\W_]+(?:(?:[-‑.&/]|['’](?!{_CLITIC})|,(?=\d{{3}}))[^\W_]+)*"
    rf"|{_MARK_RUN}|\.\.+|--+|\S)"
    r"\s*+"  # taken along, or each space would be tried as the start of a token
)
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words with their offsets (code points) and the block each belongs to."""

    text: str
    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    blocks: list[tuple[int, int]]
    """Offsets of the blocks, in order."""
    block_tokens: list[tuple[int, int]]
    """For each block, its first token and the one past its last."""


def find_blocks(text: str) -> list[tuple[int, int]]:
    """Offsets of the blocks blank lines part; lines, where a text has no blank line."""
    gaps = list(_BLANK_LINES.finditer(text))
    if not gaps and text.count("\n") > 2:
        gaps = list(_LINE_END.finditer(text))
    starts = [0, *(gap.end() for gap in gaps)]
    ends = [*(gap.start() for gap in gaps), len(text)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def tokenise(text: str) -> Tokens:
    """Cut ``text`` into tokens: abbreviations with their full stop, clitics (``'s``) alone."""
    words: list[str] = []
    starts: list[int] = []
    block_tokens: list[tuple[int, int]] = []
    blocks = find_blocks(text)
    for start, end in blocks:
        first = len(words)
        found = list(_TOKEN.finditer(text, start, end))
        words += [match[1] for match in found]
        starts += [match.start() for match in found]
        block_tokens.append((first, len(words)))
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    lower = [word.lower() for word in words]
    if "’" in text:
        lower = [word.replace("’", "'") if "’" in word else word for word in lower]
    return Tokens(text, words, lower, starts, ends, blocks, block_tokens)
