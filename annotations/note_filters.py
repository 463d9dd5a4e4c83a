"""Which of an article's notes a reader wants to see: by person, tag, colour, kind, or their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from annotations.models import LONGEST_TAG, Annotation
from annotations.queries import Note
from annotations.tags import tag_key

_LONGEST_NAME = 150
MINE = "mine"


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """What notes have to be like; an empty field lets all through."""

    by: str = ""
    tag: str = ""
    color: str = ""
    kind: str = ""
    whose: str = ""

    @classmethod
    def asked(cls, told: Mapping[str, str]) -> NoteFilter:
        """Read the parameters of an address; what makes no sense is left out."""
        color, kind = told.get("color", ""), told.get("kind", "")
        return cls(
            by=told.get("by", "").strip()[:_LONGEST_NAME],
            tag=" ".join(told.get("tag", "").split())[:LONGEST_TAG],
            color=color if color in Annotation.Color.values else "",
            kind=kind if kind in Annotation.Kind.values else "",
            whose=MINE if told.get("whose") == MINE else "",
        )

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    @property
    def query(self) -> str:
        """The parameters of an address, with "?"; empty when all is let through."""
        told = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(told)}" if told else ""

    def matches(self, note: Note) -> bool:
        """Whether a note is let through."""
        one = note.annotation
        return (
            (not self.by or one.author.get_username() == self.by)
            and (not self.tag or tag_key(self.tag) in map(tag_key, one.tags))
            and (not self.color or one.color == self.color)
            and (not self.kind or one.kind == self.kind)
            and (not self.whose or note.is_mine)
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a filter can have, and how many notes have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the notes of a page can be filtered by."""

    people: list[Choice]
    tags: list[Choice]
    colors: list[Choice]
    kinds: list[Choice]
    #: How many notes there are, and how many are the reader's own.
    total: int
    mine: int

    @property
    def is_of_use(self) -> bool:
        """Whether there is anything to choose."""
        return self.total > 1


def choices_in(notes: Sequence[Note]) -> Choices:
    """Return what ``notes`` can be filtered by; no query."""
    people = Counter(note.annotation.author for note in notes)
    tags: dict[str, Choice] = {}
    for note in notes:
        for tag in note.annotation.tags:
            known = tags.get(tag_key(tag), Choice(tag, tag, 0))
            tags[tag_key(tag)] = replace(known, count=known.count + 1)
    colors = Counter(note.annotation.color for note in notes)
    kinds = Counter(note.annotation.kind for note in notes)
    return Choices(
        people=[
            Choice(one.get_username(), one.byline, count) for one, count in people.most_common()
        ],
        tags=sorted(tags.values(), key=lambda tag: (-tag.count, tag.label)),
        colors=[
            Choice(color.value, str(color.label), colors[color])
            for color in Annotation.Color
            if colors[color]
        ],
        kinds=[
            Choice(kind.value, str(kind.label), kinds[kind])
            for kind in Annotation.Kind
            if kinds[kind]
        ],
        total=len(notes),
        mine=sum(note.is_mine for note in notes),
    )


def filtered(notes: Sequence[Note], wanted: NoteFilter, always: UUID | None) -> list[Note]:
    """Return the notes let through, and the one that is shown whatever it is like."""
    return [note for note in notes if wanted.matches(note) or note.annotation.pk == always]
