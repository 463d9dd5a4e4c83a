"""When feeds are looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from articles.pipeline.schedule import Outcome, Reason, Wishes, learn, plan, rhythm

NOW = datetime(2024, 3, 3, 12, 0, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("interval", "outcome", "failures", "expected"),
    [
        (HOUR, Outcome.CHANGED, 0, HOUR / 2),
        (HOUR, Outcome.UNCHANGED, 0, HOUR * 1.5),
        (5 * MINUTE, Outcome.CHANGED, 0, 5 * MINUTE),
        (20 * HOUR, Outcome.UNCHANGED, 0, DAY),
        (HOUR, Outcome.FAILED, 1, 2 * HOUR),
        (HOUR, Outcome.FAILED, 3, 8 * HOUR),
        (HOUR, Outcome.FAILED, 10**9, DAY),
    ],
)
def test_the_interval_is_learned_within_bounds(
    interval: timedelta, outcome: Outcome, failures: int, expected: timedelta
) -> None:
    assert learn(interval, outcome, failures=failures) == expected


def test_a_feed_with_a_rhythm_is_never_left_alone_for_longer_than_that() -> None:
    usual = 2 * HOUR
    assert learn(HOUR, Outcome.UNCHANGED, usual=2 * HOUR, first=True) == HOUR
    assert learn(1.9 * HOUR, Outcome.UNCHANGED, usual=usual) == usual
    assert learn(4 * HOUR, Outcome.CHANGED, usual=MINUTE) == 5 * MINUTE


def test_an_unchanging_feed_is_learned_to_be_looked_at_daily_and_a_busy_one_often() -> None:
    quiet = busy = HOUR
    for _look in range(12):
        quiet = learn(quiet, Outcome.UNCHANGED)
        busy = learn(busy, Outcome.CHANGED)
    assert (quiet, busy) == (DAY, 5 * MINUTE)


@pytest.mark.parametrize(
    ("hours_ago", "expected"),
    [
        ([], None),
        ([1, 2, 3], None),
        ([0, 2, 4, 6, 8], 2 * HOUR),
        ([0, 1, 2, 3, 200], HOUR),
        ([-50, 0, 2, 4, 6], 2 * HOUR),
        ([100, 101, 102, 103], None),
        ([1, 1, 1, 1], None),
    ],
)
def test_the_dates_of_entries_tell_a_feeds_rhythm(
    hours_ago: list[int], expected: timedelta | None
) -> None:
    assert rhythm([NOW - hours * HOUR for hours in hours_ago], NOW) == expected


@pytest.mark.parametrize(
    ("wishes", "wait", "reason"),
    [
        (Wishes(), HOUR, Reason.LEARNED),
        (Wishes(cache=60), HOUR, Reason.LEARNED),
        (Wishes(cache=7200), 2 * HOUR, Reason.CACHE),
        (Wishes(cache=7200, retry=9000), 2.5 * HOUR, Reason.ASKED),
        (Wishes(hub=6 * 3600, cache=7200), 6 * HOUR, Reason.HUB),
        (Wishes(retry=10**12), DAY, Reason.ASKED),
        (Wishes(retry=-5, cache=-1), HOUR, Reason.LEARNED),
    ],
)
def test_what_others_want_is_honoured_up_to_a_day_and_named(
    wishes: Wishes, wait: timedelta, reason: Reason
) -> None:
    planned = plan(NOW, Outcome.CHANGED, 2 * HOUR, chance=0.5, wishes=wishes)
    assert (planned.due - NOW, planned.reason, planned.interval) == (wait, reason, HOUR)


def test_the_next_look_is_spread_but_never_before_what_was_asked() -> None:
    early = plan(NOW, Outcome.UNCHANGED, HOUR, chance=0.0)
    late = plan(NOW, Outcome.UNCHANGED, HOUR, chance=1.0)
    asked = plan(NOW, Outcome.FAILED, HOUR, chance=0.0, wishes=Wishes(retry=7200), failures=1)
    assert early.interval == HOUR * 1.5
    assert (early.due - NOW, late.due - NOW) == (HOUR * 1.35, HOUR * 1.65)
    assert (asked.due - NOW, asked.reason) == (2 * HOUR, Reason.ASKED)


def test_a_failing_feed_says_so() -> None:
    assert plan(NOW, Outcome.FAILED, HOUR, chance=0.5, failures=1).reason is Reason.FAILING
