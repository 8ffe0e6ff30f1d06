"""Declared interests of one side of a pair that touch the other: a warning that changes no score and hides nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from app.capabilities.people.interests import Thing, touching, waived
from app.capabilities.switchboard.rows import ListingBook, ListingRow
from app.i18n import _


@dataclass(frozen=True, slots=True)
class PairInterest:
    """Whose interest touches a pair, who has let it pass, and of whom only other laptops say so."""

    person: str
    name: str
    by: tuple[str, ...]
    passed: bool
    unproven: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Say it, with what there is to do."""
        if not self.unproven:
            return self._standing()
        names = ", ".join(self.unproven)
        doubt = _("What others wrote for {names} does not count: each waives on a laptop of their own.")
        return f"{self._standing()} {doubt.format(names=names)}"

    def _standing(self) -> str:
        """Say how it stands."""
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
    said = field.unproven.get((need.id, offer.id), frozenset[str]()) - by
    for one, other in ((need, offer), (offer, need)):
        person = one.of or ""
        thing = Thing(other.id, frozenset(filter(None, (other.of,))))
        if person and person not in found and touching(field.interests, person, thing, today, field.years_after):
            names, doubted = (_names(field, who - {person}) for who in (by, said))
            found[person] = PairInterest(person, field.names.get(person, person), names, waived(person, by), doubted)
    return list(found.values())


def _names(field: ListingBook, people: Iterable[str]) -> tuple[str, ...]:
    """Give what people are called, in order."""
    return tuple(sorted(field.names.get(each, each) for each in people))
