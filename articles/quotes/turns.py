"""Dialogue: paragraphs of quoted words that follow each other without a verb of speech.

In such a run two people speak in turn; in a report, the same one mostly goes on. Work per
quotation is bounded.
"""

from __future__ import annotations

from articles.quotes.candidates import Attribution, Candidate, plain_candidate
from articles.quotes.coref import Salience
from articles.quotes.frames import QUOTE, Frames
from articles.quotes.marks import Marked
from articles.quotes.tokens import Tokens

#: Quotations and paragraphs back in which the other one of two is looked for.
_BACK, _BLOCKS = 6, 3
#: Characters of a short remark.
_SHORT = 60


def other_speaker(
    tokens: Tokens,
    marked: list[Marked],
    frames: Frames,
    salience: Salience,
    results: list[Attribution],
    index: int,
) -> Candidate | None:
    """Whose turn it is in a paragraph of quoted words, after that of the quotation before."""
    if not _is_line(frames, marked[index].block) or not _is_line(frames, marked[index - 1].block):
        return None
    before = results[index - 1]
    if before.chosen is None or not marked[index - 1].closed:
        return None
    found = _earlier(marked, results, index) or _asking(marked, frames, salience, before, index)
    if found is None:
        return None
    found.features |= _signs(tokens, marked, salience, before, index)
    return found


def _is_line(frames: Frames, block: int) -> bool:
    """Whether a paragraph opens with quoted words, and is hardly more."""
    first, last = frames.of_block[block]
    return first < last and frames.sentences[first].words[0] == QUOTE


def _earlier(marked: list[Marked], results: list[Attribution], index: int) -> Candidate | None:
    """The speaker before the last one, close by."""
    before, last = results[index - 1], results[index - 1].chosen
    for back in range(index - 2, max(-1, index - 2 - _BACK), -1):
        other = results[back]
        if marked[index].block - marked[back].block > _BLOCKS:
            return None
        if last is None or other.chosen is None or not other.quoted:
            continue
        if other.person != before.person or (
            other.person is None and other.chosen.subject.first != last.subject.first
        ):
            chosen = other.chosen
            found = plain_candidate(chosen.subject, chosen.sentence, chosen.cue, "turn")
            found.own, found.of = False, back
            return found
    return None


def _asking(
    marked: list[Marked], frames: Frames, salience: Salience, before: Attribution, index: int
) -> Candidate | None:
    """Who acts in the sentence above the last speaker's: mostly the one who asked."""
    first = frames.of_block[marked[index - 1].block][0]
    if first == 0:
        return None
    person = salience.acting(first - 1)
    subject = salience.subject(first - 1)
    if person is None or subject is None or person == before.person:
        return None
    found = plain_candidate(subject, first - 1, "", "turn", "turn_from_act")
    found.own = False
    return found


def _signs(
    tokens: Tokens, marked: list[Marked], salience: Salience, before: Attribution, index: int
) -> dict[str, float]:
    """What speaks for a change of speakers."""
    last, span = marked[index - 1], marked[index]
    asked = tokens.text[last.inner_start : last.inner_end].rstrip().endswith("?")
    words = tokens.text[span.inner_start : min(span.inner_end, span.inner_start + 4 * _SHORT)]
    short = max(last.end - last.start, span.end - span.start) <= _SHORT
    name = "" if before.person is None else salience.entities[before.person].parts
    called = any(f", {part.capitalize()}" in words for part in name if len(part) > 2)
    flags = {"turn_question": asked, "turn_short": short, "turn_called": called}
    return {feature: 1.0 for feature, present in flags.items() if present}
