"""A rota made better by HiGHS, up to eight weeks at a time, and never worse than slot by slot.

Smallest first is the largest drift at the end, then wishes, then one chore in two weeks running. The search ends after
a number of steps and not of seconds, so that every laptop ends with the same rota.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

from app.capabilities.houses.chores.fairness import accounts, owed
from app.capabilities.houses.chores.presence import Presence
from app.capabilities.houses.chores.rota import Rota, accounts_with, may_take, slot_by_slot, week_of
from app.capabilities.houses.chores.rows import OPEN, VERIFIED, ChoreWish, Limits, SlotRow
from app.capabilities.houses.placing.quiet import quiet_solver

WEEKS = 8
# Nodes of the search for a piece of the period; the first ones bring most of what there is to gain.
_NODES = 1
_SECONDS = 5.0
_NEAR = 1e-6


def make_rota(
    slots: Sequence[SlotRow],
    present: Presence,
    today: datetime.date,
    *,
    before: Iterable[SlotRow] = (),
    weights: Mapping[str, Fraction] | None = None,
    limits: Mapping[str, Limits] | None = None,
    wishes: Iterable[ChoreWish] = (),
) -> Rota:
    """Make the rota of a period: slot by slot, then improved, in pieces of eight weeks.

    Takes what ``slot_by_slot`` takes, and what people wish.
    """
    earlier = list(before)
    if not slots:
        return slot_by_slot((), present, today, before=earlier, weights=weights, limits=limits)
    first = min(slot.on_day for slot in slots).toordinal()
    pieces: defaultdict[int, list[SlotRow]] = defaultdict(list)
    for slot in slots:
        pieces[(slot.on_day.toordinal() - first) // (7 * WEEKS)].append(slot)
    given: dict[str, str] = {}
    left_open: dict[str, str] = {}
    improved = False
    proven = True
    for _number, piece in sorted(pieces.items()):
        start = slot_by_slot(piece, present, today, before=earlier, weights=weights, limits=limits)
        better = _improve(piece, start, present, today, earlier, weights or {}, limits or {}, list(wishes))
        given.update(better.given)
        left_open.update(better.open)
        improved = improved or better.improved
        proven = proven and better.proven
        earlier += [
            replace(slot, who=better.given[slot.id], status=VERIFIED) if slot.id in better.given else slot
            for slot in piece
        ]
    known = [*before, *(slot for slot in slots if slot.status != OPEN)]
    return Rota(given, left_open, accounts_with(given, slots, known, present, today, weights), improved, proven)


def worth(
    given: Mapping[str, str],
    slots: Sequence[SlotRow],
    ends: Mapping[str, Fraction],
    wishes: Sequence[ChoreWish],
    earlier: Sequence[SlotRow] = (),
) -> tuple[Fraction, int, int]:
    """Judge a rota, smaller is better: the largest drift at the end, wishes missed, a chore two weeks running."""
    wanted = {(wish.person, wish.chore): wish.wanted for wish in wishes}
    missed = repeats = 0
    weeks: set[tuple[str, str, int]] = set()
    for slot in earlier:
        if slot.who is not None:
            weeks.add((slot.who, slot.chore, week_of(slot.on_day)))
    taken = {(given[slot.id], slot.chore, week_of(slot.on_day)) for slot in slots if slot.id in given}
    for slot in slots:
        if slot.id in given:
            missed += 1 - wanted[given[slot.id], slot.chore] * 2 if (given[slot.id], slot.chore) in wanted else 0
    for person, chore, week in taken:
        repeats += (person, chore, week - 1) in taken or (person, chore, week - 1) in weeks
    return max(ends.values(), default=Fraction(0)), missed, repeats


def _improve(
    slots: Sequence[SlotRow],
    start: Rota,
    present: Presence,
    today: datetime.date,
    earlier: Sequence[SlotRow],
    weights: Mapping[str, Fraction],
    limits: Mapping[str, Limits],
    wishes: Sequence[ChoreWish],
) -> Rota:
    """Improve a piece; the start comes back where nothing better is found."""
    open_slots = sorted((slot for slot in slots if slot.id in start.given), key=lambda slot: slot.id)
    if not open_slots:
        return replace(start, proven=True)
    known = [*earlier, *(slot for slot in slots if slot.status != OPEN)]
    drift = {person: account.drift for person, account in accounts(known, present, today, weights=weights).items()}
    for slot in open_slots:
        for person, minutes in owed(slot.minutes, present.get(slot.on_day.toordinal(), ()), weights).items():
            drift[person] = drift.get(person, Fraction(0)) - minutes
    program = _Program(open_slots, drift, present, limits, known, wishes)
    found, proven = program.solve(start.given)
    if found is None:
        return start
    ends = program.ends(found)
    before = worth(start.given, open_slots, program.ends(start.given), wishes, earlier)
    if worth(found, open_slots, ends, wishes, earlier) < before:
        reckoned = accounts_with(found, slots, known, present, today, weights)
        return Rota(found, start.open, reckoned, improved=True, proven=proven)
    return replace(start, proven=proven)


class _Program:
    """The improvement of a piece as a mixed-integer program in whole numbers."""

    def __init__(
        self,
        slots: Sequence[SlotRow],
        drift: Mapping[str, Fraction],
        present: Presence,
        limits: Mapping[str, Limits],
        known: Sequence[SlotRow],
        wishes: Sequence[ChoreWish],
    ) -> None:
        """Write down who can take what."""
        self.slots = slots
        self.drift = drift
        self.scale = lcm(*(each.denominator for each in drift.values())) if drift else 1
        self.columns: dict[tuple[int, str], int] = {}
        for number, slot in enumerate(slots):
            for person in present.get(slot.on_day.toordinal(), ()):
                if may_take(slot, person):
                    self.columns[number, person] = len(self.columns)
        self.limits = limits
        self.known = known
        self.wanted = {(wish.person, wish.chore): wish.wanted for wish in wishes}

    def ends(self, given: Mapping[str, str]) -> dict[str, Fraction]:
        """Give everybody's drift at the end of the piece."""
        ends = dict(self.drift)
        for slot in self.slots:
            ends[given[slot.id]] = ends.get(given[slot.id], Fraction(0)) + slot.minutes
        return ends

    def rows(self) -> list[tuple[dict[int, float], float, float]]:
        """Give the constraints but for the drift: one person a slot, limits, no chore twice on a day."""
        rows: list[tuple[dict[int, float], float, float]] = []
        of_slot: defaultdict[int, dict[int, float]] = defaultdict(dict)
        once: defaultdict[tuple[str, str, int], dict[int, float]] = defaultdict(dict)
        weeks: defaultdict[tuple[str, int], dict[int, float]] = defaultdict(dict)
        days: defaultdict[tuple[str, int], dict[int, float]] = defaultdict(dict)
        for (number, person), column in self.columns.items():
            slot = self.slots[number]
            of_slot[number][column] = 1.0
            once[person, slot.chore, slot.on_day.toordinal()][column] = 1.0
            weeks[person, week_of(slot.on_day)][column] = float(slot.minutes)
            days[person, slot.on_day.toordinal()][column] = 1.0
        rows += [(row, 1.0, 1.0) for row in of_slot.values()]
        for (person, chore, day), row in once.items():
            has = any(s.who == person and s.chore == chore and s.on_day.toordinal() == day for s in self.known)
            if len(row) > 1 or has:
                rows.append((row, 0.0, 0.0 if has else 1.0))
        for person, limit in self.limits.items():
            mine = [slot for slot in self.known if slot.who == person]
            if limit.minutes_a_week is not None:
                for (who, week), row in weeks.items():
                    if who == person:
                        had = sum(slot.minutes for slot in mine if week_of(slot.on_day) == week)
                        rows.append((row, 0.0, float(max(0, limit.minutes_a_week - had))))
            if limit.slots_a_day is not None:
                for (who, day), row in days.items():
                    if who == person:
                        had = sum(slot.on_day.toordinal() == day for slot in mine)
                        rows.append((row, 0.0, float(max(0, limit.slots_a_day - had))))
        return rows

    def solve(self, start: Mapping[str, str]) -> tuple[dict[str, str] | None, bool]:
        """Search from the start on; the second value says if nothing better can be."""
        import highspy
        import numpy as np

        top = len(self.columns)
        repeats = self._repeats(top + 1)
        count = top + 1 + len(repeats)
        rows = self.rows()
        least = self._least()
        for person in sorted(self.drift):
            row = {column: float(self.slots[n].minutes) for (n, who), column in self.columns.items() if who == person}
            rows.append(({**row, top: -1.0}, -1e30, -float(self.drift[person])))
        for column, pairs in repeats:
            for one, other in pairs:
                rows.append(({one: 1.0, other: 1.0, column: -1.0}, -1e30, 1.0))
        solver = quiet_solver()
        for option, value in {
            "mip_max_nodes": _NODES, "time_limit": _SECONDS,
            "mip_rel_gap": 0.0, "mip_abs_gap": 1e-6,
        }.items():  # fmt: skip
            solver.setOptionValue(option, value)
        solver.passModel(self._program(highspy, np, rows, count, top, float(least)))
        values = [0.0] * count
        for number, slot in enumerate(self.slots):
            values[self.columns[number, start[slot.id]]] = 1.0
        values[top] = float(max(self.ends(start).values()))
        for column, pairs in repeats:
            values[column] = float(any(values[one] > 0.5 and values[other] > 0.5 for one, other in pairs))
        best = values
        proven = True
        costs = [
            {top: 1.0},
            {
                column: -1.0 if self.wanted[person, self.slots[n].chore] else 1.0
                for (n, person), column in self.columns.items()
                if (person, self.slots[n].chore) in self.wanted
            },
            {column: 1.0 for column, _pairs in repeats},
        ]
        for goal in costs:
            if not goal:
                continue
            value = sum(cost * best[column] for column, cost in goal.items())
            floor = float(least) if top in goal else -float(len(self.slots)) if min(goal.values()) < 0 else 0.0
            if value > floor + 1e-9:
                best, good = _run(solver, highspy, np, goal, best, count)
                proven = proven and good
                value = sum(cost * best[column] for column, cost in goal.items())
            chosen = sorted(goal)
            solver.addRow(
                -1e30,
                value + 1e-7,
                len(chosen),
                np.array(chosen, dtype=np.int32),
                np.array([goal[column] for column in chosen]),
            )
        given = {self.slots[n].id: person for (n, person), column in self.columns.items() if best[column] > 0.5}
        return (given if len(given) == len(self.slots) else None), proven

    def _least(self) -> Fraction:
        """Give a largest drift that no rota can be below: drifts add up to zero, so nobody is ahead by less than 0."""
        takers = {person for _number, person in self.columns}
        idle = max((drift for person, drift in self.drift.items() if person not in takers), default=Fraction(0))
        return max(Fraction(0), idle, max((self.drift[p] for p in takers if p in self.drift), default=Fraction(0)))

    def _repeats(self, first: int) -> list[tuple[int, list[tuple[int, int]]]]:
        """Give a variable for each person, chore and week in which the chore could come again a week later."""
        by_week: defaultdict[tuple[str, str, int], list[int]] = defaultdict(list)
        for (number, person), column in self.columns.items():
            slot = self.slots[number]
            by_week[person, slot.chore, week_of(slot.on_day)].append(column)
        if any(len(columns) > 1 for columns in by_week.values()):
            return []  # A chore that is done several times a week comes again whoever takes it.
        found: list[tuple[int, list[tuple[int, int]]]] = []
        for (person, chore, week), columns in sorted(by_week.items()):
            after = by_week.get((person, chore, week + 1))
            if after:
                found.append((first + len(found), [(columns[0], after[0])]))
        return found

    def _program(
        self,
        highspy: Any,
        np: Any,
        rows: Sequence[tuple[Mapping[int, float], float, float]],
        count: int,
        top: int,
        least: float,
    ) -> Any:
        """Hand the program over as arrays."""
        program = highspy.HighsLp()
        program.num_col_ = count
        program.num_row_ = len(rows)
        program.col_cost_ = np.zeros(count)
        program.col_lower_ = np.array([least if column == top else 0.0 for column in range(count)])
        program.col_upper_ = np.array([1e30 if column == top else 1.0 for column in range(count)])
        program.row_lower_ = np.array([lower for _row, lower, _upper in rows])
        program.row_upper_ = np.array([upper for _row, _lower, upper in rows])
        starts = [0]
        for row, _lower, _upper in rows:
            starts.append(starts[-1] + len(row))
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        program.a_matrix_.index_ = np.array([c for row, _l, _u in rows for c in row], dtype=np.int32)
        program.a_matrix_.value_ = np.array([v for row, _l, _u in rows for v in row.values()])
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        program.integrality_ = [real if column == top else whole for column in range(count)]
        return program


def _run(
    solver: Any, highspy: Any, np: Any, goal: Mapping[int, float], best: list[float], count: int
) -> tuple[list[float], bool]:
    """Make one goal smaller, from the best so far on."""
    costs = np.zeros(count)
    for column, cost in goal.items():
        costs[column] = cost
    solver.changeColsCost(count, np.arange(count, dtype=np.int32), costs)
    start = highspy.HighsSolution()
    start.col_value = best
    solver.setSolution(start)
    solver.setOptionValue("time_limit", float(solver.getRunTime() + _SECONDS))
    solver.run()
    optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if optimal and solver.getInfo().objective_function_value > solver.getInfo().mip_dual_bound + _NEAR:
        # HiGHS 1.16 can call a start optimal although its own bound says otherwise: then it searches without one.
        solver.clearSolver()
        solver.run()
        optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if solver.getInfo().primal_solution_status == 2:
        found = [float(value) for value in solver.getSolution().col_value]
        if sum(c * found[k] for k, c in goal.items()) <= sum(c * best[k] for k, c in goal.items()) + 1e-9:
            best = found
    reached = sum(cost * best[column] for column, cost in goal.items())
    return best, optimal and reached <= solver.getInfo().mip_dual_bound + _NEAR
