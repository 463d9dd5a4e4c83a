"""When a feed is looked at again, and why then. Arithmetic only: no clock, no chance, no store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

#: Bounds of the time between two looks at a feed.
SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)
#: So many looks in a row have to be sent on to one address before it is believed.
SIGHTINGS = 3
#: How far the time is spread either way, so that feeds do not come due together.
_SPREAD = 0.1
#: A feed none of whose entries is younger than so many of its usual gaps has gone quiet.
_QUIET_AFTER = 10


class Outcome(StrEnum):
    """How a look at a feed ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Reason(StrEnum):
    """Why the next look is when it is."""

    LEARNED = "learned"
    CACHE = "cache"
    ASKED = "asked"
    FAILING = "failing"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What others want the wait to be: at least these long. All in seconds, none unless said."""

    #: Freshness by Cache-Control or Expires, and the feed's own ttl.
    cache: int | None = None
    #: Retry-After.
    retry: int | None = None
    #: How seldom polling is enough while a hub tells of news.
    hub: int | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """When a feed is due again, the interval to remember, and the reason."""

    due: datetime
    interval: timedelta
    reason: Reason


def rhythm(moments: Iterable[datetime], now: datetime) -> timedelta | None:
    """The usual time between two entries, from their dates; None if they do not tell.

    The median of the gaps between the newest thirty that are not in the future. A feed that
    has been silent for ten such gaps has lost its rhythm.
    """
    newest = sorted({moment for moment in moments if moment <= now}, reverse=True)[:30]
    if len(newest) < 4:
        return None
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(newest)]
    usual = timedelta(seconds=median(gaps))
    if now - newest[0] > max(usual * _QUIET_AFTER, timedelta(days=1)):
        return None
    return usual


def learn(
    interval: timedelta,
    outcome: Outcome,
    *,
    failures: int = 0,
    usual: timedelta | None = None,
    first: bool = False,
) -> timedelta:
    """The time to wait after a look, learned from the ``interval`` waited before it.

    A change halves it, none lengthens it by a half, and each of ``failures`` in a row
    doubles it. It never grows beyond the ``usual`` gap between the feed's entries, and the
    ``first`` look starts from half of that.
    """
    if outcome is Outcome.FAILED:
        return _bounded(interval * 2 ** min(max(failures, 1), 12))
    if first:
        return _bounded(usual / 2 if usual else interval)
    learned = interval / 2 if outcome is Outcome.CHANGED else interval * 1.5
    return _bounded(min(learned, max(usual, SHORTEST)) if usual else learned)


def plan(
    now: datetime,
    outcome: Outcome,
    interval: timedelta,
    *,
    chance: float,
    wishes: Wishes | None = None,
    failures: int = 0,
    usual: timedelta | None = None,
    first: bool = False,
) -> Next:
    """When a feed is due again.

    ``chance`` is a number from 0 to 1 the caller draws; it spreads the time by a tenth
    either way, but never below what others want nor beyond a day.
    """
    wishes = wishes or Wishes()
    learned = learn(interval, outcome, failures=failures, usual=usual, first=first)
    reason = Reason.FAILING if outcome is Outcome.FAILED else Reason.LEARNED
    wait = learned * (1 + _SPREAD * (2 * min(max(chance, 0.0), 1.0) - 1))
    wanted = ((wishes.hub, Reason.HUB), (wishes.cache, Reason.CACHE), (wishes.retry, Reason.ASKED))
    for seconds, why in wanted:
        floor = timedelta(seconds=min(max(seconds or 0, 0), int(LONGEST.total_seconds())))
        if floor > wait:
            wait, reason = floor, why
    return Next(now + min(max(wait, SHORTEST), LONGEST), learned, reason)


def _bounded(interval: timedelta) -> timedelta:
    return min(max(interval, SHORTEST), LONGEST)
