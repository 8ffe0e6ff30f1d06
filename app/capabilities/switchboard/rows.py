"""Plain rows that the figures of the switchboard are computed from: no vault, no Qt, no order."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.capabilities.people.interests import YEARS_AFTER, DeclaredInterest

NEED, OFFER = "need", "offer"
URGENCIES = ("urgent", "soon", "whenever")
LEVELS = ("claimed", "vouched", "shown")
# A match takes what it is of from the day on which somebody was asked.
TAKES = frozenset({"introduced", "accepted", "delivered", "confirmed"})
HELPERS = 3
SHOW_RATE = Fraction(7, 10)  # What is reckoned with while nothing is known of who comes.


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """A stretch of time, every week on a weekday (0 is Monday) or on one day; minutes from its midnight.

    ``until`` may pass 1440: the window then ends on the next day.
    """

    begin: int
    until: int
    weekday: int | None = None
    day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class ListingRow:
    """A need or an offer; quantities are minutes, nights, minor units or pieces, as ``unit`` says."""

    id: str
    side: str
    category: str
    title: str
    quantity: int
    unit: str
    currency: str | None = None
    capacity_week: int | None = None
    most_a_month: int | None = None
    standing: bool = False
    of: str | None = None
    area: str | None = None
    skill: str | None = None
    least_level: str | None = None
    languages: frozenset[str] = frozenset()
    urgency: str = "whenever"
    expires: datetime.date | None = None
    most_helpers: int | None = None
    all_or_nothing: bool = False
    heads: int | None = None
    must_not_fail: bool = False
    status: str = "open"
    windows: tuple[TimeWindow, ...] = ()

    @property
    def who(self) -> str:
        """Say whose time it takes: what it is of, or else only itself."""
        return self.of or self.id


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """That a person has a skill, at a level, until it expires."""

    person: str
    skill: str
    level: str
    expires: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class PairingRow:
    """That a listing must, or must never, go with another listing or person."""

    id: str
    listing: str
    other: str
    rule: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A quantity of an offer for a need, and how far it has come; ``whose`` says who let it fall through."""

    id: str
    need: str
    offer: str
    quantity: int
    on_day: datetime.date | None = None
    status: str = "suggested"
    need_says: str | None = None
    offer_says: str | None = None
    check_on: datetime.date | None = None
    ask_again: bool | None = None
    pinned: bool = False
    refused: bool = False
    backup: bool = False
    whose: str | None = None
    begin: str = ""
    until: str = ""

    @property
    def takes(self) -> bool:
        """Say whether its quantity is spoken for; a back-up is asked to be free, and takes nothing."""
        return self.status in TAKES and not self.backup


@dataclass(frozen=True)
class ListingBook:
    """All that is known: listings, matches, pairings, claims, links of areas, and settings of the group.

    ``groups`` are the ids that listings are of and that are no person (projects, houses, partners): only a
    person cannot be in two places. ``show_rate`` is how likely somebody of the group comes who said yes.
    ``waivers`` are those who let declared interests pass, by need and offer; ``unproven`` those who are said to have
    done so by what other laptops wrote, which counts for nothing.
    """

    listings: Mapping[str, ListingRow]
    matches: tuple[MatchRow, ...] = ()
    pairings: tuple[PairingRow, ...] = ()
    claims: tuple[SkillLevel, ...] = ()
    links: frozenset[frozenset[str]] = frozenset()
    interests: tuple[DeclaredInterest, ...] = ()
    years_after: Mapping[str, int | None] = field(default_factory=lambda: YEARS_AFTER)
    waivers: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict[tuple[str, str], frozenset[str]])
    unproven: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict[tuple[str, str], frozenset[str]])
    weights: Mapping[str, int] = field(default_factory=lambda: dict(WEIGHTS))
    place_is_a_must: bool = False
    groups: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    show_rate: Fraction = SHOW_RATE

    def of_side(self, side: str) -> list[ListingRow]:
        """Give the listings of one side, by id."""
        return sorted((each for each in self.listings.values() if each.side == side), key=lambda each: each.id)


# What each part of a score counts for, of a hundred; a group can change them.
WEIGHTS: Mapping[str, int] = {
    "skill": 25,
    "time": 25,
    "place": 15,
    "capacity": 10,
    "fairness": 15,
    "languages": 10,
}
