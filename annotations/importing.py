"""Takes in notes from other programs, and tells what became of each.

    file -> formats.read_file -> known already? -> which articles? -> which passages? -> rows

Nothing is fetched: notes on articles the desk does not have are left over, and can be had back
as they came. Importing a file twice adds nothing. Everything comes in for its reader alone.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotations.anchoring.selectors import describe
from annotations.formats.files import read_file
from annotations.formats.incoming import Incoming, Item, NotReadable, Parsed, Review
from annotations.locating import Finder, Place, articles_at, articles_called
from annotations.models import Annotation, Reply
from annotations.services import Finding, record
from articles.models import Article, Person
from readers.models import User

#: Largest file, in bytes.
LARGEST_FILE = 5_000_000
#: New notes taken from one file. Importing it again takes the next ones.
MOST_NEW = 2_000
#: Seconds that passages of one file are looked for; the rest is left for the next time, too.
MOST_SECONDS = 20

#: What stands in the way of a note or a file, for readers.
REASONS: dict[str, str | Promise] = {
    "bad-body": _("It has two bodies where the Web Annotation model allows one."),
    "bad-canonical": _("Its canonical address is none, and could not be kept."),
    "broken-csv": _("This table is damaged: a cell does not end."),
    "broken-json": _("This file is damaged: it is not valid JSON."),
    "empty": _("This file is empty."),
    "no-annotation": _("It is not of the type “Annotation”."),
    "no-object": _("It is not a note."),
    "no-source": _("It does not say which web page it is about."),
    "no-target": _("It does not say what it is about."),
    "no-utf8": _("This is not a text file in UTF-8."),
    "no-words": _("It does not quote the words it is about."),
    "not-yours": _("Somebody else wrote it."),
    "nothing-said": _("It is about a whole page and says nothing."),
    "only-named": _("Only its address is there, not the note itself."),
    "no-parent": _("The note it answers is not on this desk."),
    "pages-elsewhere": _("The file refers to further pages, which are not in it."),
    "several-authors": _(
        "Several people wrote the notes in this file. All of them now stand as yours."
    ),
    "several-targets": _("It is about several passages at once."),
    "too-long": _("It is longer than a note can be."),
    "too-many": _("This file holds more notes than the desk reads at once. Split it."),
    "unknown-format": _("This is no file of notes from Hypothesis, Readwise or a W3C program."),
    "unreadable": _("It cannot be read."),
}

Outcome = Literal["placed", "check", "orphan", "unknown", "known", "bad", "left"]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one note."""

    outcome: Outcome
    #: The passage or note, in the words of the file.
    words: str = ""
    #: The article's address, and its headline as the file or the desk knows it.
    url: str = ""
    title: str = ""
    #: Where it stands on the desk, and the words there if they are others.
    address: str = ""
    found: str = ""
    reason: str = ""


@dataclass(slots=True)
class Report:
    """What became of a file: a line for each note, in its order, and what is left over."""

    format: str
    lines: list[Line] = field(default_factory=list)
    remarks: tuple[str, ...] = ()
    #: The notes that found no place, as they came: a file that can be imported again.
    left_over: bytes = b""

    def count(self, *outcomes: Outcome) -> int:
        """Return how many notes had one of these outcomes."""
        return sum(line.outcome in outcomes for line in self.lines)

    def having(self, *outcomes: Outcome) -> list[Line]:
        """Return the lines with one of these outcomes."""
        return [line for line in self.lines if line.outcome in outcomes]


@dataclass(slots=True)
class _Made:
    """A row to be stored, and where its line stands in the report."""

    at: int
    told: Incoming
    row: Annotation


def import_file(user: User, raw: bytes) -> Report:
    """Take in the notes of a file; raises ``NotReadable``, with a key of :data:`REASONS`.

    About ten SQL queries, and two for each article.
    """
    if len(raw) > LARGEST_FILE:
        raise NotReadable("too-many")
    parsed = read_file(raw)
    report = Report(parsed.format, remarks=parsed.remarks)
    lines: list[Line | None] = [None] * len(parsed.items)
    with transaction.atomic():
        # Two imports of one file at the same time take turns.
        User.objects.select_for_update().get(pk=user.pk)
        _import(user, parsed.items, lines)
    report.lines = [line or Line("bad", reason="unreadable") for line in lines]
    report.left_over = _left_over(parsed, report.lines)
    return report


def _import(user: User, items: Sequence[Item], lines: list[Line | None]) -> None:
    known = _known(user, items)
    finders = _Finders([item.incoming for item in items if item.incoming])
    made: list[_Made] = []
    answers: list[tuple[int, Incoming]] = []
    seen: set[str] = set()
    deadline = monotonic() + MOST_SECONDS
    for at, item in enumerate(items):
        told = item.incoming
        if told is None:
            lines[at] = Line("bad", words=_glimpse(item.raw), reason=item.reason)
        elif told.names & (known.keys() | seen):
            lines[at] = _line("known", told, address=_first(known, told))
        elif told.is_reply:
            answers.append((at, told))
        elif len(made) >= MOST_NEW or monotonic() > deadline:
            lines[at] = _line("left", told)
        else:
            lines[at] = _placed(user, at, told, finders, made)
            if made and made[-1].at == at:
                seen |= told.names
    _store(made)
    parents = {one: each.row for each in made for one in each.told.names}
    _answer(user, answers, lines, parents)


def _placed(user: User, at: int, told: Incoming, finders: _Finders, made: list[_Made]) -> Line:
    """The line of one note, whose row is added to ``made`` if it has a place."""
    if told.is_page_note and not told.note:
        return _line("bad", told, reason="nothing-said")
    article, place = finders.find(told)
    if article is None:
        return _line("unknown", told)
    if place is None:
        return _line("orphan", told, title=article.headline, address=article.get_absolute_url())
    row = new_row(user, told, place)
    row.origin = told.origin if 0 < len(told.origin) <= 500 else told.fingerprint
    made.append(_Made(at, told, row))
    return _line(
        "placed" if place.is_sure else "check",
        told,
        title=article.headline,
        address=row.get_absolute_url(),
        found="" if place.is_sure else place.words,
    )


class _Finders:
    """The articles a file's notes are about, each looked up and taken apart once."""

    def __init__(self, incoming: Sequence[Incoming]) -> None:
        told = [one for one in incoming if not one.is_reply]
        self._at = articles_at(one.source for one in told if one.source)
        self._called = articles_called(one.title for one in told if not one.source)
        self._finders: dict[int, Finder] = {}

    def find(self, told: Incoming) -> tuple[Article | None, Place | None]:
        """Return article and place of a note, as far as they are known."""
        if told.source:
            article = self._at.get(told.source)
            return article, self._finder(article).find(told) if article else None
        some = self._called.get(told.title.lower(), [])
        places = [(article, self._finder(article).find(told)) for article in some]
        sure = [(article, place) for article, place in places if place and place.is_sure]
        return (*sure, *places, (None, None))[0]

    def _finder(self, article: Article) -> Finder:
        return self._finders.setdefault(article.pk, Finder(article))


# --- Rows -------------------------------------------------------------------------------


def new_row(user: User, told: Incoming, place: Place) -> Annotation:
    """Return a row, not stored yet, for a note at its place: for its author alone.

    Where it came from (``via``) is kept; ``origin``, which is there once, is the caller's to set.
    """
    row = Annotation(
        author=user,
        article=place.revision.article,
        revision=place.revision,
        note=told.note,
        tags=list(told.tags),
        kind=told.kind,
        color=told.color or Annotation.Color.YELLOW,
        canonical=told.canonical,
        via=list(told.via),
    )
    if place.start is not None and place.end is not None:
        quote = describe(place.revision.text, place.start, place.end).quote
        row.start, row.end, row.exact = place.start, place.end, quote.exact
        row.prefix, row.suffix = quote.prefix[-64:], quote.suffix[:64]
    return row


def found_in(review: Review) -> Finding:
    """Return what a review found; its claimant if one person has the name. One SQL query."""
    return Finding(
        claim=review.claim,
        claimant=_person_called(review.claimant),
        rating=review.rating,
        claimed=review.claimed,
        sources=list(review.sources),
    )


def _person_called(name: str) -> Person | None:
    """The one person of this name; None where there is none, or several."""
    found = list(Person.objects.filter(name=name, merged_into=None)[:2]) if name else []
    return found[0] if len(found) == 1 else None


def _store(made: Sequence[_Made]) -> None:
    Annotation.objects.bulk_create([each.row for each in made])
    dated = []
    for each in made:
        if each.told.created:
            each.row.created = each.told.created
            each.row.modified = max(each.told.created, each.told.modified or each.told.created)
            dated.append(each.row)
    # Making a row sets its times to now.
    Annotation.objects.bulk_update(dated, ["created", "modified"], batch_size=500)
    for each in made:
        if each.told.review:
            record(each.row, found_in(each.told.review))


def _answer(
    user: User,
    answers: Iterable[tuple[int, Incoming]],
    lines: list[Line | None],
    parents: dict[str, Annotation],
) -> None:
    """Store answers to the reader's own notes: those just made, and those there were."""
    answers = list(answers)
    missing = {told.source for _at, told in answers} - parents.keys()
    parents = _own_by_name(user, missing) | parents
    there = set(
        Reply.objects.filter(author=user, annotation__in=parents.values()).values_list(
            "annotation", "note"
        )
    )
    for at, told in answers:
        parent = parents.get(told.source)
        if parent is None or not told.note:
            reason = "nothing-said" if parent else "no-parent"
            lines[at] = _line("bad", told, reason=reason)
            continue
        outcome: Outcome = "known" if (parent.pk, told.note) in there else "placed"
        if outcome == "placed":
            reply = Reply.objects.create(annotation=parent, author=user, note=told.note)
            there.add((parent.pk, told.note))
            if told.created:
                Reply.objects.filter(pk=reply.pk).update(created=told.created)
        lines[at] = _line(outcome, told, address=parent.get_absolute_url())


# --- What is known already --------------------------------------------------------------


def _known(user: User, items: Sequence[Item]) -> dict[str, Annotation]:
    """The reader's own annotations by the names the file's notes have. Two SQL queries."""
    wanted = {one for item in items if item.incoming for one in item.incoming.names}
    return _own_by_name(user, wanted)


def _own_by_name(user: User, wanted: set[str]) -> dict[str, Annotation]:
    found: dict[str, Annotation] = {}
    if not wanted:
        return found
    own = Annotation.objects.filter(author=user).select_related("article")
    elsewhere = own.filter(~Q(origin="") | ~Q(canonical="") | ~Q(via=[]))
    for row in elsewhere.filter(
        Q(origin__in=wanted) | Q(canonical__in=wanted) | Q(via__overlap=list(wanted))
    ):
        found |= {one: row for one in (row.origin, row.canonical, *row.via) if one}
    ids = {key: name for name in wanted if (key := own_id(name))}
    found |= {ids[row.pk]: row for row in own.filter(pk__in=ids)}
    # Another's answer may hang on it, or the reader's own from a desk's earlier export.
    found |= {
        ids[reply.pk]: reply.annotation
        for reply in Reply.objects.filter(pk__in=ids, author=user).select_related(
            "annotation__article"
        )
    }
    return found


def own_id(name: str) -> UUID | None:
    """Return the key of the annotation of this desk that ``name`` is the address of."""
    start = f"{settings.BASE_URL}/api/annotations/"
    key = name.removeprefix(start).removesuffix("/")
    if not name.startswith(start) or len(key) != 36:
        return None
    try:
        return UUID(key)
    except ValueError:
        return None


# --- What is told -----------------------------------------------------------------------


def _line(outcome: Outcome, told: Incoming, **more: Any) -> Line:
    given = {"url": told.source, "title": told.title} | more
    return Line(outcome, words=(told.exact or told.note)[:300], **given)


def _first(known: dict[str, Annotation], told: Incoming) -> str:
    row = next((known[one] for one in told.names if one in known), None)
    return row.get_absolute_url() if row else ""


def _glimpse(raw: Any) -> str:
    if isinstance(raw, list):
        return " ".join(str(cell) for cell in raw)[:120]
    try:
        return json.dumps(raw, ensure_ascii=False)[:120]
    except (ValueError, RecursionError):
        return ""


def _left_over(parsed: Parsed, lines: Sequence[Line]) -> bytes:
    """The notes without a place, in their own format; empty when there are none."""
    left = [
        item.raw
        for item, line in zip(parsed.items, lines, strict=True)
        if line.outcome in {"orphan", "unknown", "bad", "left"}
    ]
    if not left:
        return b""
    if parsed.format == "readwise":
        out = io.StringIO(newline="")
        csv.writer(out).writerows([parsed.columns, *left])
        return out.getvalue().encode("utf-8", "replace")
    told = {"total": len(left), "rows": left} if parsed.format == "hypothesis" else left
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")
