"""Who says each quotation: candidates with named features, and the choice among them.

The features' weights are data (``weights.json``), so that they can be read, argued
with and trained. Work per quotation is bounded, hence linear overall.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from articles.quotes.clauses import Clause, Clauses, ClausesOfText
from articles.quotes.coref import Salience
from articles.quotes.frames import QUOTE, Frames, Sentence
from articles.quotes.kinds import is_direct
from articles.quotes.lexicon import ADVERBS, POSSESSIVES
from articles.quotes.marks import Marked
from articles.quotes.names import Name
from articles.quotes.phrases import Subject
from articles.quotes.tokens import Tokens
from articles.quotes.wordlist import word_set

_PUNCTUATION = word_set(", . : ; — – -- - ― ? ! … ( ) [ ] ... ’ ' ” \"")
#: Score from which a paragraph's own attribution shows its mention, not the run's best.
_PLAIN = 6.0
_LISTING = word_set(", and or a an the but ; who was is as")
_NEAR, _MIDDLE = 5, 12


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


@dataclass(slots=True)
class Attribution:
    """One quotation's candidates, and the one chosen."""

    candidates: list[Candidate] = field(default_factory=list)
    chosen: Candidate | None = None
    person: int | None = None
    margin: float = 0.0
    continues: bool = False
    quoted: bool = True
    """Whether the marked words are a quotation at all."""
    listed: bool = False
    """Whether they stand in a list whose member before them is a quotation."""


class Attributor:
    """Chooses a speaker for every quotation of one text."""

    def __init__(
        self,
        tokens: Tokens,
        marked: list[Marked],
        frames: Frames,
        clauses: ClausesOfText,
        name_at: dict[int, Name],
        salience: Salience,
        weights: dict[str, float],
        is_quotation: Callable[[int, Attribution], bool],
    ) -> None:
        self.tokens = tokens
        self.marked = marked
        self.frames = frames
        self.clauses = clauses
        self.name_at = name_at
        self.salience = salience
        self.weights = weights
        self._is_quotation = is_quotation
        self._last: int | None = None
        self.direct = [is_direct(tokens, frames, span, index) for index, span in enumerate(marked)]
        self.results: list[Attribution] = []

    def run(self) -> list[Attribution]:
        """Attributions in the order of the quotations."""
        self.results = [Attribution(self._own(index)) for index in range(len(self.marked))]
        for index in range(len(self.marked)):
            self._carry(index)
            self._choose(index)
            self.results[index].listed = self._listed(index)
            self.results[index].quoted = self._is_quotation(index, self.results[index])
            if self.results[index].quoted:
                self._last = index
        self._share_runs()
        return self.results

    def clauses_of(self, sentence: int) -> list[Clause]:
        """The clauses of speech of a sentence, found once."""
        return self.clauses[sentence].found()

    # Within the sentence ------------------------------------------------------------

    def _own(self, index: int) -> list[Candidate]:
        number, at = self.frames.place[index]
        sentence = self.frames.sentences[number]
        found = self.clauses_of(number)
        near = found
        if len(found) > 12:
            near = sorted(found, key=lambda clause: abs(clause.at - at))[:12]
        candidates = [self._by_clause(index, sentence, at, clause, near) for clause in near]
        candidates += self._beside(index, sentence, at)
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
        features = {
            f"kind_{clause.cue.kind}": 1.0,
            f"pattern_{clause.subject.pattern}": 1.0,
            self._gap(between, after=after, clause=clause): 1.0,
        }
        edge = (at, clause.at) if after else (clause.at, at)
        crossed = sum(edge[0] < other.at < edge[1] and other.cue.kind != "act" for other in others)
        if crossed:
            features["cue_between"] = float(min(crossed, 2))
        quotes = between.count(QUOTE)
        if quotes:
            features["quote_between"] = float(min(quotes, 3))
        if ";" in between or "." in between:
            features["semicolon_between"] = 1.0
        if after and {"and", "but", "or", "while", "because"} & set(between):
            features["conjunction_between"] = 1.0
        if after and self._closes_sentence(sentence, clause):
            features["closing_attribution"] = 1.0
        if "after_touching" in features and self._called_out(index, sentence, clause):
            del features["kind_judge"]
            features["kind_say"] = 1.0
        weak = clause.cue.kind in {"act", "judge"} or clause.subject.pronoun in {"you", "i", "it"}
        if weak and any(
            other.cue.kind in {"say", "tell"} and other.at < clause.at < at for other in others
        ):
            features["under_speech"] = 1.0
        if not self.direct[index]:
            features["partial_after" if after else "partial_before"] = 1.0
        else:
            self._by_closing(index, features, after=after)
        self._by_form(clause.subject, features)
        return Candidate(clause.subject, sentence.index, clause.word, features)

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
            features["comma_to_cue" if after else "comma_away_from_cue"] = 1.0

    def _by_form(self, subject: Subject, features: dict[str, float]) -> None:
        if subject.form == "group" and subject.name is None:
            features["noun_subject"] = 1.0
        if subject.pronoun in {"it", "this", "that"}:
            features["thing_subject"] = 1.0
        if subject.pronoun in {"i", "we", "you"}:
            features["first_person"] = 1.0

    def _beside(self, index: int, sentence: Sentence, at: int) -> list[Candidate]:
        """Candidates without a cue: labels, signatures, possessors, the main subject."""
        found = []
        clauses = self.clauses[sentence.index]
        words = sentence.words
        if at >= 2 and words[at - 1] == ":":
            name = clauses.name(at - 2)
            if name is not None:
                found.append(self._plain(self._named(name), sentence.index, ":", "label"))
        following = at + 1
        while following < len(words) and words[following] in {".", ","}:
            following += 1
        if following < len(words) and words[following] in {"—", "–", "―", "-", "--"}:
            name = clauses.name(following + 1)
            if name is not None and name.kind in {"person", "single", "maybe", "caps"}:
                found.append(self._plain(self._named(name), sentence.index, "—", "dash_name"))
        possessor = self._possessor(sentence, at, clauses)
        if possessor is not None:
            found.append(self._plain(possessor, sentence.index, "", "possessor"))
        subject = self.salience.subject(sentence.index)
        if subject is not None and self._position(sentence, subject) < at:
            found.append(self._plain(subject, sentence.index, "", "own_subject"))
            if words[at - 1] == ":":
                found[-1].features["introduced_by_colon"] = 1.0
        return found

    def _position(self, sentence: Sentence, subject: Subject) -> int:
        """Where in the sentence's items a mention starts."""
        for at, item in enumerate(sentence.items):
            if item == subject.first:
                return at
        return len(sentence.items)

    def _named(self, name: Name) -> Subject:
        form = "name" if name.kind in {"person", "single", "caps"} else "group"
        return Subject(name.first, name.last, form, "main", name=name)

    def _possessor(self, sentence: Sentence, at: int, clauses: Clauses) -> Subject | None:
        for back in range(at - 1, max(-1, at - 5), -1):
            word = sentence.words[back]
            if word in POSSESSIVES:
                item = sentence.items[back]
                return Subject(item, item + 1, "pronoun", "main", pronoun=word)
            if word == "'s":
                name = clauses.name(back - 1)
                return None if name is None else self._named(name)
            if word in _PUNCTUATION or word == QUOTE:
                return None
        return None

    def _plain(self, subject: Subject, sentence: int, cue: str, *features: str) -> Candidate:
        row = dict.fromkeys(features, 1.0)
        self._by_form(subject, row)
        return Candidate(subject, sentence, cue, row)

    def _listed(self, index: int) -> bool:
        """Whether only a comma, "and" or an article parts this from the quotation before."""
        if self._last is None or self._last != index - 1:
            return False
        number, at = self.frames.place[index]
        before, low = self.frames.place[index - 1]
        between = self.frames.sentences[number].words[low + 1 : at]
        return before == number and len(between) < 4 and _LISTING.issuperset(between)

    # From other sentences -----------------------------------------------------------

    def _carry(self, index: int) -> None:
        """Add what other sentences say of the speaker."""
        result = self.results[index]
        number, at = self.frames.place[index]
        sentence = self.frames.sentences[number]
        first, last = self.frames.of_block[sentence.block]
        self._from_previous_quote(index, sentence, result)
        if number > first:
            self._from_sentence(number - 1, result, "previous_sentence")
        elif number > 0 and at <= 1:
            self._from_sentence(number - 1, result, "previous_block")
        following = index + 1
        if following < len(self.marked) and self.marked[following].block == sentence.block:
            self._from_next_quote(index, following, result)
        if number + 1 < last:
            self._from_next_sentence(sentence, at, number + 1, result)
        elif sentence.words[at:] == [QUOTE] and number + 1 < len(self.frames.sentences):
            self._from_signature(number + 1, result)

    def _borrow(self, other: Candidate, *features: str) -> Candidate:
        row = dict.fromkeys(features, 1.0)
        self._by_form(other.subject, row)
        return Candidate(other.subject, other.sentence, other.cue, row, own=False)

    def _from_previous_quote(self, index: int, sentence: Sentence, result: Attribution) -> None:
        if self._last is None:
            return
        before = self.results[self._last]
        text = self.tokens.text
        last, span = self.marked[self._last], self.marked[index]
        same = text[last.start] == text[span.start]
        if not last.closed and same and last.block == span.block - 1 and self._opens_block(index):
            result.continues = True
        if before.chosen is None:
            return
        number = self.frames.place[self._last][0]
        gap = sentence.index - number
        if last.block == span.block:
            if gap == 0:
                result.candidates.append(self._borrow(before.chosen, "carry_sentence"))
                return
            candidate = self._borrow(before.chosen, "carry_block")
            if gap > 1:
                candidate.features["carry_gap"] = float(min(gap - 1, 3))
            result.candidates.append(candidate)
        elif last.block == span.block - 1 and self._opens_block(index):
            if result.continues:
                result.candidates.append(self._borrow(before.chosen, "carry_unclosed"))
            else:
                candidate = self._borrow(before.chosen, "carry_previous_block")
                if gap > 1:
                    candidate.features["carry_gap"] = float(min(gap - 1, 3))
                result.candidates.append(candidate)
        elif span.block - last.block == 2 and self._opens_block(index):
            result.candidates.append(self._borrow(before.chosen, "carry_two_blocks"))

    def _opens_block(self, index: int) -> bool:
        number, at = self.frames.place[index]
        block = self.frames.sentences[number].block
        return at == 0 and self.frames.of_block[block][0] == number

    def _from_next_quote(self, index: int, following: int, result: Attribution) -> None:
        gap = self.frames.place[following][0] - self.frames.place[index][0]
        if gap > 1:
            return
        best = max(
            (c for c in self.results[following].candidates if c.own and c.cue),
            key=lambda c: self._score(c),
            default=None,
        )
        if best is not None and "after_touching" in best.features and gap == 1:
            result.candidates.append(self._borrow(best, "carry_next"))

    def _from_sentence(self, number: int, result: Attribution, label: str) -> None:
        """What an earlier sentence offers: a colon's introduction, a cue, a subject."""
        sentence = self.frames.sentences[number]
        clauses = self.clauses_of(number)
        speech = [c for c in clauses if c.cue.kind in {"say", "tell"}]
        if sentence.words and sentence.words[-1] == ":":
            chosen = (speech or clauses)[-1:]
            for clause in chosen:
                row = self._plain(clause.subject, number, clause.word, "introduced_by_colon")
                row.own = False
                result.candidates.append(row)
            if chosen:
                return
        if speech and QUOTE not in sentence.words[speech[-1].at :]:
            row = self._plain(speech[-1].subject, number, speech[-1].word, f"{label}_cue")
            row.own = False
            result.candidates.append(row)
        subject = self.salience.subject(number)
        if subject is not None:
            colon = sentence.words and sentence.words[-1] == ":"
            feature = "introduced_by_colon" if colon else f"{label}_subject"
            row = self._plain(subject, number, "", feature)
            row.own = False
            result.candidates.append(row)

    def _from_next_sentence(
        self, sentence: Sentence, at: int, number: int, result: Attribution
    ) -> None:
        if sentence.words[at + 1 :] not in ([], ["."]):
            return
        for clause in self.clauses_of(number)[:1]:
            if clause.cue.kind in {"say", "tell"} and clause.at <= 4:
                row = self._plain(clause.subject, number, clause.word, "next_sentence_cue")
                row.own = False
                result.candidates.append(row)
        self._from_signature(number, result)

    def _from_signature(self, number: int, result: Attribution) -> None:
        """A line of its own, "— Ann Lee", under the words."""
        sentence = self.frames.sentences[number]
        if sentence.words[0] in {"—", "–", "―", "-", "--"} and len(sentence.words) < 16:
            name = self.clauses[number].name(1)
            if name is not None:
                row = self._plain(self._named(name), number, "—", "dash_name")
                row.own = False
                result.candidates.append(row)

    # Choosing -----------------------------------------------------------------------

    def _score(self, candidate: Candidate) -> float:
        weights = self.weights
        return sum(value * weights.get(name, 0.0) for name, value in candidate.features.items())

    def _choose(self, index: int) -> None:
        result = self.results[index]
        for candidate in result.candidates:
            candidate.score = self._score(candidate)
        ranked = sorted(result.candidates, key=lambda candidate: -candidate.score)
        if not ranked or ranked[0].score <= 0:
            return
        best = ranked[0]
        result.chosen = best
        result.person = self._person(index, best)
        rival = next((c for c in ranked[1:] if not self._same(index, c, best, result.person)), None)
        result.margin = best.score - (max(rival.score, 0.0) if rival else 0.0)

    def _same(self, index: int, one: Candidate, best: Candidate, person: int | None) -> bool:
        if one.subject.first == best.subject.first:
            return True
        return person is not None and self._person(index, one) == person

    def _person(self, index: int, candidate: Candidate) -> int | None:
        if self._last is not None and not candidate.own:
            before = self.results[self._last]
            if before.chosen is not None and before.chosen.subject is candidate.subject:
                return before.person
        speaker = self._last_speaker(index)
        return self.salience.person_of(candidate.subject, candidate.sentence, speaker)

    def _last_speaker(self, index: int) -> int | None:
        """Who said the quotation before, if it stands close by."""
        if self._last is None:
            return None
        before = self.results[self._last]
        if self.marked[index].block - self.marked[self._last].block > 1:
            return None
        return before.person

    def _share_runs(self) -> None:
        """Paragraphs of one quotation get the surest attribution among them."""
        start = 0
        while start < len(self.results):
            end = start + 1
            while end < len(self.results) and self.results[end].continues:
                end += 1
            if end - start > 1:
                rows = self.results[start:end]
                owned = [r for r in rows if r.chosen is not None and r.chosen.own]
                best = max(
                    owned or [r for r in rows if r.chosen is not None],
                    key=lambda r: r.chosen.score if r.chosen else 0.0,
                    default=None,
                )
                if best is not None:
                    self._share(rows, best)
            start = end

    def _share(self, rows: list[Attribution], best: Attribution) -> None:
        for row in rows:
            row.person = best.person
            if row.chosen is None or not row.chosen.own or row.chosen.score < _PLAIN:
                row.chosen, row.margin = best.chosen, best.margin
