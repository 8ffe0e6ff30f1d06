"""Declared interests of one side of a pair that touch the other: a warning that changes no score and hides nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from app.capabilities.people.interests import Thing, touching, waived
from app.capabilities.switchboard.rows import ListingBook, ListingRow
from app.i18n import _


@dataclass(frozen=True, slots=True)
class PairInterest:
    """Whose interest touches a pair, and the names of those who have let it pass."""

    person: str
    name: str
    by: tuple[str, ...]
    passed: bool

    @property
    def words(self) -> str:
        """Say it, with what there is to do."""
        if not self.by:
            return _("{name} has declared an interest here; ask for recusal, or write a waiver.").format(name=self.name)
        others = ", ".join(self.by)
        if self.passed:
            return _("{name} has declared an interest here; waived by {others}.").format(name=self.name, others=others)
        return _("{name} has declared an interest here; waived by {others}, one more is needed.").format(
            name=self.name, others=others
        )


def declared_in(field: ListingBook, need: ListingRow, offer: ListingRow, today: datetime.date) -> list[PairInterest]:
    """Find whose declared interests touch the other side, each person once."""
    found: dict[str, PairInterest] = {}
    if not field.interests:
        return []
    by = field.waivers.get((need.id, offer.id), frozenset[str]())
    for one, other in ((need, offer), (offer, need)):
        person = one.of or ""
        thing = Thing(other.id, frozenset(filter(None, (other.of,))))
        if person and person not in found and touching(field.interests, person, thing, today, field.years_after):
            names = sorted(field.names.get(each, each) for each in by - {person})
            found[person] = PairInterest(person, field.names.get(person, person), tuple(names), waived(person, by))
    return list(found.values())
