"""Pinned suggestions that break a limit: they are kept and named, and the rest is planned around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from app.capabilities.switchboard.fitting import Fitter, in_words
from app.capabilities.switchboard.planning.timing import too_much
from app.capabilities.switchboard.planning.week import PlanningWeek, most_helpers
from app.capabilities.switchboard.rows import ListingBook, MatchRow
from app.i18n import _


def broken_pins(field: ListingBook, week: PlanningWeek) -> list[tuple[MatchRow, str]]:
    """Give the pinned suggestions of a week that break a limit, with the first one that each breaks, by id."""
    limits = _Limits(field, week)
    pins = sorted((each for each in field.matches if pinned(each)), key=lambda each: each.id)
    return [(each, why) for each in pins if (why := limits.broken_by(each))]


def pinned(match: MatchRow) -> bool:
    """Say whether a match is a suggestion that stays exactly so."""
    return match.pinned and match.status == "suggested" and not match.refused and not match.backup


class _Limits:
    """What all pins together take of each limit."""

    def __init__(self, field: ListingBook, week: PlanningWeek) -> None:
        self._field, self._week = field, week
        self._fitter = Fitter(field, week.monday)
        self._sums: defaultdict[str, int] = defaultdict(int)
        self._helpers: defaultdict[str, set[str]] = defaultdict(set)
        for each in field.matches:
            if pinned(each):
                self._sums[each.need] += each.quantity
                self._sums[each.offer] += each.quantity
            if each.takes or pinned(each):
                self._helpers[each.need].add(each.offer)
        self._full = self._lanes()

    def _lanes(self) -> Mapping[str, bool]:
        """Say of each person whether they would be in two places at one time."""
        items: defaultdict[str, list[tuple[int, tuple[tuple[int, int], ...]]]] = defaultdict(list)
        for each in self._week.settled:
            items[each.lane].append((each.amount, each.times))
        return {lane: bool(too_much(mine)) for lane, mine in items.items()}

    def broken_by(self, pin: MatchRow) -> str:
        """Say the first limit that a pin breaks, or nothing."""
        need, offer = self._field.listings.get(pin.need), self._field.listings.get(pin.offer)
        if need is None or offer is None:
            return ""
        why = self._fitter.fit(need, offer).why
        if why and why != "used":
            return in_words(why)
        if any(self._sums[each.id] > self._fitter.open[each.id] for each in (need, offer)):
            return _("there is not so much of it")
        if len(self._helpers[need.id]) > most_helpers(need):
            return _("these are more helpers than it may have")
        lane = self._week.offers[offer.id].lane if offer.id in self._week.offers else ""
        return _("somebody would be in two places at one time") if lane and self._full.get(lane) else ""
