"""The linear program of a part first; what it breaks of the limits is then decided, a few needs at a time."""

from __future__ import annotations

from collections.abc import Sequence

from app.capabilities.switchboard.planning.draft import Given, PlanDraft, fill, top_up
from app.capabilities.switchboard.planning.program import Impossible, Program, Stopped
from app.capabilities.switchboard.planning.week import OpenNeed, PlanningWeek

_ROUNDS = 100
_NEAR = 1e-6
_MOST = 1e30
_WEIGHTS = (1e6, 1e3, 1.0)


class Dive:
    """One part: the bounds of its linear programs, and a plan that keeps every limit."""

    def __init__(self, week: PlanningWeek, program: Program) -> None:
        """Solve urgent, soon and whenever one after the other, and repair what the last solution breaks."""
        self.program, self.week = program, week
        self.bound = round(program.best(dict.fromkeys(range(program.columns), 1.0)) * program.step)
        self._dropped: set[int] = set()
        self._forced: set[str] = set()
        self.shares = self._in_order()
        self.whole = not self._broken(program.values())
        self.given = self._given()

    def _in_order(self) -> tuple[float, float, float]:
        """Solve the three sums of shares, none at the price of the one before; leave no trace but the solution."""
        program, rows, found = self.program, list[int](), [0.0, 0.0, 0.0]
        for urgency in range(3):
            costs = self._shares(urgency)
            if costs:
                found[urgency] = program.best(costs)
                rows.append(program.row(found[urgency] - 1e-7, _MOST, list(costs), list(costs.values())))
        for row in rows:
            program.highs.changeRowBounds(row, -_MOST, _MOST)
        return (found[0], found[1], found[2])

    def _shares(self, urgency: int) -> dict[int, float]:
        """Give what each column adds to the met shares of an urgency."""
        program, needs = self.program, self.week.needs
        return {
            at: program.step / needs[pair.need].open
            for at, pair in enumerate(program.pairs)
            if needs[pair.need].urgency == urgency
        }

    def _given(self) -> Given:
        """Decide, solve again, until nothing is broken; then round, and fill what is still free."""
        program = self.program
        values = program.values()
        if not self.whole:
            costs = {at: cost * _WEIGHTS[u] for u in range(3) for at, cost in self._shares(u).items()}
            for at, pair in enumerate(program.pairs):
                costs[at] += 1e-6 * pair.tenths * costs[at]
            for _round in range(_ROUNDS):
                broken = self._broken(values)
                if not broken:
                    break
                for need in broken:
                    self._decide(self.week.needs[need], values)
                try:
                    program.best(costs)
                except Impossible:
                    self._give_up()
                    program.best(costs)
                except Stopped:
                    break  # What was found until then is rounded.
                values = program.values()
        return self._rounded(values)

    def _broken(self, values: Sequence[float]) -> list[str]:
        """Name the needs of which a solution breaks a limit."""
        program = self.program
        found: list[str] = []
        for need in program.needs:
            each = self.week.needs[need]
            used = [values[at] for at in program.of_need[need] if values[at] > _NEAR]
            met = sum(used)
            small = any(amount < each.least - _NEAR for amount in used)
            uneven = each.each > 0 and any(abs(amount - each.each) > _NEAR for amount in used)
            partly = each.whole and _NEAR < met < each.open - _NEAR
            if len(used) > each.helpers or small or uneven or partly:
                found.append(need)
        return found

    def _decide(self, need: OpenNeed, values: Sequence[float]) -> None:
        """Leave the largest parts of a need; ask for all of what is all or nothing, or for nothing."""
        program = self.program
        columns = program.of_need[need.id]
        used = sorted((at for at in columns if values[at] > _NEAR), key=lambda at: (-values[at], at))
        least = need.each or need.least
        self._drop(used[need.helpers :])
        small = [at for at in used[: need.helpers] if values[at] < least - _NEAR]
        self._drop(small[-1:] if len(used) > 1 else small)
        if need.whole and used and not small:
            met = sum(values[at] for at in used)
            if need.id not in self._forced and met * 2 >= need.open:
                self._forced.add(need.id)
                full = need.open / program.step
                program.highs.changeRowBounds(program.need_row[need.id], full, full)
            elif need.id not in self._forced:
                self._drop(columns)

    def _drop(self, columns: Sequence[int]) -> None:
        """Leave pairs out, except those that must be."""
        for at in columns:
            if not self.program.pairs[at].must and at not in self._dropped:
                self._dropped.add(at)
                self.program.highs.changeColBounds(at, 0.0, 0.0)

    def _give_up(self) -> None:
        """Let go of all that was asked for whole."""
        program = self.program
        for need in sorted(self._forced):
            program.highs.changeRowBounds(program.need_row[need], 0.0, self.week.needs[need].open / program.step)
            self._drop(program.of_need[need])

    def _rounded(self, values: Sequence[float]) -> Given:
        """Give what a solution says, in whole steps and within every limit, and fill what is free."""
        program, draft = self.program, PlanDraft(self.week)
        chosen = [(pair, amount) for pair, amount in zip(program.pairs, values, strict=False) if amount > _NEAR]
        chosen.sort(key=lambda each: (not each[0].must, self.week.needs[each[0].need].urgency, -each[1], each[0].need))
        for pair, value in chosen:
            step = program.step
            amount = min(int(value / step + _NEAR) * step, draft.most(pair))
            if amount >= pair.least:
                draft.give(pair, amount)
        self._whole_only(draft)
        fill(draft, program.pairs)
        top_up(draft, program.pairs)
        return draft.given

    def _whole_only(self, draft: PlanDraft) -> None:
        """Take back what would be met in part and is all or nothing."""
        for pair in self.program.pairs:
            need = self.week.needs[pair.need]
            if need.whole and draft.open[need.id] and (pair.need, pair.offer) in draft.given:
                draft.take(pair)
