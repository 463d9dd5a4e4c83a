"""Stories with quotations and speakers marked in the text, as people read and write them.

A story is a text file: a few ``name: value`` lines, a line ``---``, then the story, one
paragraph to a line and a blank line between paragraphs, the headline first::

    register: local news
    people: Elena Ruiz | Tom Vale
    ---
    Valley to get its bridge back

    ⟦1 Elena Ruiz|“We will build it,”⟧ ⟨1|Ms. Ruiz⟩ said. Mr. Vale called it ⟦2p Tom Vale|“a
    dream”⟧, ⟨2|he⟩ told reporters.

``⟦head|words⟧`` marks a quotation with its marks. Its head has the number of the
attribution (``-`` for none), ``p`` when the words are part of a sentence, ``+`` when
the quotation goes on from the paragraph before, and then the speaker's full name (``?``
for somebody who is not named, or nobody). ``⟨number|words⟩`` marks the mention that carries that
attribution. Marked words that nobody says (titles, nicknames, scare quotes) stay plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_HEAD = re.compile(r"(\d+|-)(p?)(\+?) (\S.*)\Z", re.S)
_PIECE = re.compile(r"⟦([^|⟦⟧⟨⟩]*)\|([^⟦⟧⟨⟩]*)⟧|⟨(\d+)\|([^⟦⟧⟨⟩]*)⟩|[⟦⟧⟨⟩]")
_ANY = re.compile("[⟦⟧⟨⟩]")


class BadStory(ValueError):
    """The file is not a story with marks as this module describes."""


@dataclass(frozen=True, slots=True)
class MarkedQuote:
    """A quotation a person marked. Offsets are code points into :attr:`Story.text`.

    ``speaker`` is a full name, or None for somebody unnamed; ``mention`` is where the
    attribution names its speaker, or None.
    """

    start: int
    end: int
    partial: bool
    continues: bool
    speaker: str | None
    mention: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Story:
    """A text with its quotations and speakers."""

    name: str
    register: str
    text: str
    quotes: tuple[MarkedQuote, ...]
    people: tuple[str, ...] = field(default=())


def read_story(source: str, name: str = "") -> Story:
    """Read one story.

    Raises:
        BadStory: A line or mark is not as the module describes; says which.
    """
    head, parted, body = source.partition("\n---\n")
    if not parted:
        raise BadStory(f"{name}: no line --- between the head and the story")
    facts = {}
    for line in head.splitlines():
        key, colon, value = line.partition(":")
        if not colon:
            raise BadStory(f"{name}: not a “name: value” line: {line}")
        facts[key.strip()] = value.strip()
    people = tuple(one.strip() for one in facts.get("people", "").split("|") if one.strip())
    text, quotes = _unmark(body.strip("\n"), name)
    for quote in quotes:
        if quote.speaker is not None and quote.speaker not in people:
            raise BadStory(f"{name}: “{quote.speaker}” is not among the people of the head")
    for paragraph in text.split("\n\n"):
        if "\n" in paragraph or not paragraph.strip():
            raise BadStory(f"{name}: one line to a paragraph, one blank line between: {paragraph}")
    return Story(name, facts.get("register", ""), text, quotes, people)


def _unmark(body: str, name: str) -> tuple[str, tuple[MarkedQuote, ...]]:
    text: list[str] = []
    length = at = 0
    mentions: dict[str, tuple[int, int]] = {}
    rows: list[tuple[int, int, re.Match[str]]] = []
    for match in _PIECE.finditer(body):
        text.append(body[at : match.start()])
        length += match.start() - at
        at = match.end()
        words = match[2] if match[2] is not None else match[4]
        if not words:
            raise BadStory(f"{name}: a stray or empty mark at “{body[match.start() :][:40]}”")
        if match[2] is not None:
            found = _HEAD.match(match[1])
            if found is None:
                raise BadStory(f"{name}: “{match[1]}” is not the head of a quotation")
            rows.append((length, length + len(words), found))
        elif mentions.setdefault(match[3], (length, length + len(words)))[0] != length:
            raise BadStory(f"{name}: attribution {match[3]} has two mentions")
        text.append(words)
        length += len(words)
    text.append(body[at:])
    for _start, _end, found in rows:
        if found[1] != "-" and found[1] not in mentions:
            raise BadStory(f"{name}: attribution {found[1]} has no mention")
    if unused := mentions.keys() - {found[1] for _start, _end, found in rows}:
        raise BadStory(f"{name}: mentions of no quotation: {', '.join(sorted(unused))}")
    quotes = tuple(
        MarkedQuote(
            start,
            end,
            bool(found[2]),
            bool(found[3]),
            None if found[4] == "?" else found[4],
            mentions.get(found[1]),
        )
        for start, end, found in rows
    )
    return "".join(text), quotes


def write_story(story: Story) -> str:
    """Write a story as :func:`read_story` reads it.

    Raises:
        BadStory: The text has the very characters marks are made of, or spans cross.
    """
    if _ANY.search(story.text):
        raise BadStory(f"{story.name}: the text has ⟦, ⟧, ⟨ or ⟩ in it")
    spans = sorted({quote.mention for quote in story.quotes if quote.mention is not None})
    number = {mention: at for at, mention in enumerate(spans, 1)}
    pieces = [(start, end, f"⟨{number[start, end]}|", "⟩") for start, end in spans]
    pieces += [(one.start, one.end, f"⟦{_head(one, number)}|", "⟧") for one in story.quotes]
    body: list[str] = []
    at = 0
    for start, end, opening, closing in sorted(pieces):
        if start < at or end <= start:
            raise BadStory(f"{story.name}: marks cross at {start}")
        body += [story.text[at:start], opening, story.text[start:end], closing]
        at = end
    body.append(story.text[at:])
    head = f"register: {story.register}\npeople: {' | '.join(story.people)}"
    return f"{head}\n---\n{''.join(body)}\n"


def _head(quote: MarkedQuote, number: dict[tuple[int, int], int]) -> str:
    place = "-" if quote.mention is None else str(number[quote.mention])
    flags = ("p" if quote.partial else "") + ("+" if quote.continues else "")
    return f"{place}{flags} {quote.speaker or '?'}"


def unmarked(stories: Iterable[Story]) -> list[tuple[Story, str]]:
    """Every stretch in curly double marks that no quotation covers, to be looked at again."""
    found = []
    for story in stories:
        covered = [(quote.start, quote.end) for quote in story.quotes]
        for match in re.finditer(r"“[^“”]+”", story.text):
            if not any(start <= match.start() < end for start, end in covered):
                found.append((story, match[0]))
    return found
