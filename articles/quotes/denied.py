"""Words that were not said after all: "never said", "denied calling", "if she says".

A clause of speech may tell what somebody did not say, would not, or only might. Looks at
a bounded stretch of words round the cue.
"""

from __future__ import annotations

from articles.quotes.clauses import Clause, Clauses
from articles.quotes.cues import AUXILIARIES
from articles.quotes.frames import QUOTE
from articles.quotes.lexicon import ADVERBS, DETERMINERS, PRONOUNS
from articles.quotes.phrases import TRUE_PREPOSITIONS
from articles.quotes.wordlist import word_set

_SPEECH = word_set("say tell judge")
_NOT = word_set(
    """
    not never neither nor cannot didn't doesn't don't won't wouldn't hasn't haven't hadn't can't
    couldn't shouldn't isn't wasn't weren't aren't ain't mustn't mightn't needn't n't
    """
)
_NOBODY = word_set("nobody none neither no no-one nor")
#: What undoes a negation: "did not hesitate to call", "was not afraid to say".
_UNDOING = word_set(
    """
    hesitate stop fail shy refrain mind flinch shrink help only afraid shied tire tired
    """
)
#: Verbs of those who do not say what follows.
_DECLINING = word_set(
    """
    declined declines decline declining refused refuses refuse refusing failed fails avoided
    avoids avoid avoiding neglected forgot forgets hesitated hesitates stopped
    """
)
_DENYING = word_set("denied denies denying deny")
_DOUBTING = word_set(
    "denied denies denying deny rejected rejects dismissed dismisses disputed disputes rebutted "
    "refuted disputing rejecting dismissing of over"
)
_REPORTS = word_set(
    "claim claims report reports allegation allegations accusation accusations suggestion "
    "suggestions rumour rumours rumor rumors charge charges notion idea"
)
_PASSIVE = (["be"], ["been"], ["being"])
_CONDITIONS = word_set("if unless whether lest")
#: Verbs by which somebody wants another to speak: "wants the mayor to say".
_WANTING = word_set("want wants wanted wanting expect expects expected beg begged")
_POSSIBLE = word_set("could would should might may must")
_MAYBE = word_set("could should might may")
_PARTS = word_set(", and but ; : . — – --") | {QUOTE}
#: What may stand between "without" or "denied" and a participle.
_SLIGHT = word_set("ever having publicly openly explicitly even actually directly to and or")
_REACH = 14


#: Words without any of which nothing here finds anything: most sentences have none.
_TELLING = (
    _NOT | _NOBODY | _DECLINING | _DOUBTING | _CONDITIONS | _WANTING | _POSSIBLE
    | word_set("without instead short rather")
) - {"of", "over"}  # fmt: skip


def may_deny(clauses: Clauses) -> bool:
    """Whether a sentence has any word that the other tests go by."""
    return not _TELLING.isdisjoint(clauses.words)


def is_denied(clauses: Clauses, clause: Clause, between: list[str]) -> bool:
    """Whether the clause tells of words that were not said, or not yet.

    ``between`` are the words between its cue and the quotation.
    """
    words = clauses.words
    if clause.cue.kind not in _SPEECH or "but" in between:
        return False
    if clause.subject.pattern != "agent" and words[clause.at - 1 : clause.at] in _PASSIVE:
        return False
    if clause.subject_at > clause.at and not clause.cue.ing:
        return False
    if _nobody(words, clause):
        return True
    if clause.cue.ing:
        return _shunned(words, clause.at)
    return _negated(words, clause) or _conditional(words, clause.subject_at)


def is_supposed(clauses: Clauses, clause: Clause) -> bool:
    """Whether the words only may be said: "might call it"."""
    return clauses.words[clause.at - 1 : clause.at] != [] and (
        clauses.words[clause.at - 1] in _MAYBE and clause.cue.plain
    )


def denies_what_follows(clause: Clause, between: list[str]) -> bool:
    """Whether a denial is of saying or being ("denied that he was"), not in those words."""
    if clause.cue.lemma != "deny":
        return False
    content = [word for word in between if word not in DETERMINERS]
    return any(word == "that" or word.endswith("ing") or word in PRONOUNS for word in content)


def _nobody(words: list[str], clause: Clause) -> bool:
    """Whether the subject is nobody: "no one", "none of them", "neither Ruiz nor Lee"."""
    at = clause.subject_at
    if words[at] in _NOBODY and words[at + 1 : at + 2] != ["longer"]:
        return True
    return at > 0 and words[at - 1] in _NOBODY


def _shunned(words: list[str], at: int) -> bool:
    """Whether a participle stands behind "without", "instead of", "denied" or the like."""
    at -= 1
    while at >= 0 and words[at] in _SLIGHT:
        at -= 1
    if at < 0:
        return False
    word = words[at]
    before = words[at - 1] if at else ""
    if word in _DENYING or word in {"without", "avoided", "avoids", "avoiding", "not", "never"}:
        return True
    return (word == "of" and before in {"instead", "short"}) or (
        word == "than" and before == "rather"
    )


def _negated(words: list[str], clause: Clause) -> bool:
    """Whether a negation, or a verb of declining, governs the cue."""
    chain = clause.cue.plain and words[clause.at - 1 : clause.at] == ["to"]
    start = clause.at - 2 if chain else clause.at - 1
    low = max(clause.subject_at, start - _REACH)
    undone = free = False
    for at in range(start, low - 1, -1):
        word = words[at]
        if word in _UNDOING:
            undone = True
        elif word in _NOT:
            return not undone and words[at + 1] != "only"
        elif word == "or":
            free = True
        elif word in _DENYING or (chain and _unwilling(words, at)):
            return True
        elif (word in _PARTS or (chain and word in TRUE_PREPOSITIONS)) or not (
            chain or free or word in AUXILIARIES or word in ADVERBS or word.endswith("ly")
        ):
            return False
        if word == "have" and at > low and words[at - 1] in _POSSIBLE:
            return True
    return False


def _unwilling(words: list[str], at: int) -> bool:
    """Whether a verb is of declining to do what follows, or of wanting another to do it."""
    word = words[at]
    return word in _DECLINING or (word in _WANTING and words[at + 1] != "to")


def _conditional(words: list[str], start: int) -> bool:
    """Whether the subject at ``start`` opens a condition or what somebody denies."""
    before = words[start - 1] if start else ""
    outer = words[start - 2] if start > 1 else ""
    if before in _CONDITIONS:
        return outer != "even"
    if before in _DENYING:
        return True
    if before != "that":
        return False
    return outer in _DENYING or (outer in _REPORTS and start > 2 and words[start - 3] in _DOUBTING)
