"""What funds put on Today: expenses to approve, asks and reports that are due, accounts not checked for long."""

from __future__ import annotations

import datetime

from sqlmodel import select

from app.capabilities.funds.records import Ask, BalanceCheck, Expense, Report
from app.capabilities.ledger.money import Money
from app.capabilities.ledger.records import Account
from app.i18n import N_, _
from app.records.changes import Edit
from app.services.agenda.section import DUE, LATER, Action, AgendaItem, AgendaSection, Look, dated

SOON = datetime.timedelta(days=14)
UNCHECKED = datetime.timedelta(days=35)


def _expenses(look: Look) -> list[AgendaItem]:
    """List what is handed in and waits for words, or to be paid."""
    stored = look.session.exec(select(Expense).where(Expense.state == "handed_in")).all()
    rows = [row for row in stored if row.day]  # Another laptop may have written less than our form asks for.
    look.titles.fetch_any([row.payee for row in rows])
    return [
        dated(row.id, "expense", row.purpose or "", _whose(look, row), row.day, look.day)
        for row in sorted(rows, key=lambda row: (row.day, row.id))
    ]


def _whose(look: Look, row: Expense) -> str:
    return f"{Money(row.amount, row.currency)}, {look.titles.of(row.payee)}"


def _asks(look: Look) -> list[AgendaItem]:
    """List deadlines of asks that are not sent, and decisions that are due."""
    found: list[AgendaItem] = []
    rows = look.session.exec(select(Ask)).all()
    look.titles.fetch("funder", [row.funder for row in rows])
    for row in rows:
        writing = row.state in {"idea", "writing"}
        due = row.deadline if writing else row.decision_on if row.state == "sent" else None
        if due is not None and due <= look.day + SOON:
            about = _("to be sent") if writing else _("decision")
            found.append(dated(row.id, "ask", look.titles.of(row.funder), about, due, look.day))
    return sorted(found, key=lambda item: (item.due or look.day, item.record))


def _reports(look: Look) -> list[AgendaItem]:
    """List reports to funders that are due."""
    rows = [
        row
        for row in look.session.exec(select(Report)).all()
        if not row.sent_on and row.due and row.due <= look.day + SOON
    ]
    look.titles.fetch("ask", [row.ask for row in rows])
    ordered = sorted(rows, key=lambda row: (row.due, row.id))
    return [dated(row.id, "report", look.titles.of(row.ask), _("report"), row.due, look.day, "sent") for row in ordered]


def _unchecked(look: Look) -> list[AgendaItem]:
    """List accounts with a number at a bank that nobody has checked for 35 days."""
    last: dict[str, datetime.date] = {}
    for row in look.session.exec(select(BalanceCheck)).all():
        if not row.day:
            continue
        last[row.account] = max(row.day, last.get(row.account, row.day))
    accounts = look.session.exec(select(Account).where(Account.type == "asset")).all()
    late = [row for row in accounts if row.number and last.get(row.id, datetime.date.min) < look.day - UNCHECKED]
    return [
        AgendaItem(row.id, "account", row.name or "", _("not checked for more than 35 days"))
        for row in sorted(late, key=lambda row: row.id)
    ]


AGENDA = (
    AgendaSection("expenses", N_("Expenses handed in"), frozenset({"expense", "approval"}), _expenses, DUE),
    AgendaSection("asks", N_("Asks"), frozenset({"ask", "funder"}), _asks, DUE),
    AgendaSection(
        "reports",
        N_("Reports to funders"),
        frozenset({"report", "ask"}),
        _reports,
        DUE,
        actions={"sent": Action(N_("Sent"), lambda _vault, report, day: [Edit(report, {"sent_on": day})])},
    ),
    AgendaSection("unchecked", N_("Accounts to check"), frozenset({"account", "balance_check"}), _unchecked, LATER),
)
