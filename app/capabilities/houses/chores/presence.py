"""Who is present on each day of a house, for chores: whoever is there in the night of the day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from app.capabilities.houses.beds.nights import Span, absence_span, stay_span
from app.capabilities.houses.beds.rows import AbsenceRow, StayRow

# The people present by the ordinal of the day, by id.
Presence = Mapping[int, tuple[str, ...]]


def presence(stays: Iterable[StayRow], absences: Iterable[AbsenceRow], days: Iterable[int]) -> Presence:
    """Give the people present on each of these days, whatever lies between them."""
    wanted = sorted(set(days))
    there: dict[int, set[str]] = {day: set() for day in wanted}

    def within(nights: Span | None) -> list[int]:
        return wanted[bisect_left(wanted, nights[0]) : bisect_left(wanted, nights[1])] if nights else []

    for stay in stays:
        for day in within(stay_span(stay)):
            there[day].add(stay.person)
    for absence in absences:
        for day in within(absence_span(absence)):
            there[day].discard(absence.person)
    return {day: tuple(sorted(people)) for day, people in there.items()}
