"""A plan while it is made: what it has given to whom, what that leaves, and what it is worth. Exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from app.capabilities.switchboard.planning.timing import Item, room
from app.capabilities.switchboard.planning.week import ListingPair, PlanningWeek, load

Worth = tuple[Fraction, Fraction, Fraction, int, int, int, Fraction, Fraction, int]
Given = dict[tuple[str, str], int]


class PlanDraft:
    """A plan that keeps every limit at every step."""

    def __init__(self, week: PlanningWeek) -> None:
        """Begin with what is settled."""
        self.week = week
        self.given: Given = {}
        self.open = {each.id: each.open for each in week.needs.values()}
        self.left = {each.id: each.left for each in week.offers.values()}
        self.helpers: defaultdict[str, int] = defaultdict(int)
        self._items: defaultdict[str, dict[tuple[str, str], Item]] = defaultdict(dict)
        for at, each in enumerate(week.settled):
            self._items[each.lane][str(at), ""] = (each.amount, each.times)

    def items(self, lane: str) -> list[Item]:
        """Give what takes the time of a lane."""
        return list(self._items[lane].values())

    def most(self, pair: ListingPair) -> int:
        """Give the most that can be given to a pair now, 0 if less than its least."""
        need = self.week.needs[pair.need]
        if (pair.need, pair.offer) in self.given or self.helpers[pair.need] >= need.helpers:
            return 0
        most = min(pair.most, self.open[pair.need], self.left[pair.offer])
        lane = self.week.offers[pair.offer].lane
        if pair.times is not None and lane and most >= pair.least:
            step = pair.least if need.each else 1
            most = room(self.items(lane), pair.times, most)
            most -= most % step
        return most if most >= pair.least else 0

    def give(self, pair: ListingPair, amount: int) -> None:
        """Give an amount to a pair."""
        self.given[pair.need, pair.offer] = amount
        self.open[pair.need] -= amount
        self.left[pair.offer] -= amount
        self.helpers[pair.need] += 1
        lane = self.week.offers[pair.offer].lane
        if pair.times is not None and lane:
            self._items[lane][pair.need, pair.offer] = (amount, pair.times)

    def take(self, pair: ListingPair) -> int:
        """Take back what a pair was given."""
        amount = self.given.pop((pair.need, pair.offer))
        self.open[pair.need] += amount
        self.left[pair.offer] += amount
        self.helpers[pair.need] -= 1
        self._items[self.week.offers[pair.offer].lane].pop((pair.need, pair.offer), None)
        return amount


def worth(week: PlanningWeek, given: Mapping[tuple[str, str], int]) -> Worth:
    """Say what a plan is worth, in the order of what counts first; more is better everywhere."""
    met: defaultdict[str, int] = defaultdict(int)
    asked: defaultdict[str, int] = defaultdict(int)
    for (need, offer), amount in given.items():
        met[need] += amount
        asked[offer] += amount
    shares = [Fraction(0)] * 3
    whole = [0] * 3
    for need, amount in met.items():
        each = week.needs[need]
        shares[each.urgency] += Fraction(amount, each.open)
        whole[each.urgency] += amount == each.open
    most = max((load(week.offers[offer], amount) for offer, amount in asked.items()), default=Fraction(0))
    tenths = {(pair.need, pair.offer): pair.tenths for pair in week.pairs}
    points = sum(
        (Fraction(tenths[key] * amount, week.needs[key[0]].open) for key, amount in given.items()), Fraction(0)
    )
    return (shares[0], shares[1], shares[2], whole[0], whole[1], whole[2], -most, points, -len(given))


def by_need(pairs: Iterable[ListingPair]) -> dict[str, list[ListingPair]]:
    """Sort pairs by need, the best first, ties by offer."""
    found: defaultdict[str, list[ListingPair]] = defaultdict(list)
    for pair in pairs:
        found[pair.need].append(pair)
    for each in found.values():
        each.sort(key=lambda pair: (-pair.tenths, pair.offer))
    return dict(found)


def fill(draft: PlanDraft, pairs: Iterable[ListingPair]) -> None:
    """Go through the needs, the urgent first, and give each the best that is left: what greedy does."""
    sorted_pairs = by_need(pairs)
    for need in sorted(draft.week.needs.values(), key=lambda each: (each.urgency, each.id)):
        candidates = sorted_pairs.get(need.id, [])
        before = draft.open[need.id]
        if before == 0 or not candidates:
            continue
        new: list[ListingPair] = []
        for pair in candidates:
            if draft.open[need.id] == 0:
                break
            amount = draft.most(pair)
            if amount:
                draft.give(pair, amount)
                new.append(pair)
        if need.whole and draft.open[need.id]:
            for pair in new:
                draft.take(pair)


def greedy(week: PlanningWeek, musts: Iterable[ListingPair] = ()) -> Given:
    """Plan without looking ahead: what a solver must beat."""
    draft = PlanDraft(week)
    keep(draft, musts)
    fill(draft, week.pairs)
    return draft.given


def keep(draft: PlanDraft, musts: Iterable[ListingPair]) -> list[ListingPair]:
    """Give each pair that must be its least, and name those for which there is no room."""
    failed: list[ListingPair] = []
    for pair in musts:
        need = draft.week.needs[pair.need]
        amount = min(draft.most(pair), need.open if need.whole else pair.least)
        if amount and (not need.whole or amount == need.open):
            draft.give(pair, amount)
        else:
            failed.append(pair)
    return failed


def top_up(draft: PlanDraft, pairs: Iterable[ListingPair]) -> None:
    """Give more to pairs that have some, where there is room."""
    for pair in pairs:
        key = (pair.need, pair.offer)
        if key in draft.given and draft.open[pair.need] and not draft.week.needs[pair.need].each:
            amount = draft.take(pair)
            draft.give(pair, max(amount, draft.most(pair)))
