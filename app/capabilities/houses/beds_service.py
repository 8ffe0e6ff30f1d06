"""Beds of a vault: which are free, and everybody placed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.finding import FoundBeds, find_beds
from app.capabilities.houses.beds.grouping import GroupOffer, find_together
from app.capabilities.houses.beds.nights import day_of
from app.capabilities.houses.beds.rows import BedPlan
from app.capabilities.houses.placing.place import PlacedStay, Placing, place
from app.capabilities.houses.reading import read_plan
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add, Change, Edit
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

_KINDS = ("person", "bed", "room", "house")


@dataclass(frozen=True, slots=True)
class Search:
    """What was found for one person, for anybody (no person), or for a group that sleeps together."""

    single: tuple[tuple[str | None, FoundBeds], ...] = ()
    together: tuple[GroupOffer, ...] = ()


def load(vault: Vault) -> BedPlan:
    """Read the plan of a vault."""
    with vault.reading() as session:
        return read_plan(session)


def free_beds(
    vault: Vault,
    from_day: datetime.date,
    to_day: datetime.date,
    people: Sequence[str] = (),
    *,
    together: bool = False,
) -> Search:
    """Look for beds from one day up to another, for each of the people, or for all of them in one place."""
    nights = _window(from_day, to_day)
    calendar = BedCalendar(load(vault))
    if together and people:
        return Search(together=tuple(find_together(calendar, nights, people)))
    if not people:
        return Search(((None, find_beds(calendar, nights, most=len(calendar.beds) or 1)),))
    return Search(tuple((person, find_beds(calendar, nights, person=person)) for person in people))


def place_everyone(
    vault: Vault,
    from_day: datetime.date,
    to_day: datetime.date,
    *,
    pins: Collection[str] = (),
    free: Collection[str] = (),
    seconds: float = 8.0,
) -> Placing:
    """Place the stays of a window; those in ``free`` may move even if they do not say so."""
    _window(from_day, to_day)
    with vault.reading() as session:
        plan = read_plan(session)
        titles = Titles.within(vault, session)
        titles.fetch("person", [stay.person for stay in plan.stays])
        if free:
            stays = tuple(
                replace(stay, may_move=True, status="planned") if stay.id in free else stay for stay in plan.stays
            )
            plan = replace(plan, stays=stays)
        return place(plan, from_day, to_day, pins=pins, seconds=seconds, name=titles.of)


def write_placing(vault: Vault, placing: Placing) -> int:
    """Write the beds of a placing in one action: a stay that is cut becomes two; give the number of changes."""
    changes: list[Change] = []
    by_stay: dict[str, list[PlacedStay]] = {}
    for each in placing.placed:
        by_stay.setdefault(each.stay, []).append(each)
    plan = {stay.id: stay for stay in load(vault).stays}
    for stay, parts in sorted(by_stay.items()):
        row = plan[stay]
        if len(parts) == 1:
            if row.bed != parts[0].bed:
                changes.append(Edit(stay, {"bed": parts[0].bed}))
            continue
        cut = day_of(parts[1].nights[0])
        changes.append(Edit(stay, {"bed": parts[0].bed, "to_day": cut}))
        values = {
            "person": row.person,
            "bed": parts[1].bed,
            "from_day": cut,
            "to_day": row.to_day,
            "household": row.household,
            "may_move": row.may_move,
            "asked_room": row.asked_room,
        }
        changes.append(Add("stay", {name: value for name, value in values.items() if value is not None}))
    if changes:
        vault.apply(changes, _("Place everyone"))
    return len(changes)


def _window(from_day: datetime.date, to_day: datetime.date) -> tuple[int, int]:
    """Give the nights between two days, or refuse them."""
    if to_day <= from_day:
        raise WrongValue(_("The last day has to be after the first."), field="to_day")
    return from_day.toordinal(), to_day.toordinal()
