"""Headcount: who is at the table and for whom to cook, from the stays alone, with sign-ups over that.

Breakfast and lunch of a day are for those present in the night before, dinner for those present in the night after.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.capabilities.houses.beds.nights import present_on
from app.capabilities.houses.beds.rows import AbsenceRow, StayRow

BREAKFAST = "breakfast"
LUNCH = "lunch"
DINNER = "dinner"
SORTS = (BREAKFAST, LUNCH, DINNER)
IN, NOT_IN, LATE, TAKEAWAY = "in", "out", "late", "takeaway"


@dataclass(frozen=True, slots=True)
class SignupRow:
    """What somebody said about one meal, and how many guests they bring."""

    id: str
    person: str
    answer: str = IN
    guests: int = 0


@dataclass(frozen=True, slots=True)
class Headcount:
    """Of a meal: who sits at the table, who eats late or takes it away, and how many guests of either."""

    at_table: tuple[str, ...]
    later: tuple[str, ...]
    guests_at_table: int
    guests_later: int

    @property
    def table(self) -> int:
        """Count the heads at the table."""
        return len(self.at_table) + self.guests_at_table

    @property
    def portions(self) -> int:
        """Count the portions to cook, with those who eat late or take it away."""
        return self.table + len(self.later) + self.guests_later

    @property
    def people(self) -> tuple[str, ...]:
        """Give everybody known who eats, by id."""
        return tuple(sorted((*self.at_table, *self.later)))

    @property
    def guests(self) -> int:
        """Count the guests, about whose diets nobody was asked."""
        return self.guests_at_table + self.guests_later


def night_of(day: datetime.date, sort: str) -> int:
    """Give the night that decides who eats: the one before breakfast and lunch, the one after dinner."""
    return day.toordinal() - (sort != DINNER)


def headcount(
    stays: Sequence[StayRow],
    absences: Sequence[AbsenceRow],
    day: datetime.date,
    sort: str,
    signups: Iterable[SignupRow] = (),
) -> Headcount:
    """Count a meal of a house.

    Args:
        stays: The stays in the house.
        absences: Who is away when.
        day: The day of the meal.
        sort: breakfast, lunch or dinner.
        signups: What people said about this meal; of two by one person the one with the larger id counts.
    """
    there = set(present_on(stays, absences, night_of(day, sort)))
    later: set[str] = set()
    guests = {True: 0, False: 0}
    for row in {row.person: row for row in sorted(signups, key=lambda row: row.id)}.values():
        there.discard(row.person)
        if row.answer == IN:
            there.add(row.person)
        elif row.answer in {LATE, TAKEAWAY}:
            later.add(row.person)
        guests[row.answer not in {LATE, TAKEAWAY}] += max(0, row.guests)
    return Headcount(tuple(sorted(there)), tuple(sorted(later)), guests[True], guests[False])
