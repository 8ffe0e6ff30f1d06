"""An offer given twice and a need met twice, by laptops that did not know of each other. Pure."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.capabilities.switchboard.book import most_a_week
from app.capabilities.switchboard.rows import ListingRow, MatchRow
from app.capabilities.switchboard.windows import monday_of

OFFER_TWICE, NEED_TWICE = "offer-twice", "need-twice"


@dataclass(frozen=True, slots=True)
class Clash:
    """Matches that together are more than there is of a listing."""

    kind: str
    listing: str
    matches: tuple[str, ...]
    sum: int
    most: int


def clashes(listings: Mapping[str, ListingRow], matches: Iterable[MatchRow]) -> list[Clash]:
    """Find them, each once, the same whatever the order of rows."""
    taken = sorted((each for each in matches if each.takes), key=lambda each: each.id)
    by_offer: defaultdict[str, list[MatchRow]] = defaultdict(list)
    by_need: defaultdict[str, list[MatchRow]] = defaultdict(list)
    for each in taken:
        by_offer[each.offer].append(each)
        by_need[each.need].append(each)
    found: dict[tuple[str, tuple[str, ...]], Clash] = {}
    for kind, groups, limits in ((OFFER_TWICE, by_offer, _of_offer), (NEED_TWICE, by_need, _of_need)):
        for listing, mine in groups.items():
            if listing in listings and len(mine) > 1:
                for clash in _over(kind, listing, limits(listings[listing], mine)):
                    found.setdefault((kind, clash.matches), clash)
    return sorted(found.values(), key=lambda each: (each.kind, each.listing, each.matches))


def _over(kind: str, listing: str, limits: Iterable[tuple[int, list[MatchRow]]]) -> Iterator[Clash]:
    """Give a clash for each limit that is passed."""
    for most, mine in limits:
        total = sum(each.quantity for each in mine)
        if total > most and len(mine) > 1:
            yield Clash(kind, listing, tuple(sorted(each.id for each in mine)), total, most)


def _of_offer(offer: ListingRow, mine: list[MatchRow]) -> Iterator[tuple[int, list[MatchRow]]]:
    """Give the limits of an offer: of each week, of each month, and of all if it is there once."""
    if not offer.standing:
        yield offer.quantity, mine
    for week in _groups(mine, monday_of):
        yield most_a_week(offer), week
    if offer.most_a_month is not None:
        for month in _groups(mine, lambda day: day.replace(day=1)):
            yield offer.most_a_month, month


def _of_need(need: ListingRow, mine: list[MatchRow]) -> Iterator[tuple[int, list[MatchRow]]]:
    """Give the limits of a need: its quantity, in each week if it stands."""
    if need.standing:
        for week in _groups(mine, monday_of):
            yield need.quantity, week
    else:
        yield need.quantity, mine


def _groups(matches: list[MatchRow], of: Callable[[datetime.date], datetime.date]) -> list[list[MatchRow]]:
    """Sort matches into weeks or months; those without a day count in each."""
    dated: defaultdict[datetime.date, list[MatchRow]] = defaultdict(list)
    for each in matches:
        if each.on_day is not None:
            dated[of(each.on_day)].append(each)
    undated = [each for each in matches if each.on_day is None]
    return [[*undated, *mine] for mine in dated.values()] or [undated]
