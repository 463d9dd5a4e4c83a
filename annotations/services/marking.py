"""Marking a passage of an article."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.anchoring.locate import locate
from annotations.anchoring.selectors import TextQuoteSelector, describe, verify
from annotations.models import LONGEST_PASSAGE, Annotation
from articles.models import Revision
from articles.text.words import snap
from readers.models import User


class PassageNotFound(ValueError):
    """The words to be marked do not stand in the article at that place."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A passage as the browser reports it: code points, words, and words around them."""

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


def annotate(
    revision: Revision, author: User, selection: Selection, *, color: str, note: str = ""
) -> Annotation:
    """Mark a passage of ``revision``; raises :class:`PassageNotFound`.

    The passage is located on the stored text and must be there word for word; it is
    widened to whole letters and freed of space at its ends. The same passage marked
    again in the same colour without a note stays one highlight.
    """
    start, end = _located(revision.text, selection)
    found = describe(revision.text, start, end).quote
    same = Annotation.objects.filter(
        author=author, revision=revision, start=start, end=end, color=color, note=""
    ).first()
    if same and not note:
        return same
    return Annotation.objects.create(
        author=author,
        article=revision.article,
        revision=revision,
        start=start,
        end=end,
        exact=found.exact,
        prefix=found.prefix[-64:],
        suffix=found.suffix[:64],
        color=color,
        note=note,
    )


def _located(text: str, selection: Selection) -> tuple[int, int]:
    start, end = selection.start, selection.end
    if not selection.exact.strip():
        raise PassageNotFound("no words")
    if not verify(text, start, end, selection.exact):
        quote = TextQuoteSelector(selection.exact, selection.prefix, selection.suffix)
        placed = locate(text, quote, start)
        if placed.state != "attached" or placed.start is None or placed.end is None:
            raise PassageNotFound("the words are not in the text")
        start, end = placed.start, placed.end
        if text[start:end] != selection.exact:
            raise PassageNotFound("the words are not in the text as given")
    start, end = snap(text, start, end)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if end - start > LONGEST_PASSAGE:
        raise PassageNotFound("the passage is too long")
    return start, end
