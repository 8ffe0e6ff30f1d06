"""A part as a flow: exact for the sums of met shares, in the time that reading all pairs a few times takes.

A need flows into the pieces of time that it shares with an offer, these into the offer, and the offer into what is
left of it. Which amounts of needs can be met together is a matroid (they are linked by a flow), so whoever lets needs
in one after the other, the urgent first and of these the small ones first, and never pushes one out again, reaches the
most of the shares of the urgent, then of the soon, then of whenever; and all of it is a maximum flow. From where no way
was found once none is looked for again: nothing that comes later opens one.

It does not know helpers, smallest parts, and all or nothing: what breaks them is left out, and let in anew without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import gcd

from app.capabilities.switchboard.planning.draft import Given, PlanDraft, fill, top_up
from app.capabilities.switchboard.planning.program import Stopped
from app.capabilities.switchboard.planning.week import ListingPair, OpenNeed, PlanningWeek
from app.services.jobs import Progress

_ROUNDS = 40
_ASK_EVERY = 64
_Link = tuple[int, str, str, int, list[int]]  # How good, need, offer, the most, and the nodes that it can flow into.


def is_flow(week: PlanningWeek) -> bool:
    """Say whether a part is one: each person has one offer in it, no pair must be, and nobody is asked for in heads."""
    lanes = [week.offers[each].lane for each in week.offers]
    named = [lane for lane in lanes if lane]
    single = len(named) == len(set(named))
    return single and not any(pair.must for pair in week.pairs) and not any(need.each for need in week.needs.values())


class NeedFlow:
    """The flow of one part; ``given`` is a plan that keeps every limit, ``bound`` what no plan can pass."""

    def __init__(self, week: PlanningWeek, progress: Progress) -> None:
        """Find the flow, then leave out what breaks a limit and let the rest flow again, until nothing does."""
        self._week, self._progress, self._asked = week, progress, 0
        self._out: set[tuple[str, str]] = set()
        self._closed: set[str] = set()
        self._order = sorted(week.needs.values(), key=lambda each: (each.urgency, each.open, each.id))
        self._build()
        self._let_in(self._order)
        self.bound = sum(self._amounts.values()) * self._step
        found = self._settled_rounds()
        self.given = self._kept(found)

    # The net: nodes are numbers, 0 is the sink; edges are pairs of forth and back in one list.

    def _build(self) -> None:
        """Lay the edges, the best pair of each need first."""
        week = self._week
        self._to: list[int] = []
        self._room: list[int] = []
        self._edges: list[list[int]] = [[]]
        self._node_of: dict[str, int] = {}
        self._amounts: dict[str, int] = {}
        settled: defaultdict[str, list[tuple[int, tuple[tuple[int, int], ...]]]] = defaultdict(list)
        for each in week.settled:
            settled[each.lane].append((each.amount, each.times))
        by_offer: defaultdict[str, list[ListingPair]] = defaultdict(list)
        for pair in week.pairs:
            by_offer[pair.offer].append(pair)
        self._step = self._common_step()
        for need in week.needs:
            self._node_of[need] = self._node()
        self._pieces: dict[tuple[str, str], list[int]] = {}
        self._before: list[tuple[int, int]] = []
        links: list[_Link] = []
        for offer, pairs in sorted(by_offer.items()):
            mine = settled[week.offers[offer].lane] if week.offers[offer].lane else []
            links.extend(self._offer(offer, pairs, mine))
        for _tenths, need, offer, most, pieces in sorted(links, key=lambda each: (-each[0], each[1], each[2])):
            self._pieces[need, offer] = [self._edge(self._node_of[need], piece, most // self._step) for piece in pieces]
        self._dead = bytearray(len(self._edges))
        for node, amount in self._before:
            if self._push(node, amount) < amount:
                break

    def _common_step(self) -> int:
        """Give the largest step of which all amounts and times are multiples."""
        week = self._week
        numbers = [need.open for need in week.needs.values()] + [offer.left for offer in week.offers.values()]
        numbers += [each.amount for each in week.settled]
        ends = [end for pair in week.pairs for stretch in pair.times or () for end in stretch]
        ends += [end for each in week.settled for stretch in each.times for end in stretch]
        return gcd(*numbers, *ends) or 1

    def _offer(
        self, offer: str, pairs: Sequence[ListingPair], settled: Sequence[tuple[int, tuple[tuple[int, int], ...]]]
    ) -> list[_Link]:
        """Make the nodes of an offer: one for all of it, and one for each piece of time that pairs share alike."""
        step = self._step
        hub = self._node()
        timed = bool(self._week.offers[offer].lane) and any(pair.times is not None for pair in pairs)
        taken = sum(amount for amount, _times in settled) if timed else 0
        self._edge(hub, 0, (self._week.offers[offer].left + taken) // step)
        if not timed:
            return [(pair.tenths, pair.need, offer, pair.most, [hub]) for pair in pairs]
        holders = [pair.times or () for pair in pairs] + [times for _amount, times in settled]
        cuts = sorted({end for times in holders for stretch in times for end in stretch})
        alike: defaultdict[tuple[int, ...], int] = defaultdict(int)
        for begin, until in pairwise(cuts):
            inside = tuple(
                place
                for place, times in enumerate(holders)
                if any(first <= begin and until <= last for first, last in times)
            )
            if inside:
                alike[inside] += until - begin
        reach: defaultdict[int, list[int]] = defaultdict(list)
        for inside, length in sorted(alike.items()):
            node = self._node()
            self._edge(node, hub, length // step)
            for place in inside:
                reach[place].append(node)
        for place, (amount, _times) in enumerate(settled, len(pairs)):
            source = self._node()
            for node in reach[place]:
                self._edge(source, node, amount // step)
            self._before.append((source, amount // step))
        return [(pair.tenths, pair.need, offer, pair.most, reach[place]) for place, pair in enumerate(pairs)]

    def _node(self) -> int:
        """Make a node."""
        self._edges.append([])
        return len(self._edges) - 1

    def _edge(self, start: int, end: int, room: int) -> int:
        """Make an edge with its way back."""
        number = len(self._to)
        self._to += [end, start]
        self._room += [room, 0]
        self._edges[start].append(number)
        self._edges[end].append(number + 1)
        return number

    # How needs are let in.

    def _let_in(self, needs: Sequence[OpenNeed]) -> None:
        """Let each need in as far as there is a way."""
        for need in needs:
            if need.id in self._closed:
                continue
            wanted = need.open // self._step - self._amounts.get(need.id, 0)
            if wanted > 0:
                got = self._push(self._node_of[need.id], wanted)
                self._amounts[need.id] = self._amounts.get(need.id, 0) + got

    def _push(self, start: int, amount: int) -> int:
        """Push an amount from a node to the sink, along one way after the other."""
        pushed = 0
        while pushed < amount:
            self._asked += 1
            if self._asked % _ASK_EVERY == 0 and self._progress.is_stopping():
                raise Stopped
            way = self._way(start)
            if way is None:
                break
            room = min(amount - pushed, *(self._room[edge] for edge in way))
            for edge in way:
                self._room[edge] -= room
                self._room[edge ^ 1] += room
            pushed += room
        return pushed

    def _way(self, start: int) -> list[int] | None:
        """Find the shortest way to the sink; where there is none, what was reached is not looked at again."""
        to, room, edges, dead = self._to, self._room, self._edges, self._dead
        if dead[start]:
            return None
        came: dict[int, int] = {start: -1}
        waiting = [start]
        for node in waiting:
            for edge in edges[node]:
                end = to[edge]
                if room[edge] and end not in came and not dead[end]:
                    came[end] = edge
                    if end == 0:
                        return self._back(start, came)
                    waiting.append(end)
        for node in waiting:
            dead[node] = 1
        return None

    def _back(self, start: int, came: dict[int, int]) -> list[int]:
        """Give the way by which the sink was reached."""
        way: list[int] = []
        node = 0
        while node != start:
            way.append(came[node])
            node = self._to[came[node] ^ 1]
        return way

    # What flows breaks limits, until it does not.

    def _settled_rounds(self) -> Given:
        """Leave out what breaks a limit, and let the rest flow again."""
        for _round in range(_ROUNDS):
            broken = self._broken()
            if not broken or self._progress.is_stopping():
                break
            for need, parts in broken:
                self._leave_out(need, parts)
            for at in range(len(self._dead)):
                self._dead[at] = 0
            try:
                self._let_in(self._order)
            except Stopped:
                break
        return self._flowing()

    def _flowing(self) -> Given:
        """Give what flows, by pair."""
        found: Given = {}
        for key, edges in self._pieces.items():
            amount = sum(self._room[edge ^ 1] for edge in edges) * self._step
            if amount:
                found[key] = amount
        return found

    def _broken(self) -> list[tuple[OpenNeed, dict[str, int]]]:
        """Give the needs of which a limit is broken, with their parts."""
        parts: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for (need, offer), amount in self._flowing().items():
            parts[need][offer] = amount
        found: list[tuple[OpenNeed, dict[str, int]]] = []
        for need in self._order:
            mine = parts.get(need.id, {})
            small = any(amount < need.least for amount in mine.values())
            partly = need.whole and 0 < sum(mine.values()) < need.open
            if mine and (len(mine) > need.helpers or small or partly):
                found.append((need, mine))
        return found

    def _leave_out(self, need: OpenNeed, parts: dict[str, int]) -> None:
        """Close the smallest parts of a need that are too many or too small; all of one that is all or nothing."""
        ranked = sorted(parts, key=lambda offer: (-parts[offer], offer))
        drop = ranked[need.helpers :]
        if not drop:
            drop = [offer for offer in ranked if parts[offer] < need.least][-1:]
        if not drop and need.whole:
            self._closed.add(need.id)
            drop = ranked
        for offer in drop:
            self._take_back(need.id, offer)

    def _take_back(self, need: str, offer: str) -> None:
        """Close a pair, and take what flows through it out of the net."""
        hub_edges = self._edges
        for edge in self._pieces[need, offer]:
            amount = self._room[edge ^ 1]
            self._room[edge] = self._room[edge ^ 1] = 0
            self._amounts[need] = self._amounts.get(need, 0) - amount
            node = self._to[edge]
            while node and amount:
                out = next(each for each in hub_edges[node] if not each & 1 and self._room[each ^ 1] >= amount)
                self._room[out] += amount
                self._room[out ^ 1] -= amount
                node = self._to[out]

    def _kept(self, flowing: Given) -> Given:
        """Give what keeps every limit, checked by the hour, and fill what is free."""
        week, draft = self._week, PlanDraft(self._week)
        chosen = [pair for pair in week.pairs if (pair.need, pair.offer) in flowing]
        chosen.sort(
            key=lambda pair: (week.needs[pair.need].urgency, -flowing[pair.need, pair.offer], pair.need, pair.offer)
        )
        for pair in chosen:
            amount = min(flowing[pair.need, pair.offer], draft.most(pair))
            if amount >= pair.least:
                draft.give(pair, amount)
        for pair in week.pairs:
            need = week.needs[pair.need]
            if need.whole and draft.open[need.id] and (pair.need, pair.offer) in draft.given:
                draft.take(pair)
        fill(draft, week.pairs)
        top_up(draft, week.pairs)
        return draft.given
