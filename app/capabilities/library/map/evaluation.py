"""What stands: the least fixpoint of the rules of a map, in three values, by rounds.

With undercuts alone it is the grounded extension (Dung 1995, "On the acceptability of arguments"). The rules only
ever add to what is known, so a value once reached stays, and each edge is looked at twice at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.capabilities.library.map.graph import ATTACK, SUPPORT, UNDERCUT, Graph
from app.i18n import N_

IN, OUT, UNDECIDED = "in", "out", "undecided"
GIVEN, STANDS, FALLS, DISPUTED, UNSUPPORTED, OPEN = "given", "stands", "falls", "disputed", "lost_support", "open"
WORDS = {
    GIVEN: N_("taken as given"),
    STANDS: N_("stands"),
    FALLS: N_("falls"),
    DISPUTED: N_("disputed"),
    UNSUPPORTED: N_("lost its support"),
    OPEN: N_("open"),
}


@dataclass(frozen=True, slots=True)
class MapStanding:
    """The value of a claim or argument, the key of its word, and the round (from 1) in which it became so."""

    value: str
    word: str
    step: int | None


class _Node:
    """What is still open of a claim or argument while the rounds go on.

    Of an argument, `waits` counts premises not yet in and undercutters not yet out. Of a claim, `pro` and `con`
    count the arguments for and against it that are not out yet.
    """

    __slots__ = ("backed", "con", "con_in", "is_claim", "leads_to", "pro", "pro_in", "step", "value", "waits", "weak")

    def __init__(self, *, is_claim: bool) -> None:
        self.is_claim = is_claim
        self.leads_to: list[tuple[str, _Node]] = []
        self.value = UNDECIDED
        self.step: int | None = None
        self.waits = self.pro = self.con = 0
        self.backed = self.weak = self.pro_in = self.con_in = False

    def decided(self) -> str:
        """Apply the rules to what is known so far."""
        if not self.is_claim:
            return OUT if self.weak else UNDECIDED if self.waits else IN
        if not self.backed:
            return OUT if self.con_in else UNDECIDED if self.con else IN
        if self.pro_in and not self.con:
            return IN
        return OUT if self.con_in and not self.pro else UNDECIDED

    def hear(self, kind: str, value: str) -> None:
        """Take in that what leads here by an edge of this kind has got a value."""
        if kind == SUPPORT:
            self.pro_in |= value == IN
            self.pro -= value == OUT
        elif kind == ATTACK:
            self.con_in |= value == IN
            self.con -= value == OUT
        elif (kind == UNDERCUT) == (value == IN):
            self.weak = True  # An undercutter is in, or a premise out.
        else:
            self.waits -= 1

    def word(self) -> str:
        """Say how it stands."""
        if self.is_claim and not self.backed and not self.leads_in():
            return GIVEN if self.value == IN else FALLS
        if self.value != UNDECIDED:
            return STANDS if self.value == IN else FALLS
        if self.is_claim and self.pro_in and self.con_in:
            return DISPUTED
        lost = self.is_claim and self.backed and not self.pro and not self.con
        return UNSUPPORTED if lost else OPEN

    def leads_in(self) -> bool:
        """Say whether anything is against this claim."""
        return self.waits > 0


_PREMISE = "premise"


def evaluate(graph: Graph, given_up: str = "") -> Mapping[str, MapStanding]:
    """Give the standing of every claim and argument by id; `given_up` is a claim that nobody holds any more."""
    nodes = _nodes(graph)
    if given_up in graph.claims:
        nodes[given_up].value, nodes[given_up].step = OUT, 1
    round_, candidates = 0, list(nodes.values())
    while candidates:
        round_ += 1
        reached = [(each, value) for each in candidates if (value := _reached(each)) != UNDECIDED]
        if round_ == 1 and given_up in graph.claims:
            reached.append((nodes[given_up], OUT))
        candidates = _spread(reached, round_)
    return {identity: MapStanding(node.value, node.word(), node.step) for identity, node in nodes.items()}


def _reached(node: _Node) -> str:
    """Give the value that a node gets in this round, or undecided if it has one or gets none."""
    return node.decided() if node.value == UNDECIDED else UNDECIDED


def _spread(reached: list[tuple[_Node, str]], round_: int) -> list[_Node]:
    """Write the values of a round down, all together, and give whom they concern."""
    for node, value in reached:
        node.value, node.step = value, round_
    concerned: dict[int, _Node] = {}
    for node, value in reached:
        for kind, target in node.leads_to:
            target.hear(kind, value)
            concerned[id(target)] = target
    return list(concerned.values())


def _nodes(graph: Graph) -> dict[str, _Node]:
    """Lay out the map with its counts; the same edge said twice is one."""
    nodes = {each: _Node(is_claim=True) for each in graph.claims}
    nodes |= {each: _Node(is_claim=False) for each in graph.arguments}
    for argument, claim in graph.premises:
        nodes[claim].leads_to.append((_PREMISE, nodes[argument]))
        nodes[argument].waits += 1
    for argument, kind, target in {(each.argument, each.kind, each.target) for each in graph.relations}:
        nodes[argument].leads_to.append((kind, nodes[target]))
        if kind == UNDERCUT:
            nodes[target].waits += 1
        elif kind == SUPPORT:
            nodes[target].pro += 1
            nodes[target].backed = True
        else:
            nodes[target].con += 1
            nodes[target].waits += 1  # Of a claim nothing else counts it: that something is against it at all.
    return nodes
