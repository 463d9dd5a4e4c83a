"""What stands round a capitalised name, for and against its being a person's.

Most names are settled by a title or a common given name (:mod:`articles.quotes.names`);
this is for the others ("Ozrun Tamfell"), and for surnames that stand alone. Linear.
"""

from __future__ import annotations

from collections import Counter

from articles.quotes.cues import CUES, INVERTING, can_be_finite
from articles.quotes.names import Name
from articles.quotes.roles import role_head
from articles.quotes.tokens import Tokens
from articles.quotes.wordlist import word_set

_OPENING_MARKS = frozenset("“‘\"'«„") | {"``", "''"}
#: Verbs whose object is somebody. Not "told", whose object is as often a newspaper.
_TAKES_PEOPLE = word_set(
    """
    thanked thanks married marries known knows befriended hired appointed introduced
    congratulated
    """
)
_OWN = word_set("his her its their our my whose")
_SELF = word_set("his her himself herself")


def add_evidence(tokens: Tokens, names: list[Name]) -> None:
    """Weigh what stands round each name for and against its being a person's."""
    by_text: Counter[str] = Counter()
    for name in names:
        if name.kind in {"maybe", "single", "person"}:
            name.evidence += _context(tokens, name)
            by_text[name.text.lower()] += 0
    totals: dict[str, float] = {}
    for name in names:
        if name.kind in {"maybe", "single", "person"}:
            key = name.text.lower()
            totals[key] = totals.get(key, 0.0) + name.evidence
    alone = Counter(name.text.lower() for name in names if name.kind == "single")
    for name in names:
        if name.kind == "maybe":
            # "Shohei Ohtani" is somebody where "Ohtani" later stands alone and speaks.
            surname = tokens.lower[name.last - 1]
            later = max(totals.get(surname, 0.0), 0.0) + 0.5 * min(alone[surname], 3)
            total = totals[name.text.lower()]
            earned = total >= 1.0 or (total >= 0.0 and later >= 1.5)
            name.kind = "person" if earned else "maybe"
        if name.kind == "single":
            name.evidence = totals[name.text.lower()]


def _context(tokens: Tokens, name: Name) -> float:
    """What the words just before and after say; positive for a person."""
    lower, words, count = tokens.lower, tokens.words, len(tokens.words)
    score = 0.0
    before = lower[name.phrase - 1] if name.phrase else ""
    at = name.last
    after = lower[at] if at < count else ""
    cue = CUES.get(after)
    if before in INVERTING and name.phrase > 1 and words[name.phrase - 2] in ",”\"''?!’":
        score += 2.0
    if before == "to" and name.phrase > 1 and lower[name.phrase - 2] == "according":
        score += 1.5
    if before == "the" or lower[name.phrase] == "the":
        score -= 2.0
    if before in {"in", "at", "near", "from", "across"} and name.kind == "maybe":
        score -= 0.7
    if cue is not None and not cue.ing and not cue.plain:
        score += 1.5 if cue.kind in {"say", "tell"} else 0.7
    if after == "who":
        score += 1.5
    if after == "(" and at + 1 < count and words[at + 1][:2] in {"R-", "D-", "I-", "R.", "D."}:
        score += 3.0
    if after == "," and at + 1 < count:
        score += _apposition(tokens, at + 1)
    if name.kind == "maybe":
        score += _before_comma(tokens, name) + _of_somebody(tokens, name)
    return score


def _before_comma(tokens: Tokens, name: Name) -> float:
    """Evidence from what a name explains: "said the coxswain, [Ozrun Tamfell]"."""
    lower, at = tokens.lower, name.phrase - 2
    if at < 1 or lower[at + 1] != ",":
        return 0.0
    if role_head(lower[at]):
        return 2.0
    for start in range(at - 1, max(-1, at - 4), -1):
        if lower[start] in _OWN:
            return 0.7
        if lower[start] in {"the", "a", "an"}:
            return 1.5 if start and lower[start - 1] in INVERTING else 0.3
        if not lower[start][0].isalpha():
            break
    return 0.0


def _of_somebody(tokens: Tokens, name: Name) -> float:
    """Evidence from a label, a verb that takes people, and "his" or "her" in what follows."""
    lower, words, count = tokens.lower, tokens.words, len(tokens.words)
    at, score = name.last, 0.0
    before = lower[name.phrase - 1] if name.phrase else ""
    if at + 1 < count and lower[at] == ":" and words[at + 1] in _OPENING_MARKS:
        score += 1.0
    if before in _TAKES_PEOPLE:
        score += 1.0
    if at < count and can_be_finite(lower[at]):
        for later in range(at + 1, min(at + 9, count)):
            word = words[later]
            if word in {".", ";", ":", ","} or word[0].isupper() or word in _OPENING_MARKS:
                break
            if word in _SELF:
                score += 1.0
                break
    return score


def _apposition(tokens: Tokens, index: int) -> float:
    """Evidence from what follows a name's comma: an age, a role, a relative clause."""
    lower, count = tokens.lower, len(tokens.words)
    word = lower[index]
    if word.isdigit() and len(word) in {2, 3} and index + 1 < count and lower[index + 1] in ",.":
        return 2.0
    if word in {"who", "whose"}:
        return 2.0
    for at in range(index, min(index + 7, count)):
        if lower[at] in {",", ".", ";", ":"}:
            break
        if role_head(lower[at]) or lower[at] in {"of", "at", "for"}:
            return 2.0 if role_head(lower[at]) else 0.0
    return 0.0
