"""Sheets of shared costs: the rent ledger of the houses, and the statement of a person."""

from __future__ import annotations

from collections import defaultdict

from sqlmodel import select

from app.capabilities.houses import money_service
from app.capabilities.houses.naming import titles_of
from app.capabilities.houses.records_money import Rent
from app.capabilities.houses.sharing.booking import rent_days
from app.capabilities.houses.typed_sheets import RENTS
from app.i18n import N_, _, ngettext
from app.records.days import format_day
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted, initials_of
from app.services.settings import group
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault


def statement(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print everything that one person owes and is owed, with the nights that it comes from."""
    columns = (
        SheetColumn("day", _("Day"), kind="day"),
        SheetColumn("what", _("For what"), width=3),
        SheetColumn("nights", _("Nights"), kind="number"),
        SheetColumn("amount", _("Amount"), kind="number"),
        SheetColumn("balance", _("Balance"), kind="number"),
    )
    rows: defaultdict[str, list[SheetRow]] = defaultdict(list)
    running: dict[str, int] = {}
    for entry in money_service.entries(vault, group.today(vault)):
        minor = dict(entry.parts).get(wanted.record)
        if minor is None:
            continue
        running[entry.currency] = running.get(entry.currency, 0) + minor
        nights = dict(entry.nights).get(wanted.record, 0)
        cells = (
            format_day(entry.on_day),
            entry.text,
            str(nights or ""),
            money_service.decimal_text(minor, entry.currency),
            money_service.decimal_text(running[entry.currency], entry.currency),
        )
        rows[entry.currency].append(SheetRow(cells))
    name = titles_of(vault, [wanted.record]).get(wanted.record, "")
    sections = tuple(SheetSection(currency, tuple(each)) for currency, each in sorted(rows.items()))
    return FilledSheet(columns, sections, name)


def rents(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print the rents of the houses: how often each was due up to today, and what is open."""
    columns = (
        SheetColumn("person", _("Person"), width=3),
        SheetColumn("amount", _("A month"), kind="number"),
        SheetColumn("due", _("Times due"), kind="number"),
        SheetColumn("balance", _("Balance"), kind="number"),
        SheetColumn("paid", _("Paid"), kind="tick"),
    )
    today = group.today(vault)
    owed: dict[tuple[str, str], int] = {}
    for entry in money_service.entries(vault, today):
        for who, minor in entry.parts:
            owed[who, entry.currency] = owed.get((who, entry.currency), 0) + minor
    with vault.reading() as session:
        found = [
            (rent, rent.currency or money_service.currency_of_house(session, rent.house))
            for rent in session.exec(select(Rent).order_by(Rent.id)).all()
        ]
    titles = titles_of(vault, [each for rent, _currency in found for each in (rent.person, rent.house)])
    of_house: defaultdict[str, list[SheetRow]] = defaultdict(list)
    for rent, currency in found:
        if not currency or not rent.amount:
            continue
        name = titles.get(rent.person, "")
        cells = (
            initials_of(name) if wanted.initials else name,
            f"{money_service.decimal_text(rent.amount, currency)} {currency}",
            str(len(rent_days(rent.from_day, rent.until, rent.day or 1, today))),
            money_service.decimal_text(owed.get((rent.person, currency), 0), currency),
            "",
        )
        of_house[titles.get(rent.house, "")].append(SheetRow(cells, code=row_code(rent.id)))
    sections = tuple(SheetSection(house, tuple(rows)) for house, rows in sorted(of_house.items()))
    count = sum(len(rows) for rows in of_house.values())
    return FilledSheet(columns, sections, ngettext("{count} rent", "{count} rents", count).format(count=count))


MONEY_SHEETS = (
    SheetKind(
        "statement", N_("Statement"), N_("What one person owes and is owed, bill by bill."), "person", statement,
        of_one=True, sensitivity=N_("About one person: hand it to them and nobody else."),
    ),
    SheetKind("rents", N_("Rents"), N_("What is due each month, and what is open."), "rent", rents, filtered=False,
              typed_back=RENTS),
)  # fmt: skip
"""The sheets of shared costs."""
