"""What a shared page shows of a passage: its words and place, and what became of them since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from annotations import services, sharing_queries
from annotations.access import Reader
from annotations.models import Annotation, FactCheck, Placement
from annotations.queries import Note, as_note
from annotations.text_fragments import fragment_url
from articles.changes import Piece, words_changed
from articles.models import Article, Person, Revision
from articles.pipeline.wording import counted
from articles.text.sentences import sentences

#: Longest stretch of the sentence around a passage, in characters on each side.
_AROUND = 320


@dataclass(frozen=True, slots=True)
class Change:
    """What the outlet did to a passage after it was marked."""

    #: "changed" or "orphan".
    state: str
    #: When the desk first saw it so, and the versions before and after.
    seen: datetime
    before: int
    after: int
    #: The sentences with what went and what came; empty where it cannot be told.
    pieces: list[Piece]
    compare_url: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A marked passage with everything that is shown of it outside the reading page."""

    note: Note
    #: The rest of the sentences it stands in.
    before: str
    after: str
    speaker: Person | None
    #: None while the outlet left the words as they were.
    change: Change | None
    #: The publisher's page, opened at the words where they still stand; empty if unknown.
    publisher_url: str

    @property
    def annotation(self) -> Annotation:
        """The annotation itself."""
        return self.note.annotation

    @property
    def article(self) -> Article:
        """The article it is of."""
        return self.note.annotation.article

    @property
    def revision(self) -> Revision:
        """The version it was marked on."""
        return self.note.annotation.revision

    @property
    def is_current(self) -> bool:
        """Whether that version is how the article stands now."""
        return self.article.current_id == self.note.annotation.revision_id

    @property
    def fact_check(self) -> FactCheck | None:
        """Its fact check, if it is one."""
        return sharing_queries.fact_check_of(self.note.annotation)


def passages(annotations: Iterable[Annotation], reader: Reader) -> list[Passage]:
    """Return annotations of any articles as passages, in the given order.

    They come from :func:`annotations.sharing_queries.with_everything`. Two SQL queries; a few
    more the first time one is shown after its article was edited, and for each whose words
    changed in an article that was edited more than once.
    """
    shown = list(annotations)
    for one in shown:
        one.revision.article = one.article
    placed = services.place_now(shown)
    speakers = sharing_queries.speakers_of(shown)
    return [_passage(one, placed, speakers.get(one.pk), reader) for one in shown]


def _passage(
    one: Annotation, placed: Mapping[UUID, Placement], speaker: Person | None, reader: Reader
) -> Passage:
    # A page for others offers neither links nor replies.
    one.live_shares, one.shown_replies = [], []  # type: ignore[attr-defined]
    placement = placed.get(one.pk)
    before, after = around(one.revision.text, one.start, one.end)
    return Passage(
        note=as_note(one, None, reader),
        before=before,
        after=after,
        speaker=speaker,
        change=_change(one, placement) if placement and one.article.current else None,
        publisher_url=_publisher_url(one, placement),
    )


def around(text: str, start: int | None, end: int | None) -> tuple[str, str]:
    """Return the rest of the sentences that ``text[start:end]`` begins and ends in."""
    if start is None or end is None:
        return "", ""
    low, high = _sentences_around(text, start, end)
    before, after = text[low:start], text[end:high]
    if len(before) > _AROUND:
        before = "…" + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + "…"
    return before, after


def _sentences_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to whole sentences, within the blocks it begins and ends in."""
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    high = len(text) if high < 0 else high
    touched = [
        (left, right) for left, right in sentences(text, low, high) if left < end and start < right
    ]
    if not touched:
        return start, end
    return min(touched[0][0], start), max(touched[-1][1], end)


def _change(one: Annotation, placement: Placement) -> Change | None:
    current = one.article.current
    if current is None or _keeps_words(one, placement, current):
        return None
    before, after = _first_change(one, current)
    old = _sentence(one.revision.text, one.start, one.end)
    new = _sentence(current.text, placement.start, placement.end)
    compare = reverse("articles:changes", args=[one.article.slug])
    return Change(
        state="orphan" if placement.start is None else "changed",
        seen=after.fetched,
        before=before,
        after=after.number,
        pieces=words_changed(old, new),
        compare_url=f"{compare}?from={before}&to={after.number}",
    )


def _keeps_words(one: Annotation, placement: Placement | None, revision: Revision) -> bool:
    """Whether a passage's words are all there: a place is also found for words much like them."""
    if placement is None:
        return True
    if placement.start is None or placement.end is None:
        return False
    now = revision.text[placement.start : placement.end]
    return now == one.exact or counted(_line(now)) == counted(_line(one.exact))


def _line(text: str) -> str:
    return " ".join(text.split())


def _sentence(text: str, start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return ""
    low, high = _sentences_around(text, start, end)
    return text[low:high]


def _first_change(one: Annotation, current: Revision) -> tuple[int, Revision]:
    """The last version that still had the words, and the one after it, which does not.

    Found by halving, so that a much edited article costs few placings.
    """
    line = [one.revision, current]
    if current.number > one.revision.number + 1:
        between = one.article.revisions.filter(
            number__gt=one.revision.number, number__lt=current.number
        )
        line[1:1] = between.order_by("number")
    low, high = 0, len(line) - 1
    while high - low > 1:
        middle = (low + high) // 2
        placement = services.place_missing([one], line[middle]).get(one.pk)
        if _keeps_words(one, placement, line[middle]):
            low = middle
        else:
            high = middle
    return line[low].number, line[high]


def _publisher_url(one: Annotation, placement: Placement | None) -> str:
    url, current = one.article.url, one.article.current or one.revision
    if not url:
        return ""
    where = placement or one
    if where.start is None or where.end is None:
        return url
    return fragment_url(url, current.text, where.start, where.end)
