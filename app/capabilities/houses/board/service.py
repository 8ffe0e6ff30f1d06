"""The board of a vault, and moving, lengthening, swapping and making stays on it."""

from __future__ import annotations

import datetime

from sqlmodel import col, select

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.finding import direct_beds, nearest_dates
from app.capabilities.houses.beds.nights import FAR, Span, day_of
from app.capabilities.houses.beds.rows import StayRow
from app.capabilities.houses.board.rows import BedBoard, build
from app.capabilities.houses.reading import read_plan
from app.capabilities.houses.records import House
from app.capabilities.people.records import Person
from app.i18n import _
from app.problems import NotFound, UserProblem, WrongValue
from app.records.changes import Changed, Edit
from app.records.days import format_day
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

_ALTERNATIVES = 3


def board(vault: Vault, first: datetime.date, last: datetime.date) -> BedBoard:
    """Read the board from one day up to, without, another."""
    window = (first.toordinal(), last.toordinal())
    with vault.reading() as session:
        plan = read_plan(session)
        titles = Titles.within(vault, session)
        titles.fetch("person", [stay.person for stay in plan.stays])
        houses = [(house.id, house.name or "") for house in session.exec(select(House).order_by(House.name)).all()]
        # The window asks for bars later, without the vault: names are all here by then.
        people = {stay.person for stay in plan.stays}
        names = titles.among(people)
        one = select(Person.id, Person.merged_into).where(col(Person.merged_into).is_not(None))
        into = {person: other for person, other in session.exec(one).all() if other and person in people}
        titles.fetch("person", into.values())
        merged = {person: titles.of(other) for person, other in into.items()}
        return build(BedCalendar(plan), window, houses, lambda person: names.get(person, ""), merged=merged)


def change_stay(vault: Vault, stay: str, bed: str, first: datetime.date, last: datetime.date | None) -> Changed:
    """Give a stay another bed (none if that is empty) or other days.

    Raises:
        UserProblem: Somebody else has the bed in one of these nights: it says who, and the nearest alternatives.
    """
    if last is not None and last <= first:
        raise WrongValue(_("A stay has at least one night."), field="to_day")
    with vault.reading() as session:
        calendar = BedCalendar(read_plan(session))
        row = calendar.stays.get(stay)
        if row is None:
            raise NotFound(_("This stay is not here any more."))
        nights = (first.toordinal(), FAR if last is None else last.toordinal())
        titles = Titles.within(vault, session)
        _refuse(calendar, titles, row, bed, nights)
    values: dict[str, object] = {}
    if (row.bed or "") != bed:
        values["bed"] = bed or None
    if row.from_day != first:
        values["from_day"] = first
    if row.to_day != last:
        values["to_day"] = last
    return vault.apply([Edit(stay, values)] if values else [], _("Change a stay"))


def swap_stays(vault: Vault, one: str, other: str) -> Changed:
    """Let two stays change beds, where each has the other's bed to itself then."""
    with vault.reading() as session:
        calendar = BedCalendar(read_plan(session))
        first, second = calendar.stays.get(one), calendar.stays.get(other)
        if first is None or second is None or first.bed is None or second.bed is None:
            raise NotFound(_("Both stays need a bed to be swapped."))
        both = frozenset({one, other})
        titles = Titles.within(vault, session)
        for row, bed in ((first, second.bed), (second, first.bed)):
            nights = calendar.spans.get(row.id)
            if nights is not None:
                _refuse(calendar, titles, row, bed, nights, without=both)
    return vault.apply([Edit(one, {"bed": second.bed}), Edit(other, {"bed": first.bed})], _("Swap beds"))


def _refuse(
    calendar: BedCalendar,
    titles: Titles,
    row: StayRow,
    bed: str,
    nights: Span,
    without: frozenset[str] = frozenset(),
) -> None:
    """Say who is there, and what could be done instead."""
    mine = without | {row.id}
    taken = [each for each in calendar.taken(bed, nights) if each.by not in mine]
    if not taken:
        return
    people = [calendar.stays[each.by].person for each in taken if not each.closed]
    titles.fetch("person", [*people, row.person])
    who = ", ".join(titles.of(person) for person in dict.fromkeys(people)) or _("nobody: it is closed")
    what = _("This bed is not free in these nights. There is {who}.").format(who=who)
    raise UserProblem(what, kept=_("Nothing was changed."), do=_alternatives(calendar, titles, row, bed, nights, mine))


def _alternatives(
    calendar: BedCalendar, titles: Titles, row: StayRow, bed: str, nights: Span, mine: frozenset[str]
) -> str:
    """Name the three nearest alternatives: free beds, those of the room and the house first, then other dates."""
    beds = direct_beds(calendar, nights, person=row.person, without=mine, near=bed)[:_ALTERNATIVES]
    titles.fetch("bed", [each.bed for each in beds])
    said = [_("Free instead: {beds}.").format(beds=", ".join(titles.of(each.bed) for each in beds))] if beds else []
    if nights[1] >= FAR:
        return said[0] if said else _("No bed is free without an end.")
    left = _ALTERNATIVES - len(beds)
    dates = nearest_dates(calendar, nights, person=row.person, without=mine, most=left) if left else []
    if dates:
        days = ", ".join(_night(each.nights[0]) for each in dates)
        said.append(_("A bed is free from: {days}.").format(days=days))
    return " ".join(said) or _("No bed is free near these days.")


def _night(night: int) -> str:
    day = day_of(night)
    return "" if day is None else format_day(day)
