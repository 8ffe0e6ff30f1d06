"""The hybrid logical clock (Kulkarni et al. 2014) in milliseconds: close to the wall, never behind what was seen."""

from __future__ import annotations

from collections.abc import Callable

from sync.primitives.errors import Malformed

AHEAD_LIMIT = 24 * 3600 * 1000
TIME_LIMIT = 1 << 47
"""No time reaches this (the year 6429), so that every time is a date that calendars know."""


def check_time(time: int) -> None:
    """Raise `Malformed` for a time before 1970 or beyond `TIME_LIMIT`."""
    if not 0 <= time < TIME_LIMIT:
        raise Malformed("a time is out of range")


class Clock:
    """Gives times for new operations; only the order of values shown side by side depends on it."""

    def __init__(self, wall: Callable[[], int], latest: int = 0) -> None:
        self._wall = wall
        self.latest = latest

    def tick(self) -> int:
        """Give a time for a new change, not before any taken in, and within the format however wrong the wall is."""
        self.latest = max(self.latest, min(self._wall(), TIME_LIMIT - 1))
        return self.latest

    def observe(self, time: int) -> bool:
        """Take in a time from elsewhere; one more than 24 h ahead of the wall is not followed and give False."""
        if time > self._wall() + AHEAD_LIMIT:
            return False
        self.latest = max(self.latest, time)
        return True
