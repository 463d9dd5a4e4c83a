"""Stretches between quotation marks, whatever marks the outlet uses.

Finds spans; says nothing of whether anybody speaks in them. Only outermost spans are
returned. One pass over the marks of each block; linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from articles.quotes.wordlist import word_set

#: Marks that can open or close a quotation; group 2 is set where one stands five times or
#: more, which is a rule between paragraphs. Starts with a set, so that it is soon searched for.
_MARKS = re.compile(r"([\"“”„‟«»＂‘’'‚‛`])(?:(\1{4,})|(?<=')'|(?<=`)`)?")
_OPENING = frozenset("“„‟«``")
_CLOSING = frozenset("”»")
_SINGLE = frozenset("‘’'‚‛`")
_NEITHER = frozenset(('"', "''", "＂"))
# What may stand right before an opening mark, besides space.
_BEFORE_OPEN = frozenset("([{—–-―/:…>*_|")
_AFTER_CLOSE = frozenset(".,;:!?)]}—–-―/…<*_|'’”\"")
_ELISIONS = word_set(
    "em til tis twas cause round bout n cuz nuff til neath ere im ll re ve d m t s"
)
_STRAY_CLOSE = re.compile(r"(?<=[.,?!])[’'](?=\s+[A-Za-z])")
#: A tag left in the text; the values of its attributes stand in marks that nobody sees.
_TAG = re.compile(r"<[A-Za-z/][^<>]*>")
_WORD = re.compile(r"[^\W_]+")
#: A single-quoted stretch longer than this is an apostrophe gone astray.
_LONGEST_SINGLE = 1500


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked stretch: ``start:end`` covers the words with their marks."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    block: int
    closed: bool
    single: bool


@dataclass(slots=True)
class _Open:
    start: int
    inner: int
    mark: str
    children: list[Marked]


def find_marked(text: str, blocks: Iterable[tuple[int, int]]) -> list[Marked]:
    """All outermost marked stretches of ``text`` that hold a letter or digit, in order."""
    found: list[Marked] = []
    rows = list(blocks)
    tags = [match.span() for match in _TAG.finditer(text)] if '="' in text else []
    for index, (start, end) in enumerate(rows):
        after = rows[index + 1][0] if index + 1 < len(rows) else len(text)
        found += _in_block(text, start, end, index, text[after : after + 1])
    if tags:
        found = [span for span in found if not _within(span, tags)]
    return found


def _within(span: Marked, tags: list[tuple[int, int]]) -> bool:
    """Whether a stretch begins inside a tag left in the text: an attribute's value."""
    at = bisect_right(tags, (span.start, span.start)) - 1
    return at >= 0 and span.start < tags[at][1]


def _in_block(text: str, start: int, end: int, block: int, following: str) -> list[Marked]:
    """The stretches of one block; ``following`` is the character the next one opens with."""
    double: list[tuple[int, int, str]] = []
    single: list[tuple[int, int, str]] = []
    for match in _MARKS.finditer(text, start, end):
        if match[2]:
            continue
        mark = match[0]
        row = (match.start(), match.end(), mark)
        (single if mark in _SINGLE else double).append(row)
    found = _doubles(text, start, end, block, double, following) if double else []
    if single:
        runs_on = following == "‘"
        found = _merge(found, _singles(text, start, end, block, single, runs_on=runs_on))
    return [span for span in found if _WORD.search(text, span.inner_start, span.inner_end)]


def _sides(text: str, at: int, after: int, start: int, end: int) -> tuple[bool, bool]:
    """Whether the surroundings of the mark ``at:after`` let it open, and let it close."""
    before = text[at - 1] if at > start else " "
    behind = text[after] if after < end else " "
    space_before, space_behind = before.isspace(), behind.isspace()
    can_open = not space_behind and (space_before or before in _BEFORE_OPEN or before in "“‘\"'")
    can_close = not space_before and (space_behind or behind in _AFTER_CLOSE)
    if at == start and after < end:
        can_open = True
    return can_open, can_close


def _doubles(
    text: str, start: int, end: int, block: int, marks: list[tuple[int, int, str]], following: str
) -> list[Marked]:
    """Pair double marks with a stack; curly and straight ones may answer each other."""
    stack: list[_Open] = []
    found: list[Marked] = []
    closers = sum(mark in _CLOSING for _, _, mark in marks)
    for at, after, mark in marks:
        can_open, can_close = _sides(text, at, after, start, end)
        if mark in _CLOSING:
            closers -= 1
        if stack and can_open and text[at - 1] == "\n" and stack[-1].start < at - 1:
            _end_at_line(text, stack, found, at, block)
        if _opens(mark, can_open=can_open, can_close=can_close, stack=stack):
            if stack and mark in _OPENING and closers < len(stack) + 1:
                stray = _stray_close(text, stack[0].inner, at)
                if stray and len(stack) == 1 and not stack[0].children:
                    found.append(_closed_by(stack[0], stray, block))
                _abandon(stack, found)
            stack.append(_Open(at, after, mark, []))
        elif stack:
            opened = stack.pop()
            span = Marked(opened.start, after, opened.inner, at, block, True, False)
            (stack[-1].children if stack else found).append(span)
    if stack:
        children = [child for opened in stack for child in opened.children]
        whole = text[start] == text[stack[0].start] == following and stack[0].start == start
        if whole or (not children and _runs_on(text, stack[0], start)):
            found.append(_unclosed(text, stack[0], end, block))
        else:
            found += children
    return found


def _end_at_line(text: str, stack: list[_Open], found: list[Marked], line: int, block: int) -> None:
    """A line that opens anew ends what the line above left open."""
    outer = stack[0]
    end = line - 1
    while text[end - 1].isspace() and end > outer.inner:
        end -= 1
    if outer.children or end <= outer.inner:
        _abandon(stack, found)
        return
    found.append(Marked(outer.start, end, outer.inner, end, block, False, False))
    stack.clear()


def _unclosed(text: str, opened: _Open, end: int, block: int) -> Marked:
    """The stretch from an opening to a single mark standing in for its close, or the end."""
    stray = _stray_close(text, opened.inner, end) if not opened.children else 0
    if stray:
        return _closed_by(opened, stray, block)
    return Marked(opened.start, end, opened.inner, end, block, False, False)


def _stray_close(text: str, start: int, end: int) -> int:
    """One past the single mark that stands in for a double one, or 0."""
    stray = _STRAY_CLOSE.search(text, start, end)
    return 0 if stray is None or "‘" in text[start : stray.start()] else stray.end()


def _closed_by(opened: _Open, end: int, block: int) -> Marked:
    """The stretch up to the single mark that ends at ``end``."""
    return Marked(opened.start, end, opened.inner, end - 1, block, True, False)


def _opens(mark: str, *, can_open: bool, can_close: bool, stack: list[_Open]) -> bool:
    """Whether a mark opens a stretch, given its shape and its surroundings."""
    if mark in _OPENING:
        # “like this“: the opening shape used for both.
        return not (stack and can_close and not can_open)
    if mark in _CLOSING:
        # ”like this”: the closing shape used for both.
        return not stack and can_open and not can_close
    if not stack:
        return can_open or not can_close
    return can_open and not can_close and stack[-1].mark in _NEITHER


def _abandon(stack: list[_Open], found: list[Marked]) -> None:
    """Give up openings that can have no closing mark, keeping what they enclose."""
    for opened in stack:
        found.extend(opened.children)
    stack.clear()


def _runs_on(text: str, opened: _Open, block_start: int) -> bool:
    """Whether an unclosed opening starts words that run to the paragraph's end."""
    before = text[max(block_start, opened.start - 2) : opened.start].rstrip()
    return opened.start == block_start or before[-1:] in set(",:.?!—–") or not before


def _singles(
    text: str,
    start: int,
    end: int,
    block: int,
    marks: list[tuple[int, int, str]],
    *,
    runs_on: bool,
) -> list[Marked]:
    """Pair single marks, keeping clear of apostrophes.

    ``runs_on`` tells that the next block opens with such a mark, so that words left open
    here may go on there.
    """
    found: list[Marked] = []
    index = 0
    while index < len(marks):
        at, after, mark = marks[index]
        index += 1
        can_open, can_close = _sides(text, at, after, start, end)
        if mark == "’" or not can_open or can_close or _is_elision(text, after, end):
            continue
        close = _closing_single(text, marks, index, after, (start, end))
        if close is not None:
            found.append(Marked(at, marks[close][1], after, marks[close][0], block, True, True))
            index = close + 1
        elif runs_on and mark == "‘" and end - after <= _LONGEST_SINGLE:
            found.append(Marked(at, end, after, end, block, False, True))
            break
    return found


def _closing_single(
    text: str,
    marks: list[tuple[int, int, str]],
    index: int,
    inner: int,
    edges: tuple[int, int],
) -> int | None:
    """The single mark that closes the stretch opened at ``inner``, if one does."""
    start, end = edges
    fallback: int | None = None
    for other in range(index, min(len(marks), index + 40)):
        at, after, mark = marks[other]
        if at - inner > _LONGEST_SINGLE:
            break
        can_open, can_close = _sides(text, at, after, start, end)
        if mark == "‘" or (mark in "'`" and can_open and not can_close):
            break
        if not can_close or (after < end and text[after].isalnum()):
            continue
        if text[at - 1] in ".,?!…—" or text[at - 1] != "s":
            return other
        # A plural's apostrophe ("the voters' roll") also ends in s: look further first.
        if fallback is None:
            fallback = other
    return fallback


def _is_elision(text: str, after: int, end: int) -> bool:
    """Whether the mark before ``after`` starts a clipped word ('em, '90s)."""
    match = _WORD.match(text, after, end)
    return match is not None and (match.group()[0].isdigit() or match.group().lower() in _ELISIONS)


def _merge(double: list[Marked], single: list[Marked]) -> list[Marked]:
    """Both lists in order, without spans inside others; doubles win where they cross."""
    merged: list[Marked] = []
    rows = sorted([*double, *single], key=lambda span: (span.start, -span.end))
    for span in rows:
        while merged and span.start < merged[-1].end and merged[-1].single and not span.single:
            if span.end <= merged[-1].end:
                break
            merged.pop()
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
    return merged
