"""Clauses of speech within one sentence: each cue with its subject.

How a verb's subject is found is :mod:`articles.quotes.subjects`.
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.quotes.cues import CUES, INVERTING, NOUN_CUE, NOUN_CUES, Cue
from articles.quotes.frames import QUOTE, Sentence
from articles.quotes.lexicon import POSSESSIVES
from articles.quotes.names import Name
from articles.quotes.phrases import Subject
from articles.quotes.subjects import Subjects
from articles.quotes.wordlist import word_set

#: Words at which a clause of speech may be found.
_OPENS = CUES.keys() | NOUN_CUES | word_set("according per shot fired hit made put puts words")
_IN_THE_OF = ["in", "the", "of"]
#: Judging verbs whose participle follows what is judged ("a box labeled “tea”").
_REDUCED = word_set("labeled labelled called dubbed described termed branded titled cast")


@dataclass(slots=True)
class Clause:
    """A cue with its subject; positions are within the sentence's items."""

    at: int
    end: int
    cue: Cue
    word: str
    subject: Subject
    subject_at: int


class Clauses(Subjects):
    """Finds the clauses of speech of one sentence."""

    _found: list[Clause] | None = None

    def found(self) -> list[Clause]:
        """What :meth:`find` finds, looked for once."""
        if self._found is None:
            self._found = self.find()
        return self._found

    def find(self) -> list[Clause]:
        """Every cue with a subject, in order."""
        found: list[Clause] = []
        if _OPENS.isdisjoint(self.words):
            return found
        for at in [at for at, word in enumerate(self.words) if word in _OPENS]:
            word, clause = self.words[at], None
            if word in CUES:
                clause = self._verb(at, word)
            if word == "words" and [*self.words[at - 2 : at], self._word(at + 1)] == _IN_THE_OF:
                clause = self._source(at, at + 2, "in the words of")
            elif clause is None and word in NOUN_CUES:
                clause = self._noun(at, word)
            elif word == "according" and self._word(at + 1) == "to":
                clause = self._source(at, at + 2, "according to")
            elif word == "wanted" and self.words[at + 1 : at + 3] == ["to", "know"]:
                clause = self._clause(at, at + 2, CUES["asks"], "wanted to know", self._left(at, 0))
            elif word == "per" and self.name(at + 1) is not None:
                clause = self._source(at, at + 1, "per")
            elif word in {"shot", "fired", "hit"} and self._word(at + 1) == "back":
                clause = self._clause(at, at + 1, CUES["says"], f"{word} back", self._left(at, 0))
            elif word == "made" and self._word(at + 1) == "it" and self._word(at + 2) == "clear":
                clause = self._clause(at, at + 2, CUES["says"], "made it clear", self._left(at, 0))
            elif word == "put" and self._word(at + 1) in {"it", "this", "things"}:
                subject = self._left(at, 0)
                clause = self._clause(at, at + 1, CUES["says"], "put it", subject)
            elif word in {"put", "puts"} and self._puts_at(at):
                clause = self._clause(at, at, CUES["says"], f"{word} at", self._left(at, 0))
            if clause is not None:
                found.append(clause)
        return found

    def _puts_at(self, at: int) -> bool:
        """Whether quoted words say how much: "put the cost at “about six florins”"."""
        ahead = self.words[at + 1 : at + 14]
        return QUOTE in ahead and "at" in ahead[max(0, ahead.index(QUOTE) - 1) :][:1]

    def _clause(
        self, at: int, end: int, cue: Cue, word: str, subject: Subject | None
    ) -> Clause | None:
        if subject is None:
            return None
        # A copy, so that each clause's subject is told from the others by identity.
        return Clause(at, end, cue, word, subject.copy(), self._position.get(subject.first, at))

    def _source(self, at: int, start: int, word: str) -> Clause | None:
        subject = self._retag(self._right(start), "source")
        return self._clause(at, start - 1, CUES["says"], word, subject)

    def _noun(self, at: int, word: str) -> Clause | None:
        """A noun of speech with its possessor: "Ruiz's claim that", "her call for"."""
        if self._word(at + 1) not in {"that", "of", "for", "to", "about", QUOTE, ",", ":"}:
            return None
        for back in range(at - 1, max(-1, at - 4), -1):
            before = self.words[back]
            subject: Subject | None = None
            name = self.name(back - 1)
            if before == "'s" and name is not None and name.kind not in {"other", "place"}:
                subject = self._named(name, "possessive")
            elif before in POSSESSIVES:
                subject = self._pronoun(back, "possessive")
            if subject is not None:
                return self._clause(at, at, NOUN_CUE, word, subject)
        return None

    def _verb(self, at: int, word: str) -> Clause | None:
        cue = CUES[word]
        if not self._is_verb(at, word, cue) or (word == "told" and not self._word(at + 1)):
            return None  # "Dam ‘unsafe’, council told": who hears, not who speaks
        subject = self._agent(at, cue)
        if subject is None and word in INVERTING and self._may_invert(at):
            subject = self._behind_or_before(at)
        if subject is None and not self._passive(at, cue):
            subject = self._left(at, 0)
            if subject is not None and self._told_by_another(at, cue, subject):
                return None
            subject = self._retold(subject)
        return self._clause(at, at, cue, word, subject)

    def _told_by_another(self, at: int, cue: Cue, subject: Subject) -> bool:
        """Whether a participle describes the noun before it, which does not speak."""
        return (
            cue.kind == "judge"
            and self.words[at] in _REDUCED
            and subject.form == "group"
            and subject.pattern == "adjacent"
            and subject.name is None
            and self.items[at - 1] == subject.last - 1
            and not self._looks_human(subject)
        )

    def _retold(self, subject: Subject | None) -> Subject | None:
        """In "Ruiz condemned what she called" the condemning Ruiz is the mention to show."""
        if subject is None or not subject.pronoun:
            return subject
        start = self._position.get(subject.first, 0)
        if self._word(start - 1) != "what":
            return subject
        outer = self.main_subject(start)
        return outer if outer is not None and outer.pronoun != subject.pronoun else subject

    def _agent(self, at: int, cue: Cue) -> Subject | None:
        """The doer of a passive ("was called a “fraud” by Ruiz")."""
        if not self._passive(at, cue):
            return None
        for by in range(at + 1, min(at + 16, len(self.words))):
            if self.words[by] == "by":
                return self._retag(self._right(by + 1), "agent")
            if self.words[by] in {".", ";"}:
                return None
        return None


class ClausesOfText:
    """The clauses of each sentence of a text, by its index; made when first asked for."""

    def __init__(self, sentences: list[Sentence], name_at: dict[int, Name]) -> None:
        self._sentences = sentences
        self._name_at = name_at
        self._made: dict[int, Clauses] = {}

    def __getitem__(self, sentence: int) -> Clauses:
        if sentence not in self._made:
            self._made[sentence] = Clauses(self._sentences[sentence], self._name_at)
        return self._made[sentence]
