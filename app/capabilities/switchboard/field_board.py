"""The field of play as the window shows it: by category and week what is needed and offered, and what it is made of."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from app.capabilities.switchboard.board import ListingLine, SwitchboardLook, line_of
from app.capabilities.switchboard.grid import CATEGORIES
from app.capabilities.switchboard.overview import Cell, overview
from app.capabilities.switchboard.windows import monday_of
from app.capabilities.switchboard.words import amount, figure
from app.i18n import N_, _
from app.records.days import format_day
from app.storage.history import histories
from app.storage.vault.vault import Vault

WEEKS = 4
_UNITS = {"minutes": N_("h"), "nights": N_("nights"), "pieces": N_("pieces")}
_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class FieldCell:
    """A category in a week: figures and words, and the rows that they were made from."""

    category: str
    needed: str
    offered: str
    used: str
    idle: str
    share: float
    figures: str
    gap: str
    lonely: tuple[str, ...]
    unused: tuple[str, ...]
    needs: tuple[str, ...]
    offers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category over the weeks; a week without anything is ``None``."""

    name: str
    cells: tuple[FieldCell | None, ...]


@dataclass(frozen=True, slots=True)
class PlayingField:
    """Rows of categories, columns of weeks."""

    weeks: tuple[str, ...]
    rows: tuple[CategoryRow, ...]


def field_of_play(at: SwitchboardLook, day: datetime.date) -> PlayingField:
    """Give the grid of this week and the next ones."""
    mondays = [monday_of(day) + datetime.timedelta(days=7 * number) for number in range(WEEKS)]
    found = [overview(at.field, max(day, monday)) for monday in mondays]
    kinds = sorted({(each.category, each.unit, each.currency or "") for cells in found for each in cells})
    by_week = [{(each.category, each.unit, each.currency or ""): each for each in cells} for cells in found]
    names = [_("This week"), _("Next week"), *(_("From {day}").format(day=format_day(day)) for day in mondays[2:])]
    twice = {kind[0] for kind in kinds if sum(other[0] == kind[0] for other in kinds) > 1}
    return PlayingField(
        tuple(names),
        tuple(
            CategoryRow(_name(kind, twice), tuple(_cell(cells[kind]) if kind in cells else None for cells in by_week))
            for kind in kinds
        ),
    )


def _name(kind: tuple[str, str, str], twice: set[str]) -> str:
    """Name a category with what it is counted in; pieces are said only where it is counted in something else too."""
    name = _(CATEGORIES.get(kind[0], kind[0]))
    unit = kind[2] or _(_UNITS.get(kind[1], kind[1]))
    return name if kind[1] == "pieces" and kind[0] not in twice else f"{name}, {unit}"


def _cell(cell: Cell) -> FieldCell:
    """Put the figures of a category into words."""

    def words(number: int) -> str:
        return amount(number, cell.unit, cell.currency)

    def bare(number: int) -> str:
        return figure(number, cell.unit, cell.currency)

    lacks = cell.needed - max(0, cell.offered - cell.used)
    return FieldCell(
        cell.category,
        words(cell.needed),
        words(cell.offered),
        words(cell.used),
        words(cell.idle),
        min(1.0, max(0, cell.offered - cell.used) / cell.needed) if cell.needed else 1.0,
        _("{needed} of {offered}").format(needed=bare(cell.needed), offered=bare(cell.offered)),
        _("{quantity} missing").format(quantity=bare(lacks)) if lacks > 0 else "",
        cell.unmeetable,
        cell.idle_offers,
        cell.needs,
        cell.offers,
    )


def rows_of(at: SwitchboardLook, cell: FieldCell) -> tuple[tuple[ListingLine, ...], tuple[ListingLine, ...]]:
    """Give the needs and offers that a figure was made from: first the needs nobody can meet, and the idle offers."""
    needs, offers = (
        [*first, *(each for each in rows if each not in set(first))][:_MOST_ROWS]
        for first, rows in ((cell.lonely, cell.needs), (cell.unused, cell.offers))
    )
    listings, left = at.field.listings, at.fitter.open
    return (
        tuple(line_of(at, listings[each], left[each]) for each in needs),
        tuple(line_of(at, listings[each], left[each]) for each in offers),
    )


def said_by(vault: Vault, rows: Sequence[str]) -> tuple[tuple[str, datetime.datetime], ...]:
    """Say on whose word a figure rests: each laptop that wrote one of its rows, and when it last did."""
    newest: dict[str, datetime.datetime] = {}
    for entries in histories(vault, rows[:_MOST_ROWS]).values():
        for entry in entries:
            who = entry.who or ""
            newest[who] = max(newest.get(who, entry.at), entry.at)
    return tuple(sorted(newest.items(), key=lambda each: each[1], reverse=True))
