"""The problem of one week: what is open, what is left, which pairs there are, and what of them is settled already."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.capabilities.switchboard.book import most_a_week
from app.capabilities.switchboard.fitting import Fitter
from app.capabilities.switchboard.grid import SMALLEST_PART, STEP, step_of
from app.capabilities.switchboard.rows import HELPERS, NEED, OFFER, TAKES, URGENCIES, ListingBook, ListingRow
from app.capabilities.switchboard.scoring import tenths
from app.capabilities.switchboard.windows import Stretch, length, meet, monday_of, of_week, on_grid, steps

DAYS = 7


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """What is open of a need: at most ``helpers`` more, none with less than ``least``; ``each`` of ``heads``."""

    id: str
    urgency: int
    open: int
    helpers: int
    least: int
    whole: bool
    heads: int
    sure: float

    @property
    def each(self) -> int:
        """Give what each of several heads does, or 0 if parts are free."""
        return self.open // self.heads if self.heads > 1 else 0


@dataclass(frozen=True, slots=True)
class Offer:
    """What is left of an offer; ``lane`` is whose time it takes, or empty; load is (asked + planned) / ``four``."""

    id: str
    lane: str
    left: int
    asked: int
    four: int


@dataclass(frozen=True, slots=True)
class ListingPair:
    """That an offer fits a need: at most ``most`` in these stretches (``None``: it takes no time)."""

    need: str
    offer: str
    most: int
    least: int
    tenths: int
    times: tuple[Stretch, ...] | None
    must: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """A match that is fixed for this week: it takes this of the time of a lane."""

    lane: str
    need: str
    amount: int
    times: tuple[Stretch, ...]


@dataclass(frozen=True)
class PlanningWeek:
    """All there is to decide, sorted by id whatever the order of the rows it was made from."""

    monday: datetime.date
    needs: dict[str, OpenNeed]
    offers: dict[str, Offer]
    pairs: tuple[ListingPair, ...]
    settled: tuple[Settled, ...] = ()
    broken: tuple[str, ...] = ()


def load(offer: Offer, planned: int) -> Fraction:
    """Give the load of an offer with what is planned."""
    return Fraction(offer.asked + planned, offer.four)


def week_of(field: ListingBook, day: datetime.date, today: datetime.date) -> PlanningWeek:
    """Find the pairs of the week in which a day lies; days before today are over."""
    monday = monday_of(day)
    first = today if monday <= today < monday + datetime.timedelta(days=DAYS) else monday
    fitter = Fitter(field, first)
    needs = {each.id: need for each in field.of_side(NEED) if (need := _need(fitter, each)) is not None}
    offers = {each.id: _offer(fitter, each) for each in field.of_side(OFFER)}
    times = {each.id: tuple(on_grid(of_week(each.windows, monday, first))) for each in field.listings.values()}
    pairs, broken, settled = _Pairs(fitter, needs, offers, times).all()
    return PlanningWeek(monday, needs, offers, pairs, settled, broken)


def _need(fitter: Fitter, listing: ListingRow) -> OpenNeed | None:
    """Take what is open of a need, without what is pinned; ``None`` if it is not to be planned."""
    pins = sum(each.quantity for each in fitter.book.of_need.get(listing.id, ()) if _pinned(each.status, each.pinned))
    remains = fitter.open[listing.id] - pins
    expired = listing.expires is not None and listing.expires < fitter.today
    if remains <= 0 or expired or listing.status != "open" or listing.urgency not in URGENCIES:
        return None
    heads = listing.heads or 1
    have = {
        each.offer
        for each in fitter.book.of_need.get(listing.id, ())
        if each.takes or _pinned(each.status, each.pinned)
    }
    helpers = most_helpers(listing) - len(have)
    if heads > 1:
        heads = max(1, heads - len(have))
    step = step_of(listing.unit)
    if heads > 1 and remains % (heads * step):
        remains -= remains % (heads * step)
    least = min(SMALLEST_PART, remains) if listing.unit == "minutes" else 1
    sure = 0.9 if listing.must_not_fail else 0.75
    urgency = URGENCIES.index(listing.urgency)
    return OpenNeed(listing.id, urgency, remains, max(0, helpers), least, listing.all_or_nothing, heads, sure)


def most_helpers(need: ListingRow) -> int:
    """Give how many may help with a need: three if it does not say, and never fewer than it needs at one time."""
    return max(need.most_helpers or HELPERS, need.heads or 1)


def _pinned(status: str, pinned: bool) -> bool:
    """Say whether a suggestion is pinned; what is introduced or later is taken anyway."""
    return pinned and status not in TAKES and status != "fell_through"


def _offer(fitter: Fitter, listing: ListingRow) -> Offer:
    """Take what is left of an offer, without what is pinned."""
    pins = sum(each.quantity for each in fitter.book.of_offer.get(listing.id, ()) if _pinned(each.status, each.pinned))
    left = max(0, fitter.open[listing.id] - pins)
    return Offer(
        listing.id,
        lane_of(fitter.field, listing),
        left - left % step_of(listing.unit),
        fitter.book.asked(listing.id, fitter.today) + pins,
        4 * most_a_week(listing),
    )


def lane_of(field: ListingBook, listing: ListingRow) -> str:
    """Say whose time an offer takes: a person's, its own if nobody is named, nobody's if it is a group's."""
    return "" if listing.of in field.groups else listing.who


class _Pairs:
    """The pairs of one week."""

    def __init__(
        self,
        fitter: Fitter,
        needs: dict[str, OpenNeed],
        offers: dict[str, Offer],
        times: dict[str, tuple[Stretch, ...]],
    ) -> None:
        self._fitter = fitter
        self._needs = needs
        self._offers = offers
        self._times = times
        self._steps = {offer: steps(times[offer]) for offer in offers}
        listings = fitter.field.listings
        self._by_kind: defaultdict[tuple[str, str, str | None], list[ListingRow]] = defaultdict(list)
        for offer in offers.values():
            if offer.left > 0:
                each = listings[offer.id]
                self._by_kind[each.category, each.unit, each.currency].append(each)
        rules = fitter.field.pairings
        self._by_skill: dict[tuple[tuple[str, str, str | None], str], list[ListingRow]] = {}
        self._must = {ends for each in rules if each.rule == "must" for ends in _both(each.listing, each.other)}
        self._never = {ends for each in rules if each.rule == "never" for ends in _both(each.listing, each.other)}

    def all(self) -> tuple[tuple[ListingPair, ...], tuple[str, ...], tuple[Settled, ...]]:
        """Give all pairs, what contradicts itself, and what is settled."""
        found: list[ListingPair] = []
        pinned = {(each.need, each.offer) for each in self._fitter.field.matches if _pinned(each.status, each.pinned)}
        for need in self._needs.values():
            listing = self._fitter.field.listings[need.id]
            kind = (listing.category, listing.unit, listing.currency)
            slot = self._slot(need, listing)
            free = steps(slot)
            for offer in self._candidates(kind, listing.skill):
                pair = self._pair(need, listing, offer, slot) if free & self._steps[offer.id] else None
                if pair is not None and (need.id, offer.id) not in pinned:
                    found.append(pair)
        broken = tuple(sorted(f"{one} {other}" for one, other in self._must & self._never if one < other))
        return tuple(found), broken, tuple(self._settled())

    def _candidates(self, kind: tuple[str, str, str | None], skill: str | None) -> list[ListingRow]:
        """Give the offers of a kind that have a skill at any level, by id."""
        if skill is None:
            return self._by_kind.get(kind, [])
        key = (kind, skill)
        if key not in self._by_skill:
            self._by_skill[key] = [
                each for each in self._by_kind.get(kind, ()) if self._fitter.level(each, skill) is not None
            ]
        return self._by_skill[key]

    def _slot(self, need: OpenNeed, listing: ListingRow) -> tuple[Stretch, ...]:
        """Give the time of a need; of one for several heads, the hour at which most of those who fit are free."""
        times = self._times[listing.id]
        if need.each == 0 or listing.unit != "minutes" or length(times) <= need.each:
            return times
        starts = [at for begin, until in times for at in range(begin, until - need.each + 1, STEP)]
        if not listing.windows or not starts:
            return times
        kind = (listing.category, listing.unit, listing.currency)
        free = [
            self._times[offer.id] for offer in self._by_kind.get(kind, ()) if not self._fitter.fit(listing, offer).why
        ]

        def come(at: int) -> int:
            slot = [(at, at + need.each)]
            return sum(length(meet(slot, each)) == need.each for each in free)

        best = max(starts, key=lambda at: (come(at), -at))
        return ((best, best + need.each),)

    def _pair(
        self, need: OpenNeed, listing: ListingRow, offer: ListingRow, slot: tuple[Stretch, ...]
    ) -> ListingPair | None:
        """Give a pair if it fits in this week, with the most and the least it can be."""
        common = tuple(meet(slot, self._times[offer.id]))
        field = self._fitter.field
        fit = self._fitter.fit(listing, offer)
        if fit.why or (field.place_is_a_must and not near(field, listing, offer)):
            return None
        left = self._offers[offer.id].left
        most = min(need.open, left) if need.each == 0 else need.each
        least = need.least if need.each == 0 else need.each
        times: tuple[Stretch, ...] | None = None
        if listing.unit == "minutes":
            times = common
            most = min(most, length(times)) if need.each == 0 or length(times) >= need.each else 0
        if most < least or left < least:
            return None
        must = any(
            (one, other) in self._must and (one, other) not in self._never
            for one in (listing.id, listing.who)
            for other in (offer.id, offer.who)
        )
        return ListingPair(need.id, offer.id, most, least, tenths(self._fitter, listing, offer, fit), times, must)

    def _settled(self) -> Sequence[Settled]:
        """Give what matches of this week take already of people's time."""
        found: list[Settled] = []
        listings = self._fitter.field.listings
        monday = monday_of(self._fitter.today)
        for each in sorted(self._fitter.field.matches, key=lambda each: each.id):
            need, offer = listings.get(each.need), listings.get(each.offer)
            if need is None or offer is None or offer.unit != "minutes" or each.backup:
                continue
            if not (each.takes or _pinned(each.status, each.pinned)) or offer.id not in self._offers:
                continue
            times = meet(self._times[need.id], self._times[offer.id])
            if each.on_day is not None:
                offset = (each.on_day - monday).days * 1440
                times = meet(times, [(offset, offset + 2880)])
                if not 0 <= (each.on_day - monday).days < DAYS:
                    continue
            lane = self._offers[offer.id].lane
            if lane and times:
                found.append(Settled(lane, need.id, min(each.quantity, length(times)), tuple(times)))
        return found


def near(field: ListingBook, need: ListingRow, offer: ListingRow) -> bool:
    """Say whether an offer is near a need, or it does not matter."""
    return need.area is None or offer.area == need.area or frozenset({need.area, offer.area}) in field.links


def _both(one: str, other: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Give a pair in both directions."""
    return (one, other), (other, one)
