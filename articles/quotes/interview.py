"""Interviews set as questions and answers: the answers are the guest's.

In such a piece short paragraphs without quotation marks put questions, and the paragraphs
after them are quotations that nobody is said to speak. Linear in the text.
"""

from __future__ import annotations

from articles.quotes.candidates import Attribution, Candidate
from articles.quotes.frames import QUOTE, Frames
from articles.quotes.marks import Marked
from articles.quotes.people import Entity
from articles.quotes.phrases import Subject
from articles.quotes.wordlist import word_set

#: Words a question may have at most.
_LONGEST = 40
_ADDRESSED = word_set("you your yours yourself you're you've")
#: Questions that make an interview of a piece.
_FEWEST = 2


def settle_interview(
    frames: Frames,
    marked: list[Marked],
    results: list[Attribution],
    entities: list[Entity],
) -> None:
    """Give the unattributed answers of an interview to its guest; change nothing elsewhere."""
    answers = _answers(frames, marked)
    if len(answers) < _FEWEST:
        return
    first = frames.sentences[frames.of_block[min(answers)][0]]
    guest = _guest(results, entities, next((i for i in first.items if i >= 0), None))
    if guest is None:
        return
    start, end, form = entities[guest].seen[0]
    answering = False
    for index, (span, result) in enumerate(zip(marked, results, strict=True)):
        in_answer = span.block in answers
        answering = in_answer or (answering and result.continues)
        chosen = result.chosen
        own = chosen is not None and chosen.own and chosen.cue
        if not answering or not result.quoted or (own and not result.continues):
            continue
        candidate = Candidate(
            Subject(start, end, form, "main"), frames.place[index][0], "", {"interview": 1.0},
            own=False,
        )  # fmt: skip
        result.chosen, result.person, result.margin = candidate, guest, 0.0


def _answers(frames: Frames, marked: list[Marked]) -> set[int]:
    """Blocks that open with a quotation, below a block that asks for it."""
    quoting = {span.block for span in marked}
    found = set()
    for block in range(1, len(frames.of_block)):
        (above, below), (first, last) = frames.of_block[block - 1], frames.of_block[block]
        if block - 1 in quoting or below == above or first == last:
            continue
        words = [word for frame in frames.sentences[above:below] for word in frame.words]
        asks = words[-1] == "?" or not _ADDRESSED.isdisjoint(words)
        opens = frames.sentences[first].words[0] == QUOTE
        if opens and len(words) <= _LONGEST and (asks or block - 2 in found):
            found.add(block)
    return found


def _guest(results: list[Attribution], entities: list[Entity], before: int | None) -> int | None:
    """The only speaker outside the answers; else the only person named above them."""
    speakers = {
        result.person
        for result in results
        if result.quoted and result.person is not None and result.chosen is not None
        and result.chosen.own and result.chosen.cue
    }  # fmt: skip
    if speakers:
        return speakers.pop() if len(speakers) == 1 else None
    named = [
        index
        for index, entity in enumerate(entities)
        if entity.seen and (before is None or entity.seen[0][0] < before)
    ]
    return named[0] if len(named) == 1 else None
