"""The span of a forecast: what two thousand drawn futures bring, from a seed that never changes.

Only the raw bits of the generator are used, whose stream is fixed for good, and only whole numbers are compared
and added, so the span is the same on every laptop.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from app.capabilities.people.flow.arithmetic import ONE, ZERO, context, decimal_of, rounded

DRAWS = 2_000
_SEED = 20_260_101
_LOW, _HIGH = DRAWS // 10, DRAWS - DRAWS // 10 - 1
_BITS = 1 << 32


@dataclass(frozen=True, slots=True)
class Chances:
    """One person: stated hours by day, the chance to turn up, and by day the chance to be here still."""

    person: str
    hours: tuple[Fraction, ...]
    rate: Decimal
    stays: tuple[Decimal, ...]


def span_of_hours(plans: Sequence[Chances], weeks: int) -> list[tuple[Decimal, Decimal]]:
    """Give for each week the hours above 10 % and below 90 % of the draws.

    In each draw everybody leaves on a day of their own and, on the days that they have stated, turns up or not.
    """
    if not plans or not weeks:
        return [(ZERO, ZERO)] * weeks
    import numpy as np

    unit = lcm(*(hours.denominator for plan in plans for hours in set(plan.hours)))
    totals: Any = np.zeros((weeks, DRAWS), dtype=np.int64)
    for plan in plans:
        _draw(np, plan, unit, totals)
    spans: list[tuple[Decimal, Decimal]] = []
    for week in totals:
        ordered = np.sort(week)
        spans.append((_hours(int(ordered[_LOW]), unit), _hours(int(ordered[_HIGH]), unit)))
    return spans


def _draw(np: Any, plan: Chances, unit: int, totals: Any) -> None:
    """Add one person's hours to each draw; the bits depend on the person alone, not on who else is there."""
    days = [number for number, hours in enumerate(plan.hours) if hours]
    if not days:
        return
    source = np.random.PCG64([_SEED, zlib.crc32(plan.person.encode())])
    raw = source.random_raw((len(days) + 2) // 2 * DRAWS).view(np.uint32).reshape(-1, DRAWS)
    leaving, come = raw[0], _threshold(plan.rate)
    for row, day in enumerate(days, start=1):
        there = (raw[row] < come) & (leaving < _threshold(plan.stays[day]))
        totals[day // 7] += there * int(plan.hours[day] * unit)


def _threshold(chance: Decimal) -> int:
    """Give how many of all numbers of 32 bits stand for yes."""
    return int(context().multiply(min(max(chance, ZERO), ONE), Decimal(_BITS)))


def _hours(amount: int, unit: int) -> Decimal:
    """Turn whole units back into hours."""
    return rounded(decimal_of(Fraction(amount, unit)))
