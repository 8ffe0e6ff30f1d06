"""What there is to place: stays with the beds that each may have, and the rules between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.fitting import contradictory, offers, sound
from app.capabilities.houses.beds.nights import Span, clipped, overlap
from app.capabilities.houses.beds.rows import (
    NOT_WITH,
    OWN_ROOM,
    QUIET,
    STEP_FREE,
    WITH,
    BedPlan,
    RequirementRow,
    StayRow,
)


@dataclass(frozen=True, slots=True)
class StayBlock:
    """A stay to place: all its nights, those in the window, the bed it has, and the beds open to it.

    ``options`` maps a bed to what it misses: (musts, wishes); a bed that misses a must is there only if the stay has
    it now, because who has a bed is never put out.
    """

    stay: StayRow
    nights: Span
    weight: int
    bed: str | None
    options: dict[str, tuple[int, int]]

    @property
    def id(self) -> str:
        """Give the id of the stay."""
        return self.stay.id


@dataclass(frozen=True, slots=True)
class RoomPair:
    """Two stays that are to share a room (``together``) or not.

    ``must`` is not given up to place anybody (``hard``); only where both have their beds already can it be missed.
    """

    one: str
    other: str
    together: bool
    must: bool
    hard: bool


@dataclass(frozen=True, slots=True)
class PlacingTask:
    """Everything to decide; the stays that stay where they are have become nights in which their beds are taken."""

    calendar: BedCalendar
    window: Span
    blocks: tuple[StayBlock, ...]
    fixed: frozenset[str]
    pairs: tuple[RoomPair, ...]
    ignored: tuple[str, ...]
    needs: dict[str, list[RequirementRow]] = field(default_factory=dict[str, list[RequirementRow]])
    parts: dict[tuple[str, Span], dict[str, tuple[int, int]]] = field(
        default_factory=dict[tuple[str, Span], dict[str, tuple[int, int]]]
    )

    of: dict[str, StayBlock] = field(default_factory=dict[str, StayBlock])

    def block(self, stay: str) -> StayBlock:
        """Give the block of a stay."""
        return self.of[stay]

    def options(self, block: StayBlock, nights: Span) -> dict[str, tuple[int, int]]:
        """Give the beds that a stay may have for some of its nights, as ``Block.options`` does for all of them."""
        if nights == block.nights:
            return block.options
        known = self.parts.get((block.id, nights))
        if known is None:
            moving = frozenset(each.id for each in self.blocks)
            fixed = {stay: self.calendar.stays[stay] for stay in self.fixed}
            known = _options(self.calendar, block.stay, nights, self.needs, fixed, moving, block.bed)
            self.parts[block.id, nights] = known
        return known

    def room(self, bed: str) -> str:
        """Give the room of a bed."""
        return self.calendar.beds[bed].room


def make_task(plan: BedPlan, window: Span, *, pins: Collection[str] = (), drop: str | None = None) -> PlacingTask:
    """Sort out what is to be placed in the window and what stays.

    Args:
        plan: Rooms, beds, stays, closures and requirements.
        window: The nights to place, half open; stays that reach beyond keep all their nights.
        pins: Stays that stay in their beds, by hand.
        drop: A requirement to leave out of account, to ask if giving it up makes room.
    """
    needs, ignored = _needs(plan.requirements, drop)
    calendar = BedCalendar(plan)
    free_to_move = {stay.id: stay for stay in plan.stays if _is_free_to_move(stay, calendar, window, frozenset(pins))}
    fixed = {stay: calendar.stays[stay] for stay in calendar.spans if stay not in free_to_move}
    pairs: list[RoomPair] = []
    blocks: list[StayBlock] = []
    for stay in sorted(free_to_move.values(), key=lambda stay: stay.id):
        nights = calendar.spans[stay.id]
        inside = clipped(nights, window)
        assert inside is not None
        current = stay.bed if stay.bed in calendar.beds else None
        options = _options(calendar, stay, nights, needs, fixed, frozenset(free_to_move), current)
        blocks.append(StayBlock(stay, nights, inside[1] - inside[0], current, options))
    pairs.extend(_pairs(blocks, needs))
    return PlacingTask(
        calendar,
        window,
        tuple(blocks),
        frozenset(fixed),
        tuple(pairs),
        ignored,
        needs,
        {},
        {block.id: block for block in blocks},
    )


def _needs(rows: Sequence[RequirementRow], drop: str | None) -> tuple[dict[str, list[RequirementRow]], tuple[str, ...]]:
    """Sort the requirements that can be judged to their people; the others are named and left out."""
    out = {each for pair in contradictory(rows) for each in pair}
    ignored = sorted({row.id for row in rows if not sound(row)} | out)
    needs: dict[str, list[RequirementRow]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        if row.id not in ignored and row.id != drop:
            needs.setdefault(row.person, []).append(row)
    return needs, tuple(ignored)


def _is_free_to_move(stay: StayRow, calendar: BedCalendar, window: Span, pins: frozenset[str]) -> bool:
    """Say if a stay is to be placed: it has nights in the window, and either no bed or leave to change it."""
    nights = calendar.spans.get(stay.id)
    if nights is None or clipped(nights, window) is None:
        return False
    if stay.bed is None or stay.bed not in calendar.beds:
        return stay.status != "out"
    return stay.may_move and stay.status == "planned" and stay.id not in pins


def _options(
    calendar: BedCalendar,
    stay: StayRow,
    nights: Span,
    needs: dict[str, list[RequirementRow]],
    fixed: dict[str, StayRow],
    moving: frozenset[str],
    current: str | None,
) -> dict[str, tuple[int, int]]:
    """Give the beds that a stay may have, with the musts and wishes that each misses."""
    mine = needs.get(stay.person, [])
    beside = _occupants(calendar, nights, moving)
    options: dict[str, tuple[int, int]] = {}
    for bed, row in calendar.beds.items():
        room = calendar.rooms.get(row.room)
        musts = wishes = 0
        for need in mine:
            if need.wants in {STEP_FREE, QUIET}:
                bad = not offers(room, need.wants)
            elif need.wants == OWN_ROOM:
                bad = any(not _one_household(stay, other) for other in beside.get(row.room, ()))
            else:
                # About somebody who stays where they are: their room is known. About others the pairs say it.
                there = [other for other in fixed.values() if other.person == need.other]
                shared = [o for o in there if overlap(calendar.spans[o.id], nights) and o.bed in calendar.beds]
                in_room = [o for o in shared if calendar.beds[str(o.bed)].room == row.room]
                bad = bool(in_room) if need.wants == NOT_WITH else bool(shared) and not in_room
            musts += bad and need.must
            wishes += bad and not need.must
        for other in beside.get(row.room, ()):
            for need in needs.get(other.person, []):
                alone = need.wants == OWN_ROOM and not _one_household(stay, other)
                musts += need.must and (alone or (need.wants == NOT_WITH and need.other == stay.person))
        wishes += stay.asked_room is not None and stay.asked_room != row.room
        is_free = calendar.is_free(bed, nights, without=moving)
        if bed == current:
            options[bed] = (musts + (0 if is_free else 1), wishes)
        elif is_free and not musts:
            options[bed] = (0, wishes)
    return options


def _occupants(calendar: BedCalendar, nights: Span, moving: frozenset[str]) -> dict[str, list[StayRow]]:
    """Give who stays in each room in some of these nights, of those who are not to be placed."""
    found: dict[str, list[StayRow]] = {}
    if calendar.plan.requirements:
        for room in calendar.beds_of_room:
            people = calendar.people_in_room(room, nights, without=moving)
            if people:
                found[room] = people
    return found


def _one_household(one: StayRow, other: StayRow) -> bool:
    """Say if two stays belong together."""
    return one.person == other.person or (one.household is not None and one.household == other.household)


def _pairs(blocks: Sequence[StayBlock], needs: dict[str, list[RequirementRow]]) -> list[RoomPair]:
    """Give the rules between two stays that are both to be placed and share a night."""
    found: dict[tuple[str, str, bool], bool] = {}
    of_person: dict[str, list[StayBlock]] = {}
    of_household: dict[str, list[StayBlock]] = {}
    for block in blocks:
        of_person.setdefault(block.stay.person, []).append(block)
        if block.stay.household is not None:
            of_household.setdefault(block.stay.household, []).append(block)

    def say(one: StayBlock, other: StayBlock, *, together: bool, must: bool) -> None:
        if one.id != other.id and overlap(one.nights, other.nights):
            first, second = sorted((one.id, other.id))
            key = (first, second, together)
            found[key] = found.get(key, False) or must

    for block in blocks:
        for need in needs.get(block.stay.person, []):
            for other in blocks if need.wants == OWN_ROOM else of_person.get(str(need.other), []):
                if need.wants in {WITH, NOT_WITH} or (
                    need.wants == OWN_ROOM and not _one_household(block.stay, other.stay)
                ):
                    say(block, other, together=need.wants == WITH, must=need.must)
    for members in of_household.values():
        for one, other in pairwise(members):
            say(one, other, together=True, must=False)
    housed = {block.id for block in blocks if block.bed is not None}
    return [
        RoomPair(one, other, together, must, must and not {one, other} <= housed)
        for (one, other, together), must in sorted(found.items())
    ]
