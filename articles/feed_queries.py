"""Reads of feeds, of what is due for them, and of how far a refresh has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower
from django.db.models.lookups import LessThan

from articles.health import QUIET_AFTER, STALLED_AFTER, Due, Health, State, describe
from articles.models import Entry, Feed, Job, Service

#: How long the end of a refresh is still told.
TOLD_FOR = timedelta(minutes=15)
#: Failures of a refresh that are listed, newest first.
MOST_FAILURES = 8
#: Ways to narrow the list of feeds, in the order they are offered.
SHOWS = ("failing", "quiet", "paused")


def feed_list(now: datetime) -> QuerySet[Feed]:
    """Feeds with what is due for them and what came; pass them through :func:`with_health`.

    By folder, those in none last, then by title. One SQL query.
    """
    own_job = Job.objects.filter(kind=Job.Kind.FEED, target=OuterRef("pk"))
    entry_jobs = (
        Job.objects.filter(kind=Job.Kind.ENTRY, feed=OuterRef("pk"), state=Job.State.WAITING)
        .order_by()
        .values("feed")
    )
    brought = (
        Entry.objects.filter(feed=OuterRef("pk"), state=Entry.State.DONE)
        .order_by()
        .values("feed")
        .annotate(n=Count("article", distinct=True))
        .values("n")
    )
    soon = Q(due__lte=now + timedelta(minutes=1))
    return (
        Feed.objects.select_related("outlet", "subscription")
        .annotate(
            next_due=Subquery(own_job.values("due")[:1]),
            at_work=Exists(own_job.filter(leased_until__gt=now)),
            rest_until=Subquery(
                own_job.values("service__rest_until")[:1], output_field=DateTimeField()
            ),
            waiting=Subquery(
                entry_jobs.annotate(n=Count("pk")).values("n"), output_field=IntegerField()
            ),
            coming=Subquery(
                entry_jobs.annotate(n=Count("pk", filter=soon)).values("n"),
                output_field=IntegerField(),
            ),
            article_count=Subquery(brought, output_field=IntegerField()),
            no_folder=Case(When(folder="", then=Value(1)), default=Value(0)),
        )
        .order_by("no_folder", Lower("folder"), "folder", Lower("title"), "pk")
    )


def with_health(feeds: Iterable[Feed], now: datetime) -> Sequence[Feed]:
    """Give each feed of :func:`feed_list` its ``health``. No SQL query of its own."""
    feeds = list(feeds)
    for feed in feeds:
        feed.health = health_of(feed, now)  # type: ignore[attr-defined]
    return feeds


def health_of(feed: Feed, now: datetime) -> Health:
    """How a feed of :func:`feed_list` is doing. No SQL query of its own."""
    told = vars(feed)
    due = Due(told.get("next_due"), bool(told.get("at_work")), told.get("rest_until"))
    return describe(feed, now, due)


def is_busy(feed: Feed) -> bool:
    """Whether a feed of :func:`with_health` is about to change without anybody's doing."""
    health: Health = vars(feed)["health"]
    return health.state in {State.LOOKING, State.QUEUED} or bool(vars(feed).get("coming"))


def is_stalled(now: datetime) -> bool:
    """Whether work has been due for minutes and nothing shows that a worker runs.

    One SQL query.
    """
    since = now - STALLED_AFTER
    rests = Q(service__rest_until__gt=now)
    late = Job.objects.filter(state=Job.State.WAITING, due__lt=since).exclude(rests)
    return late.filter(
        ~Exists(Job.objects.filter(leased_until__gt=now)),
        ~Exists(Feed.objects.filter(last_fetched__gte=since)),
        ~Exists(Service.objects.filter(free_at__gte=since)),
    ).exists()


def shown(feeds: QuerySet[Feed], show: str, now: datetime, words: str = "") -> QuerySet[Feed]:
    """Those of ``feeds`` to be shown: one of :data:`SHOWS` or all, with ``words`` in their name.

    The name is the feed's, its outlet's or its address.
    """
    if show in SHOWS:
        feeds = feeds.filter(_rules(now)[show])
    for word in words.split():
        feeds = feeds.filter(
            Q(title__icontains=word) | Q(url__icontains=word) | Q(outlet__name__icontains=word)
        )
    return feeds


def feed_counts(now: datetime) -> dict[str, int]:
    """How many feeds there are in all, and of each of :data:`SHOWS`. One SQL query."""
    rules = _rules(now)
    return Feed.objects.aggregate(
        all=Count("pk"), **{show: Count("pk", filter=rules[show]) for show in SHOWS}
    )


def folder_counts(feeds: QuerySet[Feed]) -> dict[str, int]:
    """How many of ``feeds`` are in each folder. One SQL query."""
    return dict(
        feeds.order_by().values_list("folder").annotate(n=Count("pk")).values_list("folder", "n")
    )


def folder_names() -> list[str]:
    """Every folder that has a feed, in order. One SQL query."""
    named = Feed.objects.exclude(folder="").order_by(Lower("folder"), "folder")
    return list(dict.fromkeys(named.values_list("folder", flat=True)))


def _rules(now: datetime) -> dict[str, Q]:
    """What :mod:`articles.health` says of a feed, for choosing; no feed is in two of them."""
    gone = Q(last_result=Feed.Result.GONE)
    came = Coalesce(F("last_new"), F("created"))
    quiet = Q(last_result__in=[Feed.Result.NEW, Feed.Result.SAME], paused=False)
    return {
        "failing": gone | Q(last_result=Feed.Result.FAILED, paused=False),
        "quiet": quiet & Q(_before(came, now - QUIET_AFTER)),
        "paused": Q(paused=True) & ~gone,
    }


def _before(when: Coalesce, limit: datetime) -> Q:
    return Q(LessThan(when, Value(limit, output_field=DateTimeField())))


def feed_progress(feed: Feed) -> dict[str, int]:
    """How far a feed's entries have come: total, done, failed, waiting. One SQL query."""
    states = dict(
        feed.entries.values_list("state").annotate(count=Count("pk")).values_list("state", "count")
    )
    counts = {str(state): states.get(state, 0) for state in Entry.State.values}
    return {**counts, "total": sum(counts.values())}


def known_feeds(urls: Iterable[str]) -> set[str]:
    """Those of ``urls`` the desk follows already. One SQL query."""
    return set(Feed.objects.filter(url__in=list(urls)).values_list("url", flat=True))


def other_feed_at(address: str, feed: Feed) -> Feed | None:
    """The feed at ``address``, if it is another one than ``feed``. One SQL query."""
    return Feed.objects.filter(url=address).exclude(pk=feed.pk).first()


def looked_since_asked() -> Q:
    """Feeds that were looked at since they were last asked for.

    Also a moment before: a look that ended while all were being asked for counts, and so does
    one by a host whose clock is behind. Those asked for had not been looked at for minutes.
    """
    return Q(last_fetched__gte=F("asked") - timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class RefreshProgress:
    """How far the feeds have come that were asked for together; counts are of feeds."""

    asked: datetime
    total: int
    done: int
    failed: int
    #: Not looked at yet, because their services want to be left alone.
    resting: int
    #: Articles that are still to be brought in.
    coming: int
    #: Those that failed last, newest first.
    failures: tuple[Feed, ...]
    is_stalled: bool

    @property
    def step(self) -> str:
        """Changes a few times while it runs: often enough to tell somebody who listens."""
        return f"{4 * self.done // max(self.total, 1)}{self.is_over:d}{self.is_stalled:d}"

    @property
    def is_over(self) -> bool:
        """Whether no more feed of it will be looked at for now."""
        return self.done + self.resting >= self.total

    @property
    def nothing_works(self) -> bool:
        """Whether so many failed and so few did not that it may be the desk's own network."""
        return self.is_over and self.failed == self.done > 2

    @property
    def is_running(self) -> bool:
        """Whether it is worth looking again in a moment."""
        return not self.is_over and not self.is_stalled


def refresh_progress(now: datetime) -> RefreshProgress | None:
    """How far the latest refresh has come; None when it ended a while ago.

    At most three SQL queries.
    """
    latest = Feed.objects.exclude(asked=None).order_by("-asked").values("asked")[:1]
    # A feed that was paused meanwhile will not be looked at.
    looked, open_ = looked_since_asked(), Q(paused=False)
    rests = Exists(
        Job.objects.filter(
            kind=Job.Kind.FEED, target=OuterRef("pk"), lease=None, service__rest_until__gt=now
        )
    )
    asked = Feed.objects.filter(asked=Subquery(latest)).filter(looked | open_)
    failed = Q(last_result__in=[Feed.Result.FAILED, Feed.Result.GONE])
    told = asked.annotate(rests=rests).aggregate(
        when=Max("asked"),
        latest=Max("last_fetched", filter=looked),
        total=Count("pk"),
        done=Count("pk", filter=looked),
        failed=Count("pk", filter=looked & failed),
        resting=Count("pk", filter=~looked & Q(rests=True)),
    )
    moved = max(filter(None, (told["when"], told["latest"])), default=None)
    is_over = told["done"] + told["resting"] >= told["total"]
    if moved is None or (is_over and now - moved > TOLD_FOR):
        return None
    waiting = Job.objects.filter(kind=Job.Kind.ENTRY, state=Job.State.WAITING)
    return RefreshProgress(
        asked=told["when"],
        total=told["total"],
        done=told["done"],
        failed=told["failed"],
        resting=told["resting"],
        coming=waiting.filter(feed__asked=told["when"]).count(),
        failures=tuple(
            Feed.objects.filter(looked & failed, asked=told["when"]).order_by(
                "-last_fetched", "-pk"
            )[:MOST_FAILURES]
        ),
        is_stalled=not is_over and now - moved > STALLED_AFTER,
    )
