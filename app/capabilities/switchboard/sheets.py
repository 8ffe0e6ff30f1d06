"""The sheets of the switchboard: open needs for the wall, cards of what was agreed, and whom to ask for what."""

from __future__ import annotations

from collections.abc import Iterable

from app.capabilities.switchboard import service
from app.capabilities.switchboard.book import Book
from app.capabilities.switchboard.grid import CATEGORIES
from app.capabilities.switchboard.handoff import both_said_yes
from app.capabilities.switchboard.records import URGENCY
from app.capabilities.switchboard.rows import NEED, OFFER, URGENCIES, ListingBook, ListingRow, MatchRow
from app.capabilities.switchboard.typed_sheets import CALLED, HANDED_ON
from app.capabilities.switchboard.words import amount
from app.i18n import N_, _, ngettext
from app.records.contact import noes
from app.records.days import format_day
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted, initials_of
from app.services.records.records import Query, ids
from app.services.settings import group
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault


def open_needs(vault: Vault, wanted: Wanted) -> FilledSheet:
    """List what is needed by title and code, for a wall that everybody reads: no names, no places."""
    field, today = service.field_of(vault), group.today(vault)
    book = Book(field.matches)
    chosen = set(ids(vault, "listing", Query(where=wanted.where)))
    open_now = [
        (each, left)
        for each in field.of_side(NEED)
        if each.id in chosen
        and each.status == "open"
        and (each.expires is None or each.expires >= today)
        and (left := book.open_of(each, today)) > 0
    ]
    open_now.sort(key=lambda pair: (_urgency(pair[0]), pair[0].title, pair[0].id))
    columns = (
        SheetColumn("title", _("What is needed"), width=4),
        SheetColumn("category", _("Category"), width=1),
        SheetColumn("quantity", _("How much"), width=1),
        SheetColumn("urgency", _("When"), width=1),
    )
    rows = tuple(
        SheetRow(
            (
                each.title,
                _(CATEGORIES.get(each.category, each.category)),
                amount(left, each.unit, each.currency),
                _(URGENCY.get(each.urgency, each.urgency)),
            ),
            code=row_code(each.id),
        )
        for each, left in open_now
    )
    return FilledSheet(
        columns, (SheetSection(rows=rows),), ngettext("{n} need", "{n} needs", len(rows)).format(n=len(rows))
    )


def match_cards(vault: Vault, wanted: Wanted) -> FilledSheet:
    """List what both sides agreed to, with how they reach each other; nobody is on it before both said yes."""
    field = service.field_of(vault)
    agreed = [each for each in _matches(vault, field, wanted) if each.status == "accepted" and both_said_yes(each)]
    columns = (
        SheetColumn("day", _("Day"), width=1),
        SheetColumn("what", _("What"), width=2),
        SheetColumn("quantity", _("How much"), width=1),
        SheetColumn("from", _("From"), width=2),
        SheetColumn("for", _("For"), width=2),
        SheetColumn("done", _("Done"), kind="tick"),
    )
    rows: list[SheetRow] = []
    for each in agreed:
        need, offer = field.listings[each.need], field.listings[each.offer]
        points = service.contacts(vault, each.id)
        rows.append(
            SheetRow(
                (
                    format_day(each.on_day) if each.on_day else "",
                    need.title,
                    amount(each.quantity, need.unit, need.currency),
                    _reach(_name(field, offer, wanted), () if wanted.initials else points[OFFER]),
                    _reach(_name(field, need, wanted), () if wanted.initials else points[NEED]),
                    "",
                ),
                code=row_code(each.id),
            )
        )
    return FilledSheet(columns, (SheetSection(rows=tuple(rows)),), _count(len(rows)))


def call_list(vault: Vault, wanted: Wanted) -> FilledSheet:
    """List whom to ask for what, after a plan: names and boxes to tick, and no contact detail of either side."""
    field = service.field_of(vault)
    asked = [each for each in _matches(vault, field, wanted) if each.status in {"suggested", "introduced"}]
    columns = (
        SheetColumn("who", _("Whom to ask"), width=2),
        SheetColumn("offer", _("For what they offer"), width=2),
        SheetColumn("need", _("What is needed"), width=2),
        SheetColumn("quantity", _("How much"), width=1),
        SheetColumn("day", _("Day"), width=1),
        SheetColumn("yes", _("Yes"), kind="tick"),
        SheetColumn("no", _("No"), kind="tick"),
    )
    rows = tuple(
        SheetRow(
            (
                _name(field, field.listings[each.offer], wanted),
                field.listings[each.offer].title,
                field.listings[each.need].title,
                amount(each.quantity, field.listings[each.need].unit, field.listings[each.need].currency),
                format_day(each.on_day) if each.on_day else "",
                "",
                "",
            ),
            code=row_code(each.id),
        )
        for each in asked
        if not each.refused
    )
    return FilledSheet(columns, (SheetSection(rows=rows),), _count(len(rows)))


def _matches(vault: Vault, field: ListingBook, wanted: Wanted) -> list[MatchRow]:
    """Give the matches of a filter by day, of listings that are here."""
    chosen = set(ids(vault, "match", Query(where=wanted.where)))
    found = [
        each
        for each in field.matches
        if each.id in chosen and each.need in field.listings and each.offer in field.listings
    ]
    return sorted(found, key=lambda each: (each.on_day is None, each.on_day, each.id))


def _name(field: ListingBook, listing: ListingRow, wanted: Wanted) -> str:
    """Name whom a listing is of; nothing if that is no person."""
    name = field.names.get(listing.of or "", "")
    return initials_of(name) if wanted.initials else name


def _reach(name: str, points: Iterable[service.Contact]) -> str:
    """Write a name, and below it how to reach them, with a warning where a text would be harmful."""
    lines: list[str] = []
    for each in points:
        silent = noes(each)
        silent += [_("no texts")] if each.safe_to_text is False and not each.do_not_write else []
        lines.append(f"{each.value} ({', '.join(silent)})" if silent else each.value)
    return "\n".join(filter(None, [name, *lines]))


def _urgency(listing: ListingRow) -> int:
    """Sort by urgency; what we do not know comes last."""
    return URGENCIES.index(listing.urgency) if listing.urgency in URGENCIES else len(URGENCIES)


def _count(number: int) -> str:
    """Say how many matches there are."""
    return ngettext("{n} match", "{n} matches", number).format(n=number)


SHEETS = (
    SheetKind(
        "open-needs", N_("Open needs"), N_("For the notice board: what is needed, without names."), "listing",
        open_needs, sensitivity=N_("No names: may hang on a wall."),
    ),
    SheetKind("match-cards", N_("Match cards"), N_("What both sides agreed to, and how to reach each other."), "match",
              match_cards, typed_back=HANDED_ON),
    SheetKind("call-list", N_("Call list"), N_("Whom to ask for what, with boxes to tick."), "match", call_list,
              typed_back=CALLED),
)  # fmt: skip
