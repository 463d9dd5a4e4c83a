"""Candidates for who says a quotation, from the sentence it stands in.

Each has named features; their weights are data (``weights.json``), so that they can be
read, argued with and trained. Work per quotation is bounded, hence linear overall.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.quotes.clauses import Clause, Clauses, ClausesOfText
from articles.quotes.coref import Salience
from articles.quotes.denied import denies_what_follows, is_denied, is_supposed, may_deny
from articles.quotes.frames import QUOTE, Frames, Sentence
from articles.quotes.lexicon import ADVERBS, POSSESSIVES, SAID_NOUNS
from articles.quotes.marks import Marked
from articles.quotes.names import Name
from articles.quotes.phrases import Subject
from articles.quotes.tokens import Tokens
from articles.quotes.wordlist import word_set

_PUNCTUATION = word_set(", . : ; — – -- - ― ? ! … ( ) [ ] ... ’ ' ” \"")
_JOINING = word_set("and but or while because")
_NEAR, _MIDDLE = 5, 12
#: What is put behind a feature that tells otherwise of part of a sentence.
PARTIAL = "_partial"
#: Items of a sentence within which a speaker's label ends.
_LABEL = 8


@dataclass(slots=True)
class Candidate:
    """Somebody who may have said a quotation, and what speaks for it."""

    subject: Subject
    sentence: int
    cue: str
    features: dict[str, float]
    score: float = 0.0
    own: bool = True
    """Whether the attribution stands in the quotation's own sentence."""
    of: int | None = None
    """The quotation whose speaker this is, where one is."""
    denied: bool = False
    """Whether it tells that the words were not said."""
    clause: Clause | None = None
    what: str = ""
    """The feature that tells where it stands to the words."""


@dataclass(slots=True)
class Attribution:
    """One quotation's candidates, and the one chosen."""

    candidates: list[Candidate] = field(default_factory=list)
    chosen: Candidate | None = None
    person: int | None = None
    margin: float = 0.0
    lead: float | None = None
    """How far a pronoun's person is ahead of its rivals, where one was weighed."""
    continues: bool = False
    quoted: bool = True
    """Whether the marked words are a quotation at all."""
    denied: bool = False
    """Whether the sentence tells that nobody said the words."""
    direct: bool = False
    """Whether they stand as an utterance of their own."""
    listed: bool = False
    """Whether they stand in a list whose member before them is a quotation."""


def add_form(subject: Subject, features: dict[str, float]) -> None:
    """Add what the mention's own form says against it."""
    if subject.form == "group" and subject.name is None:
        features["noun_subject"] = 1.0
    if subject.pronoun in {"it", "this", "that"}:
        features["thing_subject"] = 1.0
    if subject.pronoun in {"i", "we", "you"}:
        features["first_person"] = 1.0


def plain_candidate(subject: Subject, sentence: int, cue: str, *features: str) -> Candidate:
    """A candidate with the features named and those of its mention's form."""
    row = dict.fromkeys(features, 1.0)
    add_form(subject, row)
    return Candidate(subject, sentence, cue, row, what=features[0])


def add_joint(candidate: Candidate, *, direct: bool) -> None:
    """Add features of two things at once: what tells otherwise of part of a sentence."""
    if direct:
        return
    features = candidate.features
    features[candidate.what + PARTIAL] = 1.0
    clause = candidate.clause
    if clause is not None:
        features[f"kind_{clause.cue.kind}{PARTIAL}"] = 1.0
        features[f"pattern_{clause.subject.pattern}{PARTIAL}"] = 1.0


def named_subject(name: Name) -> Subject:
    """A name as the mention that speaks."""
    form = "name" if name.kind in {"person", "single", "caps"} else "group"
    return Subject(name.first, name.last, form, "main", name=name)


def _somebody(name: Name) -> bool:
    """Whether a name is a person of the text."""
    return name.person is not None or name.kind == "person"


class OwnSentence:
    """Finds the candidates that a quotation's own sentence offers."""

    def __init__(
        self,
        tokens: Tokens,
        marked: list[Marked],
        frames: Frames,
        clauses: ClausesOfText,
        salience: Salience,
        direct: list[bool],
    ) -> None:
        self.tokens = tokens
        self.marked = marked
        self.frames = frames
        self.clauses = clauses
        self.salience = salience
        self.direct = direct

    def candidates(self, index: int) -> list[Candidate]:
        """Everybody the sentence of a quotation offers as its speaker."""
        number, at = self.frames.place[index]
        sentence = self.frames.sentences[number]
        found = self.clauses[number].found()
        near = found
        if len(found) > 12:
            near = sorted(found, key=lambda clause: abs(clause.at - at))[:12]
        candidates = [self._by_clause(index, sentence, at, clause, near) for clause in near]
        candidates += self._beside(index, sentence, at)
        for candidate in candidates:
            add_joint(candidate, direct=self.direct[index])
        return candidates

    def _by_clause(
        self, index: int, sentence: Sentence, at: int, clause: Clause, others: list[Clause]
    ) -> Candidate:
        after = clause.at > at
        if after:
            low, high = at + 1, min(clause.at, clause.subject_at)
            if clause.subject_at < at:
                high = clause.at
        else:
            low, high = clause.end + 1, at
        between = sentence.words[low:high]
        gap = self._gap(between, after=after, clause=clause)
        features = {
            f"kind_{clause.cue.kind}": 1.0,
            f"pattern_{clause.subject.pattern}": 1.0,
            gap: 1.0,
        }
        edge = (at, clause.at) if after else (clause.at, at)
        crossed = len(
            [1 for other in others if edge[0] < other.at < edge[1] and other.cue.kind != "act"]
        )
        if crossed:
            features["cue_between"] = float(min(crossed, 2))
        quotes = between.count(QUOTE)
        if quotes:
            features["quote_between"] = float(min(quotes, 3))
        if after and clause.subject.pattern == "source" and self._document(clause, at, others):
            features["document_source"] = 1.0
        if clause.subject_at < at < clause.at and not self.direct[index]:
            features["inside_subject"] = 1.0
        if ";" in between or "." in between:
            features["semicolon_between"] = 1.0
        if after and not _JOINING.isdisjoint(between):
            features["conjunction_between"] = 1.0
        if after and self._closes_sentence(sentence, clause):
            features["closing_attribution"] = 1.0
        if "after_touching" in features and self._called_out(index, sentence, clause):
            del features["kind_judge"]
            features["kind_say"] = 1.0
        weak = clause.cue.kind in {"act", "judge"} or clause.subject.pronoun in {"you", "i", "it"}
        if weak and any(
            other.cue.kind in {"say", "tell"}
            and other.at < clause.at < at
            and other.subject.first != clause.subject.first
            for other in others
        ):
            features["under_speech"] = 1.0
        if not self.direct[index]:
            features["partial_after" if after else "partial_before"] = 1.0
        else:
            self._by_closing(index, features, after=after)
        add_form(clause.subject, features)
        candidate = Candidate(
            clause.subject, sentence.index, clause.word, features, what=gap, clause=clause
        )
        clauses = self.clauses[sentence.index]
        if may_deny(clauses):
            candidate.denied = is_denied(clauses, clause, between) or (
                not after and denies_what_follows(clause, between)
            )
            if is_supposed(clauses, clause):
                features["supposed"] = 1.0
        return candidate

    def _document(self, clause: Clause, at: int, others: list[Clause]) -> bool:
        """Whether somebody said the words, "according to minutes" or the like."""
        subject = clause.subject
        return (
            subject.form == "group"
            and subject.name is None
            and any(other.at < at and other.cue.kind in {"say", "tell"} for other in others)
        )

    def _called_out(self, index: int, sentence: Sentence, clause: Clause) -> bool:
        """Whether "called" is a cry: “Who is there?” somebody called."""
        follows = sentence.words[clause.end + 1 : clause.end + 2]
        crying = follows in ([], ["."], ["out"], ["from"])
        return clause.word in {"called", "calls"} and crying and self.direct[index]

    def _closes_sentence(self, sentence: Sentence, clause: Clause) -> bool:
        """Whether ", Ruiz said." or ", said Ruiz, a nurse." ends the whole sentence."""
        if clause.cue.kind not in {"say", "tell"} or clause.cue.ing:
            return False
        start = min(clause.at, clause.subject_at)
        comma = start > 0 and sentence.words[start - 1] == ","
        ends = len(sentence.words) - clause.at < 4 or clause.subject.pattern == "inverted"
        return comma and ends

    def _gap(self, between: list[str], *, after: bool, clause: Clause) -> str:
        content = [w for w in between if w not in _PUNCTUATION and w not in ADVERBS]
        if after:
            if (not content and clause.subject_at < clause.at) or not content:
                return "after_touching"
            return "after_near" if len(content) <= _NEAR else "after_far"
        if between and between[-1] == ":":
            return "before_colon"
        if not content:
            return "before_touching"
        if content == ["that"]:
            return "before_that"
        if len(content) <= _NEAR:
            return "before_near"
        return "before_middle" if len(content) <= _MIDDLE else "before_far"

    def _by_closing(self, index: int, features: dict[str, float], *, after: bool) -> None:
        span = self.marked[index]
        text = self.tokens.text
        comma = text[span.inner_end - 1] == "," or text[span.end : span.end + 1] == ","
        if comma and span.closed:
            if not after:
                features["comma_away_from_cue"] = 1.0
            elif "after_touching" in features:
                features["comma_to_cue"] = 1.0

    def _beside(self, index: int, sentence: Sentence, at: int) -> list[Candidate]:
        """Candidates without a cue: labels, signatures, possessors, the main subject."""
        found = []
        clauses = self.clauses[sentence.index]
        words = sentence.words
        if at >= 2 and words[at - 1] == ":":
            name = clauses.name(at - 2)
            if name is not None:
                found.append(plain_candidate(named_subject(name), sentence.index, ":", "label"))
        speaker = self._label(clauses, words, at)
        if speaker is not None:
            found.append(speaker)
        following = at + 1
        while following < len(words) and words[following] in {".", ","}:
            following += 1
        if following < len(words) and words[following] in {"—", "–", "―", "-", "--"}:
            name = clauses.name(following + 1)
            if name is not None and name.kind in {"person", "single", "maybe", "caps"}:
                found.append(plain_candidate(named_subject(name), sentence.index, "—", "dash_name"))
        possessor = self._possessor(sentence, at, clauses)
        if possessor is not None:
            found.append(plain_candidate(possessor, sentence.index, "", "possessor"))
            features = found[-1].features
            if words[at - 1] == "'s" or words[at - 1] in POSSESSIVES:
                features["possessor_touching"] = 1.0
            if words[at + 1 : at + 2] and words[at + 1] in SAID_NOUNS:
                features["possessor_of_word"] = 1.0
        subject = self.salience.subject(sentence.index)
        if subject is not None and clauses.place_of(subject) < at:
            found.append(plain_candidate(subject, sentence.index, "", "own_subject"))
            if words[at - 1] == ":":
                found[-1].features["introduced_by_colon"] = 1.0
        return found

    def _label(self, clauses: Clauses, words: list[str], at: int) -> Candidate | None:
        """A name and a colon at either end: "Ruiz: Dam is ‘unsafe’", "‘Unsafe’: Ruiz"."""
        name = clauses.name(0)
        if name is not None and _somebody(name) and ":" in words[1 : min(at, _LABEL)]:
            end = words.index(":")
            told = any(
                clause.cue.kind in {"say", "tell"} and end < clause.at < at
                for clause in clauses.found()
            )
            if clauses.name(end - 1) is name and end < at - 1 and not told:
                return plain_candidate(named_subject(name), clauses.number, ":", "headline_label")
        if words[at + 1 : at + 2] == [":"] and at == 0:
            name = clauses.name(at + 2)
            if name is not None and _somebody(name):
                return plain_candidate(named_subject(name), clauses.number, ":", "headline_label")
        return None

    def _possessor(self, sentence: Sentence, at: int, clauses: Clauses) -> Subject | None:
        for back in range(at - 1, max(-1, at - 5), -1):
            word = sentence.words[back]
            if word in POSSESSIVES:
                item = sentence.items[back]
                return Subject(item, item + 1, "pronoun", "main", pronoun=word)
            if word == "'s":
                name = clauses.name(back - 1)
                return None if name is None else named_subject(name)
            if word in _PUNCTUATION or word == QUOTE:
                return None
        return None
