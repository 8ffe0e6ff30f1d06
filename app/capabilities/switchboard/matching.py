"""All that fits one listing, best first with its reasons, and all that does not, with why."""

from __future__ import annotations

from dataclasses import dataclass

from app.capabilities.switchboard.fitting import Fitter, PairFit, in_words
from app.capabilities.switchboard.rows import NEED, ListingRow
from app.capabilities.switchboard.scoring import PairScore, score
from app.capabilities.switchboard.touching import PairInterest, declared_in


@dataclass(frozen=True, slots=True)
class ListingCandidate:
    """A listing of the other side that fits, with its score and what to think of first."""

    listing: ListingRow
    fit: PairFit
    score: PairScore
    declared: tuple[PairInterest, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say what to think of before the two are introduced; it changes no score and hides nothing."""
        return tuple(each.words for each in self.declared)


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
            declared = tuple(declared_in(fitter.field, need, offer, fitter.today))
            fits.append(ListingCandidate(other, fit, score(fitter, need, offer, fit), declared))
    fits.sort(key=lambda each: (-each.score.points, each.score.load, each.listing.id))
    beside.sort(key=lambda each: each.listing.id)
    return fits, beside
