"""Find beds for a household or a group: in one room, else in one house, else in as few houses as it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.fitting import fit
from app.capabilities.houses.beds.nights import Span
from app.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class GroupOffer:
    """Beds for a group: who sleeps where, how many rooms and houses it takes, and who is left without."""

    beds: tuple[tuple[str, str], ...]
    rooms: int
    houses: int
    left: tuple[str, ...]
    reasons: tuple[str, ...]


def find_together(
    calendar: BedCalendar, nights: Span, people: Sequence[str], *, without: frozenset[str] = frozenset()
) -> list[GroupOffer]:
    """Offer beds for all these people in the same nights: whole groups first, fewest houses, then fewest rooms."""
    free: defaultdict[str, list[str]] = defaultdict(list)
    for bed, row in calendar.beds.items():
        if calendar.is_free(bed, nights, without=without):
            free[row.room].append(bed)
    of_house: defaultdict[str, list[str]] = defaultdict(list)
    for room in sorted(free):
        row = calendar.rooms.get(room)
        of_house[row.house if row else ""].append(room)
    everybody = sorted(set(people))
    pools = [(room,) for room in sorted(free) if len(free[room]) >= len(everybody)]
    pools += [tuple(rooms) for _house, rooms in sorted(of_house.items()) if len(rooms) > 1]
    if len(of_house) > 1:
        pools.append(tuple(sorted(free)))
    offers = {
        offer.beds: offer
        for pool in pools
        if (offer := _offer(calendar, nights, everybody, pool, free, without)) is not None
    }
    if any(not offer.left for offer in offers.values()):
        offers = {beds: offer for beds, offer in offers.items() if not offer.left}
    return sorted(offers.values(), key=lambda offer: (len(offer.left), offer.houses, offer.rooms, offer.beds))


def _offer(
    calendar: BedCalendar,
    nights: Span,
    people: Sequence[str],
    pool: Sequence[str],
    free: dict[str, list[str]],
    without: frozenset[str],
) -> GroupOffer | None:
    """Fill the rooms of a pool, the largest first, so that few are needed; None if nobody finds a bed."""
    order = sorted(pool, key=lambda room: (-len(free[room]), room))
    # With fewer rooms first: rooms are added until everybody has a bed or there are no more.
    best: dict[str, str] = {}
    for count in range(1, len(order) + 1):
        beds = [bed for room in order[:count] for bed in free[room]]
        if len(beds) < len(people) and count < len(order):
            continue
        best = _matching(calendar, nights, people, beds, without)
        if len(best) == len(people):
            break
    if not best:
        return None
    rooms = {calendar.beds[bed].room for bed in best.values()}
    houses = {calendar.house_of(bed) for bed in best.values()}
    left = tuple(person for person in people if person not in best)
    reasons = [
        ngettext("{count} room", "{count} rooms", len(rooms)).format(count=len(rooms)),
        _("all in one house") if len(houses) == 1 else _("in {count} houses").format(count=len(houses)),
    ]
    if left:
        reasons.append(ngettext("{count} without a bed", "{count} without a bed", len(left)).format(count=len(left)))
    return GroupOffer(tuple(sorted(best.items())), len(rooms), len(houses), left, tuple(reasons))


def _matching(
    calendar: BedCalendar, nights: Span, people: Sequence[str], beds: Sequence[str], without: frozenset[str]
) -> dict[str, str]:
    """Give as many people as can be a bed that has what they must have, by augmenting paths."""
    company = frozenset(people)
    allowed = {
        person: [bed for bed in beds if fit(calendar, person, bed, nights, without=without, beside=company).allowed]
        if calendar.requirements
        else list(beds)
        for person in people
    }
    holder: dict[str, str] = {}

    def seat(person: str, seen: set[str]) -> bool:
        for bed in allowed[person]:
            if bed not in seen:
                seen.add(bed)
                if bed not in holder or seat(holder[bed], seen):
                    holder[bed] = person
                    return True
        return False

    for person in sorted(people, key=lambda person: (len(allowed[person]), person)):
        seat(person, set())
    return {person: bed for bed, person in holder.items()}
