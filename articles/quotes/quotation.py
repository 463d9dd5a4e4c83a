"""Whether marked words are a quotation, or a title, a nickname or a word held off."""

from __future__ import annotations

import re

from articles.quotes.attribute import Attribution
from articles.quotes.cues import CUES
from articles.quotes.frames import Frames
from articles.quotes.given_names import GIVEN
from articles.quotes.lexicon import DETERMINERS, MENTION_WORDS, PREPOSITIONS, TITLE_WORDS
from articles.quotes.marks import Marked
from articles.quotes.tokens import Tokens

_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SMALL = DETERMINERS | PREPOSITIONS | {"and", "or", "but", "nor"}
_FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w+|we|We|my|My|our|Our|me|us|you|You)\b")
_LOOK = 400
"""Characters of a quotation that are looked at; keeps the work per quotation bounded."""


def is_direct(tokens: Tokens, frames: Frames, span: Marked, index: int) -> bool:
    """Whether the words stand as an utterance of their own, not as part of a sentence."""
    inner = tokens.text[span.inner_start : span.inner_end].strip(" \xa0…‘'.[(*")
    if not inner or not (inner[0].isupper() or inner[0].isdigit() or inner[0] in "$#@"):
        return _opens_sentence(frames, index) and len(inner.split(None, 3)) > 3
    if _ends_inside(tokens.text, span) or not span.closed:
        return True
    number, at = frames.place[index]
    words = frames.sentences[number].words
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    return before in {",", ":", ""} or (before in CUES and after in {".", "", ","})


def _opens_sentence(frames: Frames, index: int) -> bool:
    return frames.place[index][1] == 0


def _ends_inside(text: str, span: Marked) -> bool:
    at = span.inner_end - 1
    while at > span.inner_start and (text[at].isspace() or text[at] in "'’)]"):
        at -= 1
    return text[at] in ".,?!…—–-"


def quotation_features(
    tokens: Tokens,
    frames: Frames,
    span: Marked,
    index: int,
    attribution: Attribution,
    *,
    headline: bool,
) -> dict[str, float]:
    """Named features for and against the marked words being said by somebody."""
    text = tokens.text
    inner = text[span.inner_start : min(span.inner_end, span.inner_start + _LOOK)]
    words = _WORDS.findall(inner)
    number, at = frames.place[index]
    sentence = frames.sentences[number].words
    features: dict[str, float] = {"bias": 1.0, "words": float(min(len(words), 12))}
    ends = _ends_inside(text, span)
    upper = words[0][:1].isupper() if words else False
    flags = {
        "starts_upper": upper,
        "ends_inside": ends,
        "sentence": upper and ends and len(words) >= 4,
        "one_word": len(words) == 1,
        "whole_block": len(sentence) == 1,
        "title_case": _title_case(words) and not ends,
        "titled": _after_title_word(sentence, at) and _title_case(words),
        "named_word": _names_a_word(sentence, at),
        "headline": headline,
        "single_marks": span.single,
        "nickname": _nickname(tokens, frames, index),
        "first_person": bool(_FIRST_PERSON.search(inner)),
        "continues": attribution.continues,
    }
    features |= {name: 1.0 for name, present in flags.items() if present}
    best = attribution.chosen
    if best is not None:
        features["speaker"] = max(-2.0, min(best.score, 6.0))
        if best.own and best.cue:
            features["own_cue"] = 1.0
            if CUES.get(best.cue) and CUES[best.cue].kind in {"say", "tell"}:
                features["say_cue"] = 1.0
    return features


def _title_case(words: list[str]) -> bool:
    long = [word for word in words if word.lower() not in _SMALL]
    return bool(long) and all(word[0].isupper() or word[0].isdigit() for word in long)


def _after_title_word(sentence: list[str], at: int) -> bool:
    """Whether a word for a work or a broadcaster's possessive stands close before."""
    for back in range(at - 1, max(-1, at - 5), -1):
        word = sentence[back]
        if word in TITLE_WORDS or word == "'s":
            return True
        if word in {".", ";", ":"}:
            return False
    before = sentence[at - 1] if at else ""
    return before in {"on", "in", "of", "the", "from", "for", "to", "watch", "host", "and"}


def _names_a_word(sentence: list[str], at: int) -> bool:
    before = [word for word in sentence[max(0, at - 3) : at] if word not in {",", "as", "the"}]
    return bool(before) and before[-1] in MENTION_WORDS and before[-1] not in {"called"}


def _nickname(tokens: Tokens, frames: Frames, index: int) -> bool:
    number, at = frames.place[index]
    items = frames.sentences[number].items
    if not 0 < at < len(items) - 1 or items[at - 1] < 0 or items[at + 1] < 0:
        return False
    before, after = items[at - 1], items[at + 1]
    return tokens.lower[before] in GIVEN and tokens.words[after][0].isupper()
