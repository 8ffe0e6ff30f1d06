"""The day of every house: who is in, who comes and goes with what is still to do, what is free, how full it is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session, select

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.occupancy import DayPage, day_page
from app.capabilities.houses.beds.rows import StayRow
from app.capabilities.houses.checklists import ChecklistStep, arriving, leaving
from app.capabilities.houses.reading import read_plan
from app.capabilities.houses.records import House
from app.records.registry import Registry
from app.services.members import authors
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class DayStay:
    """A stay as the page of a day shows it: who, in which bed, until when; the steps of arriving or leaving."""

    stay: str
    person: str
    name: str
    bed: str
    from_day: datetime.date | None
    to_day: datetime.date | None
    status: str
    steps: tuple[ChecklistStep, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseDay:
    """A house on a day; ``held`` of ``open`` beds in the night that follows. Without an id: stays without a bed."""

    house: str
    name: str
    in_house: tuple[DayStay, ...]
    away: tuple[DayStay, ...]
    arrivals: tuple[DayStay, ...]
    departures: tuple[DayStay, ...]
    vacancies: tuple[str, ...]
    held: int
    open: int

    @property
    def occupancy(self) -> Fraction | None:
        """Give held over open, over 1 as it is; None if no bed is open."""
        return Fraction(self.held, self.open) if self.open else None


def day_of_houses(vault: Vault, day: datetime.date, today: datetime.date, house: str = "") -> list[HouseDay]:
    """Give the day of one house or of all by name, and at the end those who have no bed yet, if there are any."""
    me = authors.myself(vault)
    with vault.reading() as session:
        plan = read_plan(session)
        calendar = BedCalendar(plan)
        titles = Titles.within(vault, session)
        titles.spoken = me.title
        titles.fetch("person", [stay.person for stay in plan.stays])
        titles.fetch("bed", calendar.beds)
        found: list[HouseDay] = []
        for row in session.exec(select(House).order_by(House.name)).all():
            if house in {"", row.id}:
                page = day_page(calendar, day, house=row.id)
                found.append(_house(vault.registry, session, calendar, titles, page, row, today))
        if not house and (without := _without_a_bed(calendar, titles, day)):
            found.append(without)
        return found


def _house(
    registry: Registry,
    session: Session,
    calendar: BedCalendar,
    titles: Titles,
    page: DayPage,
    row: House,
    today: datetime.date,
) -> HouseDay:
    """Put one house together; checklists only for those who come or go."""

    def shown(stay: StayRow, *, comes: bool = False, goes: bool = False) -> DayStay:
        room = calendar.room_of(stay.bed or "")
        place = room.id if room else ""
        steps = arriving(session, stay, row.id, place) if comes else []
        steps += leaving(session, registry, stay, row.id, place, today) if goes else []
        return _stay(titles, stay, tuple(steps), within)

    within = f"{row.name} · "
    return HouseDay(
        row.id,
        row.name or "",
        tuple(map(shown, page.in_house)),
        tuple(map(shown, page.away)),
        tuple(shown(stay, comes=True) for stay in page.arrivals),
        tuple(shown(stay, goes=True) for stay in page.departures),
        tuple(titles.of(bed).removeprefix(within) for bed in page.vacancies),
        page.count.held,
        page.count.open,
    )


def _without_a_bed(calendar: BedCalendar, titles: Titles, day: datetime.date) -> HouseDay | None:
    """Give those who are in, come or go without a bed that is here."""
    page = day_page(calendar, day)

    def some(stays: tuple[StayRow, ...]) -> tuple[DayStay, ...]:
        return tuple(_stay(titles, stay) for stay in stays if stay.bed not in calendar.beds)

    groups = (some(page.in_house), some(page.away), some(page.arrivals), some(page.departures))
    return HouseDay("", "", *groups, (), 0, 0) if any(groups) else None


def _stay(titles: Titles, stay: StayRow, steps: tuple[ChecklistStep, ...] = (), within: str = "") -> DayStay:
    bed = titles.of(stay.bed).removeprefix(within) if stay.bed else ""
    return DayStay(stay.id, stay.person, titles.of(stay.person), bed, stay.from_day, stay.to_day, stay.status, steps)
