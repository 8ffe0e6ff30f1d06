"""Plain rows of chores as the rules read them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

OPEN, ASSIGNED, DONE, VERIFIED, MISSED, SWAPPED = "open", "assigned", "done", "verified", "missed", "swapped"
# A slot that somebody has done counts for them for good.
CREDITED = frozenset({DONE, VERIFIED})


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A chore on a day: so many minutes, for whom, and how it went; ``may`` names who may take it, None for all."""

    id: str
    chore: str
    on_day: datetime.date
    minutes: int
    who: str | None = None
    status: str = OPEN
    may: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person takes on at most: minutes in a week (Monday to Sunday) and slots on a day."""

    minutes_a_week: int | None = None
    slots_a_day: int | None = None


@dataclass(frozen=True, slots=True)
class ChoreWish:
    """That somebody wants a chore, or would rather not have it."""

    person: str
    chore: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class ChoreAccount:
    """A person's share of the chores in minutes: owed by being there, done or taken on, and the difference."""

    person: str
    owed: Fraction
    done: Fraction

    @property
    def drift(self) -> Fraction:
        """Give minutes done less minutes owed: positive is ahead."""
        return self.done - self.owed
