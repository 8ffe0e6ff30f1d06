"""A small part solved to its proven optimum, one aim after the other, with yes and no where limits ask for it.

The solver reckons in broken numbers and forgives a little. So every aim is put to it in whole numbers, in which the
next best differs by one at least; what it reached is added up again exactly, and from then on half of that one is all
the slack there is. At the end the plan is held against everything that was reached. Of plans that are equal in all
that counts the ids decide, so that it is one plan on every laptop, whichever way the solver took.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from math import gcd, lcm

from app.capabilities.switchboard.planning.draft import Given
from app.capabilities.switchboard.planning.program import Program
from app.capabilities.switchboard.planning.week import ListingPair, OpenNeed, PlanningWeek, load

_MOST = 1e30
_NEAR = 1e-6
_LARGEST = 10**7  # Up to here the solver tells whole numbers apart by far.
_TIES = 10**6


class Exact:
    """The aims of a plan on one part; ``sure`` once all are reached and nothing was too fine for the solver."""

    def __init__(self, week: PlanningWeek, program: Program, start: Given) -> None:
        """Ask for whole amounts and add the limits that need a yes or no; ``start`` is a plan that keeps them all."""
        self.week, self.program = week, program
        self._best = start
        self._fine = True
        self._reached: list[tuple[Mapping[int, int], int]] = []
        program.in_whole_numbers()
        self._yes: dict[int, int] = {}
        self._whole: dict[str, int] = {}
        for need in program.needs:
            self._limits(week.needs[need])

    def solve(self) -> Given:
        """Reach the aims in order: shares, wholly met, the one asked most, score, fewest pairs, ids."""
        program = self.program
        needs = self.week.needs
        of = [sorted({need.id for need, _ in self._columns(urgency)}) for urgency in range(3)]
        for urgency in range(3):
            if not self._all_met(of[urgency]):
                self._reach({at: Fraction(program.step, need.open) for need, at in self._columns(urgency)})
            else:
                self._keep_met(of[urgency])
        for urgency in range(3):
            if not self._all_met(of[urgency]):
                self._reach({self._met(needs[need]): Fraction(1) for need in of[urgency]})
        self._least_asked()
        step, pairs = program.step, program.pairs
        self._reach({at: Fraction(step * pair.tenths, needs[pair.need].open) for at, pair in enumerate(pairs)})
        self._reach({self._used(at): Fraction(1) for at in range(program.columns)}, least=True)
        self._reach({at: Fraction(_of_ids(pair)) for at, pair in enumerate(pairs)}, least=True)
        return self._given()

    @property
    def sure(self) -> bool:
        """Say whether the solution is proven: each sum is what was reached, and none was too fine to be told."""
        found = self.program.whole()
        return self._fine and all(
            sum(cost * found[at] for at, cost in costs.items()) == best for costs, best in self._reached
        )

    def _given(self) -> Given:
        """Read the solution."""
        program, found = self.program, self.program.whole()
        return {(pair.need, pair.offer): found[at] * program.step for at, pair in enumerate(program.pairs) if found[at]}

    def _columns(self, urgency: int) -> Sequence[tuple[OpenNeed, int]]:
        """Give the columns of the needs of an urgency."""
        found = [(self.week.needs[pair.need], at) for at, pair in enumerate(self.program.pairs)]
        return [(need, at) for need, at in found if need.urgency == urgency]

    def _limits(self, need: OpenNeed) -> None:
        """Limit helpers, the smallest part, and what is all or nothing, where the need asks for it."""
        program = self.program
        columns = program.of_need[need.id]
        if len(columns) > need.helpers or need.least > program.step or need.each:
            used = [self._used(at) for at in columns]
            program.row(0, need.helpers, used)
            least = need.each or need.least
            for at, yes in zip(columns, used, strict=True):
                program.row(0, _MOST, [at, yes], [1.0, -least / program.step])
        if need.whole:
            whole = self._whole[need.id] = program.column(1, whole=True)
            program.row(0, 0, [*columns, whole], [*[1.0] * len(columns), -need.open / program.step])

    def _used(self, at: int) -> int:
        """Give the yes or no of a pair."""
        if at not in self._yes:
            yes = self._yes[at] = self.program.column(1, whole=True)
            most = self.program.pairs[at].most / self.program.step
            self.program.row(-_MOST, 0, [at, yes], [1.0, -most])
        return self._yes[at]

    def _met(self, need: OpenNeed) -> int:
        """Give the yes or no of a need wholly met."""
        if need.id not in self._whole:
            program = self.program
            columns = program.of_need[need.id]
            met = self._whole[need.id] = program.column(1, whole=True)
            program.row(0, _MOST, [*columns, met], [*[1.0] * len(columns), -need.open / program.step])
        return self._whole[need.id]

    def _reach(self, costs: Mapping[int, Fraction], *, least: bool = False) -> None:
        """Reach the most (or least) of a sum, and keep it from then on."""
        whole = _in_whole_numbers(costs)
        if not whole:
            return
        program = self.program
        if max(whole.values()) > _LARGEST:
            self._fine = False
            best = program.best({at: float(cost) for at, cost in costs.items()}, least=least)
            bounds = (-_MOST, best + _NEAR) if least else (best - _NEAR, _MOST)
            program.row(*bounds, list(costs), [float(cost) for cost in costs.values()])
        else:
            program.best({at: float(cost) for at, cost in whole.items()}, least=least)
            found = program.whole()
            reached = sum(cost * found[at] for at, cost in whole.items())
            bounds = (-_MOST, reached + 0.5) if least else (reached - 0.5, _MOST)
            program.row(*bounds, list(whole), [float(cost) for cost in whole.values()])
            self._reached.append((whole, reached))
        self._best = self._given()

    def _all_met(self, needs: Sequence[str]) -> bool:
        """Say whether the best plan so far meets all of these wholly, so that nothing is left to look for."""
        met = dict.fromkeys(needs, 0)
        for (need, _), amount in self._best.items():
            if need in met:
                met[need] += amount
        return all(amount == self.week.needs[need].open for need, amount in met.items())

    def _keep_met(self, needs: Sequence[str]) -> None:
        """Have all of these met wholly from now on."""
        for need in needs:
            full = self.week.needs[need].open / self.program.step
            self.program.highs.changeRowBounds(self.program.need_row[need], full, full)

    def _least_asked(self) -> None:
        """Make the largest load of those who are asked as small as can be, and keep it."""
        program = self.program
        offers = [self.week.offers[each] for each in program.offers]
        whole = lcm(*(offer.four for offer in offers))
        each_step = {offer.id: program.step * whole // offer.four for offer in offers}
        before = {offer.id: offer.asked * whole // offer.four for offer in offers}
        shared = gcd(*each_step.values(), *before.values())
        scale = shared if max(*each_step.values(), *before.values()) // shared <= _LARGEST else whole
        self._fine = self._fine and scale == shared
        largest = program.column(_MOST, whole=scale == shared)
        rows: list[int] = []
        for offer in offers:
            columns = list(program.of_offer[offer.id])
            values = [each_step[offer.id] / scale] * len(columns)
            if offer.asked:
                asked = program.column(1, whole=True)
                program.row(-_MOST, 0, [*columns, asked], [*[1.0] * len(columns), -offer.left / program.step])
                columns, values = [*columns, asked], [*values, before[offer.id] / scale]
            rows.append(program.row(-_MOST, 0, [*columns, largest], [*values, -1.0]))
        program.best({largest: 1.0}, least=True)
        given: dict[str, int] = {}
        for (_, each), amount in self._given().items():
            given[each] = given.get(each, 0) + amount
        most = max((load(self.week.offers[each], amount) for each, amount in given.items()), default=Fraction(0))
        for row in rows:
            program.highs.changeRowBounds(row, -_MOST, _MOST)
        for offer in offers:
            room = max(0, most.numerator * offer.four // most.denominator - offer.asked)
            program.highs.changeRowBounds(program.offer_row[offer.id], 0, min(room, offer.left) // program.step)


def _in_whole_numbers(costs: Mapping[int, Fraction]) -> dict[int, int]:
    """Give costs that stand to each other as these do, whole and as small as can be, without those that are nothing."""
    scale = lcm(*(cost.denominator for cost in costs.values()))
    whole = {at: int(cost * scale) for at, cost in costs.items() if cost}
    shared = gcd(*whole.values())
    return {at: cost // shared for at, cost in whole.items()}


def _of_ids(pair: ListingPair) -> int:
    """Give a number that follows from the ids alone."""
    return int.from_bytes(sha256(f"{pair.need} {pair.offer}".encode()).digest()[:8], "big") % _TIES + 1
