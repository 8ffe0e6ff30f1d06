"""Which tasks can begin: what waits for what, and the rings in which everything waits for each other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

OPEN = frozenset({"open", "doing"})
OVER = frozenset({"done", "dropped"})
Edge = tuple[str, str]


def ready(status: Mapping[str, str], waits: Iterable[Edge]) -> set[str]:
    """Give the open tasks of which all they wait for is over; nothing in a ring is ready.

    ``status`` is by task; a task that is not here any more keeps nobody waiting.
    """
    edges = list(waits)
    blocked = {task for task, other in edges if status.get(other, "done") not in OVER}
    stuck = {task for ring in rings(edges) for task in ring}
    return {task for task, said in status.items() if said == "open"} - blocked - stuck


def rings(edges: Iterable[Edge]) -> list[tuple[str, ...]]:
    """Find the sets of records that all lead to each other, each sorted (Tarjan 1972, without recursion)."""
    following: defaultdict[str, list[str]] = defaultdict(list)
    own: set[str] = set()
    for one, other in edges:
        following[one].append(other)
        if one == other:
            own.add(one)
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in sorted(following):
        if start in number:
            continue
        way = [(start, iter(following[start]))]
        number[start] = lowest[start] = len(number)
        stack.append(start)
        on_stack.add(start)
        while way:
            here, rest = way[-1]
            for other in rest:
                if other not in number:
                    number[other] = lowest[other] = len(number)
                    stack.append(other)
                    on_stack.add(other)
                    way.append((other, iter(following.get(other, ()))))
                    break
                if other in on_stack:
                    lowest[here] = min(lowest[here], number[other])
            else:
                way.pop()
                if way:
                    above = way[-1][0]
                    lowest[above] = min(lowest[above], lowest[here])
                if lowest[here] == number[here]:
                    ring = _taken(stack, on_stack, here)
                    if len(ring) > 1 or here in own:
                        found.append(tuple(sorted(ring)))
    return sorted(found)


def _taken(stack: list[str], on_stack: set[str], until: str) -> list[str]:
    """Take a finished set off the stack."""
    ring: list[str] = []
    while True:
        each = stack.pop()
        on_stack.discard(each)
        ring.append(each)
        if each == until:
            return ring


def way_round(ring: Sequence[str], edges: Iterable[Edge]) -> list[str]:
    """Give one way through a ring from its lowest member back to it, to name it in words."""
    members = set(ring)
    following: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in sorted(set(edges)):
        if one in members and other in members:
            following[one].append(other)
    start = min(ring)
    before: dict[str, str] = {}
    front = [start]
    while front:
        nearer: list[str] = []
        for here in front:
            for other in following[here]:
                if other == start:
                    way = [here]
                    while way[-1] != start:
                        way.append(before[way[-1]])
                    return [*reversed(way), start]
                if other not in before:
                    before[other] = here
                    nearer.append(other)
        front = nearer
    return [start, start]
