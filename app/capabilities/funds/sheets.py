"""The sheets of funds: fund statement, month of the treasurer, expense form and receipt, stipend slip, asks, books."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict

from app.capabilities.funds.asking import calendar_of, entry_state
from app.capabilities.funds.expense_view import state_word
from app.capabilities.funds.service import Treasury, read
from app.capabilities.funds.sheets_giving import expense_form, funder_report, last_day, receipt, titles_of
from app.capabilities.funds.statement_service import all_checks
from app.capabilities.funds.typed_sheets import SIGNED
from app.capabilities.funds.views import PERIOD_FIGURES
from app.capabilities.ledger.books import fund_balances, movements
from app.capabilities.ledger.money import Money, plain
from app.capabilities.ledger.service import passing_accounts
from app.i18n import N_, _, ngettext
from app.records.days import format_day
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault

_ONE = datetime.timedelta(days=1)


def fund_statement(vault: Vault, wanted: Wanted) -> FilledSheet:
    """One fund: opening, each posting on an account of money with what is left, closing; a section a currency."""
    treasury = read(vault)
    books, fund = treasury.books, wanted.record
    columns = (
        SheetColumn("day", _("Day"), kind="day"), SheetColumn("text", _("What"), width=3),
        SheetColumn("account", _("Account"), width=2),
        SheetColumn("amount", _("Amount"), kind="number"), SheetColumn("left", _("Left"), kind="number"),
    )  # fmt: skip
    currencies = sorted({books.accounts[row.account].currency for row in books.counted if row.fund == fund})
    sections: list[SheetSection] = []
    for currency in currencies:
        left = fund_balances(books, wanted.period.first - _ONE).get((fund, currency), 0)
        rows = [SheetRow(("", _("Opening balance"), "", "", plain(left, currency)), emphasis="quiet")]
        for day, posting in books.dated:
            account = books.accounts[posting.account]
            held = account.type in {"asset", "liability"} and account.currency == currency
            if posting.fund == fund and held and wanted.period.first <= day < wanted.period.last:
                left += posting.minor
                text = books.transactions[posting.transaction].text
                cells = (format_day(day), text, account.name, plain(posting.minor, currency), plain(left, currency))
                rows.append(SheetRow(cells, code=row_code(posting.transaction)))
        rows.append(SheetRow(("", _("Closing balance"), "", "", plain(left, currency)), emphasis="strong"))
        sections.append(SheetSection(currency, tuple(rows)))
    count = sum(len(section.rows) - 2 for section in sections)
    summary = ngettext("{count} row", "{count} rows", count).format(count=count)
    return FilledSheet(columns, tuple(sections), summary, purpose=books.funds.get(fund, ""))


def treasurer_month(vault: Vault, wanted: Wanted) -> FilledSheet:
    """All funds with opening, in, out, transferred, closing; then checks, what waits, and what came late."""
    books = read(vault).books
    heads = (_("Opening"), _("In"), _("Out"), _("Transferred"), _("Closing"))
    columns = (
        SheetColumn("fund", _("Fund"), width=3),
        *(SheetColumn(str(n), head, kind="number") for n, head in enumerate(heads)),
        SheetColumn("currency", _("Currency")),
    )
    found = movements(books, wanted.period.first, last_day(wanted), passing_accounts(books))
    rows = tuple(
        SheetRow(
            (
                books.funds.get(fund, "") or _("no fund"),
                *(plain(figures[name], currency) for name in ("opening", "in", "out", "transferred", "closing")),
                currency,
            ),
            code=row_code(fund) if fund else "",
        )
        for (fund, currency), figures in sorted(found.items())
    )
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (_fund, currency), figures in found.items():
        sums[currency].update(figures)
    if len(rows) > len(sums):
        rows += tuple(
            SheetRow((_("All"), *(plain(of[name], currency) for name in PERIOD_FIGURES), currency), emphasis="strong")
            for currency, of in sorted(sums.items())
        )
    notes = [
        _("{account}, {day}: {amount} is missing in the books.").format(
            account=books.accounts[c.account].name,
            day=format_day(c.day),
            amount=Money(c.difference, books.accounts[c.account].currency),
        )
        for c in all_checks(vault)
        if c.difference and c.account in books.accounts and wanted.period.first <= c.day < wanted.period.last
    ]
    notes += [_("Late: {day} {text}").format(day=format_day(r.date), text=r.text) for r in books.late()]
    notes += [_("Not counted: {why}").format(why=why) for why in books.waiting.values()]
    count = len({fund for fund, _currency in found})
    summary = ngettext("{count} fund", "{count} funds", count).format(count=count)
    return FilledSheet(columns, (SheetSection(rows=rows),), summary, notes=tuple(notes))


def stipend_slip(vault: Vault, wanted: Wanted) -> FilledSheet:
    """One stipend: its instalments in the period, and where each stands."""
    treasury = read(vault)
    rows = _instalments(treasury, wanted)
    columns = (
        SheetColumn("day", _("Day"), kind="day"), SheetColumn("amount", _("Amount"), kind="number"),
        SheetColumn("state", _("State"), width=2), SheetColumn("sign", _("Received"), kind="line", width=2),
    )  # fmt: skip
    term = next(each for each in treasury.terms if each.id == wanted.record)
    name = titles_of(vault, [term.person]).get(term.person, "")
    return FilledSheet(columns, (SheetSection(name, rows),), str(Money(term.amount, term.currency)))


def _instalments(treasury: Treasury, wanted: Wanted) -> tuple[SheetRow, ...]:
    found = treasury.instalments(wanted.period.first, last_day(wanted))
    term = next(each for each in treasury.terms if each.id == wanted.record)
    waits = {True: _("to be reviewed"), False: _("not handed in")}
    return tuple(
        SheetRow(
            (
                format_day(each.day),
                str(Money(each.minor, term.currency)),
                state_word(treasury.standings[made].state) if made else waits[each.held],
                "",
            ),
            code=row_code(made) if made else "",
        )
        for each, made in found
        if each.term == wanted.record
    )


def ask_calendar(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Deadlines, decisions and reports of the period, and whom the group has asked lately."""
    columns = (
        SheetColumn("day", _("Day"), kind="day"), SheetColumn("what", _("What")),
        SheetColumn("funder", _("Funder"), width=2),
        SheetColumn("state", _("State")), SheetColumn("before", _("Asked before"), width=3),
    )  # fmt: skip
    rows = tuple(
        SheetRow(
            (format_day(each.day), each.what, each.name, entry_state(each), "; ".join(each.before)),
            code=row_code(each.record),
        )
        for each in calendar_of(vault)
        if each.day is not None and wanted.period.first <= each.day < wanted.period.last
    )
    summary = ngettext("{count} entry", "{count} entries", len(rows)).format(count=len(rows))
    return FilledSheet(columns, (SheetSection(rows=rows),), summary)


def books_of_period(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Everything that was booked, in the order of days, with the number of each transaction."""
    books = read(vault).books
    columns = (
        SheetColumn("number", _("Number"), kind="number"), SheetColumn("day", _("Day"), kind="day"),
        SheetColumn("text", _("What"), width=3), SheetColumn("account", _("Account"), width=2),
        SheetColumn("fund", _("Fund"), width=2),
        SheetColumn("amount", _("Amount"), kind="number"),
    )  # fmt: skip
    numbers: dict[str, int] = {}
    rows: list[SheetRow] = []
    for day, posting in books.dated:
        if not wanted.period.first <= day < wanted.period.last:
            continue
        new = posting.transaction not in numbers
        number = numbers.setdefault(posting.transaction, len(numbers) + 1)
        told, account = books.transactions[posting.transaction], books.accounts[posting.account]
        text = (f"{told.text} ({_('reversal')})" if told.reverses else told.text) if new else ""
        cells = (
            str(number) if new else "", format_day(day) if new else "", text, account.name,
            books.funds.get(posting.fund, ""), str(Money(posting.minor, account.currency)),
        )  # fmt: skip
        rows.append(SheetRow(cells, code=row_code(posting.transaction) if new else ""))
    summary = ngettext("{count} transaction", "{count} transactions", len(numbers)).format(count=len(numbers))
    return FilledSheet(columns, (SheetSection(rows=tuple(rows)),), summary)


SHEETS = (
    SheetKind(
        "fund-statement", N_("Fund statement"), N_("What came into a fund, and what it paid."), "fund", fund_statement,
        period=True, span="year", of_one=True, filtered=False,
    ),
    SheetKind(
        "treasurer-month", N_("Month of the treasurer"), N_("All funds of a month, checks and late rows."), "fund",
        treasurer_month, period=True, span="month", filtered=False,
    ),
    SheetKind(
        "expense-form", N_("Expense"), N_("To be signed by who gets the money."), "expense", expense_form, of_one=True,
        filtered=False, typed_back=SIGNED,
    ),
    SheetKind(
        "expense-receipt", N_("Receipt"), N_("That somebody has got their money."), "expense", receipt, of_one=True,
        filtered=False,
    ),
    SheetKind(
        "funder-report", N_("Report to a funder"), N_("What came, what it paid, what it led to."), "fund",
        funder_report, period=True, span="year", of_one=True, filtered=False,
    ),
    SheetKind(
        "stipend-slip", N_("Stipend slip"), N_("The instalments of a stipend."), "stipend", stipend_slip,
        period=True, span="year", of_one=True, filtered=False,
    ),
    SheetKind(
        "ask-calendar", N_("Calendar of asks"), N_("Deadlines, decisions and reports."), "ask", ask_calendar,
        period=True, span="year", filtered=False,
    ),
    SheetKind(
        "books", N_("Books for an auditor"), N_("Everything booked, in the order of its numbers."), "transaction",
        books_of_period, period=True, span="year", filtered=False,
    ),
)  # fmt: skip
