"""Time that two listings share: stretches of weeks and days, also beyond midnight."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from app.capabilities.switchboard.grid import DAY, STEP, WEEK
from app.capabilities.switchboard.rows import TimeWindow
from app.records.days import days_on

Stretch = tuple[int, int]
_ANY_MONDAY = datetime.date.min + datetime.timedelta(days=7)  # The first day of all is a Monday.


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join stretches that touch or overlap; empty ones go."""
    joined: list[Stretch] = []
    for begin, until in sorted(stretches):
        if until <= begin:
            continue
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((begin, until))
    return joined


def meet(one: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """Give what two sorted lists of stretches share."""
    shared: list[Stretch] = []
    i = j = 0
    while i < len(one) and j < len(other):
        begin, until = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if begin < until:
            shared.append((begin, until))
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return shared


def length(stretches: Iterable[Stretch]) -> int:
    """Add up minutes."""
    return sum(until - begin for begin, until in stretches)


def on_grid(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Cut stretches inward to whole steps."""
    return [
        (first, last)
        for begin, until in stretches
        if (first := -(-begin // STEP) * STEP) < (last := until // STEP * STEP)
    ]


def steps(stretches: Iterable[Stretch]) -> int:
    """Give the steps of the grid that stretches cover as bits of one number, so that thousands are compared at once."""
    bits = 0
    for begin, until in stretches:
        bits |= (1 << until // STEP) - (1 << begin // STEP)
    return bits


def of_week(windows: Sequence[TimeWindow], monday: datetime.date, first: datetime.date | None = None) -> list[Stretch]:
    """Give the minutes of one week, from its Monday's midnight, that windows cover; no windows: all of it.

    What begins on Sunday and ends on Monday counts with the part that lies in the week, on either side.
    Days before ``first`` are over.
    """
    over = 0 if first is None else max(0, (first - monday).days) * DAY
    if not windows:
        return union([(over, WEEK)])
    found: list[Stretch] = []
    for each in windows:
        if each.day is not None:
            offset = (each.day - monday).days * DAY
            found.append((offset + each.begin, offset + each.until))
        elif each.weekday is not None:
            offset = each.weekday * DAY
            found.extend((offset + each.begin + shift, offset + each.until + shift) for shift in (-WEEK, 0))
    return union((max(begin, over), min(until, WEEK)) for begin, until in found)


def monday_of(day: datetime.date) -> datetime.date:
    """Give the Monday of a day's week."""
    return day - datetime.timedelta(days=day.weekday())


class CommonTime:
    """The time that two sides have in common; what windows are in a week is worked out once for each of both."""

    def __init__(self, today: datetime.date) -> None:
        self._today = today
        self._weekly: dict[Sequence[TimeWindow], list[Stretch]] = {}
        self._in_week: dict[tuple[Sequence[TimeWindow], datetime.date], list[Stretch]] = {}
        self._named: dict[Sequence[TimeWindow], frozenset[datetime.date]] = {}

    def of(self, need: Sequence[TimeWindow], offer: Sequence[TimeWindow]) -> int | None:
        """Give the minutes on the grid that both have free in the week where they share most; ``None``: any time.

        Weekly windows are looked at in a week of their own, windows of named days in theirs, unless they are over.
        """
        if not need and not offer:
            return None
        named = self._days(need) | self._days(offer)
        if not named:
            return _common(self._every_week(need), self._every_week(offer))
        mondays = {monday_of(days_on(day, 7 * shift)) for day in named for shift in (0, 1)}
        mondays.add(monday_of(days_on(max(named), 14)))
        return max(_common(self._week(need, monday), self._week(offer, monday)) for monday in mondays)

    def _days(self, windows: Sequence[TimeWindow]) -> frozenset[datetime.date]:
        """Give the days that windows name and that are not over."""
        if windows not in self._named:
            days = (each.day for each in windows)
            self._named[windows] = frozenset(day for day in days if day is not None and day >= self._today)
        return self._named[windows]

    def _every_week(self, windows: Sequence[TimeWindow]) -> list[Stretch]:
        """Give the stretches of weekly windows; a side that names days only has none in such a week."""
        if windows not in self._weekly:
            weekly = [each for each in windows if each.day is None]
            self._weekly[windows] = of_week(weekly, _ANY_MONDAY) if weekly or not windows else []
        return self._weekly[windows]

    def _week(self, windows: Sequence[TimeWindow], monday: datetime.date) -> list[Stretch]:
        """Give the stretches of one week."""
        key = (windows, monday)
        if key not in self._in_week:
            self._in_week[key] = of_week(windows, monday, self._today)
        return self._in_week[key]


def _common(one: Sequence[Stretch], other: Sequence[Stretch]) -> int:
    """Give the minutes on the grid that two lists of stretches share."""
    return length(on_grid(meet(one, other)))
