"""Beds of a vault: which are free, and everybody placed."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.finding import FoundBeds, find_beds
from app.capabilities.houses.beds.nights import day_of
from app.capabilities.houses.beds.rows import BedPlan
from app.capabilities.houses.placing.group import GroupWays, ways_for_group
from app.capabilities.houses.placing.place import PlacedStay, Placing, place
from app.capabilities.houses.reading import read_plan
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add, Change, Edit
from app.records.days import format_day
from app.services.jobs import Job, Progress
from app.services.records.titles import Titles
from app.services.settings import group
from app.storage.vault.vault import Vault

_KINDS = ("person", "bed", "room", "house")


@dataclass(frozen=True, slots=True)
class Search:
    """What was found for one person, for anybody (no person), or for a group that sleeps together."""

    single: tuple[tuple[str | None, FoundBeds], ...] = ()
    ways: GroupWays = field(default_factory=GroupWays)


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
    nights = nights_between(from_day, to_day)
    calendar = BedCalendar(load(vault))
    since = earliest(vault, nights)
    if together and people:
        return Search(ways=ways_for_group(calendar.plan, nights, people, since=since))
    if not people:
        return Search(((None, find_beds(calendar, nights, most=len(calendar.beds) or 1, since=since)),))
    return Search(tuple((person, find_beds(calendar, nights, person=person, since=since)) for person in people))


def place_everyone(
    vault: Vault,
    from_day: datetime.date,
    to_day: datetime.date,
    *,
    pins: Collection[str] = (),
    seconds: float = 8.0,
) -> Placing:
    """Place the stays of a window, and say of each that is left out why."""
    return _placed(vault, from_day, to_day, pins=pins, seconds=seconds)[1]


@dataclass(frozen=True, slots=True)
class PlacedInWords:
    """A placing for people to read: names with beds or with why they have none, and what writing it down comes to."""

    placed: tuple[tuple[str, str], ...]
    unplaced: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    proven: bool


def placing_job(vault: Vault, from_day: datetime.date, to_day: datetime.date) -> Job[PlacedInWords]:
    """Place everybody in a window, with progress; cancelling ends it between two steps of the search."""

    def run(progress: Progress) -> PlacedInWords:
        def clock() -> float:
            progress.check()
            return time.monotonic()

        progress.step(0, 0)
        plan, found = _placed(vault, from_day, to_day, clock=clock)
        stays = {stay.id: stay for stay in plan.stays}
        with vault.reading() as session:
            titles = Titles.within(vault, session)
            titles.fetch("person", [stay.person for stay in plan.stays])
            titles.fetch("bed", [bed.id for bed in plan.beds])
        name = {stay.id: titles.of(stay.person) for stay in plan.stays}
        parts: dict[str, list[str]] = {}
        for each in found.placed:
            if each.moved or stays[each.stay].bed is None:
                first, end = map(night_text, each.nights)
                words = _("{bed} from {day} to {until}").format(bed=titles.of(each.bed), day=first, until=end)
                parts.setdefault(each.stay, []).append(_("moves to {bed}").format(bed=words) if each.moved else words)
        return PlacedInWords(
            tuple((name[stay], "; ".join(words)) for stay, words in parts.items()),
            tuple((name[each.stay], each.why) for each in found.unplaced),
            tuple(placing_changes(plan, found)),
            found.proven,
        )

    return Job(_("Place everyone"), run)


def _placed(
    vault: Vault,
    from_day: datetime.date,
    to_day: datetime.date,
    *,
    pins: Collection[str] = (),
    seconds: float = 8.0,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[BedPlan, Placing]:
    """Read the plan, and place the stays of a window."""
    nights_between(from_day, to_day)
    with vault.reading() as session:
        plan = read_plan(session)
        titles = Titles.within(vault, session)
        titles.fetch("person", [stay.person for stay in plan.stays])
        return plan, place(plan, from_day, to_day, pins=pins, seconds=seconds, name=titles.of, clock=clock)


def write_placing(vault: Vault, placing: Placing) -> int:
    """Write the beds of a placing in one action: a stay that is cut becomes two; give the number of changes."""
    changes = placing_changes(load(vault), placing)
    if changes:
        vault.apply(changes, _("Place everyone"))
    return len(changes)


def placing_changes(plan: BedPlan, placing: Placing) -> list[Change]:
    """Give the changes that a placing comes to."""
    changes: list[Change] = []
    by_stay: dict[str, list[PlacedStay]] = {}
    for each in placing.placed:
        by_stay.setdefault(each.stay, []).append(each)
    stays = {stay.id: stay for stay in plan.stays}
    for stay, parts in sorted(by_stay.items()):
        row = stays[stay]
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
    return changes


def earliest(vault: Vault, nights: tuple[int, int]) -> int:
    """Give the night before which no other dates are offered: today, or what was asked for if that is past."""
    return min(group.today(vault).toordinal(), nights[0])


def night_text(night: int) -> str:
    """Write the day of a night."""
    day = day_of(night)
    return _("no end known") if day is None else format_day(day)


def nights_between(from_day: datetime.date, to_day: datetime.date) -> tuple[int, int]:
    """Give the nights between two days, or refuse them."""
    if to_day <= from_day:
        raise WrongValue(_("The last day has to be after the first."), field="to_day")
    return from_day.toordinal(), to_day.toordinal()
