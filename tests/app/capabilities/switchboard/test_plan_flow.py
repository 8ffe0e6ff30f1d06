"""A part as a flow against the linear program of HiGHS: the same shares in each urgency, and the same bound."""

from __future__ import annotations

import datetime
from dataclasses import replace
from random import Random

import pytest

from app.capabilities.switchboard.planning.dive import Dive
from app.capabilities.switchboard.planning.draft import greedy, worth
from app.capabilities.switchboard.planning.flow import NeedFlow, is_flow
from app.capabilities.switchboard.planning.program import Program, Stopped
from app.capabilities.switchboard.planning.solving import holds, parts_of
from app.capabilities.switchboard.planning.week import PlanningWeek, Settled, week_of
from app.capabilities.switchboard.rows import MatchRow
from app.capabilities.switchboard.stress import stress
from app.services.jobs import Progress
from tests.app.capabilities.switchboard.fields import MONDAY, field, need, offer, window


def _free(week: PlanningWeek) -> PlanningWeek:
    """Take the limits off that a flow does not know."""
    needs = {each.id: replace(each, helpers=1000, least=30, whole=False) for each in week.needs.values()}
    return replace(week, needs=needs, pairs=tuple(replace(pair, least=30) for pair in week.pairs))


@pytest.mark.parametrize("seed", range(6))
def test_without_limits_the_shares_are_those_of_the_linear_program(seed: int) -> None:
    week = _free(week_of(stress(120, Random(seed), MONDAY), MONDAY, MONDAY))
    for part in parts_of(week):
        assert is_flow(part)
        flow, dive = NeedFlow(part, Progress()), Dive(part, Program(part, part.pairs, Progress()))
        assert flow.bound == dive.bound
        assert [float(share) for share in worth(part, flow.given)[:3]] == pytest.approx(dive.shares, abs=1e-5)
        assert sum(flow.given.values()) == flow.bound


@pytest.mark.parametrize("seed", range(6))
def test_with_limits_a_flow_keeps_them_and_is_near_its_bound(seed: int) -> None:
    week = week_of(stress(300, Random(50 + seed), MONDAY), MONDAY, MONDAY)
    covered = bound = 0
    for part in parts_of(week):
        flow = NeedFlow(part, Progress())
        assert holds(part, flow.given)
        covered, bound = covered + sum(flow.given.values()), bound + flow.bound
        if len(part.pairs) > 20:
            assert worth(part, flow.given)[:3] >= worth(part, greedy(part))[:3]
    assert covered >= 0.99 * bound


def test_what_is_settled_already_keeps_its_time() -> None:
    at = window(1, 18, 20)
    of = field(
        need("old", 60, at), need("new", 120, at), offer("o", 180, at, of="kofi"),
        matches=(MatchRow("m", "old", "o", 60, MONDAY + datetime.timedelta(days=1), "introduced"),),
    )  # fmt: skip
    week = week_of(of, MONDAY, MONDAY)
    assert [each.amount for each in week.settled] == [60]
    flow = NeedFlow(week, Progress())
    # Of two hours one is taken, though the offer has two more for the week.
    assert flow.given == {("new", "o"): 60}
    assert flow.bound == 60
    free = NeedFlow(replace(week, settled=()), Progress())
    assert free.bound == 120
    elsewhere = replace(week, settled=(Settled("somebody else", "old", 60, week.settled[0].times),))
    assert NeedFlow(elsewhere, Progress()).bound == 120


def test_one_person_with_two_offers_is_no_flow() -> None:
    at = window(1, 18, 20)
    two = field(need("n", 60, at), offer("o", 60, at, of="kofi"), offer("p", 60, at, of="kofi"))
    assert not is_flow(week_of(two, MONDAY, MONDAY))


def test_all_or_nothing_is_left_out_and_its_time_goes_to_others() -> None:
    at = window(1, 18, 20)
    of = field(need("a", 240, at, all_or_nothing=True, urgency="urgent"), need("b", 120, at), offer("o", 240, at))
    flow = NeedFlow(week_of(of, MONDAY, MONDAY), Progress())
    assert flow.given == {("b", "o"): 120}


def test_who_stops_is_heard() -> None:
    week = week_of(stress(400, Random(3), MONDAY), MONDAY, MONDAY)
    with pytest.raises(Stopped):
        NeedFlow(max(parts_of(week), key=lambda part: len(part.pairs)), Progress(cancelled=lambda: True))
