"""Whether marked words are a quotation, or a title, a nickname or a word held off."""

from __future__ import annotations

import re

from articles.quotes.candidates import Attribution, Candidate
from articles.quotes.cues import AUXILIARIES, CUES, NOUN_CUES
from articles.quotes.frames import QUOTE, Frames
from articles.quotes.given_names import GIVEN
from articles.quotes.kinds import ends_inside
from articles.quotes.lexicon import (
    DETERMINERS,
    MENTION_WORDS,
    ORGANISATION,
    PREPOSITIONS,
    TITLE_WORDS,
)
from articles.quotes.marks import Marked
from articles.quotes.tokens import Tokens
from articles.quotes.wordlist import word_set

_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SMALL = DETERMINERS | PREPOSITIONS | {"and", "or", "but", "nor"}
_FIRST_PERSON = word_set("I we We my My our Our me us you You")
_LETTERS = re.compile(r"\w+")
_LABEL = re.compile(r"[A-Z][A-Z.]+(?: [A-Z][A-Z.]+)*:|\(?[A-Z]{4,}")
_FOOTER = re.compile(
    r"(?:Follow|Read|Click|Subscribe|Sign up|Download|Watch|Visit|Join)\b.*"
    r"(?:@\w|https?:|www\.|newsletter\b)",
    re.S,
)
_LOOK = 400
"""Characters of a quotation that are looked at; keeps the work per quotation bounded."""


_FILING = word_set("filed listed classified catalogued cataloged recorded registered indexed")
#: What may stand between "the word", "known" or "spelled" and the word itself.
_BETWEEN_NAME = word_set(", as the for in (")
#: What a programme's or a work's name stands behind.
_PLACING = word_set("on in 's from of with to and at during by")
_OWNING = word_set("the a an his her its their our my another this that these those")
_GOES_ON = PREPOSITIONS | AUXILIARIES | word_set("and or but who which that when while because")
#: What "to" follows where words are a demand ("vowed to “Build Back Better”").
_URGING = frozenset(CUES) | NOUN_CUES
_SAID_NOUNS = word_set(
    """
    remark remarks comment comments line claim claims pledge promise statement jibe quip insult
    insults warning boast slur taunt retort reply answer tweet
    """
)


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
    ends = ends_inside(text, span)
    first, last = frames.of_block[span.block]
    alone = len(sentence) == 1 and last - first == 1
    upper = words[0][:1].isupper() if words else False
    titled = _title_case(words)
    flags = {
        "starts_upper": upper,
        "ends_inside": ends,
        "sentence": upper and ends and len(words) >= 4,
        "one_word": len(words) == 1,
        "whole_block": len(sentence) == 1,
        "title_case": titled and not ends and not headline and (at > 0 or len(words) > 1),
        "said_noun": _said_noun(sentence, at),
        "titled": titled
        and (_after_title_word(sentence, at) or _of_broadcaster(tokens, frames, index)),
        "placed": titled and not attribution.listed and _placed(sentence, at, words),
        "footer": bool(_FOOTER.match(inner)),
        "label_inside": bool(_LABEL.match(inner)),
        "unclosed_alone": not span.closed and not attribution.continues,
        "heading": span.single and alone and not attribution.continues,
        "filed": _filed(sentence, at),
        "named_word": _names_a_word(sentence, at),
        "headline": headline,
        "single_marks": span.single,
        "nickname": _nickname(tokens, frames, index),
        "first_person": not _FIRST_PERSON.isdisjoint(_LETTERS.findall(inner)),
        "continues": attribution.continues,
        "listed": attribution.listed,
        "denied": attribution.denied,
    }
    features |= {name: 1.0 for name, present in flags.items() if present}
    best = attribution.chosen
    if titled and len(words) <= 3 and not ends and not _somebody(best):
        features["lettering"] = 1.0
    if best is not None:
        features["speaker"] = max(-2.0, min(best.score, 6.0))
        if best.own and best.cue:
            features["own_cue"] = 1.0
            if CUES.get(best.cue) and CUES[best.cue].kind in {"say", "tell"}:
                features["say_cue"] = 1.0
    return features


def _somebody(best: Candidate | None) -> bool:
    """Whether somebody, not a sign or the sentence's subject, is said to say the words."""
    if best is None or not best.cue or "thing_subject" in best.features:
        return False
    return best.subject.form in {"name", "role"} or "carry_block" not in best.features


def _said_noun(sentence: list[str], at: int) -> bool:
    """Whether a noun says of the words before it that somebody said them.

    "His “never” remark", "“Never” was the word she used".
    """
    after = sentence[at + 1 : at + 4]
    if len(after) == 3 and after[0] in {"was", "is"} and after[1] in {"the", "his", "her"}:
        return after[2] in {"word", "words", "term", "phrase", "answer", "verdict"}
    return bool(after) and after[0] in _SAID_NOUNS


def _filed(sentence: list[str], at: int) -> bool:
    """Whether the words are what something is filed under or marked with."""
    before = sentence[at - 1] if at else ""
    if before in {"marked", "headed", "stamped", "lettered"}:
        return True
    if before == "under":
        return not _FILING.isdisjoint(sentence[max(0, at - 10) : at])
    return before == "as" and at > 1 and sentence[at - 2] in _FILING


def _title_case(words: list[str]) -> bool:
    long = 0
    for word in words:
        if word.lower() not in _SMALL:
            long += 1
            if not (word[0].isupper() or word[0].isdigit()):
                return False
    return long > 0


def _after_title_word(sentence: list[str], at: int) -> bool:
    """Whether a word for a work, or a broadcaster's possessive, stands close before."""
    for back in range(at - 1, max(-1, at - 4), -1):
        word = sentence[back]
        if word in TITLE_WORDS or word in {"entitled", "watch"}:
            return True
        if word in {".", ";", ":", QUOTE}:
            return False
    return False


def _of_broadcaster(tokens: Tokens, frames: Frames, index: int) -> bool:
    """Whether an organisation's possessive stands right before ("CNN's “Early Desk”")."""
    number, at = frames.place[index]
    sentence = frames.sentences[number]
    if at < 2 or sentence.words[at - 1] != "'s" or sentence.items[at - 2] < 0:
        return False
    owner = tokens.words[sentence.items[at - 2]]
    return (owner.isupper() and len(owner) > 1) or owner.lower() in ORGANISATION


def _placed(sentence: list[str], at: int, words: list[str]) -> bool:
    """Whether capitalised words stand where a programme's or a work's name would."""
    before = sentence[at - 1] if at else ""
    after = sentence[at + 1] if at + 1 < len(sentence) else ""
    if len(words) < 2:
        return False
    if before in _OWNING or before.isdigit():
        # "the “Pier or Bust” crowd", "their 1994 “Contract with Lund.”"
        return before.isdigit() or (after[:1].isalpha() and after not in _GOES_ON)
    return before in _PLACING and not (before == "to" and sentence[at - 2] in _URGING)


def _names_a_word(sentence: list[str], at: int) -> bool:
    before = [word for word in sentence[max(0, at - 3) : at] if word not in _BETWEEN_NAME]
    return bool(before) and before[-1] in MENTION_WORDS and before[-1] not in {"called"}


def _nickname(tokens: Tokens, frames: Frames, index: int) -> bool:
    number, at = frames.place[index]
    items = frames.sentences[number].items
    if not 0 < at < len(items) - 1 or items[at - 1] < 0 or items[at + 1] < 0:
        return False
    before, after = items[at - 1], items[at + 1]
    return tokens.lower[before] in GIVEN and tokens.words[after][0].isupper()
