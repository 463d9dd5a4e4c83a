"""Marking a passage, a quotation, or the whole of an article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from annotations.anchoring.locate import locate
from annotations.anchoring.selectors import TextQuoteSelector, describe, verify
from annotations.models import LONGEST_PASSAGE, Annotation, Group
from annotations.services.fact_checks import Finding, record
from annotations.services.written import Names
from annotations.tags import normalised
from articles.models import Quote, Revision
from articles.text.words import snap
from readers.models import User

_COMMENT = Annotation.Kind.COMMENT
_PRIVATE = Annotation.Visibility.PRIVATE


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


@transaction.atomic
def annotate(
    revision: Revision,
    author: User,
    selection: Selection,
    *,
    color: str,
    note: str = "",
    kind: str = _COMMENT,
    tags: Iterable[str] = (),
    visibility: str = _PRIVATE,
    group: Group | None = None,
    quote: Quote | None = None,
    finding: Finding | None = None,
    names: Names | None = None,
) -> Annotation:
    """Mark a passage of ``revision``; raises :class:`PassageNotFound`.

    The passage is located on the stored text and must be there word for word; it is
    widened to whole letters and freed of space at its ends. The same passage marked
    again in the same colour without a word stays one highlight, unless it has ``names``
    elsewhere. ``quote`` is the quotation that the note is about, of the same revision.
    """
    start, end = located(revision.text, selection)
    made = Annotation(
        author=author,
        article=revision.article,
        revision=revision,
        start=start,
        end=end,
        color=color,
        note=note,
        kind=kind,
        tags=normalised(tags),
        visibility=visibility,
        group=group,
        quote=quote,
    )
    if not note and names is None and (same := _same(made)):
        return same
    found = describe(revision.text, start, end).quote
    made.exact, made.prefix, made.suffix = found.exact, found.prefix[-64:], found.suffix[:64]
    return _stored(made, finding, names)


def _stored(made: Annotation, finding: Finding | None, names: Names | None) -> Annotation:
    """Save a new annotation, with what it found and what it is called elsewhere."""
    if names is not None:
        made.canonical, made.via = names.canonical, list(names.via)
    made.save()
    if finding is not None:
        record(made, finding)
    return made


def _same(made: Annotation) -> Annotation | None:
    """The author's highlight with which ``made``, which says nothing, is one."""
    what = ("color", "note", "kind", "tags", "visibility", "group", "quote")
    alike = ("author", "revision", "start", "end", *what)
    return Annotation.objects.filter(**{name: getattr(made, name) for name in alike}).first()


def annotate_quote(
    quote: Quote,
    author: User,
    *,
    color: str,
    note: str,
    kind: str = _COMMENT,
    tags: Iterable[str] = (),
    visibility: str = _PRIVATE,
    group: Group | None = None,
) -> Annotation:
    """Write a note on a quotation: it shows wherever the same words were said, too."""
    words = Selection(quote.start, quote.end, quote.text)
    return annotate(
        quote.revision,
        author,
        words,
        color=color,
        note=note,
        kind=kind,
        tags=tags,
        visibility=visibility,
        group=group,
        quote=quote,
    )


@transaction.atomic
def annotate_page(
    revision: Revision,
    author: User,
    *,
    color: str,
    note: str,
    kind: str = _COMMENT,
    tags: Iterable[str] = (),
    visibility: str = _PRIVATE,
    group: Group | None = None,
    finding: Finding | None = None,
    names: Names | None = None,
) -> Annotation:
    """Write a note (not empty) about the whole article, as it stood at ``revision``."""
    made = Annotation(
        author=author,
        article=revision.article,
        revision=revision,
        color=color,
        note=note,
        kind=kind,
        tags=normalised(tags),
        visibility=visibility,
        group=group,
    )
    return _stored(made, finding, names)


def located(text: str, selection: Selection) -> tuple[int, int]:
    """Return where the selected words stand in ``text``; raises :class:`PassageNotFound`."""
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
