"""Why something stands as it does, what would change if, and the map as an indented list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.capabilities.library.map.evaluation import IN, OUT, UNDECIDED, MapStanding, evaluate
from app.capabilities.library.map.graph import ATTACK, SUPPORT, UNDERCUT, Graph

PREMISE = "premise"


@dataclass(frozen=True, slots=True)
class Reason:
    """A line of an explanation or list: how deep, what it is to the line above, and whether it was told already."""

    depth: int
    role: str
    id: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class StandingChange:
    """A claim or argument that would stand otherwise; `after` is None if it would not be there."""

    id: str
    before: MapStanding
    after: MapStanding | None


def roles(graph: Graph) -> Mapping[str, list[tuple[str, str]]]:
    """Give for each claim and argument what bears on it, as (role, id) in a fixed order."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for argument, kind, target in {(each.argument, each.kind, each.target) for each in graph.relations}:
        found[target].append((kind, argument))
    for argument, claim in graph.premises:
        found[argument].append((PREMISE, claim))
    order = {PREMISE: 0, SUPPORT: 1, ATTACK: 2, UNDERCUT: 3}
    for bearing in found.values():
        bearing.sort(key=lambda each: (order[each[0]], each[1]))
    return found


def why(graph: Graph, standing: Mapping[str, MapStanding], node: str) -> list[Reason]:
    """Give the chain of reasons of a value, each reason told once; those of a decided value have earlier steps."""
    bearing = roles(graph)
    return list(_walk([(PREMISE, node)], lambda each: _telling(each, bearing.get(each, []), standing)))


def outline(graph: Graph) -> list[Reason]:
    """Give the whole map as an indented list: first the claims that are no premise of anything, then what is left."""
    bearing = roles(graph)
    used = {claim for _argument, claim in graph.premises}
    bearing_on = {each.argument for each in graph.relations}
    roots = [*sorted(graph.claims - used), *sorted(graph.arguments - bearing_on), *sorted(used)]
    told: set[str] = set()
    lines: list[Reason] = []
    for root in [*roots, *sorted(graph.arguments)]:
        if root not in told:
            lines.extend(_walk([("", root)], lambda each: bearing.get(each, []), told))
    return lines


def what_if(graph: Graph, node: str) -> list[StandingChange]:
    """Say what would stand otherwise without an argument, or if nobody held a claim any more; nothing is written."""
    before = evaluate(graph)
    after = evaluate(graph, given_up=node) if node in graph.claims else evaluate(graph.without(node))
    changed = (each for each in sorted(before) if each not in after or not _alike(before[each], after[each]))
    return [StandingChange(each, before[each], after.get(each)) for each in changed]


def _alike(one: MapStanding, other: MapStanding) -> bool:
    return (one.value, one.word) == (other.value, other.word)


def _telling(
    node: str, bearing: Iterable[tuple[str, str]], standing: Mapping[str, MapStanding]
) -> list[tuple[str, str]]:
    """Leave of what bears on something that which makes its value: one is enough where one is enough."""
    mine = standing[node]
    by_value: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for role, each in bearing:
        by_value[role, standing[each].value].append(each)

    def first(role: str, value: str) -> list[tuple[str, str]]:
        known = by_value[role, value]
        return [(role, min(known, key=lambda each: (standing[each].step or 0, each)))] if known else []

    def every(role: str, value: str) -> list[tuple[str, str]]:
        return [(role, each) for each in by_value[role, value]]

    if mine.value == IN:
        return [*every(PREMISE, IN), *every(UNDERCUT, OUT), *first(SUPPORT, IN), *every(ATTACK, OUT)]
    if mine.value == OUT:
        broken = [*first(PREMISE, OUT), *first(UNDERCUT, IN)]
        earliest = min(broken, key=lambda each: (standing[each[1]].step or 0, each[1]), default=None)
        return [earliest] if earliest else [*every(SUPPORT, OUT), *first(ATTACK, IN)]
    both = [*first(SUPPORT, IN), *first(ATTACK, IN)]
    if len(both) == 2:
        return both
    still = [pair for role in (PREMISE, UNDERCUT, SUPPORT, ATTACK) for pair in every(role, UNDECIDED)]
    return [*both, *still] or [*every(SUPPORT, OUT), *every(ATTACK, OUT)]


def _walk(
    roots: list[tuple[str, str]], below: Callable[[str], Sequence[tuple[str, str]]], told: set[str] | None = None
) -> Iterator[Reason]:
    """Go down from some roots without recursion; what was told already is named, not told again."""
    seen = set[str]() if told is None else told
    waiting = [(0, role, node) for role, node in reversed(roots)]
    while waiting:
        depth, role, node = waiting.pop()
        again = node in seen
        yield Reason(depth, role, node, again)
        if not again:
            seen.add(node)
            waiting.extend((depth + 1, each, to) for each, to in reversed(below(node)))
