"""How good the forecast has been: what it would have said of past weeks, beside what was worked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.capabilities.people.flow.arithmetic import decimal_of, rounded
from app.capabilities.people.flow.forecast import WEEK, ForecastRows, forecast
from app.capabilities.people.flow.tenures import TenureWindow

WEEKS = 12
_WEEK = datetime.timedelta(days=WEEK)


@dataclass(frozen=True, slots=True)
class Worked:
    """Minutes that somebody worked on a day, and the first day of whoever did."""

    id: str
    on_day: datetime.date
    minutes: int
    since: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """A past week in hours: what was forecast with its span, what was worked, and what the week before it brought.

    ``newcomers`` is the part that was worked by those who came in that week: the forecast gives them apart.
    """

    first: datetime.date
    expected: Decimal
    low: Decimal
    high: Decimal
    worked: Decimal
    newcomers: Decimal
    last_week: Decimal

    @property
    def held(self) -> bool:
        """Say whether the hours of those whom the span is about were within it."""
        return self.low <= self.worked - self.newcomers <= self.high


@dataclass(frozen=True, slots=True)
class BackTest:
    """The weeks, oldest first, and the mean of what forecast and "the same as last week" were off, in hours."""

    weeks: tuple[Tested, ...]
    mean_error: Decimal
    mean_error_last_week: Decimal
    held: int


def backtest(
    known_by: Callable[[datetime.date], tuple[ForecastRows, TenureWindow]],
    worked: Iterable[Worked],
    as_of: datetime.date,
) -> BackTest:
    """Forecast each of the last twelve whole weeks from what had been recorded by its first day."""
    minutes = list(worked)
    found: list[Tested] = []
    for back in range(WEEKS, 0, -1):
        first = as_of - _WEEK * back
        rows, window = known_by(first)
        (week,) = forecast(rows, window, 1).weeks
        done, before = _hours(minutes, first), _hours(minutes, first - _WEEK)
        new = _hours((each for each in minutes if each.since is not None and each.since >= first), first)
        found.append(Tested(first, week.expected, week.low, week.high, done, new, before))
    return BackTest(
        tuple(found),
        _mean([abs(each.expected - each.worked) for each in found]),
        _mean([abs(each.last_week - each.worked) for each in found]),
        sum(each.held for each in found),
    )


def _hours(worked: Iterable[Worked], first: datetime.date) -> Decimal:
    """Sum up the hours worked in a week."""
    minutes = sum(max(0, each.minutes) for each in worked if first <= each.on_day < first + _WEEK)
    return rounded(decimal_of(Fraction(minutes, 60)))


def _mean(values: list[Decimal]) -> Decimal:
    """Give the mean of some hours."""
    return rounded(decimal_of(sum(map(Fraction, values), Fraction(0)) / len(values)))
