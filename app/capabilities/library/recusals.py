"""Who is recused from which review: an interest said for it or declared on a card, and who has let it pass.

A waiver counts only if every value in it was written by a laptop of the member who is the person that waives.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.library import reviews
from app.capabilities.library.records import Seat
from app.capabilities.library.touching import touched_reviews
from app.capabilities.people.waiving import GivenWaiver, given_waivers
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Recusal:
    """A reviewer whom an interest touches; ``said`` is for this review, else it stands on their card only."""

    seat: str
    round: str
    person: str
    state: str
    interest: str
    said: bool
    waivers: tuple[GivenWaiver, ...]

    @property
    def waived_by(self) -> frozenset[str]:
        """Give whose waivers count, nobody's for themselves."""
        return frozenset(each.person for each in self.waivers if each.counts) - {self.person}

    @property
    def recused(self) -> bool:
        """Say whether the interest is open, so that the review does not count."""
        return reviews.recused(reviews.SeatRow(self.seat, self.person, self.state, self.interest), self.waived_by)


def recusals(vault: Vault, day: datetime.date, round_: str = "") -> tuple[Recusal, ...]:
    """Give the reviewers whom an interest touches on a day, of one round or of all, by seat."""
    declared: dict[str, str] = {}
    for each in touched_reviews(vault, day, round_):
        declared.setdefault(each.seat, each.words)
    with vault.reading() as session:
        asked = select(Seat).where(Seat.round == round_) if round_ else select(Seat)
        seats = [each for each in session.exec(asked).all() if each.interest or each.id in declared]
    waivers = waivers_of(vault, [each.id for each in seats])
    found = (
        Recusal(
            each.id, each.round or "", each.person or "", each.state or "", each.interest or declared[each.id],
            bool(each.interest), waivers.get(each.id, ()),
        )
        for each in seats
    )  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.seat))


def waivers_of(vault: Vault, seats: Collection[str]) -> Mapping[str, tuple[GivenWaiver, ...]]:
    """Give the waivers of some seats, those that do not count among them."""
    found: defaultdict[str, list[GivenWaiver]] = defaultdict(list)
    for each in given_waivers(vault, seats):
        found[each.of].append(each)
    return {seat: tuple(waivers) for seat, waivers in found.items()}
