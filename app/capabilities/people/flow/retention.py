"""The chance that somebody who is here today is here on a later day, from the curve of staying."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from functools import cached_property

from app.capabilities.people.flow.arithmetic import ONE, ZERO, context
from app.capabilities.people.flow.staying import ENOUGH, Curve


class Retention:
    """Answers how likely somebody stays from one day of tenure to another.

    Within the span that enough people have reached it is the product of 1 - left / at risk over the days between;
    beyond, it falls by the rate at which people left in the second half of that span. Where fewer than five have
    left it is 1, and ``known`` says that it knows too little.
    """

    def __init__(self, curve: Curve) -> None:
        """Take the curve."""
        self.known = curve.departures >= ENOUGH and curve.enough is not None
        self._curve = curve
        self._last = curve.enough[1] if curve.enough else 0

    def between(self, now: int, later: int) -> Decimal:
        """Give the chance to be there still on day ``later`` of the tenure for one who is there on day ``now``."""
        if not self.known or later <= now:
            return ONE
        exact = context()
        chance = self._within(now, min(later, self._last))
        beyond = later - max(now, self._last)
        if beyond > 0:
            chance = exact.multiply(chance, exact.exp(exact.multiply(Decimal(-beyond), self._rate)))
        return chance

    def _within(self, now: int, later: int) -> Decimal:
        """Multiply over the days after ``now`` up to ``later``."""
        exact, chance = context(), ONE
        points = self._curve.points
        for point in points[bisect_right(self._days, now) : bisect_right(self._days, later)]:
            chance = exact.divide(exact.multiply(chance, Decimal(point.at_risk - point.left)), Decimal(point.at_risk))
        return chance

    @cached_property
    def _days(self) -> list[int]:
        """Give the days of the points."""
        return [point.day for point in self._curve.points]

    @cached_property
    def _rate(self) -> Decimal:
        """Give the departures a person-day in the second half of the span, from after t*/2 up to t*."""
        first = self._last // 2 + 1
        left = sum(point.left for point in self._curve.points if first <= point.day <= self._last)
        days = sum(self._curve.at_risk(day) for day in range(first, self._last + 1))
        return context().divide(Decimal(left), Decimal(days)) if days else ZERO
