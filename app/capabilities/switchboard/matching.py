"""All that fits one listing, best first with its reasons, and all that does not, with why."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from app.capabilities.switchboard.fitting import Fitter, PairFit, in_words
from app.capabilities.switchboard.rows import NEED, ListingBook, ListingRow
from app.capabilities.switchboard.scoring import PairScore, score
from app.i18n import _


@dataclass(frozen=True, slots=True)
class ListingCandidate:
    """A listing of the other side that fits, with its score and what to think of first."""

    listing: ListingRow
    fit: PairFit
    score: PairScore
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A listing of the other side that does not fit, and the first reason."""

    listing: ListingRow
    why: str

    @property
    def words(self) -> str:
        """Say the reason."""
        return in_words(self.why)


def matches(fitter: Fitter, listing: ListingRow) -> tuple[list[ListingCandidate], list[Beside]]:
    """Look at every listing of the other side; ties go to the smaller load, then to the id."""
    fits: list[ListingCandidate] = []
    beside: list[Beside] = []
    for other in fitter.field.listings.values():
        if other.side == listing.side:
            continue
        need, offer = (listing, other) if listing.side == NEED else (other, listing)
        fit = fitter.fit(need, offer)
        if fit.why:
            beside.append(Beside(other, fit.why))
        else:
            warned = tuple(warnings(fitter.field, need, offer, fitter.today))
            fits.append(ListingCandidate(other, fit, score(fitter, need, offer, fit), warned))
    fits.sort(key=lambda each: (-each.score.points, each.score.load, each.listing.id))
    beside.sort(key=lambda each: each.listing.id)
    return fits, beside


def warnings(field: ListingBook, need: ListingRow, offer: ListingRow, today: datetime.date) -> list[str]:
    """Warn of declared interests of one side that touch the other; they change no score."""
    found: list[str] = []
    for one, other in ((need, offer), (offer, need)):
        for each in sorted(field.interests, key=lambda each: (each.person, each.about)):
            current = each.until is None or each.until >= today
            if current and each.person == one.of and each.about in {other.id, other.of}:
                found.append(
                    _("{name} has declared an interest here; ask for recusal, or write a waiver.").format(
                        name=field.names.get(each.person, each.person)
                    )
                )
    return found
