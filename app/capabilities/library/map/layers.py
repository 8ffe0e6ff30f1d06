"""Where the boxes of a drawn map stand: in layers by how far each is from what the map is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.capabilities.library.map.graph import Graph
from app.capabilities.library.map.reasons import outline, roles


@dataclass(frozen=True, slots=True)
class MapBox:
    """A claim or argument as it is drawn: its layer from 0, its place in the layer, and how many boxes it hides."""

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
    """Lay a map out; below what is folded only that is in sight which is reached another way."""
    bearing = roles(graph)
    roots = [line.id for line in outline(graph) if line.depth == 0]
    layer = dict.fromkeys(roots, 0)
    row, depth = list(layer), 0
    while row:
        depth += 1
        below = (to for each in row if each not in folded for _role, to in bearing.get(each, []))
        row = [to for to in dict.fromkeys(below) if to not in layer]
        layer.update(dict.fromkeys(row, depth))
    links = tuple(
        MapLink(upper, lower, role)
        for upper in layer
        if upper not in folded
        for role, lower in bearing.get(upper, [])
        if lower in layer
    )
    places = _places(layer, links)
    boxes = tuple(
        MapBox(each, depth, places[each], len(bearing.get(each, [])) if each in folded else 0)
        for each, depth in layer.items()
    )
    return MapDrawing(boxes, links)


def _places(layer: Mapping[str, int], links: Collection[MapLink]) -> dict[str, int]:
    """Order each layer by the middle of what its boxes bear on, from the first layer on, so that few lines cross."""
    above: dict[str, list[str]] = {}
    for link in links:
        if layer[link.upper] < layer[link.lower]:
            above.setdefault(link.lower, []).append(link.upper)
    rows: dict[int, list[str]] = {}
    for each, depth in layer.items():
        rows.setdefault(depth, []).append(each)
    places: dict[str, int] = {}
    for depth in sorted(rows):
        middle = {each: _middle([places[up] for up in above.get(each, [])]) for each in rows[depth]}
        in_row = sorted(rows[depth], key=middle.__getitem__)  # Ties stay in the order of the list.
        places.update((each, place) for place, each in enumerate(in_row))
    return places


def _middle(places: list[int]) -> float:
    return sum(places) / len(places) if places else 0.0
