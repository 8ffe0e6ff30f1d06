"""Nights: that of day t is from t to t + 1; calendar days throughout, no clock and no zone.

Inside the rules a night is the ordinal of its day (``date.toordinal``) and a span is half open.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from app.capabilities.houses.beds.rows import AbsenceRow, ClosureRow, StayRow

Span = tuple[int, int]
# The end of what has no end: the last day of the calendar.
FAR = datetime.date.max.toordinal()
CANCELLED = "cancelled"
OUT = "out"


def span(from_day: datetime.date | None, to_day: datetime.date | None) -> Span | None:
    """Give the nights from the first day up to, without, the last; None if there is none."""
    if from_day is None:
        return None
    first = from_day.toordinal()
    end = FAR if to_day is None else to_day.toordinal()
    return (first, end) if first < end else None


def stay_span(stay: StayRow) -> Span | None:
    """Give the nights of a stay: none if it is cancelled, or over without anybody knowing since when."""
    if stay.status == CANCELLED or (stay.status == OUT and stay.to_day is None):
        return None
    return span(stay.from_day, stay.to_day)


def closure_span(closure: ClosureRow) -> Span | None:
    """Give the nights in which the place is closed."""
    return span(closure.from_day, closure.to_day)


def absence_span(absence: AbsenceRow) -> Span | None:
    """Give the nights in which somebody is away."""
    return span(absence.from_day, absence.back_on)


def overlap(one: Span, other: Span) -> int:
    """Count the nights that two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def clipped(nights: Span, window: Span) -> Span | None:
    """Keep the nights that are in the window."""
    first, end = max(nights[0], window[0]), min(nights[1], window[1])
    return (first, end) if first < end else None


def day_of(night: int) -> datetime.date | None:
    """Give the day of an ordinal; None for the end of what has no end."""
    return None if night >= FAR else datetime.date.fromordinal(night)


def nights_present(stays: Iterable[StayRow], absences: Iterable[AbsenceRow], window: Span) -> dict[str, list[int]]:
    """Give each person's nights in the window, each night once however many stays hold it, without absences."""
    held: defaultdict[str, set[int]] = defaultdict(set)
    for stay in stays:
        nights = stay_span(stay)
        inside = nights and clipped(nights, window)
        if inside:
            held[stay.person].update(range(*inside))
    for absence in absences:
        nights = absence_span(absence)
        inside = nights and clipped(nights, window)
        if inside and absence.person in held:
            held[absence.person].difference_update(range(*inside))
    return {person: sorted(nights) for person, nights in sorted(held.items()) if nights}


def present_on(stays: Iterable[StayRow], absences: Iterable[AbsenceRow], night: int) -> list[str]:
    """Give the people who are present in one night, by id."""
    return list(nights_present(stays, absences, (night, night + 1)))
