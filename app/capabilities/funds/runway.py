"""Runway: how long money lasts, by steps that each name the row they come from."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.capabilities.funds.instalments import Term, instalments

WEEKS = 104


class RunwayPledge(NamedTuple):
    """A pledge: only a confirmed one counts."""

    id: str
    fund: str
    amount: int
    currency: str
    due: datetime.date
    state: str


class RunwayStep(NamedTuple):
    """What changes on a day: the record that it comes from, by how much, and what is left then."""

    day: datetime.date
    record: str
    minor: int
    left: int


@dataclass(frozen=True, slots=True)
class Runway:
    """What there is to begin with, the steps, and the first day below zero (``None``: beyond what is looked at)."""

    day: datetime.date
    spendable: int
    steps: tuple[RunwayStep, ...]
    dry: datetime.date | None

    @property
    def weeks(self) -> int | None:
        """Give the whole weeks until the dry day; ``None`` for more than 104."""
        return None if self.dry is None else max((self.dry - self.day).days, 0) // 7


def runway(
    spendable: int,
    terms: Iterable[Term],
    promises: Iterable[RunwayPledge],
    day: datetime.date,
    *,
    gone: Collection[tuple[str, datetime.date]] = (),
    weeks: int = WEEKS,
) -> Runway:
    """Follow what can be spent from the day after ``day``: all instalments, and confirmed pledges on their day.

    All rows are of one currency. What came due before counts as paid or received; ``gone`` names instalments, by term
    and day, that the spendable figure lacks already. On one day money comes before it
    goes, so the running figure is looked at when the day ends.
    """
    end = day + datetime.timedelta(weeks=weeks)
    changes = [
        (each.day, 1, each.term, -each.minor)
        for term in terms
        for each in instalments(term, day + datetime.timedelta(days=1), end)
        if (each.term, each.day) not in gone
    ]
    changes += [(max(p.due, day), 0, p.id, p.amount) for p in promises if p.state == "confirmed" and p.due <= end]
    changes.sort()
    left, dry = spendable, day if spendable < 0 and not _today(changes, day, spendable) else None
    steps: list[RunwayStep] = []
    for place, (on, _order, record, minor) in enumerate(changes):
        left += minor
        steps.append(RunwayStep(on, record, minor, left))
        ends = place + 1 == len(changes) or changes[place + 1][0] > on
        if dry is None and ends and left < 0:
            dry = on
    return Runway(day, spendable, tuple(steps), dry)


def _today(changes: Sequence[tuple[datetime.date, int, str, int]], day: datetime.date, spendable: int) -> bool:
    """Say whether what comes on the day itself lifts the figure to zero or above."""
    return spendable + sum(minor for on, _order, _record, minor in changes if on == day) >= 0
