"""What projects have come to: exact figures from measurements, apart from what was done for it. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from app.capabilities.projects.values import WORDS, YES_NO, value_of

LEVEL, FLOW = "level", "flow"
_WIDE = Context(prec=10_000, Emax=999_999, Emin=-999_999)


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement: its id, day and value as written, and whether there is evidence for it."""

    id: str
    day: datetime.date
    value: str
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Aim:
    """An indicator: how it is measured, where it began, and where it should come to until when."""

    id: str
    project: str
    name: str
    sort: str = "outcome"
    measure: str = "count"
    shape: str = LEVEL
    unit: str = ""
    baseline: Decimal | None = None
    baseline_on: datetime.date | None = None
    target: Decimal | None = None
    until: datetime.date | None = None
    measured: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """An indicator on a day: the value that counts (None: not measured yet), its change, and progress."""

    aim: Aim
    value: Decimal | str | None
    on: datetime.date | None
    change: Decimal | None
    progress: Fraction | None
    counted: tuple[Measured, ...] = ()

    @property
    def towards(self) -> Decimal | None:
        """Give the change in the wanted direction; None if nothing is wanted, or nothing was measured."""
        aim = self.aim
        if self.change is None or aim.target is None or (baseline := baseline_of(aim)) is None:
            return None
        return self.change if aim.target > baseline else -self.change


def baseline_of(aim: Aim) -> Decimal | None:
    """Give where an indicator began: what is added up began at nothing, and so did what is yes or no."""
    if aim.baseline is None and (aim.shape == FLOW or aim.measure == YES_NO):
        return Decimal(0)
    return aim.baseline


def outcome(aim: Aim, day: datetime.date) -> Outcome:
    """Reckon an indicator on a day: the latest measurement of a level, the sum of a flow in its period."""
    known = sorted(
        (each for each in aim.measured if each.day <= day and value_of(aim.measure, each.value) is not None),
        key=lambda each: (each.day, each.id),
    )
    if aim.shape == FLOW and aim.measure not in {"percent", WORDS}:
        known = [
            each
            for each in known
            if (aim.baseline_on is None or each.day >= aim.baseline_on) and (aim.until is None or each.day <= aim.until)
        ]
    if not known:
        return Outcome(aim, None, None, None, None)
    last = known[-1]
    if aim.measure == WORDS:
        return Outcome(aim, last.value, last.day, None, None, (last,))
    flow = aim.shape == FLOW and aim.measure != "percent"
    counted = tuple(known) if flow else (last,)
    exact = [found for each in counted if isinstance(found := value_of(aim.measure, each.value), Decimal)]
    value = total(exact)
    baseline = baseline_of(aim)
    if baseline is None:
        return Outcome(aim, value, last.day, None, None, counted)
    change = exactly(value, -baseline)
    target = Decimal(1) if aim.target is None and aim.measure == YES_NO else aim.target
    progress = None
    if target is not None and target != baseline:
        progress = Fraction(change) / (Fraction(target) - Fraction(baseline))
    return Outcome(aim, value, last.day, change, progress, counted)


def total(values: Iterable[Decimal]) -> Decimal:
    """Add up decimals without rounding, however many digits they have."""
    found = Decimal(0)
    for each in values:
        found = exactly(found, each)
    return found


def exactly(one: Decimal, other: Decimal) -> Decimal:
    """Add two decimals without rounding."""
    least = min(int(each.as_tuple().exponent) for each in (one, other))
    whole = int(one.scaleb(-least, _WIDE)) + int(other.scaleb(-least, _WIDE))
    return Decimal(whole).scaleb(least, _WIDE)


@dataclass(frozen=True, slots=True)
class ProjectActivity:
    """What was done for a project: hours that people came for or gave, tasks done, people, and money by currency."""

    minutes: int = 0
    tasks: int = 0
    people: int = 0
    spent: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """That one has changed so many times as much as another, with the fraction of its aim that each has come to."""

    one: str
    other: str
    unit: str
    times: Fraction
    fractions: tuple[Fraction | None, Fraction | None]


def per_unit(amount: Fraction, reached: Outcome) -> Fraction | None:
    """Give what a unit of change in the wanted direction has taken; None: no change yet."""
    towards = reached.towards
    return amount / Fraction(towards) if towards is not None and towards > 0 else None


def times(ones: Sequence[Outcome], others: Sequence[Outcome]) -> list[Times]:
    """Compare outcomes of one unit, each with two measurements and a piece of evidence at least."""
    found: list[Times] = []
    for one in ones:
        for other in others:
            alike = one.aim.unit == other.aim.unit and one.aim.measure == other.aim.measure
            if not (alike and _sound(one) and _sound(other)):
                continue
            mine, theirs = one.towards, other.towards
            if mine is not None and theirs is not None and theirs > 0:
                ratio = Fraction(mine) / Fraction(theirs)
                found.append(Times(one.aim.id, other.aim.id, one.aim.unit, ratio, (one.progress, other.progress)))
    return found


def _sound(each: Outcome) -> bool:
    """Say whether something can be said by it: it was measured twice, and there is evidence."""
    known = [m for m in each.aim.measured if each.on is not None and m.day <= each.on]
    return len(known) >= 2 and any(m.evidence for m in known)
