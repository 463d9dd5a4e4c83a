"""Links quotations that are the same words in several articles: they are one saying.

    due revisions -> utterances and their sketches -> those that share nothing are done
                  -> the others, one by one: what shares values -> gather -> store what is new

As with copies (services/copies.py), one revision at a time on the whole desk, each in a
transaction of its own. Only articles as they stand now count; what a reader dismissed as
no quotation does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from articles.models import Quote, QuoteSketch, Revision, Saying
from articles.saying_queries import came_out
from articles.services.utterances import Said, load, sketch_revisions
from articles.text.gathering import gathered
from articles.text.saying import same_words
from articles.text.spoken import keys

#: Rows looked at that share a value, and utterances compared for each of the article's own.
_MOST_ROWS = 2_000
_MOST_CANDIDATES = 10
#: Values of an article's utterances that are looked up.
_MOST_VALUES = 5_000
#: Articles of sayings concerned that are read again.
_MOST_ARTICLES = 200
#: Key of the advisory lock under which sayings are made; any number no other code uses.
_LOCK = 0x736179696E67


class _Busy(Exception):
    """Another transaction is at work on one of the quotations; it is tried again later."""


def link_sayings(most: int = 200) -> int:
    """Link the quotations of up to ``most`` due revisions; return how many were looked at.

    Idempotent. Revisions that share nothing with any other are done with in six SQL queries
    for all of them; each other one takes about ten, and two for each saying that changes.
    Never waits for quotations somebody else is changing: the revision stays due.
    """
    _forget_old()
    batch = _sketch(most)
    if not batch:
        return 0
    done = _settle_lone(batch)
    due = _due().filter(pk__in=batch).values_list("pk", flat=True)
    return done + sum(_try(pk) for pk in list(due))


def look_again(revision: Revision) -> None:
    """Have a revision's quotations linked anew, after a decision about one. One SQL query."""
    Revision.objects.filter(pk=revision.pk, sayings_due=False).update(sayings_due=True)


def _due() -> QuerySet[Revision]:
    return Revision.objects.filter(sayings_due=True, article__current=F("pk")).order_by("pk")


def _forget_old() -> None:
    """Revisions that another one followed before they were linked have nothing to be linked."""
    old = Revision.objects.filter(sayings_due=True, article__current__isnull=False)
    old.exclude(article__current=F("pk")).update(sayings_due=False)


@transaction.atomic
def _sketch(most: int) -> list[int]:
    """Sketch the utterances of up to ``most`` due revisions; return which. Five SQL queries."""
    rows = _due().select_for_update(skip_locked=True, of=("self",), no_key=True)
    return sketch_revisions(dict(rows.values_list("pk", "text")[:most]))


@transaction.atomic
def _settle_lone(batch: Sequence[int]) -> int:
    """Be done with revisions that nothing shares a value with; return how many there were.

    One that comes in meanwhile is due itself, and meets them then.
    """
    alike = QuoteSketch.objects.filter(
        values__overlap=OuterRef("values"),
        quote__revision=F("quote__revision__article__current"),
    ).exclude(quote__revision=OuterRef("quote__revision"))
    shared = QuoteSketch.objects.filter(Exists(alike), quote__revision=OuterRef("pk"))
    linked = Quote.objects.filter(saying__isnull=False, revision__article=OuterRef("article"))
    lone = (
        _due().filter(pk__in=batch).filter(~Exists(shared), ~Exists(linked))
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
    )  # fmt: skip
    found = [pk for (pk,) in lone.values_list("pk")]
    return Revision.objects.filter(pk__in=found).update(sayings_due=False)


def _try(pk: int) -> bool:
    """Link one revision, unless it or a quotation it has to do with is just being changed."""
    try:
        return _link_one(pk)
    except _Busy:
        return False


@transaction.atomic
def _link_one(pk: int) -> bool:
    """Link the revision ``pk`` if it is still due; False when somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    due = _due().select_for_update(skip_locked=True, of=("self",), no_key=True).filter(pk=pk)
    article = due.values_list("article", flat=True).first()
    if article is None:
        return False
    # Of older versions, and what is dismissed by now.
    past = dict(
        Quote.objects.filter(revision__article=article, saying__isnull=False)
        .exclude(~Q(status=Quote.Status.DISMISSED), revision=pk)
        .values_list("pk", "saying")
    )
    pool, concerned = _pool(pk, {saying for saying in past.values() if saying})
    _Plan(pool, concerned, past).carry_out()
    Revision.objects.filter(pk=pk).update(sayings_due=False)
    return True


def _pool(pk: int, sayings: set[int]) -> tuple[list[Said], set[int]]:
    """What is to be gathered: the revision's utterances and all they may belong with.

    Also the sayings concerned. Four SQL queries.
    """
    own = load([pk])
    heads = _candidates(pk, own)
    sayings |= {saying for one in own for saying in one.sayings}
    found = Quote.objects.filter(pk__in=heads).values_list("revision", "saying")
    revisions = dict.fromkeys(revision for revision, _saying in found)
    sayings |= {saying for _revision, saying in found if saying}
    members = (
        Quote.objects.filter(saying__in=sayings, revision=F("revision__article__current"))
        .order_by("-revision")
        .values_list("revision", flat=True)
        .distinct()
    )
    revisions |= dict.fromkeys(members[:_MOST_ARTICLES])
    revisions.pop(pk, None)
    others = [
        one
        for one in load(list(revisions))
        if one.head in heads or not sayings.isdisjoint(one.sayings)
    ]
    return own + others, sayings


def _candidates(pk: int, own: Sequence[Said]) -> set[int]:
    """First quotations of utterances that share most values with each of ``own``."""
    values = sorted({value for one in own for value in one.utterance.values})[:_MOST_VALUES]
    if not values:
        return set()
    rows = (
        QuoteSketch.objects.filter(
            values__overlap=values, quote__revision=F("quote__revision__article__current")
        )
        .exclude(quote__revision=pk)
        .exclude(quote__status=Quote.Status.DISMISSED)
        .order_by()
    )
    theirs = [(head, set(found)) for head, found in rows.values_list("pk", "values")[:_MOST_ROWS]]
    chosen: set[int] = set()
    for one in own:
        mine = one.utterance.values
        shared = sorted((-len(mine & found), head) for head, found in theirs if mine & found)
        chosen |= {head for _count, head in shared[:_MOST_CANDIDATES]}
    return chosen


class _Plan:
    """Which quotation belongs to which saying, against what is stored."""

    def __init__(
        self, pool: list[Said], concerned: set[int], past: Mapping[int, int | None]
    ) -> None:
        """``past`` are quotations that belong to no saying any more, by what they belonged to."""
        self.stored = {
            saying.pk: saying for saying in Saying.objects.filter(pk__in=concerned).order_by("pk")
        }
        found = gathered([one.utterance for one in pool])
        self.groups = [[pool[at] for at in places] for places in found.sayings]
        left = set(found.left)
        #: What every quotation looked at is to belong to; None for no saying.
        self.wanted: dict[int, int | None] = dict.fromkeys(past)
        self.before: dict[int, int | None] = dict(past)
        self.claimed: set[int] = set()
        for at, one in enumerate(pool):
            if at not in left:
                self.wanted |= dict.fromkeys(one.rows)
            self.before |= dict(zip(one.rows, one.row_sayings, strict=True))

    def carry_out(self) -> None:
        """Store what is not as wanted, and count anew."""
        for group, own in zip(self.groups, self._inherited(), strict=True):
            text = _fullest(group)
            kept = own[0] if own else self._heir(group)
            if kept is None:
                kept = Saying(text=text)
                kept.save()
            elif kept.text != text or kept.merged_into_id:
                Saying.objects.filter(pk=kept.pk).update(text=text, merged_into=None)
            self.stored[kept.pk] = kept
            self.claimed.add(kept.pk)
            for other in own[1:]:
                self._merge(other, kept)
            self.wanted |= {row: kept.pk for one in group for row in one.rows}
        self._store()
        _count_anew(self.stored)

    def _inherited(self) -> list[list[Saying]]:
        """The sayings each group goes on with, the oldest first; each saying is one group's."""
        own: list[list[Saying]] = [[] for _group in self.groups]
        for saying in self.stored.values():
            counts = [
                sum(one.row_sayings.count(saying.pk) for one in group) for group in self.groups
            ]
            if any(counts):
                own[counts.index(max(counts))].append(saying)
                self.claimed.add(saying.pk)
        return own

    def _heir(self, group: list[Said]) -> Saying | None:
        """A saying that a new version of its article left without quotations, if it is this."""
        for saying in self.stored.values():
            if saying.pk not in self.claimed and same_words(
                keys(saying.text), group[0].utterance.words
            ):
                self.claimed.add(saying.pk)
                return saying
        return None

    def _merge(self, other: Saying, kept: Saying) -> None:
        """Let ``other`` be ``kept`` from now on, with whatever else belongs to it."""
        rows = Quote.objects.filter(saying=other.pk).values_list("pk", flat=True)
        beyond = [row for row in rows if row not in self.wanted]
        self.before |= dict.fromkeys(beyond, other.pk)
        self.wanted |= dict.fromkeys(beyond, kept.pk)
        sayings = Saying.objects.filter(Q(pk=other.pk) | Q(merged_into=other.pk))
        sayings.update(merged_into=kept.pk, article_count=0, outlet_count=0)

    def _store(self) -> None:
        changed: dict[int | None, list[int]] = {}
        for row, saying in self.wanted.items():
            if self.before.get(row) != saying:
                changed.setdefault(saying, []).append(row)
        _lock(row for rows in changed.values() for row in rows)
        for saying, rows in changed.items():
            Quote.objects.filter(pk__in=rows).update(saying=saying)


def _fullest(group: list[Said]) -> str:
    """The fullest version; of those with the same words the one stored first."""
    words = group[0].utterance.words
    alike = (one for one in group if one.utterance.words == words)
    return min(alike, key=lambda one: one.head).text


def _lock(rows: Iterable[int]) -> None:
    """Lock quotations, or raise :class:`_Busy`: nobody who decides about one waits for us."""
    wanted = set(rows)
    if not wanted:
        return
    found = Quote.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=wanted)
    if len(found.order_by("pk").values_list("pk")) < len(wanted):
        raise _Busy


def _count_anew(sayings: Iterable[int]) -> None:
    """Count who carries each saying; one that a single article has left is no more.

    Two SQL queries, and one for each that is no more. An article that has a newer version,
    which is still to be linked, carries it until then.
    """
    wanted = set(sayings)
    article = "revision__article"
    counted = (
        Quote.objects.filter(saying__in=wanted)
        .exclude(status=Quote.Status.DISMISSED)
        .order_by()
        .values("saying")
        .annotate(
            articles=Count(article, distinct=True),
            outlets=Count(f"{article}__outlet", distinct=True),
            latest=Max(came_out(f"{article}__")),
            pending=Count("pk", filter=~Q(revision=F(f"{article}__current"))),
        )
    )
    rows = {row["saying"]: row for row in counted}
    gone = [pk for pk in wanted if pk not in rows or _is_gone(rows[pk])]
    kept = [
        Saying(
            pk=pk, article_count=row["articles"], outlet_count=row["outlets"], latest=row["latest"]
        )
        for pk, row in rows.items()
        if pk not in gone
    ]
    Saying.objects.bulk_update(kept, ["article_count", "outlet_count", "latest"])
    if gone:
        lone = [row for (row,) in Quote.objects.filter(saying__in=gone).values_list("pk")]
        _lock(lone)
        Quote.objects.filter(pk__in=lone).update(saying=None)
        Saying.objects.filter(pk__in=gone).update(article_count=0, outlet_count=0)


def _is_gone(row: Mapping[str, Any]) -> bool:
    return bool(row["articles"] < 2 and not row["pending"])
