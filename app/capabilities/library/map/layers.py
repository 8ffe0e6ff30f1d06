"""Where the boxes of a drawn map stand: a layer for each step from what it is about, a row for each branch."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.capabilities.library.map.graph import Graph
from app.capabilities.library.map.reasons import outline, roles


@dataclass(frozen=True, slots=True)
class MapBox:
    """A claim or argument as it is drawn: its layer and row from 0, and how many boxes it hides."""

    id: str
    layer: int
    place: int
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class MapLink:
    """A line from a box to one that bears on it, and as what."""

    upper: str
    lower: str
    role: str


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """The boxes in sight and the lines between them."""

    boxes: tuple[MapBox, ...]
    links: tuple[MapLink, ...]


def drawn(graph: Graph, folded: Collection[str] = ()) -> MapDrawing:
    """Lay a map out as its list goes; below what is folded only that is in sight which is reached another way.

    What bears first on a box stands in its row, all else in a row of its own, so that no two boxes meet, and the lines
    of what is a tree never cross.
    """
    bearing = roles(graph)
    boxes: dict[str, MapBox] = {}
    waiting = [(line.id, 0, False) for line in reversed(outline(graph)) if line.depth == 0]
    row = -1
    while waiting:
        node, layer, first = waiting.pop()
        if node in boxes:
            continue
        row += not first
        below = list(dict.fromkeys(lower for _role, lower in bearing.get(node, [])))
        boxes[node] = MapBox(node, layer, row, len(below) if node in folded else 0)
        fresh = [] if node in folded else [each for each in below if each not in boxes]
        waiting.extend((each, layer + 1, place == 0) for place, each in reversed(list(enumerate(fresh))))
    links = tuple(
        MapLink(upper, lower, role)
        for upper in boxes
        if upper not in folded
        for role, lower in bearing.get(upper, [])
        if lower in boxes
    )
    return MapDrawing(tuple(boxes.values()), links)
