"""Direct or partial: whether marked words stand as an utterance of their own."""

from __future__ import annotations

from articles.quotes.cues import CUES
from articles.quotes.frames import Frames
from articles.quotes.marks import Marked
from articles.quotes.tokens import Tokens


def is_direct(tokens: Tokens, frames: Frames, span: Marked, index: int) -> bool:
    """Whether the words stand as an utterance of their own, not as part of a sentence."""
    inner = tokens.text[span.inner_start : span.inner_end].strip(" \xa0…‘'.[(*")
    if not inner or not (inner[0].isupper() or inner[0].isdigit() or inner[0] in "$#@"):
        return _opens_sentence(frames, index) and len(inner.split(None, 3)) > 3
    if ends_inside(tokens.text, span) or not span.closed:
        return True
    number, at = frames.place[index]
    words = frames.sentences[number].words
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    return before in {",", ":", ""} or (before in CUES and after in {".", "", ","})


def _opens_sentence(frames: Frames, index: int) -> bool:
    return frames.place[index][1] == 0


def ends_inside(text: str, span: Marked) -> bool:
    """Whether the marked words end with punctuation of their own, before the mark."""
    at = span.inner_end - 1
    while at > span.inner_start and (text[at].isspace() or text[at] in "'’)]"):
        at -= 1
    return text[at] in ".,?!…—–-"
