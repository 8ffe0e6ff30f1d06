"""How many stay how long: the Kaplan-Meier curve with late entry, and its band.

Sources: Kaplan and Meier 1958; the band is the exponential Greenwood formula (Kalbfleisch and Prentice),
which cannot leave the span from 0 to 1.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import prod

from app.capabilities.people.flow.arithmetic import ONE, ZERO, context, rounded
from app.capabilities.people.flow.tenures import Tenure, TenureRow, TenureWindow, observe

ENOUGH = 5
"""How many have to be at risk for a day to say much, and have to have left for a rate to be taken."""
_Z = Decimal("1.959963984540054235524594430520551527")
_HALF = Decimal("0.5")
_TIE = Decimal("1e-25")


@dataclass(frozen=True, slots=True)
class Point:
    """A day of tenure on which somebody left: of how many, what share stays beyond it, and the band at 95 %."""

    day: int
    at_risk: int
    left: int
    staying: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Curve:
    """The whole figure: points by day, the span of days with enough people, the median, who is in it."""

    points: tuple[Point, ...]
    enough: tuple[int, int] | None
    median: int | None
    tenures: tuple[Tenure, ...]
    left_out: dict[str, int]
    as_of: datetime.date
    complete_since: datetime.date

    def risk_set(self, day: int) -> list[str]:
        """Give the people behind a point, by id: those who were with the group on that day of their tenure."""
        return [each.person for each in self.tenures if is_at_risk(each, day)]

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        """Give the days on which observation begins and ends, each in order."""
        return sorted(each.entry for each in self.tenures), sorted(each.duration for each in self.tenures)

    def at_risk(self, day: int) -> int:
        """Count those at risk on a day of tenure."""
        return _at_risk(*self._ends, day)

    @property
    def departures(self) -> int:
        """Count those who left within the curve."""
        return sum(point.left for point in self.points)


def is_at_risk(tenure: Tenure, day: int) -> bool:
    """Say whether somebody was observed on a day of tenure."""
    return tenure.entry < day <= tenure.duration if day > 0 else tenure.entry == 0


def staying(members: Iterable[TenureRow], window: TenureWindow) -> Curve:
    """Draw the curve for people, as of a day; the same for the same rows in any order."""
    observed = observe(members, window)
    points, enough = curve_of(observed.tenures)
    return Curve(
        points, enough, _median(points), observed.tenures, observed.left_out, window.as_of, window.complete_since
    )


def curve_of(tenures: Sequence[Tenure]) -> tuple[tuple[Point, ...], tuple[int, int] | None]:
    """Give the points of the curve of some tenures, and the first and last day with enough people at risk."""
    entries, ends = sorted(each.entry for each in tenures), sorted(each.duration for each in tenures)
    losses = Counter(each.duration for each in tenures if each.left and is_at_risk(each, each.duration))
    exact = context()
    points: list[Point] = []
    share, spread = ONE, ZERO
    for day in sorted(losses):
        risk, left = _at_risk(entries, ends, day), losses[day]
        share = exact.divide(exact.multiply(share, Decimal(risk - left)), Decimal(risk))
        if share:
            spread = exact.add(spread, exact.divide(Decimal(left), Decimal(risk * (risk - left))))
        low, high = _band(share, spread)
        points.append(Point(day, risk, left, rounded(share), low, high))
    return tuple(points), _enough(entries, ends)


def _at_risk(entries: Sequence[int], ends: Sequence[int], day: int) -> int:
    """Count those whose observation began before a day and does not end before it; on day 0, all who begin then."""
    if day == 0:
        return bisect_right(entries, 0)
    return bisect_left(entries, day) - bisect_left(ends, day)


def _band(share: Decimal, spread: Decimal) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """Give the band of a share by the sum of Greenwood's terms; where it is 0 or 1 there is none."""
    if share in {ZERO, ONE}:
        return None, None
    exact = context()
    log = exact.ln(share)
    reach = exact.divide(exact.multiply(_Z, exact.sqrt(spread)), -log)
    # On the scale of log(-log S) the band is symmetric: S to the power of e to the plus or minus reach.
    wider, narrower = exact.exp(reach), exact.exp(-reach)
    return rounded(exact.exp(exact.multiply(log, wider))), rounded(exact.exp(exact.multiply(log, narrower)))


def _enough(entries: Sequence[int], ends: Sequence[int]) -> tuple[int, int] | None:
    """Give the first and the last day on which enough were at risk; it grows after an entry, and falls after an end."""
    days = sorted({0, *(entry + 1 for entry in entries), *ends})
    full = [day for day in days if _at_risk(entries, ends, day) >= ENOUGH]
    return (full[0], full[-1]) if full else None


def _median(points: Sequence[Point]) -> int | None:
    """Give the first day after which at most half stay; where rounding could decide, count exactly."""
    for place, point in enumerate(points):
        if abs(point.staying - _HALF) < _TIE:
            stay = prod(each.at_risk - each.left for each in points[: place + 1])
            if 2 * stay > prod(each.at_risk for each in points[: place + 1]):
                continue
            return point.day
        if point.staying < _HALF:
            return point.day
    return None
