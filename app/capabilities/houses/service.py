"""Houses from the inside: rooms, beds, and who sleeps where on a night."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.capabilities.houses.beds.nights import closure_span, overlap
from app.capabilities.houses.beds.rows import ClosureRow
from app.capabilities.houses.records import Bed, House, Room, Stay
from app.capabilities.houses.records_rooms import Closure
from app.i18n import _
from app.records.changes import Add, Change, Changed, New
from app.services.conflicts import conflicts
from app.services.conflicts.conflicts import Conflict
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

_TAKEN = frozenset({"planned", "in"})


@dataclass(frozen=True, slots=True)
class Guest:
    """A stay as a bed shows it; `to_day` is the day of leaving, None while nobody knows it."""

    stay: str
    person: str
    name: str
    from_day: datetime.date
    to_day: datetime.date | None
    status: str
    flagged: bool


@dataclass(frozen=True, slots=True)
class BedView:
    """A bed on a night: who has it (more than one: given twice), who comes next, and who should have left it by then.

    `disputes` are the open conflicts over any of these stays. `closed` says why nobody may have it on that night.
    """

    bed: str
    name: str
    note: str
    now: tuple[Guest, ...]
    next: Guest | None
    leaving: tuple[Guest, ...] = ()
    disputes: tuple[Conflict, ...] = ()
    closed: str = ""

    @property
    def is_free(self) -> bool:
        """Whether somebody could have it."""
        return not self.now and not self.closed


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room with its beds."""

    room: str
    name: str
    floor: str
    step_free: bool | None
    beds: tuple[BedView, ...]
    circle: str = ""


@dataclass(frozen=True, slots=True)
class HouseView:
    """A house on a night."""

    house: str
    name: str
    address: str
    day: datetime.date
    rooms: tuple[RoomView, ...]
    circle: str = ""

    @property
    def beds(self) -> int:
        """How many beds there are."""
        return sum(len(room.beds) for room in self.rooms)

    @property
    def free(self) -> int:
        """How many of them somebody could have on this night."""
        return sum(bed.is_free for room in self.rooms for bed in room.beds)


def houses(vault: Vault, day: datetime.date) -> list[HouseView]:
    """All houses by name, on the night of `day`."""
    disputed = _disputed_stays(vault)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        taken = select(Stay).where(col(Stay.status).in_(_TAKEN), col(Stay.from_day).is_not(None))
        stays = session.exec(taken.order_by(col(Stay.from_day))).all()
        titles.fetch("person", [stay.person for stay in stays])
        guests: defaultdict[str, list[Guest]] = defaultdict(list)
        for stay in stays:
            name = titles.of(stay.person)
            guests[stay.bed or ""].append(
                Guest(stay.id, stay.person, name, stay.from_day, stay.to_day, stay.status, stay.flagged)
            )
        beds: defaultdict[str, list[BedView]] = defaultdict(list)
        shut = _closed_on(session, day)
        houses_of_rooms = {room.id: room.house for room in session.exec(select(Room)).all()}
        for bed in session.exec(select(Bed).order_by(Bed.name)).all():
            places = (bed.id, bed.room, houses_of_rooms.get(bed.room, ""))
            closed = next((shut[place] for place in places if place in shut), "")
            beds[bed.room].append(_bed(bed, guests[bed.id], day, disputed, closed))
        rooms: defaultdict[str, list[RoomView]] = defaultdict(list)
        for room in session.exec(select(Room).order_by(Room.name)).all():
            view = RoomView(
                room.id, room.name or "", room.floor or "", room.step_free, tuple(beds[room.id]), room.circle
            )
            rooms[room.house].append(view)
        return [
            HouseView(house.id, house.name or "", house.address or "", day, tuple(rooms[house.id]), house.circle)
            for house in session.exec(select(House).order_by(House.name)).all()
        ]


def _closed_on(session: Session, day: datetime.date) -> dict[str, str]:
    """Give the beds, rooms and houses that are closed on a night, and why."""
    closures = session.exec(select(Closure).order_by(Closure.id)).all()
    rows = [(ClosureRow(each.id, "", each.from_day, each.to_day), each) for each in closures]
    nights = (day.toordinal(), day.toordinal() + 1)
    return {
        place: each.reason or _("closed")
        for row, each in rows
        if (span := closure_span(row)) is not None and overlap(span, nights)
        for place in (each.bed, each.room, each.house)
        if place
    }


def _bed(
    bed: Bed, guests: list[Guest], day: datetime.date, disputed: Mapping[str, list[Conflict]], closed: str
) -> BedView:
    now = [guest for guest in guests if guest.from_day <= day and (guest.to_day is None or day < guest.to_day)]
    later = [guest for guest in guests if guest.from_day > day]
    leaving = [guest for guest in guests if guest.status == "in" and guest.to_day is not None and guest.to_day <= day]
    shown = [*now, *later[:1], *leaving]
    disputes = {each.id: each for guest in shown for each in disputed.get(guest.stay, ())}
    return BedView(
        bed.id,
        bed.name or "",
        bed.note or "",
        tuple(now),
        later[0] if later else None,
        tuple(leaving),
        tuple(disputes.values()),
        closed,
    )


def _disputed_stays(vault: Vault) -> dict[str, list[Conflict]]:
    """Give the open conflicts by the stays that they are about."""
    found: defaultdict[str, list[Conflict]] = defaultdict(list)
    for conflict in conflicts.open_conflicts(vault):
        stays = [option.key for option in conflict.options] if conflict.sort == conflicts.RULE else [conflict.record]
        for stay in stays:
            found[stay].append(conflict)
    return dict(found)


def add_room(vault: Vault, house: str, values: Mapping[str, object], beds: int, circle: str = "") -> Changed:
    """Make a room with so many beds, named by numbers, where the house is unless another circle is given."""
    room = Add("room", {**values, "house": house}, circle)
    changes: list[Change] = [room, *(Add("bed", {"room": New(0), "name": str(n)}) for n in range(1, beds + 1))]
    return vault.apply(changes, _("Add room"))
