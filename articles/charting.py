"""A small chart of how often somebody is quoted: one lane for all, one for each outlet.

Coordinates are units of the picture's own, which the style sheet stretches to the room
there is.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

#: Outlets with a lane of their own; all others share one.
MOST_LANES = 4
#: Periods drawn at least and at most; of longer times the latest are.
FEWEST, MOST = 12, 36
#: Units of a lane: what a period takes, the bar in it, and the height of the tallest.
STEP, BAR, HEIGHT = 10, 8, 40


@dataclass(frozen=True, slots=True)
class Counted:
    """How often an outlet (by key; None where it is unknown) quotes in a period."""

    first: date
    outlet: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Period:
    """A week, month or year by its first and last day."""

    unit: str
    first: date
    last: date

    @classmethod
    def holding(cls, unit: str, day: date) -> Period:
        """The period that a day falls in."""
        first = {
            "week": day - timedelta(days=min(day.weekday(), day.toordinal() - 1)),
            "month": day.replace(day=1),
            "year": day.replace(month=1, day=1),
        }[unit]
        return cls(unit, first, _last_day(unit, first))

    @property
    def name(self) -> str:
        """The period in words."""
        if self.unit == "week":
            # Translators: a week by its first day; see Django's date formats for the day's own.
            return _("week of %(day)s") % {"day": date_format(self.first, _("j F Y"))}
        return date_format(self.first, _("F Y") if self.unit == "month" else "Y")

    @property
    def value(self) -> tuple[str, str]:
        """What ``from`` and ``to`` hold in an address that asks for this period."""
        if self.unit == "week":
            return self.first.isoformat(), self.last.isoformat()
        told = self.first.isoformat()[: 7 if self.unit == "month" else 4]
        return told, told


@dataclass(frozen=True, slots=True)
class Bar:
    """One period of one lane."""

    period: Period
    count: int
    x: int
    y: float
    height: float
    #: Whether it is in the time asked for, and whether it is all of that.
    is_chosen: bool
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """Bars of one outlet; of all where ``name`` is empty, of others where ``outlet`` is None."""

    name: str
    outlet: object | None
    count: int
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Row:
    """One period in the table: how often in all, and in each outlet's lane."""

    period: Period
    count: int
    counts: list[int]


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture, and the same as a table."""

    unit: str
    total: Lane
    lanes: list[Lane]
    rows: list[Row]
    width: int
    most: int
    #: Quotations of the times before.
    earlier: int


def unit_for(first: date, last: date) -> str:
    """Weeks for up to a quarter of a year, months for up to three years, then years."""
    if last - first <= timedelta(weeks=14):
        return "week"
    return "month" if _months(last) - _months(first) < MOST else "year"


def chart(
    unit: str,
    counted: Iterable[Counted],
    outlets: Mapping[int, tuple[str, object]],
    chosen: tuple[date | None, date | None] = (None, None),
) -> Chart | None:
    """Draw counts; ``outlets`` gives each outlet's name and itself by key.

    ``chosen`` are the first and last day asked for. None where there is nothing to compare:
    fewer than two periods.
    """
    counted = list(counted)
    if len({row.first for row in counted}) < 2:
        return None
    periods = _periods(unit, max(row.first for row in counted), min(row.first for row in counted))
    drawn = {period.first for period in periods}
    shown = [row for row in counted if row.first in drawn]
    most = max(_by_period(shown).values())
    lanes = _lanes(shown, outlets, periods, chosen)
    total = _lane("", None, shown, periods, most, chosen)
    rows = [
        Row(bar.period, bar.count, [lane.bars[at].count for lane in lanes])
        for at, bar in enumerate(total.bars)
        if bar.count
    ]
    earlier = sum(row.count for row in counted) - total.count
    return Chart(unit, total, lanes, rows[::-1], len(periods) * STEP, most, earlier)


def _lanes(
    shown: list[Counted],
    outlets: Mapping[int, tuple[str, object]],
    periods: list[Period],
    chosen: tuple[date | None, date | None],
) -> list[Lane]:
    """A lane for each of those that quote most, and one for all others, if there are several."""
    sums: dict[int | None, int] = {}
    for row in shown:
        sums[row.outlet] = sums.get(row.outlet, 0) + row.count
    if len(sums) < 2:
        return []
    known = sorted(
        (key for key in sums if key in outlets), key=lambda key: (-sums[key], outlets[key or 0][0])
    )
    named = known[: MOST_LANES if len(sums) > MOST_LANES + 1 else MOST_LANES + 1]
    groups = [(*outlets[key or 0], [row for row in shown if row.outlet == key]) for key in named]
    if others := [row for row in shown if row.outlet not in named]:
        groups.append((_("Others"), None, others))
    # One scale for all of them, so that they can be compared.
    most = max(max(_by_period(rows).values()) for _name, _outlet, rows in groups)
    return [_lane(name, outlet, rows, periods, most, chosen) for name, outlet, rows in groups]


def _lane(
    name: str,
    outlet: object | None,
    rows: list[Counted],
    periods: list[Period],
    most: int,
    chosen: tuple[date | None, date | None],
) -> Lane:
    counts = _by_period(rows)
    bars = []
    for at, period in enumerate(periods):
        count = counts.get(period.first, 0)
        # Even one of very many is seen.
        height = max(round(HEIGHT * count / most, 1), 1.5) if count else 0.0
        x, y = at * STEP + (STEP - BAR) // 2, round(HEIGHT - height, 1)
        alone = chosen == (period.first, period.last)
        bars.append(Bar(period, count, x, y, height, _is_chosen(period, chosen), alone))
    return Lane(name, outlet, sum(counts.values()), bars)


def _by_period(rows: Iterable[Counted]) -> dict[date, int]:
    counts: dict[date, int] = {}
    for row in rows:
        counts[row.first] = counts.get(row.first, 0) + row.count
    return counts


def _is_chosen(period: Period, chosen: tuple[date | None, date | None]) -> bool:
    first, last = chosen
    if first is None and last is None:
        return False
    return (first is None or first <= period.first) and (last is None or period.last <= last)


def _periods(unit: str, latest: date, earliest: date) -> list[Period]:
    """Periods up to the latest, in order: back to the earliest, within the limits."""
    periods: list[Period] = []
    first = latest
    while len(periods) < MOST and (first >= earliest or len(periods) < FEWEST):
        periods.append(Period.holding(unit, first))
        if first <= date.min + timedelta(days=366):
            break
        first = _before(unit, first)
    return periods[::-1]


def _before(unit: str, first: date) -> date:
    if unit == "week":
        return first - timedelta(days=7)
    if unit == "month":
        return (first - timedelta(days=1)).replace(day=1)
    return first.replace(year=first.year - 1)


def _last_day(unit: str, first: date) -> date:
    if unit == "week":
        return first + timedelta(days=6)
    if unit == "month":
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first.replace(month=12, day=31)


def _months(day: date) -> int:
    return 12 * day.year + day.month


def days_asked(first: str, last: str) -> tuple[date | None, date | None]:
    """The first and last day that two parts of an address mean: 2026, 2026-03 or 2026-03-09.

    What is no date is None, as is everything where the two are in the wrong order.
    """
    start, end = _span(first)[0], _span(last)[1]
    return (start, end) if not (start and end and end < start) else (None, None)


def _span(told: str) -> tuple[date | None, date | None]:
    """First and last day of what was told."""
    unit = {4: "year", 7: "month", 10: "day"}.get(len(told))
    try:
        first = date.fromisoformat(told + "-01-01"[len(told) - 4 :]) if unit else None
    except ValueError:
        first = None
    if first is None or unit is None:
        return None, None
    return first, first if unit == "day" else _last_day(unit, first)
