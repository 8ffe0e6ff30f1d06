"""What day and what time it is for a group: the clock that was handed in, seen in the time zone that it agreed on."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Almanac:
    """The clock (aware), the zone, the first day of a week counted from Monday, and the days that are free."""

    clock: Callable[[], datetime.datetime]
    zone: datetime.tzinfo = datetime.UTC
    first_weekday: int = 0
    free_days: frozenset[datetime.date] = frozenset()

    def now(self) -> datetime.datetime:
        """Give the time it is."""
        return self.here(self.clock())

    def today(self) -> datetime.date:
        """Give the day it is."""
        return self.now().date()

    def here(self, at: datetime.datetime) -> datetime.datetime:
        """Give a time as clocks show it in the zone."""
        return at.astimezone(self.zone)

    def day(self, at: datetime.datetime) -> datetime.date:
        """Give the day on which something was."""
        return self.here(at).date()

    def stamp(self, at: datetime.datetime) -> str:
        """Write day and time as lists of the command line do."""
        return f"{self.here(at):%Y-%m-%d %H:%M}"

    def week_of(self, day: datetime.date) -> datetime.date:
        """Give the first day of the week that a day is in; of the very first days, the first of all."""
        back = (day.weekday() - self.first_weekday) % _WEEK
        return datetime.date.fromordinal(max(day.toordinal() - back, 1))


def seen_from(at: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
    """Give a time in the zone of ``now``, which knows its zone."""
    assert now.tzinfo is not None
    return at.astimezone(now.tzinfo)
