"""What funds put on Today: expenses to approve, asks and reports that are due, accounts not checked for long."""

from __future__ import annotations

import datetime

from sqlmodel import select

from app.capabilities.funds.approvals import ExpenseStanding
from app.capabilities.funds.expense_view import state_words
from app.capabilities.funds.instalments import Instalment
from app.capabilities.funds.records import Ask, BalanceCheck, Expense, Pledge, Report, StandingCost, Stipend
from app.capabilities.funds.service import Treasury, read, runways
from app.capabilities.ledger.money import Money
from app.capabilities.ledger.records import Account
from app.i18n import N_, _, ngettext
from app.records.changes import Edit
from app.services.agenda.section import (
    DUE,
    LATER,
    Action,
    AgendaFigure,
    AgendaItem,
    AgendaSection,
    Headline,
    Look,
    dated,
)

SOON = datetime.timedelta(days=14)
UNCHECKED = datetime.timedelta(days=35)


def _expenses(look: Look) -> list[AgendaItem]:
    """List what is handed in and waits for words, or to be paid."""
    stored = look.session.exec(select(Expense).where(Expense.state == "handed_in")).all()
    rows = [row for row in stored if row.day]  # Another laptop may have written less than our form asks for.
    if not rows:
        return []
    look.titles.fetch_any([row.payee for row in rows])
    stands = _treasury(look).standings
    return [
        dated(row.id, "expense", row.purpose or "", _whose(look, row, stands.get(row.id)), row.day, look.day)
        for row in sorted(rows, key=lambda row: (row.day, row.id))
    ]


def _whose(look: Look, row: Expense, found: ExpenseStanding | None) -> str:
    """Say how much to whom, and where it stands."""
    stands = f", {state_words(found)}" if found is not None else ""
    return f"{Money(row.amount, row.currency)}, {look.titles.of(row.payee)}{stands}"


def _treasury(look: Look) -> Treasury:
    """Read all of money once for the sections of one look."""
    found = look.session.info.get("treasury")
    if not isinstance(found, Treasury):
        found = look.session.info["treasury"] = read(look.vault)
    return found


def _is_regular(look: Look) -> bool:
    """Say whether anything is paid regularly, before all the books are read."""
    kinds = (Stipend, StandingCost)
    return any(look.session.exec(select(kind).limit(1)).first() is not None for kind in kinds)


def _pledges(look: Look) -> list[AgendaItem]:
    """List confirmed pledges whose day has come."""
    stored = look.session.exec(select(Pledge).where(Pledge.state == "confirmed")).all()
    rows = [row for row in stored if row.due and row.due <= look.day and row.currency]
    look.titles.fetch_any([row.from_whom for row in rows])
    return [
        dated(
            row.id, "pledge", look.titles.of(row.from_whom) if row.from_whom else _("Pledge"),
            str(Money(row.amount, row.currency)), row.due, look.day, "received",
        )
        for row in sorted(rows, key=lambda row: (row.due, row.id))
    ]  # fmt: skip


def _stipends(look: Look) -> list[AgendaItem]:
    """List stipends whose instalment is due and not handed in, and those to be reviewed."""
    if not _is_regular(look):
        return []
    treasury = _treasury(look)
    terms = [term for term in treasury.terms if term.person and term.from_day]
    look.titles.fetch("person", [term.person for term in terms])
    first = look.day - datetime.timedelta(days=62)
    due: dict[str, Instalment] = {}
    for each, made in treasury.instalments(first, look.day):
        if not made:
            due.setdefault(each.term, each)
    found: list[AgendaItem] = []
    for term in sorted(terms):
        if term.id in due:
            each = due[term.id]
            words = _("to be reviewed") if each.held else str(Money(each.minor, term.currency))
            found.append(dated(term.id, "stipend", look.titles.of(term.person), words, each.day, look.day))
    return found


def _runway(look: Look) -> AgendaFigure:
    """Say how many weeks the money without strings lasts; hidden while nothing is paid regularly."""
    if not _is_regular(look):
        return AgendaFigure("", "funds", 0)
    treasury = _treasury(look)
    dry = [both[0] for both in runways(treasury, look.day).values() if both[0].dry is not None]
    if not dry:
        return AgendaFigure("", "funds", 0)
    weeks = min(found.weeks or 0 for found in dry)
    words = ngettext("{n} week of runway", "{n} weeks of runway", weeks).format(n=weeks)
    return AgendaFigure(words, "funds", max(weeks, 1))


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
    late = [
        row
        for row in accounts
        if (row.number or row.id in last) and last.get(row.id, datetime.date.min) < look.day - UNCHECKED
    ]
    return [
        AgendaItem(row.id, "account", row.name or "", _("not checked for more than 35 days"))
        for row in sorted(late, key=lambda row: row.id)
    ]


HEADLINES = (
    Headline("runway", frozenset({"stipend", "standing_cost", "pledge", "transaction", "posting", "fund"}), _runway),
)
AGENDA = (
    AgendaSection("expenses", N_("Expenses handed in"), frozenset({"expense", "approval"}), _expenses, DUE),
    AgendaSection("stipends", N_("Stipends due"), frozenset({"stipend", "expense"}), _stipends, DUE),
    AgendaSection(
        "pledges",
        N_("Pledges due"),
        frozenset({"pledge"}),
        _pledges,
        DUE,
        actions={
            "received": Action(N_("Received"), lambda _vault, pledge, _day: [Edit(pledge, {"state": "received"})])
        },
    ),
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
