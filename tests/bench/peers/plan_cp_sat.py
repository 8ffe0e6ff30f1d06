"""Plans beside another solver: OR-Tools CP-SAT, with a yes or no for every half hour of every pair."""

from __future__ import annotations

from math import lcm
from random import Random
from typing import Any

import pytest

from app.capabilities.switchboard.planning.draft import worth
from app.capabilities.switchboard.planning.solving import solve
from app.capabilities.switchboard.planning.week import PlanningWeek, week_of
from app.services.jobs import Progress
from tests.app.capabilities.switchboard.fields import MONDAY, small


@pytest.mark.parametrize("seed", range(8))
def test_cp_sat_covers_no_more(seed: int) -> None:
    cp_model = pytest.importorskip("ortools.sat.python.cp_model")
    week = week_of(small(Random(300 + seed), 9, 9), MONDAY, MONDAY)
    solved = solve(week, Progress())
    assert solved.proven
    mine = worth(week, solved.given)
    assert [int(value) for value in _best(cp_model, week)] == [
        *(share * _scale(week) for share in mine[:3]),
        *mine[3:6],
    ]


def _scale(week: PlanningWeek) -> int:
    return lcm(*(need.open // 30 for need in week.needs.values()))


def _best(cp_model: Any, week: PlanningWeek) -> list[int]:
    model = cp_model.CpModel()
    amount, used, at = {}, {}, {}
    for pair in week.pairs:
        key = (pair.need, pair.offer)
        amount[key] = model.new_int_var(0, pair.most // 30, "")
        used[key] = model.new_bool_var("")
        model.add(amount[key] <= pair.most // 30 * used[key])
        model.add(amount[key] >= pair.least // 30 * used[key])
        steps = [step for begin, until in pair.times or () for step in range(begin, until, 30)]
        if len(steps) * 30 < 7 * 1440:
            for step in steps:
                at[key, step] = model.new_bool_var("")
            model.add(sum(at[key, step] for step in steps) == amount[key])
        else:  # Any time: a week holds all that one person offers here.
            continue
    for lane in {offer.lane for offer in week.offers.values()}:
        for step in {step for _key, step in at}:
            model.add(
                sum(bit for (key, when), bit in at.items() if when == step and week.offers[key[1]].lane == lane) <= 1
            )
    whole, scale = {}, _scale(week)
    for need in week.needs.values():
        mine = [key for key in amount if key[0] == need.id]
        met = sum(amount[key] for key in mine)
        whole[need.id] = model.new_bool_var("")
        model.add(met <= need.open // 30)
        model.add(met >= need.open // 30 * whole[need.id])
        model.add(sum(used[key] for key in mine) <= need.helpers)
        if need.whole:
            model.add(met == need.open // 30 * whole[need.id])
    for offer in week.offers.values():
        model.add(sum(amount[key] for key in amount if key[1] == offer.id) <= offer.left // 30)
    aims = [
        sum(
            amount[key] * (scale * 30 // week.needs[key[0]].open)
            for key in amount
            if week.needs[key[0]].urgency == urgency
        )
        for urgency in range(3)
    ] + [sum(bit for need, bit in whole.items() if week.needs[need].urgency == urgency) for urgency in range(3)]
    found: list[int] = []
    for aim in aims:
        model.maximize(aim)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        found.append(round(solver.objective_value))
        model.add(aim >= found[-1])
    return found
