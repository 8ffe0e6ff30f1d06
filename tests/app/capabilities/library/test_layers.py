"""The drawing of a map: no two boxes meet, and what is folded hides only what is reached no other way."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given

from app.capabilities.library.map.graph import SUPPORT, UNDERCUT, Graph, MapRelation
from app.capabilities.library.map.layers import drawn
from tests.app.capabilities.library.test_map import maps
from tests.examples import examples


@examples(80)
@given(maps())
def test_every_box_stands_once_and_by_itself(graph: Graph) -> None:
    drawing = drawn(graph)
    assert {box.id for box in drawing.boxes} == graph.claims | graph.arguments
    assert len({(box.layer, box.place) for box in drawing.boxes}) == len(drawing.boxes)


@examples(80)
@given(maps())
def test_folding_hides_boxes_and_their_lines_only(graph: Graph) -> None:
    whole = drawn(graph)
    for folded in sorted(graph.claims):
        part = drawn(graph, {folded})
        seen = {box.id for box in part.boxes}
        assert seen <= {box.id for box in whole.boxes}
        assert folded in seen
        assert {end for link in part.links for end in (link.upper, link.lower)} <= seen
        assert all(link.upper != folded for link in part.links)


def test_a_tree_is_drawn_without_crossings() -> None:
    graph = Graph.of(
        ["top", "low"],
        ["one", "two"],
        [("two", "low")],
        [MapRelation("one", SUPPORT, "top"), MapRelation("two", SUPPORT, "top")],
    )
    places = {box.id: (box.layer, box.place) for box in drawn(graph).boxes}
    assert places == {"top": (0, 0), "one": (1, 0), "two": (1, 1), "low": (2, 1)}


def test_a_long_chain_is_laid_out_without_recursion() -> None:
    names = [f"a{i:05}" for i in range(10_000)]
    graph = Graph.of([], names, [], [MapRelation(a, UNDERCUT, b) for a, b in pairwise(names)])
    assert max(box.layer for box in drawn(graph).boxes) == 9_999
