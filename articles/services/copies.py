"""Links articles that carry the same words: each later one to the earliest.

    due articles -> sketches of their texts -> those that share nothing are done
                 -> the others, one by one: articles that share values -> compare texts -> link

Every article is linked in a transaction of its own, and one at a time on the whole desk,
so that two workers never link the same group from both ends. No article is dropped or
hidden: a link says only where the same words came first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article, Revision, Sketch
from articles.models.bulk import update_rows
from articles.text.sketch import similarity, sketch

#: Share of words from which on an article is linked as a copy, and below which the link of
#: one that was linked is undone. Between them it stays: small edits do not flip it.
ALIKE, APART = 0.8, 0.6
#: Sketch values two near-identical texts share at least: see ``articles/text/sketch.py``.
_FEWEST_SHARED = 2
#: Articles looked at that share any value, and texts compared, for each article.
_MOST_ROWS = 2_000
_MOST_CANDIDATES = 50
#: Copies of one article that are carried over one by one when it loses its place.
_MOST_COPIES = 200
#: Key of the advisory lock under which links are made; any number no other code uses.
_LOCK = 0x636F70696573


@dataclass(frozen=True, slots=True)
class _Carrier:
    """An article as far as copies are concerned."""

    pk: int
    when: datetime
    copy_of: int | None
    text: str

    def is_before(self, other: _Carrier) -> bool:
        return (self.when, self.pk) < (other.when, other.pk)


class _Busy(Exception):
    """Another transaction is storing one of the articles; it is tried again later."""


def link_copies(most: int = 200) -> int:
    """Link up to ``most`` articles whose copies are due; return how many were looked at.

    Idempotent. Articles that share nothing with any other are done with in two SQL queries
    for all of them; each other one takes about seven, and one for each link that changes.
    At most 50 texts are compared with each. Never waits for an article that is being
    stored: it stays due.
    """
    _sketch(most)
    done = _settle_lone(most)
    last = 0
    # Each is tried once, so that those that are busy hold up no others.
    while done < most and (due := list(_due().filter(pk__gt=last)[: most - done])):
        done += sum(_try(one.pk) for one in due)
        last = due[-1].pk
    return done


def _due() -> QuerySet[Sketch]:
    return Sketch.objects.filter(due=True, article__current__isnull=False).order_by("pk")


@transaction.atomic
def _sketch(most: int) -> None:
    """Sketch the texts of due articles that came in or changed. Two SQL queries."""
    rows = _due().filter(values=None).select_for_update(skip_locked=True, of=("self",))
    texts = rows.values_list("pk", "article__current__text")[:most]
    update_rows(Sketch, [{"article": pk, "values": sketch(text)} for pk, text in texts])


@transaction.atomic
def _settle_lone(most: int) -> int:
    """Be done with articles that nothing shares a value with; return how many there were.

    No text is read. One that comes in meanwhile is due itself, and meets them then.
    """
    alike = Sketch.objects.filter(values__overlap=OuterRef("values")).exclude(pk=OuterRef("pk"))
    lone = (
        Sketch.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk__in=_due().values("pk")[:most], due=True, values__isnull=False)
        .filter(article__copy_of=None)
        .filter(~Exists(alike), ~Exists(Article.objects.filter(copy_of=OuterRef("pk"))))
    )
    return Sketch.objects.filter(pk__in=[one.pk for one in lone.only("pk")]).update(due=False)


def _try(pk: int) -> bool:
    """Link one article, unless it or one it has to do with is just being stored."""
    try:
        return _link_one(pk)
    except _Busy:
        return False


@transaction.atomic
def _link_one(pk: int) -> bool:
    """Link the article ``pk`` if it is still due; False when somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    due = _due().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    text = due.values_list("article__current__text", flat=True).first()
    if text is None:
        return False
    values = sketch(text)
    Sketch.objects.filter(pk=pk).update(values=values, due=False)
    _link(_carriers([pk])[pk], _candidates(pk, values))
    return True


def _candidates(pk: int, values: list[int]) -> list[int]:
    """Articles that share most values of a sketch, best first."""
    if not values:
        return []
    rows = Sketch.objects.filter(values__overlap=values, article__current__isnull=False)
    own = set(values)
    shared = [
        (len(own.intersection(theirs)), other)
        for other, theirs in rows.exclude(pk=pk).order_by().values_list("pk", "values")[:_MOST_ROWS]
        if theirs is not None
    ]
    ranked = sorted((-count, other) for count, other in shared if count >= _FEWEST_SHARED)
    return [other for _, other in ranked[:_MOST_CANDIDATES]]


def _link(one: _Carrier, candidates: list[int]) -> None:
    """Give ``one`` its place: a copy of an earlier article, or the first of its copies."""
    own = list(Article.objects.filter(copy_of=one.pk).order_by("pk").values_list("pk", flat=True))
    known = _carriers([*candidates, *own[:_MOST_COPIES], *([one.copy_of] if one.copy_of else [])])
    known |= _carriers(
        {root for other in known.values() if (root := other.copy_of)} - {*known, one.pk}
    )
    shares = {pk: similarity(one.text, other.text) for pk, other in known.items()}
    alike = [known[pk] for pk in candidates if pk in known and shares[pk] >= ALIKE]
    first = _first(one, alike, known, shares)
    _set(one, first, shares[first.pk] if first else None)
    _carry_over(own, first or one, known)
    if first is None:
        for other in alike:
            _adopt(one, other, known, shares[other.pk])


def _first(
    one: _Carrier, alike: list[_Carrier], known: dict[int, _Carrier], shares: dict[int, float]
) -> _Carrier | None:
    """The earliest article that ``one`` may be called a copy of; it is no copy itself."""
    nearby = {other.copy_of for other in alike} | {one.copy_of}
    found = [other for other in alike if other.copy_of is None]
    found += [known[pk] for pk in nearby if pk in known and shares[pk] >= APART]
    earlier = [other for other in found if other.copy_of is None and other.is_before(one)]
    return min(earlier, key=lambda other: (other.when, other.pk), default=None)


def _carry_over(own: list[int], to: _Carrier, known: dict[int, _Carrier]) -> None:
    """Point the copies of an article to ``to``, or undo the links where they differ by now."""
    loose = own[_MOST_COPIES:]
    for pk in own[:_MOST_COPIES]:
        copy = known.get(pk)
        share = similarity(to.text, copy.text) if copy else 0.0
        if copy and pk != to.pk and share >= APART and to.is_before(copy):
            _set(copy, to, share)
        else:
            loose.append(pk)
    if loose:
        _lock(loose)
        parted = Article.objects.filter(pk__in=loose).exclude(pk=to.pk)
        parted.update(copy_of=None, copy_share=None)
        Sketch.objects.filter(article__in=loose).exclude(pk=to.pk).update(due=True)


def _adopt(one: _Carrier, other: _Carrier, known: dict[int, _Carrier], share: float) -> None:
    """Make ``other`` a copy of ``one`` if it is later, and what it was the first of, too."""
    root = known.get(other.copy_of) if other.copy_of else None
    if other.copy_of == one.pk or not one.is_before(other) or (root and root.is_before(one)):
        return
    own = list(Article.objects.filter(copy_of=other.pk).order_by("pk").values_list("pk", flat=True))
    _set(other, one, share)
    _carry_over(own, one, _carriers(own[:_MOST_COPIES]))


def _set(copy: _Carrier, first: _Carrier | None, share: float | None) -> None:
    """Store a link where it is news; none at all where ``first`` is None."""
    linked = Article.objects.filter(pk=copy.pk)
    if first is not None or copy.copy_of is not None:
        linked.update(copy_of=first.pk if first else None, copy_share=share)


def _carriers(pks: Iterable[int]) -> dict[int, _Carrier]:
    """The articles ``pks``, locked, with their texts. Two SQL queries, or none."""
    wanted = list(pks)
    if not wanted:
        return {}
    _lock(wanted)
    rows = Article.objects.filter(pk__in=wanted, current__isnull=False).values_list(
        "pk",
        "created",
        "published",
        "published_precision",
        "current__source",
        "copy_of",
        "current__text",
    )
    return {
        pk: _Carrier(pk, _when(created, published, precision, source), copy_of, text)
        for pk, created, published, precision, source, copy_of, text in rows
    }


def _lock(pks: list[int]) -> None:
    """Lock articles, or raise :class:`_Busy`: who stores a whole feed waits for nobody here."""
    rows = Article.objects.select_for_update(skip_locked=True, no_key=True)
    if len(rows.filter(pk__in=pks).values_list("pk")) < len(set(pks)):
        raise _Busy


def _when(created: datetime, published: datetime | None, precision: str, source: str) -> datetime:
    """When the words were out at the latest: as the outlet says, or when the desk had them.

    What a reader pasted proves no date. A day without a time counts as its end.
    """
    if published is None or source == Revision.Source.PASTE:
        return created
    day = timedelta(days=1) if precision == Article.Precision.DAY else timedelta(0)
    return min(created, published + day)
