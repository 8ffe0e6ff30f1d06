"""Who is present on each day of a house, for chores: whoever is there in the night of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.capabilities.houses.beds.nights import Span, nights_present
from app.capabilities.houses.beds.rows import AbsenceRow, StayRow

# The people present by the ordinal of the day, by id.
Presence = Mapping[int, tuple[str, ...]]


def presence(stays: Sequence[StayRow], absences: Sequence[AbsenceRow], window: Span) -> Presence:
    """Give the people present on every day of the window."""
    days: dict[int, list[str]] = {night: [] for night in range(*window)}
    for person, nights in nights_present(stays, absences, window).items():
        for night in nights:
            days[night].append(person)
    return {night: tuple(people) for night, people in days.items()}
