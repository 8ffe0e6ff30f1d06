"""The bound of a plan beside another program: the maximum flow of scipy over every half hour of every offer."""

from __future__ import annotations

from random import Random

import pytest

from app.capabilities.switchboard.planning.solving import parts_of, solve
from app.capabilities.switchboard.planning.week import PlanningWeek, week_of
from app.capabilities.switchboard.stress import stress
from app.services.jobs import Progress
from tests.app.capabilities.switchboard.fields import MONDAY


@pytest.mark.parametrize("seed", range(6))
def test_scipy_finds_the_same_bound(seed: int) -> None:
    pytest.importorskip("scipy.sparse")
    week = week_of(stress(150, Random(seed), MONDAY), MONDAY, MONDAY)
    assert solve(week, Progress()).bound == sum(_flow(part) for part in parts_of(week))


def _flow(week: PlanningWeek) -> int:
    from scipy.sparse import csr_array  # pyright: ignore[reportMissingImports]
    from scipy.sparse.csgraph import maximum_flow  # pyright: ignore[reportMissingImports]

    nodes: dict[object, int] = {"source": 0, "sink": 1}
    edges: dict[tuple[int, int], int] = {}

    def edge(one: object, other: object, room: int) -> None:
        ends = nodes.setdefault(one, len(nodes)), nodes.setdefault(other, len(nodes))
        edges[ends] = room

    for need in week.needs.values():
        edge("source", need.id, need.open // 30)
    for offer in week.offers.values():
        edge(offer.id, "sink", offer.left // 30)
    for pair in week.pairs:
        for begin, until in pair.times or ():
            for at in range(begin, until, 30):
                edge(pair.need, (pair.offer, at), 1)
                edge((pair.offer, at), pair.offer, 1)
    rows, columns = zip(*edges, strict=True)
    size = len(nodes)
    graph = csr_array((list(edges.values()), (rows, columns)), shape=(size, size), dtype="int32")
    return 30 * int(maximum_flow(graph, 0, 1).flow_value)
