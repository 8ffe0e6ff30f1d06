"""The field of play: of each category what is needed, offered, used and idle in a week, and what nobody can meet."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from app.capabilities.switchboard.fitting import Fitter
from app.capabilities.switchboard.rows import NEED, OFFER, ListingBook, ListingRow
from app.capabilities.switchboard.windows import monday_of

Kind = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """One category and unit in one week; ``needs`` and ``offers`` are the ids of the rows that it was made from."""

    category: str
    unit: str
    currency: str | None
    needed: int
    offered: int
    used: int
    idle: int
    unmeetable: tuple[str, ...]
    idle_offers: tuple[str, ...]
    needs: tuple[str, ...]
    offers: tuple[str, ...]


@dataclass
class _Sums:
    needed: int = 0
    offered: int = 0
    used: int = 0
    idle: int = 0
    needs: list[str] = field(default_factory=list[str])
    offers: list[str] = field(default_factory=list[str])
    lonely: list[str] = field(default_factory=list[str])
    unused: list[str] = field(default_factory=list[str])


def overview(of: ListingBook, day: datetime.date) -> tuple[Cell, ...]:
    """Sum up the week of a day: open needs, what is left of offers and what was asked of them, by category.

    A need that nobody can meet fits no offer at all; an idle offer fits no open need. Sorted by category.
    """
    fitter = Fitter(of, day)
    open_needs = [each for each in of.of_side(NEED) if _counts(fitter, each)]
    offers = [each for each in of.of_side(OFFER) if each.status == "open" and not _over(each, day)]
    by_kind: defaultdict[Kind, list[ListingRow]] = defaultdict(list)
    for each in offers:
        by_kind[_kind(each)].append(each)
    sums: defaultdict[Kind, _Sums] = defaultdict(_Sums)
    wanted: set[str] = set()
    for need in open_needs:
        mine = sums[_kind(need)]
        fits = [each.id for each in by_kind[_kind(need)] if not fitter.fit(need, each).why]
        wanted.update(fits)
        mine.needed += fitter.open[need.id]
        mine.needs.append(need.id)
        if not fits:
            mine.lonely.append(need.id)
    monday = monday_of(day)
    for offer in offers:
        mine = sums[_kind(offer)]
        used = sum(
            each.quantity
            for each in fitter.book.of_offer.get(offer.id, ())
            if each.takes and each.on_day is not None and monday_of(each.on_day) == monday
        )
        mine.offered += fitter.open[offer.id] + used
        mine.used += used
        mine.offers.append(offer.id)
        if offer.id not in wanted:
            mine.unused.append(offer.id)
            mine.idle += fitter.open[offer.id]
    return tuple(
        Cell(*kind, each.needed, each.offered, each.used, each.idle, tuple(each.lonely), tuple(each.unused),
             tuple(each.needs), tuple(each.offers))
        for kind, each in sorted(sums.items(), key=lambda pair: (pair[0][0], pair[0][1], pair[0][2] or ""))
    )  # fmt: skip


def _kind(listing: ListingRow) -> Kind:
    """Say what can be summed up together."""
    return listing.category, listing.unit, listing.currency


def _counts(fitter: Fitter, need: ListingRow) -> bool:
    """Say whether a need is open on this day."""
    return need.status == "open" and fitter.open[need.id] > 0 and not _over(need, fitter.today)


def _over(listing: ListingRow, day: datetime.date) -> bool:
    """Say whether a listing has expired."""
    return listing.expires is not None and listing.expires < day
