"""How well quotations and speakers were found in stories that tell them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from articles.quotes.training.story import Story
from articles.quotes.training.watching import Outcome, Watched

#: What is cut off both ends of a span before two are compared.
_EDGES = " \t\n\xa0\"“”„‟«»`'‘’,.;:—–-([)]"
#: Share of the quotations that are the most confident.
_SUREST = 0.8
_STEPS = 10
_BEFORE, _AFTER = 120, 80


def figures(rows: Sequence[Watched]) -> dict[str, Any]:
    """Everything that is measured, in percent, ready to be printed as JSON.

    Speakers are counted right as :func:`articles.quotes.training.watching.is_right` has it,
    and "entity" counts the named person alone. Words whose speaker a story does not tell are
    left out of the latter two.
    """
    outcomes = [one for row in rows for one in row.outcomes]
    said = [pair for row in rows for pair in row.said]
    told = [one for one in outcomes if one.right is not None]
    surest = sorted(told, key=lambda one: -one.quote.confidence)[: int(_SUREST * len(told))]
    return {
        "stories": len(rows),
        "quotations": sum(len(row.story.quotes) for row in rows),
        "span exact P/R/F1": _spans(rows),
        "marked stretches": {
            "said and found": said.count((True, True)),
            "said and missed": said.count((True, False)),
            "said by nobody and taken for a quotation": said.count((False, True)),
            "said by nobody and left": said.count((False, False)),
        },
        "mention accuracy all/direct/partial": _by_kind(told, lambda one: bool(one.right)),
        "entity accuracy all/direct/partial": _by_kind(
            [one for one in told if one.gold is not None and one.gold.speaker is not None],
            _names_the_person,
        ),
        "accuracy of the 80% most confident": _share(bool(one.right) for one in surest),
        "confidence from/to/quotations/mean/right": _calibration(told),
    }


def errors(rows: Iterable[Watched], most: int) -> list[str]:
    """One line for each mistake, at most ``most`` of each kind, in the order of the stories."""
    kinds: dict[str, list[str]] = {"missed": [], "extra": [], "speaker": []}
    for row in rows:
        story = row.story
        for one in row.outcomes:
            shown = _context(story, one.quote.start, one.quote.end)
            if one.gold is None:
                kinds["extra"].append(f"{story.name}: {shown}")
            elif one.right is False:
                wanted = one.gold.speaker or _words(story, one.gold.mention)
                kinds["speaker"].append(
                    f"{story.name}: {shown} | {wanted}, not {one.quote.speaker_name}"
                    f" ({one.quote.confidence:.2f}: {', '.join(one.quote.reasons)})"
                )
        found = {id(one.gold) for one in row.outcomes}
        kinds["missed"] += [
            f"{story.name}: {_context(story, gold.start, gold.end)}"
            for gold in story.quotes
            if id(gold) not in found
        ]
    return [f"{kind}: {line}" for kind, lines in kinds.items() for line in lines[:most]]


def _names_the_person(one: Outcome) -> bool:
    return one.gold is not None and one.quote.speaker_name == one.gold.speaker


def _by_kind(rows: Sequence[Outcome], right: Any) -> list[float]:
    partial = [one for one in rows if one.gold is not None and one.gold.partial]
    direct = [one for one in rows if one.gold is not None and not one.gold.partial]
    return [_share(right(one) for one in part) for part in (rows, direct, partial)]


def _share(verdicts: Iterable[bool]) -> float:
    """The share of true ones in percent, or 0 where there are none."""
    counted = list(verdicts)
    return round(100 * sum(counted) / len(counted), 1) if counted else 0.0


def _spans(rows: Sequence[Watched]) -> list[float]:
    exact = found = wanted = 0
    for row in rows:
        gold = {_trim(row.story.text, one.start, one.end) for one in row.story.quotes}
        mine = {_trim(row.story.text, one.quote.start, one.quote.end) for one in row.outcomes}
        exact, found, wanted = exact + len(gold & mine), found + len(mine), wanted + len(gold)
    figures = exact / max(found, 1), exact / max(wanted, 1), 2 * exact / max(found + wanted, 1)
    return [round(100 * figure, 1) for figure in figures]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _calibration(rows: Sequence[Outcome]) -> list[list[float]]:
    """For each tenth of confidence: how many, how sure on average, and how many were right."""
    table = []
    for step in range(_STEPS):
        low, high = step / _STEPS, (step + 1) / _STEPS
        part = [
            one
            for one in rows
            if low <= one.quote.confidence < high or (high == one.quote.confidence == 1.0)
        ]
        if part:
            mean = round(100 * sum(one.quote.confidence for one in part) / len(part), 1)
            right = _share(bool(one.right) for one in part)
            table.append([low, high, len(part), mean, right])
    return table


def _words(story: Story, span: tuple[int, int] | None) -> str:
    return "nobody" if span is None else story.text[slice(*span)]


def _context(story: Story, start: int, end: int) -> str:
    before = story.text[max(0, start - _BEFORE) : start]
    words, after = story.text[start:end], story.text[end : end + _AFTER]
    return f"{before}[[{words}]]{after}".replace("\n", "¶")
