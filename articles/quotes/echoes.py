"""Words of a headline that the story quotes again: what they are, and who says them.

"Dam ‘not safe enough’, council told" tells nobody; the story below has “It is not safe
enough,” Ann Lee said. Linear in the quotations, times a few in headlines.
"""

from __future__ import annotations

import re

from articles.quotes.candidates import Attribution, Candidate
from articles.quotes.marks import Marked

_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
#: Quotations of headlines that are looked for again.
_MOST = 6
#: Words fewer than which may be the same by chance.
_FEWEST = 2


def find_echoes(text: str, marked: list[Marked], headlines: list[bool]) -> dict[int, list[int]]:
    """For each marked stretch of a headline, the later ones that have its words."""
    heads = [index for index, span in enumerate(marked) if _heads(span, headlines)][:_MOST]
    sought = {index: _plain(text, marked[index]) for index in heads}
    sought = {index: words for index, words in sought.items() if words.count(" ") > _FEWEST}
    found: dict[int, list[int]] = {}
    if sought:
        for index, span in enumerate(marked):
            if not _heads(span, headlines):
                words = _plain(text, span)
                for head in [head for head, said in sought.items() if said in words]:
                    found.setdefault(head, []).append(index)
    return found


def settle_echoes(echoes: dict[int, list[int]], results: list[Attribution]) -> None:
    """Give words of headlines the speaker of the same words below, if they have none."""
    for head, below in echoes.items():
        own = results[head].chosen
        if results[head].person is not None or (own is not None and own.own and own.cue):
            continue
        for index in below:
            said = results[index]
            if said.quoted and said.chosen is not None and said.chosen.cue:
                _take(results[head], said, said.chosen)
                break


def _heads(span: Marked, headlines: list[bool]) -> bool:
    """Whether a stretch stands in a headline, or in the text's first block."""
    return headlines[span.block] or span.block == 0


def _plain(text: str, span: Marked) -> str:
    """The words of a stretch in lower case, with a space at both ends."""
    words = _WORDS.findall(text[span.inner_start : span.inner_end].lower())
    return f" {' '.join(words)} "


def _take(head: Attribution, said: Attribution, chosen: Candidate) -> None:
    head.chosen = Candidate(chosen.subject, chosen.sentence, chosen.cue, {"echo": 1.0}, own=False)
    head.person, head.margin, head.lead = said.person, 0.0, said.lead
