"""The reading page's body: a revision's text with everything laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from annotations.queries import Note
from articles.drawing import mention_marks, quote_marks
from articles.models import Mention, Quote, Revision
from articles.text.document import Document
from articles.text.render import Mark, RenderedBlock, group_blocks, render_blocks

#: Highlights stand outside quotations and mentions: they may run over several of them.
HIGHLIGHT_RANK = -50


@dataclass(frozen=True, slots=True)
class Group:
    """A paragraph or a list as HTML, and the pictures above and below it."""

    html: SafeString
    above: Sequence[Mapping[str, Any]]
    below: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A revision drawn: its blocks, and the same grouped for the page."""

    document: Document
    blocks: list[RenderedBlock]
    #: Pictures as they are stored with the revision.
    pictures: Sequence[Mapping[str, Any]] = ()

    def groups(self) -> list[Group]:
        """Return paragraphs and lists, each with the pictures that follow it."""
        groups, waiting = [], sorted(self.pictures, key=lambda picture: picture["after"])
        for group in group_blocks(self.blocks, self.document):
            end = group.blocks[-1].end
            here = [picture for picture in waiting if picture["after"] <= end]
            waiting = waiting[len(here) :]
            above = [picture for picture in here if picture["after"] == 0]
            groups.append(Group(mark_safe(group.outer()), above, here[len(above) :]))
        return groups

    def touched(self, start: int, end: int) -> list[SafeString]:
        """Return the blocks that ``start:end`` reaches, marked as updates of the page."""
        return self.touched_by([(start, end)])

    def touched_by(self, passages: Iterable[tuple[int, int]]) -> list[SafeString]:
        """Return the blocks that any of ``passages`` reaches, marked as updates of the page."""
        reach = list(passages)
        return [
            mark_safe(block.outer().replace(" ", ' hx-swap-oob="true" ', 1))
            for block in self.blocks
            if any(block.start < end and start < block.end for start, end in reach)
        ]


def draw(
    revision: Revision,
    notes: Sequence[Note] = (),
    *,
    quotes: Iterable[Quote] = (),
    mentions: Iterable[Mention] = (),
    passage: Note | None = None,
    deciding: bool = False,
) -> Drawn:
    """Draw ``revision`` with quotations, people and notes; ``passage`` is the shared one.

    ``deciding`` is for a reader who may decide who said what on it.
    """
    marks = [*quote_marks(quotes, deciding=deciding), *mention_marks(mentions)]
    marks += [mark for note in notes if (mark := highlight_mark(note))]
    if passage and (mark := highlight_mark(passage, is_passage=True)):
        marks.append(mark)
    return Drawn(revision.document, render_blocks(revision.document, marks), revision.pictures)


def highlight_mark(note: Note, *, is_passage: bool = False) -> Mark | None:
    """Return the highlight of a note; None for an orphan, which has no place."""
    if note.start is None or note.end is None:
        return None
    annotation = note.annotation
    classes = f"hl hl-{annotation.color}"
    if note.state != "attached":
        classes += f" hl-{note.state}"
    if not note.is_mine:
        classes += " hl-theirs"
    if is_passage:
        attrs: tuple[tuple[str, str], ...] = (("class", f"{classes} passage"), ("id", "passage"))
    else:
        attrs = (
            ("class", classes),
            ("id", f"a-{annotation.pk}"),
            ("data-annotation", str(annotation.pk)),
            ("tabindex", "0"),
            ("aria-describedby", f"note-{annotation.pk}"),
            ("title", _title(note)),
        )
    return Mark(note.start, note.end, "mark", attrs, HIGHLIGHT_RANK)


def _title(note: Note) -> str:
    """Say who marked it, and in which colour."""
    told = {
        "color": note.annotation.get_color_display(),
        "name": note.annotation.author.byline,
    }
    if note.is_mine:
        return _("Marked in %(color)s") % told
    return _("Marked in %(color)s by %(name)s") % told
