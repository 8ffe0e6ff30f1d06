"""Sheets that leave the group: the form and the receipt of an expense, and the report to a funder."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from app.capabilities.funds.approvals import reason_text
from app.capabilities.funds.expense_service import why_not
from app.capabilities.funds.expense_view import state_word
from app.capabilities.funds.service import read
from app.capabilities.ledger.books import fund_balances
from app.capabilities.ledger.money import Money
from app.capabilities.ledger.service import passing_accounts
from app.capabilities.projects import outcomes_service
from app.capabilities.projects.values import figure
from app.i18n import _
from app.records.days import format_day
from app.services.printing.kinds import FilledSheet, Wanted
from app.services.records.titles import Titles
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault

_ONE = datetime.timedelta(days=1)


def last_day(wanted: Wanted) -> datetime.date:
    """Give the last day of the period, of which sheets name the day after."""
    return wanted.period.last - _ONE


def titles_of(vault: Vault, ids: Sequence[str | None]) -> dict[str, str]:
    """Give the titles of records by their ids."""
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch_any([each for each in ids if each])
        return {each: titles.of(each) for each in ids if each}


def _form_rows(values: Sequence[tuple[str, str]], code: str) -> tuple[SheetRow, ...]:
    """Make a form of names and values: the code beside the first, room for a hand below the last."""
    last = len(values) - 1
    return tuple(SheetRow(each, code="" if n else code, to_sign=n == last) for n, each in enumerate(values))


def _project(name: str) -> list[tuple[str, str]]:
    """Say for which project something is, if for one."""
    return [(_("Project"), name)] if name else []


def expense_form(vault: Vault, wanted: Wanted) -> FilledSheet:
    """One expense: what, to whom, from what, who said yes, and a line to sign for the money."""
    treasury = read(vault)
    row, found = treasury.expenses[wanted.record], treasury.standings[wanted.record]
    settled = found.approved or found.state == "paid"
    names = titles_of(vault, [row.payee, row.project, row.submitter, row.fund, *found.counted])
    values = (
        (_("To"), names.get(row.payee, "")),
        (_("For what"), row.purpose),
        (_("Amount"), str(Money(row.amount, row.currency))),
        (_("Fund"), names.get(row.fund, "")),
        *_project(names.get(row.project, "")),
        (_("Handed in by"), names.get(row.submitter, "")),
        (_("Approved by"), ", ".join(names.get(each, "") for each in found.counted)),
        (_("State"), state_word(found.state) if settled else f"{state_word(found.state)}: {why_not(found)}"),
        (_("Received, date and signature"), ""),
    )
    columns = (SheetColumn("what", "", width=1), SheetColumn("value", "", kind="line", width=3))
    rows = _form_rows(values, row_code(row.id))
    notes = tuple(sorted({reason_text(each) for each in found.ignored.values()}))
    return FilledSheet(columns, (SheetSection(rows=rows),), str(Money(row.amount, row.currency)), notes=notes)


def receipt(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Receipt for one expense that is paid: from whom, to whom, how much, for what, and where it is booked."""
    treasury = read(vault)
    row = treasury.expenses[wanted.record]
    names = titles_of(vault, [row.payee, row.fund, row.project])
    booked = sorted(
        (told.date, told.id) for told in treasury.books.transactions.values()
        if told.expense == row.id and not told.reverses and told.id not in treasury.books.dead
    )  # fmt: skip
    values = [
        (_("Received by"), names.get(row.payee, "")),
        (_("Amount"), str(Money(row.amount, row.currency))),
        (_("For what"), row.purpose),
        (_("Out of the fund"), names.get(row.fund, "")),
        *_project(names.get(row.project, "")),
        (_("Paid on"), ", ".join(format_day(day) for day, _id in booked) or _("not paid yet")),
        (_("Date and signature"), ""),
    ]
    columns = (SheetColumn("what", "", width=1), SheetColumn("value", "", kind="line", width=3))
    rows = _form_rows(values, row_code(booked[0][1]) if booked else row_code(row.id))
    return FilledSheet(columns, (SheetSection(rows=rows),), str(Money(row.amount, row.currency)))


def funder_report(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Report to a funder on one fund: what came, what it paid, and what it led to."""
    treasury = read(vault)
    books, fund = treasury.books, wanted.record
    through = frozenset(passing_accounts(books))
    columns = (
        SheetColumn("day", _("Day"), kind="day"), SheetColumn("text", _("What"), width=3),
        SheetColumn("project", _("Project"), width=2), SheetColumn("account", _("Account"), width=2),
        SheetColumn("amount", _("Amount"), kind="number"),
    )  # fmt: skip
    projects = {books.transactions[row.transaction].project for _day, row in books.dated if row.fund == fund}
    names = titles_of(vault, [each for each in projects if each])
    came: list[SheetRow] = []
    paid: list[SheetRow] = []
    sums: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for day, posting in books.dated:
        account, told = books.accounts[posting.account], books.transactions[posting.transaction]
        inside = posting.fund == fund and wanted.period.first <= day < wanted.period.last
        if not inside or account.type in {"asset", "liability"}:
            continue
        income = account.type == "income" or (account.id in through and posting.minor < 0)
        minor = -posting.minor if income else posting.minor
        sums[account.currency, income] += minor
        cells = (
            format_day(day), told.text, names.get(told.project or "", ""), account.name,
            str(Money(minor, account.currency)),
        )  # fmt: skip
        (came if income else paid).append(SheetRow(cells, code=row_code(posting.transaction)))
    for income, rows in ((True, came), (False, paid)):
        for (currency, of), total in sorted(sums.items()):
            if of == income:
                rows.append(SheetRow(("", _("Together"), "", "", str(Money(total, currency))), emphasis="strong"))
    led = _led_to(vault, sorted(each for each in projects if each), names, last_day(wanted))
    sections = [SheetSection(_("What came"), tuple(came)), SheetSection(_("What it paid"), tuple(paid))]
    sections += [SheetSection(_("What it led to"), tuple(led))] if led else []
    row = treasury.funds.get(fund)
    left = ", ".join(
        str(Money(total, code))
        for (of, code), total in sorted(fund_balances(books, last_day(wanted)).items())
        if of == fund
    )
    summary = _("Left at the end: {amount}").format(amount=left or "0")
    return FilledSheet(columns, tuple(sections), summary, purpose=row.name if row else "")


def _led_to(vault: Vault, projects: Sequence[str], names: dict[str, str], day: datetime.date) -> list[SheetRow]:
    """Give what was measured of the projects that a fund has paid."""
    found: list[SheetRow] = []
    for project in projects:
        for result in outcomes_service.results(vault, day, project):
            for each in result.outcomes:
                value = _("not measured yet") if each.value is None else f"{figure(each.value)} {each.aim.unit}".strip()
                found.append(
                    SheetRow(("", each.aim.name, names.get(project, ""), "", value), code=row_code(each.aim.id))
                )
    return found
