"""Who says each quotation: the choice among candidates with named features.

Candidates come from :mod:`articles.quotes.candidates` (the quotation's own sentence) and
:mod:`articles.quotes.carried` (other sentences).
"""

from __future__ import annotations

from collections.abc import Callable

from articles.quotes.candidates import Attribution, Candidate, OwnSentence
from articles.quotes.carried import OtherSentences
from articles.quotes.clauses import ClausesOfText
from articles.quotes.coref import Salience
from articles.quotes.frames import Frames
from articles.quotes.kinds import is_direct
from articles.quotes.marks import Marked
from articles.quotes.tokens import Tokens
from articles.quotes.wordlist import word_set

#: Score from which a paragraph's own attribution shows its mention, not the run's best.
_PLAIN = 6.0
#: Features of a clause whose object a quotation is, and of one that it is not.
_GOVERNING = frozenset(
    {"before_touching", "before_that", "before_near", "before_colon", "after_touching"}
)
_APART = frozenset({"cue_between", "quote_between", "semicolon_between"})
_LISTING = word_set(", and or a an the but ; who was is as")


def _governs(candidate: Candidate) -> bool:
    """Whether the words are the object of the candidate's own verb."""
    features = candidate.features.keys()
    return not _GOVERNING.isdisjoint(features) and _APART.isdisjoint(features)


def total(features: dict[str, float], weights: dict[str, float]) -> float:
    """The sum of the features' weights; those without weight count nothing."""
    summed = 0.0
    weigh = weights.get
    for name, value in features.items():
        summed += value * weigh(name, 0.0)
    return summed


class Attributor:
    """Chooses a speaker for every quotation of one text."""

    def __init__(
        self,
        tokens: Tokens,
        marked: list[Marked],
        frames: Frames,
        clauses: ClausesOfText,
        salience: Salience,
        weights: dict[str, float],
        is_quotation: Callable[[int, Attribution], bool],
    ) -> None:
        self.marked = marked
        self.frames = frames
        self.salience = salience
        self.weights = weights
        self._is_quotation = is_quotation
        self._last: int | None = None
        self.direct = [is_direct(tokens, frames, span, index) for index, span in enumerate(marked)]
        self.results: list[Attribution] = []
        self._within = OwnSentence(tokens, marked, frames, clauses, salience, self.direct)
        self._others = OtherSentences(
            tokens, marked, frames, clauses, salience, self._score, self.direct
        )

    def run(self) -> list[Attribution]:
        """Attributions in the order of the quotations."""
        count = len(self.marked)
        self.results = [
            Attribution(self._within.candidates(index), direct=self.direct[index])
            for index in range(count)
        ]
        for index in range(count):
            self._others.add(index, self.results, self._last)
            self._choose(index)
            self.results[index].listed = self._listed(index)
            self.results[index].quoted = self._is_quotation(index, self.results[index])
            if self.results[index].quoted:
                self._last = index
        self._share_runs()
        return self.results

    def _listed(self, index: int) -> bool:
        """Whether only a comma, "and" or an article parts this from the quotation before."""
        if self._last is None or self._last != index - 1:
            return False
        number, at = self.frames.place[index]
        before, low = self.frames.place[index - 1]
        between = self.frames.sentences[number].words[low + 1 : at]
        return before == number and len(between) < 4 and _LISTING.issuperset(between)

    def _score(self, candidate: Candidate) -> float:
        return total(candidate.features, self.weights)

    def _choose(self, index: int) -> None:
        result = self.results[index]
        weights = self.weights
        for candidate in result.candidates:
            candidate.score = total(candidate.features, weights)
        ranked = sorted(result.candidates, key=lambda candidate: -candidate.score)
        result.denied = self._is_denied(index, ranked)
        ranked = [candidate for candidate in ranked if not candidate.denied]
        if not ranked or ranked[0].score <= 0 or result.denied:
            return
        best = ranked[0]
        result.chosen = best
        result.person = self._person(index, best)
        if best.subject.form == "pronoun":
            result.lead = self.salience.leads.get(best.subject.first)
        rival = next((c for c in ranked[1:] if not self._same(index, c, best, result.person)), None)
        result.margin = best.score - (max(rival.score, 0.0) if rival else 0.0)

    def _is_denied(self, index: int, ranked: list[Candidate]) -> bool:
        """Whether the likeliest clause, or the one whose object the words are, denies them."""
        if ranked and ranked[0].denied and _governs(ranked[0]):
            return True
        return not self.direct[index] and any(
            row.denied and _governs(row) and "after_touching" not in row.features for row in ranked
        )

    def _same(self, index: int, one: Candidate, best: Candidate, person: int | None) -> bool:
        if one.subject.first == best.subject.first:
            return True
        return person is not None and self._person(index, one) == person

    def _person(self, index: int, candidate: Candidate) -> int | None:
        if candidate.of is not None:
            return self.results[candidate.of].person
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
