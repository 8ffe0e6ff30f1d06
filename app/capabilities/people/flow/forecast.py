"""The hours that the coming weeks bring: what people have stated, how many of them turn up, and who is still here."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.capabilities.people.flow.arithmetic import ZERO, context, decimal_of, rounded
from app.capabilities.people.flow.draws import Chances, span_of_hours
from app.capabilities.people.flow.hours import Away, HoursPromise, StatedHours
from app.capabilities.people.flow.retention import Retention
from app.capabilities.people.flow.show_rate import Turnout, show_rates
from app.capabilities.people.flow.staying import Curve, staying
from app.capabilities.people.flow.tenures import TenureRow, TenureWindow, is_here

WEEK = 7
MOST_WEEKS = 52
_WEEKS_BACK = 8
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Work:
    """An open task: the day on which it is due, and the minutes that it takes."""

    id: str
    due: datetime.date
    minutes: int


@dataclass(frozen=True, slots=True)
class ForecastRows:
    """Everything that a forecast is made of, as plain rows."""

    members: Sequence[TenureRow]
    promises: Sequence[HoursPromise] = ()
    absences: Sequence[Away] = ()
    turnouts: Sequence[Turnout] = ()
    tasks: Sequence[Work] = ()


@dataclass(frozen=True, slots=True)
class ForecastWeek:
    """Seven days from ``first``, in hours.

    ``stated`` by the people who are here, ``shown`` times how many turn up, ``expected`` times the chance that they are
    here still, with its span from ``low`` to ``high``; ``newcomers`` stated by those who are yet to come, given apart;
    ``needed`` by open tasks due then. ``people`` have stated hours, and ``tasks`` need them.
    """

    first: datetime.date
    stated: Decimal
    shown: Decimal
    expected: Decimal
    newcomers: Decimal
    low: Decimal
    high: Decimal
    needed: Decimal
    people: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """The weeks, the curve behind them, whether enough left to say who stays, and after whom newcomers are reckoned."""

    weeks: tuple[ForecastWeek, ...]
    curve: Curve
    knows_who_stays: bool
    newly_come: tuple[str, ...] = ()


def forecast(rows: ForecastRows, window: TenureWindow, weeks: int = 8) -> Forecast:
    """Work out the coming weeks from the day looked at; the same for the same rows in any order."""
    curve = staying(rows.members, window)
    retention = Retention(curve)
    stated = StatedHours(rows.promises, rows.absences)
    rates = show_rates(rows.turnouts, window.as_of)
    here = {each.person: each for each in rows.members if is_here(each, window)}
    people = [person for person in stated.people if person in here]
    days = [window.as_of + _DAY * number for number in range(WEEK * weeks)]
    plans = [_chances(here[person], stated, retention, rates.of(person), days) for person in people]
    spans = span_of_hours(plans, weeks)
    newly_come = _newly_come(rows.members, window.as_of)
    # The mean of arrivals times their mean hours is their hours in all, by the weeks.
    arrivals = Fraction(sum(stated.a_week(person, window.as_of) for person in newly_come), _WEEKS_BACK)
    due = _due(rows.tasks, window.as_of, weeks)
    found = [
        _week(days[WEEK * number], number, people, plans, spans[number], arrivals, due[number])
        for number in range(weeks)
    ]
    return Forecast(tuple(found), curve, retention.known, newly_come)


def _chances(
    member: TenureRow, stated: StatedHours, retention: Retention, rate: Decimal, days: Sequence[datetime.date]
) -> Chances:
    """Gather, day by day, what one person states and how likely they are here still."""
    hours: list[Fraction] = []
    stays: list[Decimal] = []
    tenure = (days[0] - member.since).days if member.since and days else None
    for number, day in enumerate(days):
        gone = member.left_on is not None and day >= member.left_on
        hours.append(Fraction(0) if gone else stated.on(member.person, day))
        stays.append(Decimal(1) if tenure is None else retention.between(tenure, tenure + number))
    return Chances(member.person, tuple(hours), rate, tuple(stays))


def _week(
    first: datetime.date, number: int, people: Sequence[str], plans: Sequence[Chances],
    span: tuple[Decimal, Decimal], arrivals: Fraction, due: Sequence[Work],
) -> ForecastWeek:  # fmt: skip
    """Sum up one week, person by person in their order."""
    exact = context()
    total, shown, expected = Fraction(0), ZERO, ZERO
    behind: list[str] = []
    for person, plan in zip(people, plans, strict=True):
        days = range(WEEK * number, WEEK * (number + 1))
        hours = sum((plan.hours[day] for day in days), Fraction(0))
        if not hours:
            continue
        behind.append(person)
        total += hours
        shown = exact.add(shown, exact.multiply(decimal_of(hours), plan.rate))
        for day in days:
            if plan.hours[day]:
                comes = exact.multiply(plan.rate, plan.stays[day])
                expected = exact.add(expected, exact.multiply(decimal_of(plan.hours[day]), comes))
    needed = sum((Fraction(max(0, task.minutes), 60) for task in due), Fraction(0))
    return ForecastWeek(
        first, rounded(decimal_of(total)), rounded(shown), rounded(expected),
        rounded(decimal_of(arrivals * (number + 1))), *span, rounded(decimal_of(needed)), tuple(behind),
        tuple(task.id for task in due),
    )  # fmt: skip


def _newly_come(members: Iterable[TenureRow], as_of: datetime.date) -> tuple[str, ...]:
    """Give those who came in the last eight whole weeks: as many are taken to come again."""
    first = as_of - _DAY * WEEK * _WEEKS_BACK
    return tuple(sorted(each.person for each in members if each.since is not None and first <= each.since < as_of))


def _due(tasks: Iterable[Work], as_of: datetime.date, weeks: int) -> Mapping[int, list[Work]]:
    """Give the open tasks by the week in which they are due."""
    found: dict[int, list[Work]] = {number: [] for number in range(weeks)}
    for task in sorted(tasks, key=lambda each: (each.due, each.id)):
        number = (task.due - as_of).days // WEEK
        if number in found:
            found[number].append(task)
    return found
