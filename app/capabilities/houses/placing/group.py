"""A group for which no beds are free together: with a change on the way, by moving others, or on other dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.finding import AROUND
from app.capabilities.houses.beds.grouping import GroupOffer, find_together
from app.capabilities.houses.beds.nights import FAR, Span, day_of
from app.capabilities.houses.beds.rows import BedPlan, StayRow
from app.capabilities.houses.placing.place import PlacedStay, Placing, place

_MOST_DATES = 3
_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class GroupWays:
    """What is offered to a group: beds as they are; else, by person, beds with their nights; what others move to."""

    offers: tuple[GroupOffer, ...] = ()
    change: tuple[tuple[str, str, Span], ...] = ()
    moving: tuple[tuple[str, str, Span], ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    nearest: tuple[tuple[Span, GroupOffer], ...] = ()


def ways_for_group(
    plan: BedPlan, nights: Span, people: Sequence[str], *, without: frozenset[str] = frozenset(), since: int = 0
) -> GroupWays:
    """Look for beds for all these people: what comes later is looked for only while nothing whole came before.

    Args:
        plan: Rooms, beds, stays, closures and requirements.
        nights: The nights, half open.
        people: Who is looking.
        without: Stays to leave out of account, such as those that ask.
        since: No other dates are offered that begin before this night.
    """
    kept = replace(plan, stays=tuple(stay for stay in plan.stays if stay.id not in without))
    calendar = BedCalendar(kept)
    offers = tuple(find_together(calendar, nights, people))
    if any(not offer.left for offer in offers) or nights[1] >= FAR:
        return GroupWays(offers)
    change, _others = _placed(kept, nights, people, may_move=False)
    moving, moves = _placed(kept, nights, people, may_move=True) if not change else ((), ())
    return GroupWays(offers, change, moving, moves, tuple(_dates(calendar, nights, people, since)))


def _placed(
    plan: BedPlan, nights: Span, people: Sequence[str], *, may_move: bool
) -> tuple[tuple[tuple[str, str, Span], ...], tuple[tuple[str, str], ...]]:
    """Place the group among those who are there; nothing if somebody of it is left out, or anybody else cut."""
    first, last = day_of(nights[0]), day_of(nights[1])
    assert first is not None
    assert last is not None
    asking = {f"asks:{person}": person for person in people}
    stays = [stay for stay in plan.stays if stay.bed is not None]
    if not may_move:
        stays = [replace(stay, may_move=False) for stay in stays]
    stays += [StayRow(each, person, first, last, household="asks") for each, person in sorted(asking.items())]
    found = place(replace(plan, stays=tuple(stays)), first, last, seconds=_SECONDS)
    mine = [each for each in found.placed if each.stay in asking]
    if found.unplaced or _cuts_others(found, asking):
        return (), ()
    beds = tuple((asking[each.stay], each.bed, each.nights) for each in mine)
    return beds, tuple((each.stay, each.bed) for each in found.moves if each.stay not in asking)


def _cuts_others(found: Placing, asking: dict[str, str]) -> bool:
    """Say if somebody who did not ask would change beds on the way."""
    others: list[PlacedStay] = [each for each in found.placed if each.stay not in asking]
    return len({each.stay for each in others}) < len(others)


def _dates(calendar: BedCalendar, nights: Span, people: Sequence[str], since: int) -> list[tuple[Span, GroupOffer]]:
    """Give the nearest other dates at which all of them find beds; the later of two equally near first."""
    found: list[tuple[Span, GroupOffer]] = []
    for shift in (each for days in range(1, AROUND + 1) for each in (days, -days)):
        moved = (nights[0] + shift, nights[1] + shift)
        if moved[0] < since or sum(calendar.is_free(bed, moved) for bed in calendar.beds) < len(people):
            continue
        whole = next((offer for offer in find_together(calendar, moved, people) if not offer.left), None)
        if whole is not None:
            found.append((moved, whole))
        if len(found) == _MOST_DATES:
            break
    return found
