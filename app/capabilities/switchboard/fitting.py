"""Whether an offer fits a need, or the first reason why not, in a fixed order."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace

from app.capabilities.switchboard.book import Book
from app.capabilities.switchboard.grid import STEP, UNITS_OF
from app.capabilities.switchboard.rows import LEVELS, OFFER, ListingBook, ListingRow, MatchRow, SkillLevel
from app.capabilities.switchboard.windows import CommonTime
from app.i18n import N_, _

# The reasons, in the order in which they are looked for.
REASONS: Mapping[str, str] = {
    "unknown": N_("only a newer version of the program knows how to match this"),
    "category": N_("it is something else"),
    "unit": N_("it is counted in something else"),
    "currency": N_("it is in another currency"),
    "skill": N_("the skill is not there"),
    "level": N_("the skill is there, but not at the level asked for"),
    "time": N_("no half hour in which both are free"),
    "expired": N_("it has expired"),
    "paused": N_("it is paused"),
    "closed": N_("it is closed"),
    "used": N_("nothing of it is left"),
    "never": N_("the two must never go together"),
    "refused": N_("it fell through, and we were asked not to ask again"),
    "same": N_("both are of the same person"),
}


@dataclass(frozen=True, slots=True)
class PairFit:
    """What was found about a pair: ``why`` is empty if it fits; minutes of shared time, or ``None`` for any."""

    need: str
    offer: str
    why: str
    time: int | None
    level: str | None
    open: int
    left: int


class Fitter:
    """The rules of one field on one day; what is asked for many pairs is looked up once."""

    def __init__(self, field: ListingBook, today: datetime.date) -> None:
        """Prepare the look-ups."""
        self.field = field
        self.today = today
        self.book = Book(field.matches)
        self._claims: dict[tuple[str, str], str] = {}
        self._skills: defaultdict[str, set[str]] = defaultdict(set)
        for claim in field.claims:
            self._take(claim)
        self._never = {
            pair
            for each in field.pairings
            if each.rule == "never"
            for pair in ((each.listing, each.other), (each.other, each.listing))
        }
        self._refused = {(each.need, each.offer) for each in field.matches if refused(each)}
        self.open = {
            each.id: self.book.open_of(each, today) if each.side != OFFER else self.book.left_of(each, today)
            for each in field.listings.values()
        }
        self._common = CommonTime(today)
        self._spoken: dict[frozenset[str], frozenset[str]] = {}

    def with_one(self, listing: ListingRow) -> Fitter:
        """Give the same rules with one listing more, of which nobody was asked for anything yet."""
        other = copy(self)
        other.field = replace(self.field, listings={**self.field.listings, listing.id: listing})
        left = (
            self.book.open_of(listing, self.today) if listing.side != OFFER else self.book.left_of(listing, self.today)
        )
        other.open = {**self.open, listing.id: left}
        return other

    def _take(self, claim: SkillLevel) -> None:
        """Keep the best level of a person's skill; expired ones count as claimed, unknown ones not at all."""
        expired = claim.expires is not None and claim.expires < self.today
        level = "claimed" if expired else claim.level
        if level in LEVELS:
            key = (claim.person, claim.skill)
            self._claims[key] = max(self._claims.get(key, level), level, key=LEVELS.index)
            self._skills[claim.person].add(claim.skill)

    def level(self, offer: ListingRow, skill: str) -> str | None:
        """Give the best level at which an offer has a skill: what its person claims, or what it says itself."""
        found = self._claims.get((offer.who, skill))
        return found or ("claimed" if offer.skill == skill else None)

    def skills(self, offer: ListingRow) -> set[str]:
        """Give the skills that an offer has at any level."""
        claimed = self._skills.get(offer.who, set())
        return claimed | {offer.skill} if offer.skill else claimed

    def fit(self, need: ListingRow, offer: ListingRow) -> PairFit:
        """Say whether an offer fits a need, and what of each there is."""
        level = None if need.skill is None else self.level(offer, need.skill)
        why, time = self._what(need, offer, level), None
        if not why:
            time = self.time(need, offer)
            why = "time" if time is not None and time < STEP else self._state(need, offer)
        return PairFit(need.id, offer.id, why, time, level, self.open[need.id], self.open[offer.id])

    def time(self, need: ListingRow, offer: ListingRow) -> int | None:
        """Give the minutes both have free in a week, or ``None`` if neither names a time."""
        return self._common.of(need.windows, offer.windows)

    def spoken(self, listing: ListingRow) -> frozenset[str]:
        """Give the languages of a listing; a region ("pt-BR") is no hindrance."""
        found = self._spoken.get(listing.languages)
        if found is None:
            found = frozenset(each.split("-")[0].lower() for each in listing.languages)
            self._spoken[listing.languages] = found
        return found

    def _what(self, need: ListingRow, offer: ListingRow, level: str | None) -> str:
        """Compare what is asked for with what is given."""
        least = need.least_level or "claimed"
        checks = (
            ("unknown", _unknown(need) or _unknown(offer)),
            ("category", need.category != offer.category),
            ("unit", need.unit != offer.unit),
            ("currency", need.currency != offer.currency),
            ("skill", need.skill is not None and level is None),
            ("level", level is not None and not _reaches(level, least)),
        )
        return next((why for why, holds in checks if holds), "")

    def _state(self, need: ListingRow, offer: ListingRow) -> str:
        """Look at what has become of both, and at what people said about the pair."""
        for each in (need, offer):
            if each.expires is not None and each.expires < self.today:
                return "expired"
            if each.status in {"paused", "closed"}:
                return each.status
            if self.open[each.id] <= 0:
                return "used"
        ends = [(one, other) for one in (need.id, need.who) for other in (offer.id, offer.who)]
        if any(end in self._never for end in ends):
            return "never"
        if (need.id, offer.id) in self._refused:
            return "refused"
        return "same" if need.of is not None and need.of == offer.of else ""


def _reaches(level: str, least: str) -> bool:
    """Say whether a level is the least or above; a least that only a newer program knows is never reached."""
    return least in LEVELS and LEVELS.index(level) >= LEVELS.index(least)


def refused(match: MatchRow) -> bool:
    """Say whether a match is not to come back."""
    return match.refused or (match.status == "fell_through" and match.ask_again is False)


def _unknown(listing: ListingRow) -> bool:
    """Say whether a newer program made this with words that we do not know."""
    known_level = listing.least_level is None or listing.least_level in LEVELS
    units = UNITS_OF.get(listing.category)
    return units is None or listing.unit not in units or not known_level or listing.status not in _STATUS


_STATUS = frozenset({"open", "paused", "closed"})


def in_words(why: str) -> str:
    """Say a reason in the language in use."""
    return _(REASONS.get(why, why))
