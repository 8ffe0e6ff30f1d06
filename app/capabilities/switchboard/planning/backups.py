"""Back-ups for what needs several people at one time: how many more to ask, and who, each backing up one need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction

from app.capabilities.switchboard.planning.draft import Given, by_need
from app.capabilities.switchboard.planning.timing import room
from app.capabilities.switchboard.planning.week import PlanningWeek

HowMany = Callable[[int, Fraction], int]


def backups(week: PlanningWeek, given: Given, how_many: HowMany) -> dict[str, list[str]]:
    """Name the back-ups of each need for several heads, the best first: free at that time, and of one need only."""
    items: defaultdict[str, list[tuple[int, tuple[tuple[int, int], ...]]]] = defaultdict(list)
    times = {(pair.need, pair.offer): pair.times for pair in week.pairs}
    for each in week.settled:
        items[each.lane].append((each.amount, each.times))
    for (need, offer), amount in given.items():
        lane, when = week.offers[offer].lane, times[need, offer]
        if lane and when is not None:
            items[lane].append((amount, when))
    found: dict[str, list[str]] = {}
    candidates = by_need(week.pairs)
    asked_of: defaultdict[str, list[str]] = defaultdict(list)
    spare = {each.id: each.left for each in week.offers.values()}
    for (need, offer), amount in given.items():
        asked_of[need].append(offer)
        spare[offer] -= amount
    for need in sorted(week.needs.values(), key=lambda each: (each.urgency, each.id)):
        if need.heads < 2 or need.id not in asked_of:
            continue
        missing = how_many(need.heads, Fraction(str(need.sure))) - need.heads
        chosen = found.setdefault(need.id, [])
        asked = {week.offers[offer].lane or offer for offer in asked_of[need.id]}
        for pair in candidates.get(need.id, []):
            if len(chosen) >= missing:
                break
            who = week.offers[pair.offer].lane or pair.offer
            if who in asked or spare[pair.offer] < need.each:
                continue
            if pair.times is not None and room(items[who], pair.times, need.each) < need.each:
                continue
            asked.add(who)
            chosen.append(pair.offer)
            if pair.times is not None:
                items[who].append((need.each, pair.times))
    return found
