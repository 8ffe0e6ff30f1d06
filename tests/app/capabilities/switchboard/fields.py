"""Small fields for the tests of the switchboard."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from random import Random
from typing import Any

from app.capabilities.switchboard.plan_service import plan_week
from app.capabilities.switchboard.planning.answer import WeekPlan
from app.capabilities.switchboard.rows import NEED, OFFER, URGENCIES, ListingBook, ListingRow, TimeWindow
from app.services.jobs import Progress

MONDAY = datetime.date(2026, 3, 2)


def window(weekday: int, begin: int, until: int) -> TimeWindow:
    """Give a window on a weekday between two hours."""
    return TimeWindow(60 * begin, 60 * until, weekday)


def need(name: str, quantity: int, *windows: TimeWindow, **more: Any) -> ListingRow:
    """Give a need of minutes."""
    return ListingRow(name, NEED, "hours", name, quantity, "minutes", windows=windows, **more)


def offer(name: str, quantity: int, *windows: TimeWindow, **more: Any) -> ListingRow:
    """Give an offer of minutes, every week."""
    return ListingRow(
        name, OFFER, "hours", name, quantity, "minutes", capacity_week=quantity, standing=True, windows=windows, **more
    )


def field(*listings: ListingRow, **more: Any) -> ListingBook:
    """Give a field of these."""
    return ListingBook({each.id: each for each in listings}, **more)


def plan(of: ListingBook, progress: Progress | None = None) -> WeekPlan:
    """Give the plan of the week, on its Monday."""
    return plan_week(of, MONDAY, MONDAY, progress or Progress())


def given(found: WeekPlan) -> dict[tuple[str, str], int]:
    """Tell what a plan gives, by pair."""
    sums: dict[tuple[str, str], int] = {}
    for each in found.matches:
        sums[each.need, each.offer] = sums.get((each.need, each.offer), 0) + each.quantity
    return sums


def small(random: Random, needs: int, offers: int) -> ListingBook:
    """Give a small field of every sort of limit, with windows of a few hours on two days."""
    listings = [
        need(
            f"n{number}",
            30 * random.randint(1, 6),
            *_windows(random),
            urgency=random.choice(URGENCIES),
            most_helpers=random.choice((1, 2, None)),
            all_or_nothing=random.random() < 0.3,
        )
        for number in range(needs)
    ]
    for number in range(offers):
        who = f"p{number}" if random.random() < 0.7 else "p0"
        listings.append(offer(f"o{number}", 30 * random.randint(1, 6), *_windows(random), of=who))
    return field(*listings)


def _windows(random: Random) -> Sequence[TimeWindow]:
    """No window, or one or two."""
    found: list[TimeWindow] = []
    for _number in range(random.choice((0, 1, 1, 2))):
        begin = random.randint(9, 14)
        found.append(window(random.randrange(2), begin, begin + random.randint(1, 3)))
    return tuple(found)
