"""What the page of the flow shows: the curve, arrivals and departures by week, the forecast, and who is behind each."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.people.flow.forecast import Forecast, forecast
from app.capabilities.people.flow.tenures import TenureRow, TenureWindow, departure
from app.capabilities.people.flow_service import Asked, window_of
from app.capabilities.people.reading import figures, snapshot
from app.capabilities.people.records import Person
from app.services.records.records import Query, ids
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

WEEKS = 26
_WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Traffic:
    """Seven days: who came and who left, by id."""

    first: datetime.date
    came: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CohortLane:
    """A swim lane: those who came in one quarter of a year, how many there were, and how many are here still."""

    first: datetime.date
    came: tuple[str, ...]
    here: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlowPage:
    """All of the page, as of a day."""

    forecast: Forecast
    traffic: tuple[Traffic, ...]
    lanes: tuple[CohortLane, ...]
    names: Mapping[str, str]
    tasks: Mapping[str, str]


def flow_page(vault: Vault, day: datetime.date, where: str = "") -> FlowPage:
    """Read the page, of everybody or of the people of a filter."""
    window = window_of(vault, Asked(as_of=day))
    only = {*ids(vault, "person", Query(where=where))} if where.strip() else None
    rows = figures(snapshot(vault), day, only)
    with vault.reading() as session:
        names = {one: name or "" for one, name in session.exec(select(Person.id, Person.name)).all()}
        found = forecast(rows, window)
        due = [task for week in found.weeks for task in week.tasks]
        titles = Titles.within(vault, session)
        if due:
            titles.fetch("task", due)
        tasks = dict(titles.among(due))
    return FlowPage(found, tuple(traffic(rows.members, window)), tuple(lanes(rows.members, window)), names, tasks)


def traffic(members: Sequence[TenureRow], window: TenureWindow, weeks: int = WEEKS) -> Iterable[Traffic]:
    """Give arrivals and departures in the last weeks up to the day looked at, oldest first."""
    ordered = sorted(members, key=lambda each: each.person)
    gone = {each.person: departure(each, window) for each in ordered}
    for back in range(weeks, 0, -1):
        first = window.as_of - _WEEK * back
        last = first + _WEEK
        yield Traffic(
            first,
            tuple(each.person for each in ordered if each.since and first <= each.since < last),
            tuple(each.person for each in ordered if (day := gone[each.person]) and first <= day < last),
        )


def lanes(members: Sequence[TenureRow], window: TenureWindow) -> Iterable[CohortLane]:
    """Give the cohorts by the quarter in which they came, oldest first."""
    cohorts: dict[datetime.date, list[TenureRow]] = {}
    for each in sorted(members, key=lambda member: member.person):
        if each.since and each.since <= window.as_of:
            quarter = datetime.date(each.since.year, 3 * ((each.since.month - 1) // 3) + 1, 1)
            cohorts.setdefault(quarter, []).append(each)
    for first in sorted(cohorts):
        here = tuple(each.person for each in cohorts[first] if departure(each, window) is None)
        yield CohortLane(first, tuple(each.person for each in cohorts[first]), here)
