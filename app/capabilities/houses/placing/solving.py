"""Goals one after the other by HiGHS: each is made smallest, then kept while the next one is (lexicographic)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.capabilities.houses.placing.model import Model
from app.capabilities.houses.placing.quiet import quiet_solver


@dataclass(frozen=True, slots=True)
class SolvedModel:
    """Values of the variables, and whether every goal was proven to be smallest."""

    values: list[int]
    proven: bool


def solve(model: Model, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> SolvedModel | None:
    """Make the goals smallest one after the other within so many seconds; None if nothing was found in time."""
    import highspy
    import numpy as np

    until = clock() + seconds
    solver = quiet_solver()
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 1e-6)
    solver.passModel(_program(model, highspy, np))
    best: list[int] | None = None
    proven = True
    everything = np.arange(model.count, dtype=np.int32)
    for goal in model.goals[: model.sure]:
        _keep(solver, goal, 0, np)
    for goal in model.goals[model.sure :]:
        # A value that is already the least there can be needs no search.
        least = sum(cost for cost in goal.values() if cost < 0)
        if best is not None and sum(cost * best[column] for column, cost in goal.items()) == least:
            _keep(solver, goal, least, np)
            continue
        left = until - clock()
        if left <= 0:
            proven = False
            break
        costs = np.zeros(model.count)
        for column, cost in goal.items():
            costs[column] = cost
        solver.changeColsCost(model.count, everything, costs)
        # The solver counts its time from the first run on.
        solver.setOptionValue("time_limit", float(solver.getRunTime() + left))
        # No start is handed over: with one, HiGHS 1.16 can call it optimal although its own bound says otherwise.
        solver.run()
        optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = [round(value) for value in solver.getSolution().col_value]
        if solver.getInfo().primal_solution_status == 2 and len(found) == model.count:
            value = sum(cost * found[column] for column, cost in goal.items())
            if best is None or value <= sum(cost * best[column] for column, cost in goal.items()):
                best = found
        if not optimal:
            proven = False
            break
        assert best is not None
        _keep(solver, goal, sum(cost * best[column] for column, cost in goal.items()), np)
    return None if best is None else SolvedModel(best, proven)


def _keep(solver: Any, goal: dict[int, int], most: int, np: Any) -> None:
    """Hold a goal at the value that it has reached."""
    columns = np.array(sorted(goal), dtype=np.int32)
    values = np.array([float(goal[column]) for column in sorted(goal)])
    solver.addRow(-1e30, float(most), len(columns), columns, values)


def _program(model: Model, highspy: Any, np: Any) -> Any:
    """Hand the model over as arrays; row by row through the interface would take many times as long."""
    program = highspy.HighsLp()
    program.num_col_ = model.count
    program.num_row_ = len(model.rows)
    program.col_cost_ = np.zeros(model.count)
    program.col_lower_ = np.zeros(model.count)
    program.col_upper_ = np.ones(model.count)
    program.row_lower_ = np.array([-1e30 if row.lower is None else float(row.lower) for row in model.rows])
    program.row_upper_ = np.array([1e30 if row.upper is None else float(row.upper) for row in model.rows])
    starts = [0]
    for row in model.rows:
        starts.append(starts[-1] + len(row.columns))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array(starts, dtype=np.int32)
    program.a_matrix_.index_ = np.array([c for row in model.rows for c in row.columns], dtype=np.int32)
    program.a_matrix_.value_ = np.array([float(v) for row in model.rows for v in row.values])
    program.integrality_ = [highspy.HighsVarType.kInteger] * model.count
    return program
