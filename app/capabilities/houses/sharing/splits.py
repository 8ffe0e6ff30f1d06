"""Split a bill of a house among those who were there, by nights, each night, weights, shares or rooms."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.capabilities.houses.beds.nights import FAR, nights_present, span
from app.capabilities.houses.beds.rows import AbsenceRow, StayRow
from app.capabilities.houses.sharing.cents import divide
from app.i18n import _
from app.problems import WrongValue

NIGHTS = "nights"
EACH_NIGHT = "each_night"
WEIGHTS = "weights"
SHARES = "shares"
ROOM = "room"
MODES = (NIGHTS, EACH_NIGHT, WEIGHTS, SHARES, ROOM)


@dataclass(frozen=True, slots=True)
class BillRow:
    """A bill: minor units of a currency for the nights from one day up to, without, another."""

    id: str
    house: str
    from_day: datetime.date | None
    to_day: datetime.date | None
    amount: int
    currency: str
    split: str = NIGHTS
    paid_by: str | None = None


@dataclass(frozen=True, slots=True)
class BackingRow:
    """Whose share is posted to somebody else, for bills whose last night is in the time given."""

    id: str
    person: str
    to: str
    from_day: datetime.date | None = None
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class BillShare:
    """What falls to a person or, with the house's own id, to the house; the nights that it comes from."""

    of: str
    amount: int
    nights: int


@dataclass(frozen=True, slots=True)
class Split:
    """A bill divided: shares by id that add up to the amount, and the same posted to whoever backs each person."""

    shares: tuple[BillShare, ...]
    posted: tuple[tuple[str, int], ...]
    nights: Mapping[str, tuple[int, ...]]
    said: str = ""


def split_bill(
    bill: BillRow,
    stays: Sequence[StayRow],
    absences: Sequence[AbsenceRow] = (),
    *,
    weights: Mapping[str, Fraction] | None = None,
    rooms: Mapping[str, Fraction] | None = None,
    room_of: Mapping[str, str] | None = None,
    backings: Sequence[BackingRow] = (),
) -> Split:
    """Divide a bill.

    Args:
        bill: The bill.
        stays: The stays in the house that the bill is of.
        absences: Who was away when; nights away are not nights present.
        weights: Of ``weights``: what each night of a person weighs, 1 where nothing is said. Of ``shares``: the parts
            that were agreed, whatever the nights.
        rooms: The area or weight of each room, for ``room``.
        room_of: The room of each bed, for ``room``.
        backings: Whose share is posted to whom.

    Raises:
        WrongValue: The bill has no nights, its way of splitting is unknown, or its weights are all 0.
    """
    nights = span(bill.from_day, bill.to_day)
    if nights is None or nights[1] >= FAR:
        raise WrongValue(_("A bill needs the days from and up to which it is."))
    present = nights_present(stays, absences, nights)
    parts = _parts(bill, nights, present, stays, absences, weights or {}, rooms or {}, room_of or {})
    said = ""
    if not parts:
        parts = {bill.house: Fraction(1)}
        said = _("Nobody was there in these nights, so the bill falls to the house.")
    elif parts.get(bill.house):
        said = _("The nights in which nobody was there fall to the house.")
    amounts = divide(bill.amount, parts, bill.id)
    shares = tuple(
        BillShare(each, amounts[each], len(present.get(each, ())))
        for each in sorted(amounts)
        if amounts[each] or parts[each]
    )
    posted: dict[str, int] = {}
    for share in shares:
        to = share.of if share.of == bill.house else backed_by(share.of, nights[1] - 1, backings)
        posted[to] = posted.get(to, 0) + share.amount
    kept = {person: tuple(held) for person, held in present.items()}
    return Split(shares, tuple(sorted(posted.items())), kept, said)


def backed_by(person: str, night: int, backings: Sequence[BackingRow]) -> str:
    """Follow who backs whom in a night, to the end; a circle of backers backs nobody."""
    valid = {
        row.person: row.to
        for row in sorted(backings, key=lambda row: row.id, reverse=True)
        if (row.from_day is None or row.from_day.toordinal() <= night)
        and (row.until is None or night < row.until.toordinal())
    }
    seen = {person}
    to = person
    while to in valid:
        to = valid[to]
        if to in seen:
            return person
        seen.add(to)
    return to


def _parts(
    bill: BillRow,
    nights: tuple[int, int],
    present: Mapping[str, Sequence[int]],
    stays: Sequence[StayRow],
    absences: Sequence[AbsenceRow],
    weights: Mapping[str, Fraction],
    rooms: Mapping[str, Fraction],
    room_of: Mapping[str, str],
) -> dict[str, Fraction]:
    """Give the weight of everybody's part."""
    if bill.split == NIGHTS:
        return {person: Fraction(len(held)) for person, held in present.items()}
    if bill.split == EACH_NIGHT:
        return _each_night(bill.house, nights, present)
    if bill.split == WEIGHTS:
        parts = {person: weights.get(person, Fraction(1)) * len(held) for person, held in present.items()}
        return _not_all_zero(parts) if parts else {}
    if bill.split == SHARES:
        return _not_all_zero(dict(weights))
    if bill.split == ROOM:
        return _by_room(bill.house, nights, stays, absences, rooms, room_of)
    raise WrongValue(_("A bill cannot be split by “{split}”.").format(split=bill.split))


def _not_all_zero(parts: dict[str, Fraction]) -> dict[str, Fraction]:
    """Refuse weights that divide nothing."""
    if any(part < 0 for part in parts.values()):
        raise WrongValue(_("A weight cannot be negative."))
    if not any(parts.values()):
        raise WrongValue(_("The weights are all 0, so there is nothing to divide by."))
    return parts


def _each_night(house: str, nights: tuple[int, int], present: Mapping[str, Sequence[int]]) -> dict[str, Fraction]:
    """Give each night one part, shared by those present; a night with nobody is the house's."""
    heads = dict.fromkeys(range(*nights), 0)
    for held in present.values():
        for night in held:
            heads[night] += 1
    parts = {
        person: sum((Fraction(1, heads[night]) for night in held), Fraction(0)) for person, held in present.items()
    }
    empty = sum(count == 0 for count in heads.values())
    return {**parts, house: Fraction(empty)} if empty and parts else parts


def _by_room(
    house: str,
    nights: tuple[int, int],
    stays: Sequence[StayRow],
    absences: Sequence[AbsenceRow],
    rooms: Mapping[str, Fraction],
    room_of: Mapping[str, str],
) -> dict[str, Fraction]:
    """Divide by the rooms' area or weight, each room by the nights in it; a room that nobody used is the house's."""
    _not_all_zero(dict(rooms))
    parts: dict[str, Fraction] = {}
    for room, weight in sorted(rooms.items()):
        inside = [stay for stay in stays if stay.bed is not None and room_of.get(stay.bed) == room]
        held = nights_present(inside, absences, nights)
        total = sum(len(each) for each in held.values())
        for person, each in held.items():
            parts[person] = parts.get(person, Fraction(0)) + weight * Fraction(len(each), total)
        if not total:
            parts[house] = parts.get(house, Fraction(0)) + weight
    return {} if set(parts) <= {house} else parts
