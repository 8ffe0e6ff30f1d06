"""Rows of the vault as the rules read them; whatever another laptop wrote, nothing here raises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlmodel import Session, select

from app.capabilities.houses.beds.rows import (
    AbsenceRow,
    BedPlan,
    BedRow,
    ClosureRow,
    RequirementRow,
    RoomRow,
    StayRow,
)
from app.capabilities.houses.records import Bed, Room, Stay
from app.capabilities.houses.records_rooms import Closure, RoomRequirement
from app.capabilities.people.records_time import Absence


def read_plan(session: Session) -> BedPlan:
    """Read everything about beds, in the order of ids."""
    return plan_of(
        session.exec(select(Room)).all(),
        session.exec(select(Bed)).all(),
        session.exec(select(Stay)).all(),
        session.exec(select(Closure)).all(),
        session.exec(select(RoomRequirement)).all(),
        read_absences(session),
    )


def plan_of(
    rooms: Sequence[Room],
    beds: Sequence[Bed],
    stays: Sequence[Stay],
    closures: Sequence[Closure],
    requirements: Sequence[RoomRequirement],
    absences: tuple[AbsenceRow, ...] = (),
) -> BedPlan:
    """Make a plan of records, in the order of ids whatever theirs is."""
    plan = BedPlan(
        tuple(
            RoomRow(
                room.id,
                room.house or "",
                room.name or "",
                room.floor or "",
                step_free=bool(room.step_free),
                quiet=bool(room.quiet),
                area=room.area_m2,
            )
            for room in rooms
        ),
        tuple(BedRow(bed.id, bed.room or "", bed.name or "") for bed in beds),
        tuple(map(stay_row, stays)),
        tuple(
            ClosureRow(
                each.id, each.bed or each.room or each.house or "", each.from_day, each.to_day, each.reason or ""
            )
            for each in closures
        ),
        tuple(
            RequirementRow(each.id, each.person or "", each.wants or "", each.other, must=bool(each.must))
            for each in requirements
        ),
        absences,
    )
    return BedPlan(
        tuple(sorted(plan.rooms, key=_id)),
        tuple(sorted(plan.beds, key=_id)),
        tuple(sorted(plan.stays, key=_id)),
        tuple(sorted(plan.closures, key=_id)),
        tuple(sorted(plan.requirements, key=_id)),
        tuple(sorted(plan.absences, key=_id)),
    )


def _id(row: RoomRow | BedRow | StayRow | ClosureRow | RequirementRow | AbsenceRow) -> str:
    return row.id


def read_absences(session: Session) -> tuple[AbsenceRow, ...]:
    """Read who is away when."""
    rows = session.exec(select(Absence).order_by(Absence.id)).all()
    return tuple(AbsenceRow(row.id, row.person or "", row.from_day, row.back_on) for row in rows)


def stays_of_house(plan: BedPlan, house: str) -> list[StayRow]:
    """Give the stays that hold a bed in a house."""
    rooms = {room.id for room in plan.rooms if room.house == house}
    beds = {bed.id for bed in plan.beds if bed.room in rooms}
    return [stay for stay in plan.stays if stay.bed in beds]


def house_of_beds(plan: BedPlan) -> Mapping[str, str]:
    """Give the house of each bed."""
    rooms = {room.id: room.house for room in plan.rooms}
    return {bed.id: rooms[bed.room] for bed in plan.beds if bed.room in rooms}


def grouped(rows: Sequence[Any], field: str) -> dict[str, list[Any]]:
    """Sort rows by the id in one of their fields."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, field) or ""].append(row)
    return dict(found)


def exact(text: str | None, otherwise: int = 0) -> Fraction:
    """Read an exact number of a row; what is none counts as the other."""
    try:
        return Fraction(text) if text else Fraction(otherwise)
    except ValueError:
        return Fraction(otherwise)


def stay_row(stay: Stay) -> StayRow:
    """Give a stay as the rules read it; who booked first is told by the day of arriving, then by id."""
    return StayRow(
        stay.id,
        stay.person or "",
        stay.from_day,
        stay.to_day,
        stay.bed,
        stay.status or "planned",
        stay.household,
        may_move=bool(stay.may_move),
        asked_room=stay.asked_room,
    )
