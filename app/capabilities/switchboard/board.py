"""What the room of the switchboard shows: open needs, what fits the chosen one, and a plan beside what is there now."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from app.capabilities.switchboard.fitting import Fitter
from app.capabilities.switchboard.grid import CATEGORIES
from app.capabilities.switchboard.matching import matches
from app.capabilities.switchboard.overview import overview
from app.capabilities.switchboard.plan_service import plan_week
from app.capabilities.switchboard.planning.answer import WeekPlan
from app.capabilities.switchboard.records import URGENCY
from app.capabilities.switchboard.rows import NEED, URGENCIES, ListingBook
from app.capabilities.switchboard.service import field_of, listing_of
from app.capabilities.switchboard.words import amount
from app.i18n import N_, _
from app.services.jobs import Job, Progress
from app.storage.vault.vault import Vault

PLAN = N_("Plan the week")


@dataclass(frozen=True, slots=True)
class ListingLine:
    """One listing in a list: its words, and what filters ask for."""

    id: str
    title: str
    detail: str
    category: str
    urgency: str


@dataclass(frozen=True, slots=True)
class OfferFitting:
    """One offer that fits the chosen need: how well, why, what to think of, and how much can be asked for."""

    line: ListingLine
    tenths: int
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen need with all that fits, and why the others do not, counted by reason."""

    need: str
    fits: tuple[OfferFitting, ...]
    beside: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class PlannedWeek:
    """A plan with the words for each match and each need left open."""

    plan: WeekPlan
    matches: tuple[tuple[str, str, str], ...]
    open: tuple[tuple[str, str], ...]


def open_needs(vault: Vault, day: datetime.date) -> tuple[ListingLine, ...]:
    """List the needs of which something is open, the urgent first."""
    field = field_of(vault)
    fitter = Fitter(field, day)
    found = [
        _line(field, each.id, fitter.open[each.id])
        for each in field.of_side(NEED)
        if each.status == "open" and fitter.open[each.id] > 0 and (each.expires is None or each.expires >= day)
    ]
    order = {urgency: place for place, urgency in enumerate(URGENCIES)}
    return tuple(sorted(found, key=lambda each: (order.get(each.urgency, len(order)), each.title.casefold(), each.id)))


def chosen(vault: Vault, need: str, day: datetime.date) -> Chosen:
    """Say what fits a need, best first, and why all else does not."""
    field = field_of(vault)
    fits, beside = matches(Fitter(field, day), listing_of(field, need, NEED))
    return Chosen(
        need,
        tuple(
            OfferFitting(
                _line(field, each.listing.id, each.fit.left),
                each.score.tenths,
                tuple(each.score.reasons),
                each.warnings,
                min(each.fit.open, each.fit.left),
            )
            for each in fits
        ),
        tuple(sorted(Counter(each.words for each in beside).items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def field_of_play(vault: Vault, day: datetime.date) -> tuple[tuple[str, ...], ...]:
    """Give a row of words for each category: needed, offered, used, idle, and needs that nobody can meet."""
    rows: list[tuple[str, ...]] = []
    for each in overview(field_of(vault), day):
        figures = (each.needed, each.offered, each.used, each.idle)
        words = (amount(figure, each.unit, each.currency) for figure in figures)
        rows.append((_(CATEGORIES.get(each.category, each.category)), *words, str(len(each.unmeetable))))
    return tuple(rows)


def planning(vault: Vault, day: datetime.date) -> Job[PlannedWeek]:
    """Plan the week of a day, as a job that can be cancelled; what was found until then counts."""

    def run(progress: Progress) -> PlannedWeek:
        field = field_of(vault)
        return _in_words(field, plan_week(field, day, day, progress))

    return Job(_(PLAN), run)


def _in_words(field: ListingBook, plan: WeekPlan) -> PlannedWeek:
    """Put a plan into lines."""
    titles = {each.id: each.title for each in field.listings.values()}
    rows = tuple(
        (
            titles[each.need],
            titles[each.offer],
            " ".join(
                filter(
                    None,
                    (
                        amount(each.quantity, field.listings[each.need].unit, field.listings[each.need].currency),
                        f"{each.begin.replace('T', ' ')}–{each.until[11:]}" if each.begin else "",
                    ),
                )
            ),
        )
        for each in plan.matches
    )
    return PlannedWeek(plan, rows, tuple((titles[each.need], each.why_not) for each in plan.needs if each.why_not))


def _line(field: ListingBook, listing: str, left: int) -> ListingLine:
    """Put a listing into words: how much of it, what of, and of whom; never how they are reached."""
    each = field.listings[listing]
    who = field.names.get(each.of or "", "")
    urgency = _(URGENCY.get(each.urgency, each.urgency)) if each.side == NEED else ""
    category = _(CATEGORIES.get(each.category, each.category))
    detail = "  ·  ".join(filter(None, (urgency, category, amount(left, each.unit, each.currency), who)))
    return ListingLine(each.id, each.title, detail, each.category, each.urgency)
