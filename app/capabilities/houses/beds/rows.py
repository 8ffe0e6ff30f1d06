"""Plain rows of houses as the rules read them, whatever table or file they come from."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

STEP_FREE = "step_free"
QUIET = "quiet"
OWN_ROOM = "own_room"
WITH = "with"
NOT_WITH = "not_with"


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room of a house, with what it offers; ``area`` is in square metres."""

    id: str
    house: str
    name: str = ""
    floor: str = ""
    step_free: bool = False
    quiet: bool = False
    area: int | None = None


@dataclass(frozen=True, slots=True)
class BedRow:
    """A place for one person to sleep."""

    id: str
    room: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class StayRow:
    """Somebody in a bed, or waiting for one; ``booked`` orders stays as they were booked."""

    id: str
    person: str
    from_day: datetime.date | None
    to_day: datetime.date | None = None
    bed: str | None = None
    status: str = "planned"
    household: str | None = None
    may_move: bool = False
    asked_room: str | None = None
    booked: str = ""


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A bed, a room or a house (``place``) that is closed for some nights."""

    id: str
    place: str
    from_day: datetime.date | None
    to_day: datetime.date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Somebody who is away from ``from_day`` until, without, ``back_on``."""

    id: str
    person: str
    from_day: datetime.date | None
    back_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """What somebody needs (``must``) or wishes of a room; ``other`` is whom it is about."""

    id: str
    person: str
    wants: str
    other: str | None = None
    must: bool = True


@dataclass(frozen=True, slots=True)
class BedPlan:
    """Everything that the rules about beds read, at one moment."""

    rooms: tuple[RoomRow, ...]
    beds: tuple[BedRow, ...]
    stays: tuple[StayRow, ...]
    closures: tuple[ClosureRow, ...] = ()
    requirements: tuple[RequirementRow, ...] = ()
    absences: tuple[AbsenceRow, ...] = ()
