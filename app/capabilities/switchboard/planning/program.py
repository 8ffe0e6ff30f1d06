"""One connected part of a week as a linear program for HiGHS: transport first, yes or no only where it is asked for.

Columns are the minutes (or pieces) of each pair. A person in two places is cut off where a solution has one, by the
pieces of time into which too much went (Hall's condition), so that the program stays as small as a transport problem.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import gcd
from typing import Any

from app.capabilities.switchboard.planning.timing import Item, too_much
from app.capabilities.switchboard.planning.week import ListingPair, PlanningWeek
from app.capabilities.switchboard.windows import Stretch, length, meet
from app.services.jobs import Progress

_ROUNDS = 30
_NEAR = 1e-6


class Stopped(Exception):
    """Somebody cancelled, or the time is over."""


class Impossible(Exception):
    """What was asked for contradicts itself; a relaxed program may still be solved."""


def _quiet() -> Any:
    """Make a solver that prints nothing, from its first breath on."""
    import highspy

    class Quiet(highspy.Highs):
        """HiGHS without its banner, which it prints before an option can be set."""

        def enableCallbacks(self) -> None:  # noqa: N802
            """Silence it first."""
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    return Quiet()


class Program:
    """The pairs of one part; amounts are counted in their common step."""

    def __init__(self, week: PlanningWeek, pairs: Sequence[ListingPair], progress: Progress) -> None:
        """Build the transport problem."""
        import numpy as np

        self.week, self.pairs, self._progress, self._np = week, list(pairs), progress, np
        self.needs = sorted({pair.need for pair in pairs})
        self.offers = sorted({pair.offer for pair in pairs})
        amounts = [n for pair in pairs for n in (pair.most, pair.least)]
        amounts += [week.needs[each].open for each in self.needs] + [week.offers[each].left for each in self.offers]
        amounts += [30] if any(pair.times is not None for pair in pairs) else []
        self.step = gcd(*amounts)
        self.of_need: defaultdict[str, list[int]] = defaultdict(list)
        self.of_offer: defaultdict[str, list[int]] = defaultdict(list)
        self.of_lane: defaultdict[str, list[int]] = defaultdict(list)
        for at, pair in enumerate(self.pairs):
            self.of_need[pair.need].append(at)
            self.of_offer[pair.offer].append(at)
            lane = week.offers[pair.offer].lane
            if pair.times is not None and lane:
                self.of_lane[lane].append(at)
        self._settled: defaultdict[str, list[Item]] = defaultdict(list)
        for each in week.settled:
            self._settled[each.lane].append((each.amount, each.times))
        self.highs = _quiet()
        for option, value in (("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0)):
            self.highs.setOptionValue(option, value)
        self.highs.setOptionValue("mip_abs_gap", 1e-7)
        self.highs.setOptionValue("mip_feasibility_tolerance", 1e-7)
        self._interruptible()
        self.columns = len(self.pairs)
        least = [pair.least / self.step if pair.must else 0.0 for pair in self.pairs]
        most = np.array([pair.most / self.step for pair in self.pairs])
        self._add_columns(np.array(least), most)
        self.need_row = {
            each: self.row(0, week.needs[each].open / self.step, self.of_need[each]) for each in self.needs
        }
        self.offer_row = {
            each: self.row(0, week.offers[each].left / self.step, self.of_offer[each]) for each in self.offers
        }
        self._cut: set[tuple[str, tuple[Stretch, ...]]] = set()
        self.whole_numbers = False

    def _interruptible(self) -> None:
        """Have the solver ask now and then whether to stop."""

        def ask(event: Any) -> None:
            if self._progress.is_stopping():
                event.interrupt()

        self.highs.HandleUserInterrupt = False
        self.highs.cbSimplexInterrupt += ask
        self.highs.cbMipInterrupt += ask

    def _add_columns(self, least: Any, most: Any) -> None:
        """Add the columns of all pairs at once."""
        np, count = self._np, len(self.pairs)
        none = np.zeros(0)
        starts = np.zeros(count, dtype=np.int32)
        self.highs.addCols(count, np.zeros(count), least, most, 0, starts, none.astype(np.int32), none)

    def row(self, least: float, most: float, columns: Sequence[int], values: Sequence[float] | None = None) -> int:
        """Add a row and give its number."""
        np = self._np
        weights = np.ones(len(columns)) if values is None else np.array(values, dtype=float)
        number = self.highs.getNumRow()
        self.highs.addRow(least, most, len(columns), np.array(columns, dtype=np.int32), weights)
        return number

    def column(self, most: float, *, whole: bool) -> int:
        """Add a column from 0 to ``most`` and give its number."""
        import highspy

        number = self.highs.getNumCol()
        self.highs.addVar(0.0, most)
        if whole:
            self.highs.changeColIntegrality(number, highspy.HighsVarType.kInteger)
        return number

    def in_whole_numbers(self) -> None:
        """Ask for whole amounts, where a program of small size is to be exact."""
        import highspy

        self.whole_numbers = True
        for at in range(self.columns):
            self.highs.changeColIntegrality(at, highspy.HighsVarType.kInteger)

    def best(self, costs: Mapping[int, float], *, least: bool = False) -> float:
        """Find what is most (or least) of a sum, with nobody in two places; ``Stopped`` if there was no time."""
        import highspy

        np = self._np
        count = self.highs.getNumCol()
        vector = np.zeros(count)
        for at, cost in costs.items():
            vector[at] = cost
        self.highs.changeColsCost(count, np.arange(count, dtype=np.int32), vector)
        sense = highspy.ObjSense.kMinimize if least else highspy.ObjSense.kMaximize
        self.highs.changeObjectiveSense(sense)
        for _round in range(_ROUNDS):
            self.run()
            if not self._cut_off():
                break
        return float(self.highs.getInfo().objective_function_value)

    def run(self) -> None:
        """Solve as it is now."""
        import highspy

        if self._progress.is_stopping():
            raise Stopped
        self.highs.run()
        status = self.highs.getModelStatus()
        if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
            raise Impossible
        if status != highspy.HighsModelStatus.kOptimal:
            raise Stopped

    def values(self) -> list[float]:
        """Give the solution, in minutes or pieces, for each pair; and the raw values of all other columns."""
        raw = list(self.highs.getSolution().col_value)
        return [value * self.step for value in raw[: self.columns]] + raw[self.columns :]

    def whole(self) -> list[int]:
        """Give the solution of whole numbers, in steps for each pair, and all other columns as they are."""
        return [round(value) for value in self.highs.getSolution().col_value]

    def _cut_off(self) -> bool:
        """Cut off every person in two places; say whether there was one."""
        values = self.values()
        found = False
        for lane, columns in self.of_lane.items():
            used = [at for at in columns if values[at] > _NEAR]
            settled = self._settled.get(lane, [])
            if len(used) + len(settled) < 2:
                continue
            # Amounts of several offers of one person may be broken; what is below their whole part cannot be cut off.
            amounts = [
                round(values[at] / self.step) * self.step if self.whole_numbers else int(values[at] + _NEAR)
                for at in used
            ]
            items = [
                *settled,
                *((amount, self.pairs[at].times or ()) for at, amount in zip(used, amounts, strict=True)),
            ]
            full = tuple(too_much(items))
            if not full or (lane, full) in self._cut:
                continue
            self._cut.add((lane, full))
            inside = [at for at in columns if _inside(self.pairs[at].times or (), full)]
            taken = sum(amount for amount, times in settled if _inside(times, full))
            must = sum(self.pairs[at].least for at in inside if self.pairs[at].must)
            self.row(0, max(must, length(full) - taken) / self.step, inside)
            found = True
        return found


def _inside(times: Sequence[Stretch], full: Sequence[Stretch]) -> bool:
    """Say whether stretches lie in others altogether."""
    return length(meet(list(times), list(full))) == length(times)
