"""The field of play: of each category what is needed, offered, used and idle in a week, and what nobody can meet."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
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
    pairs = _WhoFits(fitter, open_needs, offers)
    sums: defaultdict[Kind, _Sums] = defaultdict(_Sums)
    for need in open_needs:
        mine = sums[_kind(need)]
        mine.needed += fitter.open[need.id]
        mine.needs.append(need.id)
        if not pairs.meets(need):
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
        if fitter.open[offer.id] and not pairs.wants(offer):
            mine.unused.append(offer.id)
            mine.idle += fitter.open[offer.id]
    return tuple(
        Cell(*kind, each.needed, each.offered, each.used, each.idle, tuple(each.lonely), tuple(each.unused),
             tuple(each.needs), tuple(each.offers))
        for kind, each in sorted(sums.items(), key=lambda pair: (pair[0][0], pair[0][1], pair[0][2] or ""))
    )  # fmt: skip


class _WhoFits:
    """Whether anything fits a listing: one is enough, so that a field of 20,000 needs no look at every pair."""

    def __init__(self, fitter: Fitter, needs: Sequence[ListingRow], offers: Sequence[ListingRow]) -> None:
        """Sort by what can fit at all."""
        self._fitter = fitter
        self._offers: defaultdict[Kind, list[ListingRow]] = defaultdict(list)
        self._needs: defaultdict[tuple[Kind, str | None], list[ListingRow]] = defaultdict(list)
        for each in offers:
            self._offers[_kind(each)].append(each)
        for each in needs:
            self._needs[_kind(each), each.skill].append(each)
        self._skilled: dict[tuple[Kind, str], list[ListingRow]] = {}
        self._wanted: set[str] = set()

    def meets(self, need: ListingRow) -> bool:
        """Say whether some offer fits a need."""
        for each in self._candidates(need):
            if not self._fitter.fit(need, each).why:
                self._wanted.add(each.id)
                return True
        return False

    def wants(self, offer: ListingRow) -> bool:
        """Say whether some need fits an offer."""
        return offer.id in self._wanted or any(
            not self._fitter.fit(need, offer).why
            for skill in (None, *sorted(self._fitter.skills(offer)))
            for need in self._needs.get((_kind(offer), skill), ())
        )

    def _candidates(self, need: ListingRow) -> list[ListingRow]:
        """Give the offers that have the skill asked for."""
        offers = self._offers.get(_kind(need), [])
        if need.skill is None:
            return offers
        key = (_kind(need), need.skill)
        if key not in self._skilled:
            self._skilled[key] = [each for each in offers if self._fitter.level(each, need.skill)]
        return self._skilled[key]


def _kind(listing: ListingRow) -> Kind:
    """Say what can be summed up together."""
    return listing.category, listing.unit, listing.currency


def _counts(fitter: Fitter, need: ListingRow) -> bool:
    """Say whether a need is open on this day."""
    return need.status == "open" and fitter.open[need.id] > 0 and not _over(need, fitter.today)


def _over(listing: ListingRow, day: datetime.date) -> bool:
    """Say whether a listing has expired."""
    return listing.expires is not None and listing.expires < day
