"""The page of a day, and how full the houses are, night by night."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.nights import Span, present_on, stay_span
from app.capabilities.houses.beds.rows import StayRow


@dataclass(frozen=True, slots=True)
class NightCount:
    """Of one night: beds that stays hold (each stay counts, also where a bed is given twice), and beds open."""

    night: int
    held: int
    open: int

    @property
    def occupancy(self) -> Fraction | None:
        """Give held over open, over 1 where beds are given twice; None if no bed is open."""
        return Fraction(self.held, self.open) if self.open else None


@dataclass(frozen=True, slots=True)
class DayPage:
    """Who is in, comes and goes on a day, and which beds are free in its night; all by id."""

    day: datetime.date
    in_house: tuple[StayRow, ...]
    away: tuple[StayRow, ...]
    arrivals: tuple[StayRow, ...]
    departures: tuple[StayRow, ...]
    vacancies: tuple[str, ...]
    count: NightCount


def night_counts(calendar: BedCalendar, window: Span, *, house: str | None = None) -> list[NightCount]:
    """Count held and open beds for every night of the window, of one house or of all."""
    begin, length = window[0], window[1] - window[0]
    held = [0] * (length + 1)
    shut = [0] * length
    beds = [bed for bed in calendar.beds if house is None or calendar.house_of(bed) == house]
    for bed in beds:
        closed: set[int] = set()
        for first, end, _by, is_closed in calendar.spans_of(bed, window):
            begins = first - begin if first > begin else 0
            ends = end - begin if end < window[1] else length
            if is_closed:
                closed.update(range(begins, ends))
            else:
                held[begins] += 1
                held[ends] -= 1
        for night in closed:
            shut[night] += 1
    counts: list[NightCount] = []
    running = 0
    for offset in range(length):
        running += held[offset]
        counts.append(NightCount(window[0] + offset, running, len(beds) - shut[offset]))
    return counts


def average_occupancy(counts: Sequence[NightCount]) -> Fraction | None:
    """Give nights held over nights open; None if no bed was open in any night."""
    nights_open = sum(count.open for count in counts)
    return Fraction(sum(count.held for count in counts), nights_open) if nights_open else None


def day_page(calendar: BedCalendar, day: datetime.date, *, house: str | None = None) -> DayPage:
    """Put together the page of a day, of one house or of all."""
    night = day.toordinal()
    in_house: list[StayRow] = []
    arrivals: list[StayRow] = []
    departures: list[StayRow] = []
    for stay in sorted(calendar.plan.stays, key=lambda stay: stay.id):
        nights = stay_span(stay)
        if nights is None or not _is_of(calendar, stay, house):
            continue
        if nights[0] <= night < nights[1]:
            in_house.append(stay)
        if nights[0] == night:
            arrivals.append(stay)
        if nights[1] == night:
            departures.append(stay)
    there = set(present_on(in_house, calendar.plan.absences, night))
    tonight = (night, night + 1)
    free = [
        bed
        for bed in calendar.beds
        if (house is None or calendar.house_of(bed) == house) and calendar.is_free(bed, tonight)
    ]
    return DayPage(
        day,
        tuple(stay for stay in in_house if stay.person in there),
        tuple(stay for stay in in_house if stay.person not in there),
        tuple(arrivals),
        tuple(departures),
        tuple(free),
        night_counts(calendar, tonight, house=house)[0],
    )


def _is_of(calendar: BedCalendar, stay: StayRow, house: str | None) -> bool:
    """Say if a stay concerns the house; one without a bed concerns the page of all houses."""
    return house is None or (stay.bed is not None and calendar.house_of(stay.bed) == house)
