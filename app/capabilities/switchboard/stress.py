"""A large field made by a seed: two thousand needs and offers, skills some of which are scarce. For measurements."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from random import Random

from app.capabilities.switchboard.rows import NEED, OFFER, URGENCIES, ListingBook, ListingRow, SkillLevel, TimeWindow

_SKILLS = 40
_AREAS = 12
_LANGUAGES = ("en", "de", "fr", "ar", "tr", "uk")


def stress(count: int, random: Random, day: datetime.date) -> ListingBook:
    """Give ``count`` needs and as many offers of hours; the n-th skill is asked for as 1 / n of the first is (Zipf).

    Of time about as much is offered as is needed, and of each skill more or less than that.
    """
    weights = [1 / (rank + 4) for rank in range(_SKILLS)]
    skills = [f"skill{rank:03d}" for rank in range(_SKILLS)]
    areas = [f"area{number:02d}" for number in range(_AREAS)]
    listings: dict[str, ListingRow] = {}
    claims: list[SkillLevel] = []
    for number in range(count):
        skill = random.choices(skills, weights)[0]
        each = _listing(f"{number:08x}n", NEED, random, areas, _windows(random, day, 2), skill)
        listings[each.id] = each
    for number in range(count):
        skill = random.choices(skills, weights)[0]
        each = _listing(f"{number:08x}o", OFFER, random, areas, _windows(random, day, 2), None)
        listings[each.id] = each
        claims.append(SkillLevel(each.who, skill, random.choice(("claimed", "vouched", "shown"))))
    links = frozenset(frozenset({areas[at], areas[(at + 1) % _AREAS]}) for at in range(_AREAS))
    return ListingBook(listings, claims=tuple(claims), links=links)


def _listing(
    name: str, side: str, random: Random, areas: Sequence[str], windows: tuple[TimeWindow, ...], skill: str | None
) -> ListingRow:
    """Make one listing of hours."""
    quantity = 60 * random.randint(1, 4)
    need = side == NEED
    return ListingRow(
        id=name,
        side=side,
        category="hours",
        title=name,
        quantity=quantity,
        unit="minutes",
        capacity_week=None if need else quantity,
        standing=not need,
        of=f"person-{name}",
        area=random.choice(areas),
        skill=skill,
        languages=frozenset(random.sample(_LANGUAGES, 2)),
        urgency=random.choices(URGENCIES, (1, 3, 6))[0],
        all_or_nothing=need and random.random() < 0.05,
        windows=windows,
    )


def _windows(random: Random, day: datetime.date, most: int) -> tuple[TimeWindow, ...]:
    """Make a few windows of some hours, on weekdays or, seldom, on one day of the week of ``day``."""
    found: list[TimeWindow] = []
    for _number in range(random.randint(1, most)):
        begin = 60 * random.randint(8, 19)
        until = begin + 60 * random.randint(3, 8)
        weekday = random.randrange(7)
        if random.random() < 0.1:
            found.append(TimeWindow(begin, until, day=day + datetime.timedelta(days=weekday - day.weekday())))
        else:
            found.append(TimeWindow(begin, until, weekday=weekday))
    return tuple(found)
