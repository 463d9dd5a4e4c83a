"""Candidates for who says a quotation, from other sentences and other quotations."""

from __future__ import annotations

from collections.abc import Callable

from articles.quotes.candidates import (
    Attribution,
    Candidate,
    add_form,
    add_joint,
    named_subject,
    plain_candidate,
)
from articles.quotes.clauses import ClausesOfText
from articles.quotes.coref import Salience
from articles.quotes.frames import QUOTE, Frames, Sentence
from articles.quotes.marks import Marked
from articles.quotes.tokens import Tokens
from articles.quotes.turns import other_speaker

#: Items of a sentence that only tells what the speaker did meanwhile ("Ruiz laughed.").
_BEAT = 6


def _borrow(other: Candidate, *features: str) -> Candidate:
    """Another quotation's speaker as a candidate of this one's."""
    row = dict.fromkeys(features, 1.0)
    add_form(other.subject, row)
    return Candidate(other.subject, other.sentence, other.cue, row, own=False, what=features[0])


class OtherSentences:
    """Adds the candidates that stand outside a quotation's own sentence."""

    def __init__(
        self,
        tokens: Tokens,
        marked: list[Marked],
        frames: Frames,
        clauses: ClausesOfText,
        salience: Salience,
        score: Callable[[Candidate], float],
        direct: list[bool],
    ) -> None:
        self._direct = direct
        self.tokens = tokens
        self.marked = marked
        self.frames = frames
        self.clauses = clauses
        self.salience = salience
        self._score = score

    def add(self, index: int, results: list[Attribution], previous: int | None) -> None:
        """Add what other sentences say of a quotation's speaker.

        ``previous`` is the last quotation before it that somebody says.
        """
        result = results[index]
        own = len(result.candidates)
        number, at = self.frames.place[index]
        sentence = self.frames.sentences[number]
        first, last = self.frames.of_block[sentence.block]
        self._from_previous_quote(index, sentence, results, previous)
        if number > first:
            self._from_sentence(number - 1, result, "previous_sentence")
        elif number > 0 and at <= 1:
            self._from_sentence(number - 1, result, "previous_block")
        following = index + 1
        if following < len(self.marked) and self.marked[following].block == sentence.block:
            self._from_next_quote(index, following, results)
        if number + 1 < last:
            self._from_next_sentence(sentence, at, number + 1, result)
        elif sentence.words[at:] == [QUOTE] and number + 1 < len(self.frames.sentences):
            self._from_signature(number + 1, result)
        for candidate in result.candidates[own:]:
            add_joint(candidate, direct=self._direct[index])

    def _from_previous_quote(
        self, index: int, sentence: Sentence, results: list[Attribution], previous: int | None
    ) -> None:
        if previous is None:
            return
        before, result = results[previous], results[index]
        text = self.tokens.text
        last, span = self.marked[previous], self.marked[index]
        same = text[last.start] == text[span.start]
        if not last.closed and same and last.block == span.block - 1 and self._opens_block(index):
            result.continues = True
        if before.chosen is None:
            return
        number = self.frames.place[previous][0]
        gap = sentence.index - number
        if last.block == span.block:
            if gap == 0:
                result.candidates.append(_borrow(before.chosen, "carry_sentence"))
                return
            candidate = _borrow(before.chosen, "carry_block")
            if gap > 1:
                candidate.features["carry_gap"] = float(min(gap - 1, 3))
            result.candidates.append(candidate)
        elif last.block == span.block - 1 and self._opens_block(index):
            if result.continues:
                result.candidates.append(_borrow(before.chosen, "carry_unclosed"))
            else:
                candidate = _borrow(before.chosen, "carry_previous_block")
                if gap > 1:
                    candidate.features["carry_gap"] = float(min(gap - 1, 3))
                result.candidates.append(candidate)
                if previous == index - 1 and sentence.words == [QUOTE]:
                    other = other_speaker(
                        self.tokens, self.marked, self.frames, self.salience, results, index
                    )
                    if other is not None:
                        result.candidates.append(other)
        elif span.block - last.block == 2 and self._opens_block(index):
            result.candidates.append(_borrow(before.chosen, "carry_two_blocks"))

    def _opens_block(self, index: int) -> bool:
        number, at = self.frames.place[index]
        block = self.frames.sentences[number].block
        return at == 0 and self.frames.of_block[block][0] == number

    def _from_next_quote(self, index: int, following: int, results: list[Attribution]) -> None:
        if self.frames.place[following][0] - self.frames.place[index][0] != 1:
            return
        best = max(
            (c for c in results[following].candidates if c.own and c.cue),
            key=self._score,
            default=None,
        )
        if best is not None and "after_touching" in best.features:
            results[index].candidates.append(_borrow(best, "carry_next"))

    def _from_sentence(self, number: int, result: Attribution, label: str) -> None:
        """What an earlier sentence offers: a colon's introduction, a cue, a subject."""
        sentence = self.frames.sentences[number]
        clauses = self.clauses[number].found()
        speech = [c for c in clauses if c.cue.kind in {"say", "tell"}]
        if sentence.words and sentence.words[-1] == ":":
            chosen = (speech or clauses)[-1:]
            for clause in chosen:
                row = plain_candidate(clause.subject, number, clause.word, "introduced_by_colon")
                row.own = False
                result.candidates.append(row)
            if chosen:
                return
        if speech and QUOTE not in sentence.words[speech[-1].at :]:
            row = plain_candidate(speech[-1].subject, number, speech[-1].word, f"{label}_cue")
            row.own = False
            result.candidates.append(row)
        subject = self.salience.subject(number)
        if subject is not None:
            colon = sentence.words and sentence.words[-1] == ":"
            feature = "introduced_by_colon" if colon else f"{label}_subject"
            row = plain_candidate(subject, number, "", feature)
            row.own = False
            result.candidates.append(row)

    def _from_next_sentence(
        self, sentence: Sentence, at: int, number: int, result: Attribution
    ) -> None:
        if sentence.words[at + 1 :] not in ([], ["."]):
            return
        for clause in self.clauses[number].found()[:1]:
            if clause.cue.kind in {"say", "tell"} and clause.at <= 4:
                row = plain_candidate(clause.subject, number, clause.word, "next_sentence_cue")
                row.own = False
                result.candidates.append(row)
        short = at == 0 and len(self.frames.sentences[number].words) <= _BEAT
        subject = self.salience.subject(number) if short else None
        if subject is not None and subject.form in {"name", "pronoun"}:
            row = plain_candidate(subject, number, "", "next_sentence_subject")
            row.own = False
            result.candidates.append(row)
        self._from_signature(number, result)

    def _from_signature(self, number: int, result: Attribution) -> None:
        """A line of its own, "— Ann Lee", under the words."""
        sentence = self.frames.sentences[number]
        if sentence.words[0] in {"—", "–", "―", "-", "--"} and len(sentence.words) < 16:
            name = self.clauses[number].name(1)
            if name is not None:
                row = plain_candidate(named_subject(name), number, "—", "dash_name")
                row.own = False
                result.candidates.append(row)
