"""What the room of the switchboard shows of pairs: open needs, what fits the chosen one, and what is being typed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlmodel import select

from app.capabilities.people.waiving import waivers_of_pairs
from app.capabilities.switchboard.fitting import Fitter
from app.capabilities.switchboard.grid import CATEGORIES
from app.capabilities.switchboard.matching import ListingCandidate, matches
from app.capabilities.switchboard.plan_service import with_rate
from app.capabilities.switchboard.reading import read_field
from app.capabilities.switchboard.records import URGENCY, Area, Partner
from app.capabilities.switchboard.rows import NEED, URGENCIES, ListingBook, ListingRow
from app.capabilities.switchboard.scoring import PARTS
from app.capabilities.switchboard.service import listing_of
from app.capabilities.switchboard.typing_in import when
from app.capabilities.switchboard.words import amount
from app.i18n import N_, _
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

_QUIET = {"skill": N_("none is asked for"), "place": N_("no place is asked for"), "languages": N_("not known of both")}


@dataclass(frozen=True, slots=True)
class ListingLine:
    """One listing in a list: its words, how much there is of it, and what filters ask for."""

    id: str
    title: str
    detail: str
    amount: str
    category: str
    urgency: str
    urgency_words: str
    area: str
    of_kind: str

    @property
    def words(self) -> str:
        """Give all that is said of it, as it is read out and searched."""
        return ", ".join(filter(None, (self.title, self.urgency_words, self.amount, self.detail)))


@dataclass(frozen=True, slots=True)
class PartWords:
    """One part of a score: what it is called, how much of it there is and could be, and the words for it."""

    name: str
    points: float
    most: float
    words: str
    quiet: str = ""  # what is said where there is nothing worth saying


@dataclass(frozen=True, slots=True)
class OfferFitting:
    """One listing that fits the chosen one: how well, why, what to think of, and how much can be asked for."""

    line: ListingLine
    tenths: int
    parts: tuple[PartWords, ...]
    warnings: tuple[str, ...]
    most: int
    suggested: bool = False  # by a plan that was kept
    declared: bool = False  # an interest of one side in the other that not two others have let pass

    @property
    def score(self) -> str:
        """Give the score in whole points."""
        return f"{(self.tenths + 5) // 10}"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Give the words of all parts that have some."""
        return tuple(part.words for part in self.parts if part.words)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A listing with all that fits it, and why the others do not, counted by reason."""

    listing: str
    title: str
    unit: str
    currency: str | None
    fits: tuple[OfferFitting, ...]
    beside: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SwitchboardLook:
    """All that was read once, so that choosing and typing need no reading: it changes no more."""

    fitter: Fitter
    needs: tuple[ListingLine, ...]
    areas: tuple[tuple[str, str], ...]
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    suggested: frozenset[tuple[str, str]] = frozenset()
    partners: tuple[tuple[str, str], ...] = ()

    @property
    def field(self) -> ListingBook:
        """Give the rows."""
        return self.fitter.field


def look(vault: Vault, day: datetime.date) -> SwitchboardLook:
    """Read the field, with the names of what its listings are of and where; the urgent needs first."""
    given = waivers_of_pairs(vault)
    with vault.reading() as session:
        field = read_field(session, vault.registry, given)
        areas = {row.id: row.name or "" for row in session.exec(select(Area)).all()}
        others = sorted(
            ((row.id, row.name or "") for row in session.exec(select(Partner)).all()), key=lambda each: each[1]
        )
        titles = Titles.within(vault, session)
        of = sorted({each.of for each in field.listings.values() if each.of})
        titles.fetch_any(of)
        names = titles.among(of)
    fitter = Fitter(with_rate(vault, field), day)
    named = tuple(sorted(areas.items(), key=lambda each: each[1]))
    found = SwitchboardLook(fitter, (), named, {**names, **areas}, titles.kinds)
    order = {urgency: place for place, urgency in enumerate(URGENCIES)}
    lines = [
        line_of(found, each, fitter.open[each.id])
        for each in field.of_side(NEED)
        if each.status == "open" and fitter.open[each.id] > 0 and (each.expires is None or each.expires >= day)
    ]
    lines.sort(key=lambda each: (order.get(each.urgency, len(order)), each.title.casefold(), each.id))
    kept = {(each.need, each.offer) for each in field.matches if each.status == "suggested" and not each.refused}
    return replace(found, needs=tuple(lines), suggested=frozenset(kept), partners=tuple(others))


def chosen(at: SwitchboardLook, listing: str) -> Chosen:
    """Say what fits a listing, best first, and why all else does not."""
    return _chosen(at, at.fitter, listing_of(at.field, listing))


def typed(at: SwitchboardLook, draft: ListingRow) -> Chosen:
    """Say what fits a listing that is being typed and is not written yet."""
    return _chosen(at, at.fitter.with_one(draft), draft)


def _chosen(at: SwitchboardLook, fitter: Fitter, listing: ListingRow) -> Chosen:
    """Look at all listings of the other side."""
    fits, beside = matches(fitter, listing)
    counted = Counter(each.words for each in beside if each.why != "category")
    return Chosen(
        listing.id,
        listing.title,
        listing.unit,
        listing.currency,
        tuple(_fitting(at, fitter, each) for each in fits),
        tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _fitting(at: SwitchboardLook, fitter: Fitter, each: ListingCandidate) -> OfferFitting:
    """Put one that fits into words."""
    weights = fitter.field.weights
    total = sum(weights.values()) or 1
    parts = tuple(
        PartWords(
            _(PARTS[part.name]),
            float(part.points),
            100 * weights.get(part.name, 0) / total,
            part.words,
            _(_QUIET.get(part.name, "–")),
        )
        for part in each.score.parts
    )
    left = each.fit.open if each.listing.side == NEED else each.fit.left
    return OfferFitting(
        line_of(at, each.listing, left),
        each.score.tenths,
        parts,
        each.warnings,
        min(each.fit.open, each.fit.left),
        (each.fit.need, each.fit.offer) in at.suggested,
        any(not interest.passed for interest in each.declared),
    )


def line_of(at: SwitchboardLook, each: ListingRow, left: int) -> ListingLine:
    """Put a listing into words: of whom, where and when; never how they are reached."""
    category = _(CATEGORIES.get(each.category, each.category))
    who, where = at.names.get(each.of or "", ""), at.names.get(each.area or "", "")
    detail = "  ·  ".join(filter(None, (who, category, where, when(each.windows))))
    urgency = _(URGENCY.get(each.urgency, each.urgency)) if each.side == NEED else ""
    return ListingLine(
        each.id,
        each.title,
        detail,
        amount(left, each.unit, each.currency),
        each.category,
        each.urgency,
        urgency,
        each.area or "",
        at.kinds.get(each.of or "", ""),
    )
