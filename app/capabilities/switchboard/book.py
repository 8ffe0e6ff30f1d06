"""What is open of a need and left of an offer, computed from matches, never stored; and who was asked how much."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from app.capabilities.switchboard.rows import ListingRow, MatchRow
from app.capabilities.switchboard.windows import monday_of

_LOOK_BACK = 28


class Book:
    """The matches of a field, by listing; made once and asked often."""

    def __init__(self, matches: Iterable[MatchRow]) -> None:
        """Sort matches by need and by offer."""
        self.of_need: defaultdict[str, list[MatchRow]] = defaultdict(list)
        self.of_offer: defaultdict[str, list[MatchRow]] = defaultdict(list)
        for each in sorted(matches, key=lambda each: each.id):
            self.of_need[each.need].append(each)
            self.of_offer[each.offer].append(each)

    def open_of(self, need: ListingRow, day: datetime.date) -> int:
        """Give what nobody was asked for yet; a standing need is open anew every week."""
        taken = [each for each in self.of_need.get(need.id, ()) if each.takes]
        if need.standing:
            taken = [each for each in taken if _in_week(each, day)]
        return max(0, need.quantity - sum(each.quantity for each in taken))

    def left_of(self, offer: ListingRow, day: datetime.date) -> int:
        """Give what can still be asked of an offer in the week of a day.

        Without a capacity a week it is there once, with its quantity; a standing one every week.
        """
        taken = [each for each in self.of_offer.get(offer.id, ()) if each.takes]
        limits = [_most_a_week(offer) - sum(each.quantity for each in taken if _in_week(each, day))]
        if not offer.standing:
            limits.append(offer.quantity - sum(each.quantity for each in taken))
        if offer.most_a_month is not None:
            limits.append(offer.most_a_month - sum(each.quantity for each in taken if _in_month(each, day)))
        return max(0, min(limits))

    def asked(self, offer: str, day: datetime.date) -> int:
        """Give what was asked of an offer in the last 28 days."""
        return sum(
            each.quantity
            for each in self.of_offer.get(offer, ())
            if each.takes and each.on_day is not None and 0 <= (day - each.on_day).days < _LOOK_BACK
        )

    def load(self, offer: ListingRow, day: datetime.date) -> Fraction:
        """Give what was asked in the last 28 days as a share of four weeks of its capacity."""
        return Fraction(self.asked(offer.id, day), 4 * most_a_week(offer))

    def last_asked(self, offer: str, day: datetime.date) -> datetime.date | None:
        """Give the last day on which an offer was asked for, up to a day."""
        days = [
            each.on_day
            for each in self.of_offer.get(offer, ())
            if each.takes and each.on_day is not None and each.on_day <= day
        ]
        return max(days, default=None)

    def helpers(self, need: str) -> frozenset[str]:
        """Give the offers that a need has taken from."""
        return frozenset(each.offer for each in self.of_need.get(need, ()) if each.takes)


def most_a_week(offer: ListingRow) -> int:
    """Give the capacity of a week, at least one."""
    return max(1, _most_a_week(offer))


def _most_a_week(offer: ListingRow) -> int:
    """Give the capacity of a week, or the quantity of an offer that names none."""
    return offer.quantity if offer.capacity_week is None else offer.capacity_week


def _in_week(match: MatchRow, day: datetime.date) -> bool:
    """Say whether a match takes from the week of a day; one without a day takes from every week."""
    return match.on_day is None or monday_of(match.on_day) == monday_of(day)


def _in_month(match: MatchRow, day: datetime.date) -> bool:
    """Say whether a match takes from the month of a day; one without a day takes from every month."""
    return match.on_day is None or (match.on_day.year, match.on_day.month) == (day.year, day.month)
