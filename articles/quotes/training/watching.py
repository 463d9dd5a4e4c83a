"""The engine at work on a story whose speakers are known: what it chose among, and how well.

It may be led (every choice is set right before the next is made, so that later ones build
on right ones) or left to itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.quotes.attribute import Attributor, total
from articles.quotes.candidates import Attribution, Candidate
from articles.quotes.engine import Apart, conclude, confidence_features, features_of, take_apart
from articles.quotes.model import Quote
from articles.quotes.training.loglinear import Choice
from articles.quotes.training.story import MarkedQuote, Story

Tables = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A quotation the engine found, what told how sure it was, and whether it was right.

    ``gold`` is none where nobody says the words; ``right`` is none where the story does not
    tell who does. ``sure`` is empty where the engine names nobody.
    """

    quote: Quote
    gold: MarkedQuote | None
    sure: dict[str, float]
    right: bool | None


@dataclass(slots=True)
class Watched:
    """What the engine did with one story."""

    story: Story
    speakers: list[Choice] = field(default_factory=list)
    quotations: list[Choice] = field(default_factory=list)
    said: list[tuple[bool, bool]] = field(default_factory=list)
    """For each marked stretch, whether somebody says it, and whether the engine thinks so."""
    outcomes: list[Outcome] = field(default_factory=list)


def watch(story: Story, tables: Tables, *, led: bool = False) -> Watched:
    """Run the engine over a story and note every choice with what was right."""
    apart = take_apart(story.text, (), ())
    watcher = _Watcher(apart, story, tables, led=led)
    analysis = conclude(apart, watcher, tables)
    watched = Watched(story, watcher.speakers, watcher.quotations)
    quotes = iter(analysis.quotes)
    for gold, result, direct in zip(watcher.golds, watcher.results, watcher.direct, strict=True):
        watched.said.append((gold is not None, result.quoted))
        if result.quoted:
            quote, sure = next(quotes), {}
            if result.chosen is not None:
                sure = confidence_features(result.chosen, result, direct=direct)
            watched.outcomes.append(Outcome(quote, gold, sure, is_right(quote, gold)))
    return watched


def is_right(quote: Quote, gold: MarkedQuote | None) -> bool | None:
    """Whether a quotation's mention is the marked one, or its speaker the marked person.

    None where the story tells of neither.
    """
    if gold is None or (gold.mention is None and gold.speaker is None):
        return None
    if quote.speaker_name is not None and quote.speaker_name == gold.speaker:
        return True
    if gold.mention is None or quote.speaker_start is None or quote.speaker_end is None:
        return False
    return gold.mention[0] < quote.speaker_end and quote.speaker_start < gold.mention[1]


class _Watcher(Attributor):
    """Chooses as the engine does, and notes what it chose among."""

    def __init__(self, apart: Apart, story: Story, tables: Tables, *, led: bool) -> None:
        super().__init__(
            apart.tokens, apart.marked, apart.frames, apart.clauses, apart.salience,
            tables["speaker"], self._judge,
        )  # fmt: skip
        self._apart = apart
        self._table = tables["quotation"]
        self._led = led
        self.golds = [_gold(story, span.start, span.end) for span in apart.marked]
        self.speakers: list[Choice] = []
        self.quotations: list[Choice] = []

    def _judge(self, index: int, result: Attribution) -> bool:
        features = features_of(self._apart, index, result)
        said = self.golds[index] is not None
        self.quotations.append(Choice((features,), frozenset({0} if said else ())))
        return said if self._led else total(features, self._table) > 0

    def _choose(self, index: int) -> None:
        super()._choose(index)
        gold, result = self.golds[index], self.results[index]
        if gold is None or result.denied:
            return
        open_to = [one for one in result.candidates if not one.denied]
        right, also = self._right(index, gold, open_to)
        if right or (gold.mention is None and gold.speaker is None):
            # Another mention of the same person is neither right nor wrong.
            rows = right + [one for one in open_to if one not in right and one not in also]
            self.speakers.append(
                Choice(tuple(dict(one.features) for one in rows), frozenset(range(len(right))))
            )
        if self._led:
            chosen = max(right, key=lambda one: one.score, default=None)
            result.chosen = chosen
            result.person = None if chosen is None else self._person(index, chosen)

    def _right(
        self, index: int, gold: MarkedQuote, rows: list[Candidate]
    ) -> tuple[list[Candidate], list[Candidate]]:
        """The candidates that are the marked mention, and those that are the marked person.

        The latter are the right ones where no candidate is the mention.
        """
        named = [one for one in rows if self._name(index, one) == gold.speaker is not None]
        mention = gold.mention
        if mention is None:
            return named, []
        starts, ends = self._apart.tokens.starts, self._apart.tokens.ends
        marked = [
            one
            for one in rows
            if starts[one.subject.first] < mention[1] and mention[0] < ends[one.subject.last - 1]
        ]
        return (marked, named) if marked else (named, [])

    def _name(self, index: int, candidate: Candidate) -> str | None:
        """Whom a candidate stands for."""
        with self.salience.unmoved():
            person = self._person(index, candidate)
        return None if person is None else self.salience.entities[person].display()


def _gold(story: Story, start: int, end: int) -> MarkedQuote | None:
    return next((one for one in story.quotes if one.start < end and start < one.end), None)
