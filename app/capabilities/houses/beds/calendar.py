"""What is held and what is closed, bed by bed, found fast."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from app.capabilities.houses.beds.nights import FAR, Span, closure_span, overlap, stay_span
from app.capabilities.houses.beds.rows import BedPlan, BedRow, ClosureRow, RequirementRow, RoomRow, StayRow


@dataclass(frozen=True, slots=True)
class TakenSpan:
    """A span in which a bed is not free, by the stay that holds it or the closure that shuts it."""

    first: int
    end: int
    by: str
    closed: bool


class BedCalendar:
    """The spans in which each bed is taken, as sorted lists; made once for a plan."""

    def __init__(self, plan: BedPlan) -> None:
        """Sort the stays and closures of a plan to their beds."""
        self.plan = plan
        self.rooms: dict[str, RoomRow] = {room.id: room for room in plan.rooms}
        self.beds: dict[str, BedRow] = {bed.id: bed for bed in sorted(plan.beds, key=lambda bed: bed.id)}
        self.stays: dict[str, StayRow] = {stay.id: stay for stay in plan.stays}
        self.spans: dict[str, Span] = {}
        taken: defaultdict[str, list[tuple[int, int, str, bool]]] = defaultdict(list)
        for stay in plan.stays:
            nights = stay_span(stay)
            if nights is not None:
                self.spans[stay.id] = nights
                if stay.bed in self.beds:
                    taken[stay.bed].append((*nights, stay.id, False))
        for closure, bed in self._closed():
            nights = closure_span(closure)
            if nights is not None:
                taken[bed].append((*nights, closure.id, True))
        self._taken = {bed: sorted(spans) for bed, spans in taken.items()}
        self._first = {bed: [each[0] for each in spans] for bed, spans in self._taken.items()}
        # The latest end of each span and of all before it: what begins before a night has ended by it, or not.
        self._reach = {bed: list(accumulate((each[1] for each in spans), max)) for bed, spans in self._taken.items()}

    def _closed(self) -> Iterator[tuple[ClosureRow, str]]:
        """Go through the closures and the beds that each of them shuts."""
        of_place: defaultdict[str, list[str]] = defaultdict(list)
        if self.plan.closures:
            for bed in self.beds.values():
                of_place[bed.id].append(bed.id)
                of_place[bed.room].append(bed.id)
                room = self.rooms.get(bed.room)
                if room is not None:
                    of_place[room.house].append(bed.id)
        for closure in self.plan.closures:
            for bed in of_place.get(closure.place, ()):
                yield closure, bed

    @cached_property
    def beds_of_room(self) -> dict[str, list[str]]:
        """Give the beds of each room, by id."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for bed in self.beds.values():
            found[bed.room].append(bed.id)
        return dict(found)

    @cached_property
    def requirements(self) -> dict[str, list[RequirementRow]]:
        """Give what each person needs and wishes, by id of the requirement."""
        found: defaultdict[str, list[RequirementRow]] = defaultdict(list)
        for row in sorted(self.plan.requirements, key=lambda row: row.id):
            found[row.person].append(row)
        return dict(found)

    def room_of(self, bed: str) -> RoomRow | None:
        """Give the room of a bed; None if either is not known."""
        row = self.beds.get(bed)
        return None if row is None else self.rooms.get(row.room)

    def house_of(self, bed: str) -> str | None:
        """Give the house of a bed."""
        room = self.room_of(bed)
        return None if room is None else room.house

    def taken(self, bed: str, nights: Span) -> list[TakenSpan]:
        """Give what keeps a bed from being free in these nights, by day and id."""
        return [TakenSpan(*each) for each in self.spans_of(bed, nights)]

    def spans_of(self, bed: str, nights: Span) -> list[tuple[int, int, str, bool]]:
        """Give the same as plain tuples of a first night, an end, an id, and whether it is a closure."""
        spans = self._taken.get(bed)
        if not spans:
            return []
        last = bisect_left(self._first[bed], nights[1])
        if not last or self._reach[bed][last - 1] <= nights[0]:
            return []
        return [each for each in spans[:last] if each[1] > nights[0]]

    def is_free(self, bed: str, nights: Span, *, without: frozenset[str] = frozenset()) -> bool:
        """Say if a bed is open and nobody's in all these nights, leaving some stays out of account."""
        spans = self._taken.get(bed)
        if not spans:
            return True
        last = bisect_left(self._first[bed], nights[1])
        if not last or self._reach[bed][last - 1] <= nights[0]:
            return True
        return bool(without) and not any(each[1] > nights[0] and each[2] not in without for each in spans[:last])

    def free_until(self, bed: str, night: int) -> int:
        """Give the first night from ``night`` on in which the bed is taken; ``night`` itself if it is at once."""
        spans = self._taken.get(bed, [])
        begun = bisect_right(self._first.get(bed, []), night)
        if begun and self._reach[bed][begun - 1] > night:
            return night
        return spans[begun][0] if begun < len(spans) else FAR

    def free_since(self, bed: str, end: int) -> int:
        """Give the first night from which on the bed is free up to, without, ``end``."""
        begun = bisect_left(self._first.get(bed, []), end)
        return min(self._reach[bed][begun - 1], end) if begun else 0

    def people_in_room(self, room: str, nights: Span, *, without: frozenset[str] = frozenset()) -> list[StayRow]:
        """Give the stays that hold a bed of the room in some of these nights."""
        found = {
            each.by
            for bed in self.beds_of_room.get(room, ())
            for each in self.taken(bed, nights)
            if not each.closed and each.by not in without
        }
        return [self.stays[stay] for stay in sorted(found)]

    def shares_nights(self, one: str, other: str) -> bool:
        """Say if two stays have a night in common."""
        return one in self.spans and other in self.spans and overlap(self.spans[one], self.spans[other]) > 0
