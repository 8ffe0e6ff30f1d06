"""How much depends on each offer, and which one more would help most."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from math import ceil
from statistics import median_low

from app.capabilities.switchboard.planning.draft import PlanDraft, fill
from app.capabilities.switchboard.planning.program import Impossible, Program, Stopped
from app.capabilities.switchboard.planning.solving import parts_of
from app.capabilities.switchboard.planning.week import PlanningWeek, week_of
from app.capabilities.switchboard.rows import OFFER, ListingBook, ListingRow, TimeWindow
from app.services.jobs import Progress


@dataclass(frozen=True, slots=True)
class Leverage:
    """Of one offer: how many open needs it fits, and how many needs' worth stays unmet without it (rounded up)."""

    offer: str
    could: int
    without: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """One more offer that would help: of what, when, where, of the usual capacity, and how much more it would meet."""

    category: str
    unit: str
    currency: str | None
    skill: str | None
    windows: tuple[TimeWindow, ...]
    area: str | None
    capacity: int
    more: int
    needs: int


def leverage(week: PlanningWeek, progress: Progress) -> list[Leverage]:
    """Look at every offer with pairs, the one on which most depends first.

    Each is taken away from the linear program of its part, which is solved again from where it was.
    """
    found: list[Leverage] = []
    for part in parts_of(week):
        without = _without(part, progress)
        needs: defaultdict[str, set[str]] = defaultdict(set)
        for pair in part.pairs:
            needs[pair.offer].add(pair.need)
        found.extend(Leverage(offer, len(needs[offer]), without.get(offer)) for offer in sorted(needs))
    return sorted(found, key=lambda each: (-(each.without or 0), -each.could, each.offer))


def _without(part: PlanningWeek, progress: Progress) -> dict[str, int]:
    """Give for each offer of a part how many needs are not met without it; those there was no time for are missing."""
    found: dict[str, int] = {}
    try:
        program = Program(part, [replace(pair, must=False) for pair in part.pairs], progress)
        costs = {at: program.step / part.needs[pair.need].open for at, pair in enumerate(program.pairs)}
        best = program.best(costs)
        values = program.values()
        for offer in program.offers:
            if not any(values[at] > _NEAR for at in program.of_offer[offer]):
                found[offer] = 0
                continue
            row, left = program.offer_row[offer], part.offers[offer].left / program.step
            program.highs.changeRowBounds(row, 0.0, 0.0)
            found[offer] = max(0, ceil(best - program.best(costs) - _NEAR))
            program.highs.changeRowBounds(row, 0.0, left)
    except (Stopped, Impossible):
        return found
    return found


def missing(field: ListingBook, week: PlanningWeek, met: dict[str, int], progress: Progress) -> Missing | None:
    """Try one more offer for each sort of need that is left open, by solving again with it.

    What is counted alike is solved alone, so that hours are never weighed against nights; best is what meets most
    needs, counted in shares of them.
    """
    left = [each for each in week.needs.values() if met.get(each.id, 0) < each.open]
    capacities = defaultdict[str, list[int]](list)
    for each in field.of_side(OFFER):
        capacities[each.unit].append(each.capacity_week or each.quantity)
    sorts: dict[tuple[object, ...], ListingRow] = {}
    for need in sorted(left, key=lambda each: (each.urgency, each.id)):
        listing = field.listings[need.id]
        key = (listing.category, listing.unit, listing.currency, listing.skill, listing.windows, listing.area)
        sorts.setdefault(key, listing)
    bare: dict[tuple[str, str, str | None], tuple[float, int]] = {}
    best: tuple[float, Missing] | None = None
    for listing in list(sorts.values())[:_TRIED]:
        if progress.is_stopping():
            break
        kind = (listing.category, listing.unit, listing.currency)
        alike = {each.id: each for each in field.listings.values() if _kind(each) == kind}
        if kind not in bare:
            bare[kind] = _reached(week_of(replace(field, listings=alike), week.monday, week.monday), progress)
        capacity = median_low(capacities[listing.unit]) if capacities[listing.unit] else listing.quantity
        new = _offer(listing, capacity)
        with_it = week_of(replace(field, listings={**alike, new.id: new}), week.monday, week.monday)
        shares, amount = _reached(with_it, progress)
        helped = sum(
            1 for pair in with_it.pairs if pair.offer == new.id and met.get(pair.need, 0) < week.needs[pair.need].open
        )
        one = Missing(
            *kind, listing.skill, listing.windows, listing.area, capacity, max(0, amount - bare[kind][1]), helped
        )
        gain = shares - bare[kind][0]
        if best is None or (gain, helped) > (best[0] + _NEAR, best[1].needs):
            best = (gain, one)
    return best[1] if best is not None and best[1].more else None


def _kind(listing: ListingRow) -> tuple[str, str, str | None]:
    """Say what can be summed up together."""
    return listing.category, listing.unit, listing.currency


def _reached(week: PlanningWeek, progress: Progress) -> tuple[float, int]:
    """Give the shares of needs and the quantity that can be met at most."""
    if not week.pairs:
        return 0.0, 0
    try:
        program = Program(week, [replace(pair, must=False) for pair in week.pairs], progress)
        shares = program.best({at: program.step / week.needs[pair.need].open for at, pair in enumerate(program.pairs)})
        return shares, round(program.best(dict.fromkeys(range(program.columns), 1.0)) * program.step)
    except (Stopped, Impossible):
        draft = PlanDraft(week)
        fill(draft, week.pairs)
        shares = sum(amount / week.needs[need].open for (need, _offer), amount in draft.given.items())
        return shares, sum(draft.given.values())


_NEAR = 1e-6
_TRIED = 25


def _offer(need: ListingRow, capacity: int) -> ListingRow:
    """Make the offer that a need of this sort lacks; it claims the skill as shown would."""
    return ListingRow(
        id="~missing",
        side=OFFER,
        category=need.category,
        title="",
        quantity=capacity,
        unit=need.unit,
        currency=need.currency,
        capacity_week=capacity,
        standing=True,
        area=need.area,
        skill=need.skill,
        windows=need.windows,
    )
