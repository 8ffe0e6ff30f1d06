"""A whole week solved: part by connected part, the linear program first, the best plan so far always at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.capabilities.switchboard.planning.dive import Dive
from app.capabilities.switchboard.planning.draft import Given, PlanDraft, greedy, keep, worth
from app.capabilities.switchboard.planning.exact import Exact
from app.capabilities.switchboard.planning.flow import NeedFlow, is_flow
from app.capabilities.switchboard.planning.program import Impossible, Program, Stopped
from app.capabilities.switchboard.planning.week import ListingPair, PlanningWeek
from app.i18n import _
from app.services.jobs import Progress

_SMALL = 150  # Pairs up to which a part is solved to its proven optimum, if there is time.


@dataclass(frozen=True)
class SolvedWeek:
    """What came of a week; ``bound`` is what no plan can pass, ``greedy`` what one without a look ahead would get."""

    week: PlanningWeek
    given: Given
    greedy: Given
    bound: int
    proven: bool
    stopped: bool
    failed: tuple[ListingPair, ...] = ()


def solve(week: PlanningWeek, progress: Progress) -> SolvedWeek:
    """Find the best plan there is time for: whoever stops it gets the best so far."""
    musts = [pair for pair in week.pairs if pair.must]
    failed = keep(PlanDraft(week), musts)
    week = replace(week, pairs=tuple(replace(pair, must=False) if pair in failed else pair for pair in week.pairs))
    base = greedy(week, [pair for pair in week.pairs if pair.must])
    parts = parts_of(week)
    best: list[Given] = [{key: base[key] for key in _keys(part) if key in base} for part in parts]
    bounds = [_at_most(part) for part in parts]
    closed = [False] * len(parts)
    stopped = False
    for at, part in enumerate(parts):
        try:
            quick = len(part.pairs) > _SMALL and is_flow(part)
            found = NeedFlow(part, progress) if quick else Dive(part, Program(part, part.pairs, progress))
        except (Stopped, Impossible):
            stopped = stopped or progress.is_stopping()
            continue
        bounds[at] = min(bounds[at], found.bound)
        best[at] = max(best[at], found.given, key=lambda given, part=part: worth(part, given))
        progress.step(at + 1, len(parts), _("Plan the week"))
    for at, part in enumerate(parts):
        if len(part.pairs) <= _SMALL and not progress.is_stopping():
            try:
                exact = Exact(part, Program(part, part.pairs, progress), best[at])
                given = exact.solve()
            except (Stopped, Impossible):
                continue
            if holds(part, given) and worth(part, given) >= worth(part, best[at]):
                best[at], closed[at] = given, exact.sure
    given = {key: amount for part in best for key, amount in part.items()}
    return SolvedWeek(week, given, base, sum(bounds), all(closed), stopped or progress.is_stopping(), tuple(failed))


def holds(week: PlanningWeek, given: Given) -> bool:
    """Say whether a plan keeps every limit; checked without the solver."""
    draft = PlanDraft(week)
    pairs = {(pair.need, pair.offer): pair for pair in week.pairs}
    for key in sorted(given):
        if draft.most(pairs[key]) < given[key] or given[key] < pairs[key].least:
            return False
        draft.give(pairs[key], given[key])
    kept = all(key in given for key, pair in pairs.items() if pair.must)
    return kept and all(not need.whole or draft.open[need.id] in {0, need.open} for need in week.needs.values())


def parts_of(week: PlanningWeek) -> list[PlanningWeek]:
    """Cut a week into parts that have no need, offer or person in common, in the order of their first needs."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for pair in week.pairs:
        ends = [f"n{pair.need}", f"o{pair.offer}"]
        if pair.times is not None and week.offers[pair.offer].lane:
            ends.append(f"l{week.offers[pair.offer].lane}")
        for end in ends[1:]:
            parent[root(end)] = root(ends[0])
    found: defaultdict[str, list[ListingPair]] = defaultdict(list)
    for pair in week.pairs:
        found[root(f"n{pair.need}")].append(pair)
    return [_part(week, pairs) for pairs in found.values()]


def _part(week: PlanningWeek, pairs: list[ListingPair]) -> PlanningWeek:
    """Leave of a week what these pairs are about."""
    needs = {pair.need: week.needs[pair.need] for pair in pairs}
    offers = {pair.offer: week.offers[pair.offer] for pair in pairs}
    lanes = {offer.lane for offer in offers.values()}
    settled = tuple(each for each in week.settled if each.lane in lanes)
    return PlanningWeek(week.monday, needs, offers, tuple(pairs), settled)


def _keys(week: PlanningWeek) -> Iterable[tuple[str, str]]:
    """Give the needs and offers of all pairs."""
    return ((pair.need, pair.offer) for pair in week.pairs)


def _at_most(week: PlanningWeek) -> int:
    """Give a bound that needs no solver."""
    needed = sum(need.open for need in week.needs.values())
    return min(needed, sum(offer.left for offer in week.offers.values()))
