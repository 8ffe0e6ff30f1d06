"""How well a bed fits what somebody needs and wishes, with the reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.nights import Span
from app.capabilities.houses.beds.rows import (
    NOT_WITH,
    OWN_ROOM,
    QUIET,
    STEP_FREE,
    WITH,
    RequirementRow,
    RoomRow,
    StayRow,
)
from app.i18n import N_, _

_MET = {
    STEP_FREE: N_("step-free, as needed"),
    QUIET: N_("quiet, as wished"),
    OWN_ROOM: N_("a room of their own"),
    WITH: N_("together as asked"),
    NOT_WITH: N_("apart as asked"),
}
_MISSED = {
    STEP_FREE: N_("not step-free"),
    QUIET: N_("not quiet"),
    OWN_ROOM: N_("others sleep in the room"),
    WITH: N_("not with whom they asked for"),
    NOT_WITH: N_("in one room with whom they want to be apart from"),
}


@dataclass(frozen=True, slots=True)
class BedFit:
    """Requirements of one person against one bed, by kind of want; ``musts`` not met rule the bed out."""

    met: tuple[str, ...]
    musts: tuple[str, ...]
    wishes: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Say if nothing that must be is missing."""
        return not self.musts

    def reasons(self) -> list[str]:
        """Say in words what is met and what is not."""
        return [_(_MET[want]) for want in self.met] + [_(_MISSED[want]) for want in (*self.musts, *self.wishes)]


def sound(requirement: RequirementRow) -> bool:
    """Say if a requirement can be judged: a known want, about somebody else where it is about somebody."""
    if requirement.wants in {WITH, NOT_WITH}:
        return requirement.other is not None and requirement.other != requirement.person
    return requirement.wants in {STEP_FREE, QUIET, OWN_ROOM}


def contradictory(requirements: Sequence[RequirementRow]) -> list[tuple[str, str]]:
    """Give the pairs of requirement ids that ask for the same two to be together and apart."""
    by_pair: dict[frozenset[str], dict[str, list[str]]] = {}
    for row in requirements:
        if row.wants in {WITH, NOT_WITH} and row.other is not None and sound(row):
            pair = frozenset((row.person, row.other))
            by_pair.setdefault(pair, {WITH: [], NOT_WITH: []})[row.wants].append(row.id)
    return sorted((one, other) for wants in by_pair.values() for one in wants[WITH] for other in wants[NOT_WITH])


def usable(requirements: Sequence[RequirementRow]) -> list[RequirementRow]:
    """Leave out what cannot be judged, or contradicts another, in the order of ids."""
    out = {each for pair in contradictory(requirements) for each in pair}
    return [row for row in sorted(requirements, key=lambda row: row.id) if sound(row) and row.id not in out]


def offers(room: RoomRow | None, want: str) -> bool:
    """Say if a room is step-free or quiet; a room that is not known offers nothing."""
    return room is not None and (room.step_free if want == STEP_FREE else room.quiet)


def fit(
    calendar: BedCalendar,
    person: str,
    bed: str,
    nights: Span,
    *,
    without: frozenset[str] = frozenset(),
    beside: frozenset[str] = frozenset(),
    needs: Sequence[RequirementRow] | None = None,
) -> BedFit:
    """Judge a bed for somebody's nights.

    Args:
        calendar: What is held now.
        person: Whom the bed is for.
        bed: The bed.
        nights: The nights in question.
        without: Stays to leave out of account, because they would move.
        beside: People who come along and sleep in the same room.
        needs: The person's requirements, if not those of the calendar.
    """
    room = calendar.room_of(bed)
    rows = usable(calendar.requirements.get(person, ())) if needs is None else needs
    met: list[str] = []
    musts: list[str] = []
    wishes: list[str] = []
    others: list[StayRow] = []
    if room is not None:
        others = [stay for stay in calendar.people_in_room(room.id, nights, without=without) if stay.person != person]
    for row in rows:
        good = _is_met(row, room, others, beside)
        (met if good else musts if row.must else wishes).append(row.wants)
    if _who_must_be_apart(calendar, person, others, beside) and NOT_WITH not in musts:
        musts.append(NOT_WITH)
    return BedFit(tuple(met), tuple(musts), tuple(wishes))


def _who_must_be_apart(
    calendar: BedCalendar, person: str, others: Sequence[StayRow], beside: frozenset[str]
) -> list[str]:
    """Give the people in the room who may not be with this person, or who have the room to themselves."""
    found: list[str] = []
    for other in sorted({stay.person for stay in others} - beside):
        rows = usable(calendar.requirements.get(other, ()))
        if any(r.must and (r.wants == OWN_ROOM or (r.wants == NOT_WITH and r.other == person)) for r in rows):
            found.append(other)
    return found


def _is_met(row: RequirementRow, room: RoomRow | None, others: Sequence[StayRow], beside: frozenset[str]) -> bool:
    """Say if one requirement is met in the room with these others."""
    people = {stay.person for stay in others}
    if row.wants in {STEP_FREE, QUIET}:
        return offers(room, row.wants)
    if row.wants == OWN_ROOM:
        return not people - beside
    if row.wants == WITH:
        return row.other in people or row.other in beside
    return row.other not in people and row.other not in beside
