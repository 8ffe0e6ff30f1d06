"""A small part solved to its proven optimum, one aim after the other, with yes and no where limits ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from app.capabilities.switchboard.planning.draft import Given
from app.capabilities.switchboard.planning.program import Program
from app.capabilities.switchboard.planning.week import OpenNeed, PlanningWeek, load

_MOST = 1e30
_NEAR = 1e-6


class Exact:
    """The aims of a plan on one part; ``given`` is there once all are reached."""

    def __init__(self, week: PlanningWeek, program: Program, start: Given) -> None:
        """Ask for whole amounts and add the limits that need a yes or no; ``start`` is a plan that keeps them all."""
        self.week, self.program = week, program
        self._best = start
        program.in_whole_numbers()
        self._yes: dict[int, int] = {}
        self._whole: dict[str, int] = {}
        for need in program.needs:
            self._limits(week.needs[need])

    def solve(self) -> Given:
        """Reach the aims in order: shares, wholly met, the one asked most, score, fewest pairs."""
        program = self.program
        needs = self.week.needs
        of = [sorted({need.id for need, _ in self._columns(urgency)}) for urgency in range(3)]
        for urgency in range(3):
            if not self._all_met(of[urgency]):
                self._most({at: program.step / need.open for need, at in self._columns(urgency)})
            else:
                self._keep_met(of[urgency])
        for urgency in range(3):
            if not self._all_met(of[urgency]):
                self._most({self._met(needs[need]): 1.0 for need in of[urgency]})
        self._least_asked()
        self._most({at: program.step * pair.tenths / needs[pair.need].open for at, pair in enumerate(program.pairs)})
        columns = [self._used(at) for at in range(program.columns)]
        program.best(dict.fromkeys(columns, 1.0), least=True)
        return self._given()

    def _given(self) -> Given:
        """Read the solution."""
        program, values = self.program, self.program.values()
        return {
            (pair.need, pair.offer): round(values[at]) for at, pair in enumerate(program.pairs) if values[at] > _NEAR
        }

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

    def _most(self, costs: dict[int, float]) -> None:
        """Reach the most of a sum, and keep it from then on."""
        best = self.program.best(costs)
        self.program.row(best - _NEAR, _MOST, list(costs), list(costs.values()))
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
        largest = program.column(_MOST, whole=False)
        rows: list[int] = []
        for each in program.offers:
            offer, columns = self.week.offers[each], program.of_offer[each]
            asked = program.column(1, whole=True)
            program.row(-_MOST, 0, [*columns, asked], [*[1.0] * len(columns), -offer.left / program.step])
            values = [*[program.step / offer.four] * len(columns), offer.asked / offer.four, -1.0]
            rows.append(program.row(-_MOST, 0, [*columns, asked, largest], values))
        program.best({largest: 1.0}, least=True)
        given: dict[str, int] = {}
        for (_, each), amount in self._given().items():
            given[each] = given.get(each, 0) + amount
        most = max((load(self.week.offers[each], amount) for each, amount in given.items()), default=Fraction(0))
        for row in rows:
            program.highs.changeRowBounds(row, -_MOST, _MOST)
        for each in program.offers:
            offer = self.week.offers[each]
            room = max(0, most.numerator * offer.four // most.denominator - offer.asked)
            program.highs.changeRowBounds(program.offer_row[each], 0, min(room, offer.left) / program.step)
