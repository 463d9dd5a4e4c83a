"""Whether marked words are a quotation, or a title, a nickname or a word held off."""

from __future__ import annotations

import re
from itertools import product

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
    SAID_NOUNS,
    TITLE_WORDS,
)
from articles.quotes.marks import Marked
from articles.quotes.tokens import Tokens
from articles.quotes.wordlist import word_set

_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SMALL = DETERMINERS | PREPOSITIONS | {"and", "or", "but", "nor"}
_FIRST_PERSON = word_set("We we My my Our our Me us You") | {
    f"{who}{mark}{verb}"
    for who in ("I", "We", "we", "You", "you")
    for mark, verb in [("", ""), *product("'’", ("m", "ve", "ll", "d", "re"))]
}
_LABEL = re.compile(r"[A-Z][A-Z.]+(?: [A-Z][A-Z.]+)*:|\([A-Z]{4,}")
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
#: What bears lettering, and how it is said to.
_SIGNS = word_set(
    """
    sign signs banner banners placard placards poster posters notice notices shirt shirts
    t-shirt t-shirts sticker stickers button buttons bedsheet plaque billboard billboards
    sampler cap caps hat hats mug mugs leaflet leaflets capitals lettering
    """
)
_READING = word_set("read reads reading said says saying words emblazoned painted bearing carried")
_ARTICLES = word_set("the a an this that these those another every each some any no")
#: Words by which a text explains a term it has just named.
_EXPLAINING = word_set(
    "defined defines means meaning meant slang jargon shorthand term euphemism abbreviation"
)
_NEAR = 8
#: Words fewer than which may be a term held off.
_FEW = 5
_FULL = frozenset((".", "!", "?"))
_LEAST = {"two": 2, "three": 3, "five": 5, "eight": 8}
_LONG = max(_LEAST.values())
#: For each number of words, up to many, a feature for every length that is reached.
_LENGTHS = [
    {f"words_{name}": 1.0 for name, least in _LEAST.items() if count >= least}
    for count in range(_LONG + 1)
]


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
    inner = text[span.inner_start : min(span.inner_end, span.inner_start + _LOOK)].rstrip()
    words = _WORDS.findall(inner)
    number, at = frames.place[index]
    sentence = frames.sentences[number].words
    features = _of_attribution(attribution, headline=headline)
    features |= _LENGTHS[min(len(words), _LONG)]
    ends = ends_inside(text, span)
    upper = words[0][:1].isupper() if words else False
    titled = _title_case(words)
    if upper:
        features["starts_upper"] = 1.0
    if ends:
        features["ends_inside"] = 1.0
        if upper and (not titled or _is_answer(words, inner, attribution)):
            features["sentence"] = 1.0
        if inner[-1:] in {"!", "?"}:
            features["cry"] = 1.0
    if headline:
        features["headline"] = 1.0
    if not _FIRST_PERSON.isdisjoint(words):
        features["first_person"] = 1.0
    _add_layout(features, tokens, frames, span, index, inner, attribution)
    _add_neighbours(features, sentence, at)
    if titled:
        _add_title(features, tokens, frames, index, words, attribution)
    if not upper and len(words) < _FEW:
        _add_held_off(features, sentence, at, words)
    if _nickname(tokens, frames, index):
        features["nickname"] = 1.0
    return features


def _of_attribution(attribution: Attribution, *, headline: bool) -> dict[str, float]:
    """What the choice of a speaker says of the words being said at all."""
    features = {"bias": 1.0}
    if attribution.continues:
        features["continues"] = 1.0
    if attribution.listed:
        features["listed"] = 1.0
    if attribution.direct:
        features["direct"] = 1.0
    if attribution.denied:
        features["denied"] = 1.0
    best = attribution.chosen
    if best is not None:
        features[f"by_{best.what}"] = 1.0
        features["speaker"] = max(-2.0, min(best.score, 6.0))
        if best.own and best.cue:
            features["own_cue"] = 1.0
            cue = CUES.get(best.cue)
            if cue is not None and cue.kind in {"say", "tell"}:
                features["say_cue"] = 1.0
        elif best.own and any(
            one.own and one.cue and one.score > 0 for one in attribution.candidates
        ):
            features["other_cue"] = 1.0
    elif not (attribution.denied or attribution.direct or headline):
        features["by_nobody"] = 1.0
    return features


def _add_layout(
    features: dict[str, float],
    tokens: Tokens,
    frames: Frames,
    span: Marked,
    index: int,
    inner: str,
    attribution: Attribution,
) -> None:
    """Add what the marks and the place in the paragraph say."""
    if span.single:
        features["single_marks"] = 1.0
    if _LABEL.match(inner):
        features["label_inside"] = 1.0
    if _FOOTER.match(inner):
        features["footer"] = 1.0
    if not span.closed:
        goes_on = _goes_on(tokens, frames, span)
        if goes_on and "label_inside" not in features:
            features["goes_on"] = 1.0
        if not goes_on and not attribution.continues:
            features["unclosed_alone"] = 1.0
    number, _at = frames.place[index]
    if len(frames.sentences[number].words) == 1:
        features["whole_block"] = 1.0
        first, last = frames.of_block[span.block]
        if last - first == 1:
            if span.single and not attribution.continues:
                features["heading"] = 1.0
            ends = "ends_inside" in features and "footer" not in features
            if span.closed and not span.single and ends:
                features["own_line"] = 1.0


def _add_neighbours(features: dict[str, float], sentence: list[str], at: int) -> None:
    """Add what the words around say: that they name, file, letter or explain these."""
    if _said_noun(sentence, at):
        features["said_noun"] = 1.0
    if _filed(sentence, at):
        features["filed"] = 1.0
    if _names_a_word(sentence, at):
        features["named_word"] = 1.0
    if not _EXPLAINING.isdisjoint(sentence[at + 1 : at + 6]):
        features["explained"] = 1.0
    if _on_a_sign(sentence, at):
        features["sign"] = 1.0


def _add_title(
    features: dict[str, float],
    tokens: Tokens,
    frames: Frames,
    index: int,
    words: list[str],
    attribution: Attribution,
) -> None:
    """Add what speaks for capitalised words being the title of a work or a lettering."""
    number, at = frames.place[index]
    sentence = frames.sentences[number].words
    bare = "ends_inside" not in features and "headline" not in features
    if bare and (at > 0 or len(words) > 1):
        features["title_case"] = 1.0
    if _after_title_word(sentence, at) or _of_broadcaster(tokens, frames, index):
        features["titled"] = 1.0
    if not attribution.listed and _placed(sentence, at, words):
        features["placed"] = 1.0
    if bare and len(words) <= 3 and not _somebody(attribution.chosen):
        features["lettering"] = 1.0


def _add_held_off(
    features: dict[str, float], sentence: list[str], at: int, words: list[str]
) -> None:
    """Add what speaks for a few words being a term that the text holds off."""
    cued = "own_cue" in features or "other_cue" in features
    if at and sentence[at - 1] in _ARTICLES and not cued:
        features["article"] = 1.0
    bare = "ends_inside" not in features and "say_cue" not in features
    if bare and len(words) < _FEW - 1 and _before_noun(sentence, at):
        features["attributive"] = 1.0


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
    return bool(after) and after[0] in SAID_NOUNS


def _is_answer(words: list[str], inner: str, attribution: Attribution) -> bool:
    """Whether capitals are a sentence's: "Mine," she said; "Oh. Look."."""
    best, full = attribution.chosen, inner[-1:] in _FULL
    said = best is not None and "kind_say" in best.features
    if len(words) > 1:
        return ". " in inner.rstrip(". ")
    return full or (said and best is not None and "comma_to_cue" in best.features)


def _goes_on(tokens: Tokens, frames: Frames, span: Marked) -> bool:
    """Whether the next paragraph opens with the mark that these words open with."""
    if span.block + 1 >= len(frames.of_block):
        return False
    first, last = tokens.block_tokens[span.block + 1]
    return first < last and tokens.text[tokens.starts[first]] == tokens.text[span.start]


def _before_noun(sentence: list[str], at: int) -> bool:
    """Whether the words stand between an article and a noun: "the “rollover” clause"."""
    before = sentence[at - 1] if at else ""
    after = sentence[at + 1] if at + 1 < len(sentence) else ""
    return (
        (before in _ARTICLES or before == "so-called") and after.isalpha() and after not in _GOES_ON
    )


def _on_a_sign(sentence: list[str], at: int) -> bool:
    """Whether a sign, a shirt or the like bears the words: "a banner read “All of Them”"."""
    if sentence[at - 1 : at] == [":"]:
        return False
    near = sentence[max(0, at - _NEAR) : at + _NEAR]
    return not _SIGNS.isdisjoint(near) and not _READING.isdisjoint(near)


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
