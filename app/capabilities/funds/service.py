"""What a treasurer can do: see what there is, hand in, approve, pay, set aside, and follow how long money lasts."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.capabilities.funds.approvals import NAMED, ApprovalRow, ExpenseRow, ExpenseStanding, standing
from app.capabilities.funds.asking import funders_alike
from app.capabilities.funds.instalments import Instalment, Term, instalments
from app.capabilities.funds.records import (
    Allocation,
    Approval,
    Expense,
    FundUse,
    Pledge,
    StandingCost,
    Stipend,
)
from app.capabilities.funds.runway import Runway, RunwayPledge, runway
from app.capabilities.funds.spending import AllocationRow, ApprovedExpense, Available, FundRow, available
from app.capabilities.ledger.books import Books
from app.capabilities.ledger.records import Fund
from app.capabilities.ledger.service import books_of
from app.capabilities.people.interests import DeclaredInterest, declared_by, lasts, years_after
from app.capabilities.people.records_time import Interest
from app.records.attachments import Attachment
from app.services.members.authors import authors_of, links, own
from app.services.settings import group
from app.storage.vault.vault import Vault

THRESHOLD_SETTING = "approval_threshold"


@dataclass(frozen=True)
class Treasury:
    """All that this laptop knows of money, as plain rows."""

    books: Books
    funds: Mapping[str, FundRow]
    terms: tuple[Term, ...]
    promises: tuple[RunwayPledge, ...]
    allocations: tuple[AllocationRow, ...]
    expenses: Mapping[str, ExpenseRow]
    days: Mapping[str, datetime.date]
    standings: Mapping[str, ExpenseStanding]
    approvals: tuple[ApprovalRow, ...]

    def approved(self) -> list[ApprovedExpense]:
        """Give the approved and unpaid expenses."""
        rows = (self.expenses[each] for each, found in self.standings.items() if found.approved)
        return [ApprovedExpense(row.fund, row.project, row.currency, row.amount, row.id) for row in rows]

    def available(self, on: datetime.date) -> list[Available]:
        """Give balance, committed and spendable of each fund and currency."""
        return available(self.books, self.approved(), self.allocations, on)

    def instalments(self, since: datetime.date, until: datetime.date) -> list[tuple[Instalment, str]]:
        """Give the instalments of stipends in a period, each with the id of its expense, if there is one."""
        made = {
            (row.stipend, self.days[row.id]): row.id
            for row in self.expenses.values()
            if row.stipend and row.state not in {"refused", "withdrawn"}
        }
        due = [each for term in self.terms if term.person for each in instalments(term, since, until)]
        return [(each, made.get((each.term, each.day), "")) for each in sorted(due)]

    def instalments_gone(self, on: datetime.date) -> set[tuple[str, datetime.date]]:
        """Give the instalments, by stipend and day, that what can be spent lacks already: approved, or paid by then."""
        books = self.books
        paid = {row.expense for row in books.transactions.values() if row.date <= on and _stands(books, row.id)}
        return {
            (row.stipend, self.days[row.id])
            for row in self.expenses.values()
            if row.stipend and (row.id in paid or self.standings[row.id].approved)
        }


def _interests(
    declared: Sequence[DeclaredInterest], day: datetime.date | None, years: Mapping[str, int | None]
) -> Mapping[str, set[str]]:
    """Give by person what they have an interest in on the day of an expense; without a day nothing is over."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in declared:
        if day is None or lasts(each, day, years):
            found[each.person].add(each.about)
    return found


def read(vault: Vault) -> Treasury:
    """Read everything of money, and whose word each approval is."""
    with vault.reading() as session:
        threshold = group.read(session, vault.registry).get(THRESHOLD_SETTING)
        books = books_of(session)
        expenses = {row.id: row for row in session.exec(select(Expense)).all()}
        approvals = session.exec(select(Approval)).all()
        years = years_after(group.read(session, vault.registry))
        declared = [declared_by(row) for row in session.exec(select(Interest)).all() if row.about]
        givers = {row.id: row.given_by or "" for row in session.exec(select(Fund)).all()}
        alike = funders_alike(session)
        receipts: defaultdict[str, set[str]] = defaultdict(set)
        for row in session.exec(select(Attachment)).all():
            if row.of in expenses and row.content:
                receipts[row.of].add(row.content)
        parts = _parts(session)
    counting = own(vault, {row.id: row.person or "" for row in approvals})
    words = tuple(
        ApprovalRow(
            row.id, row.of or "", row.digest or "", row.person or "", row.word or "",
            row.id in counting, row.waives or "",
        )
        for row in approvals
    )  # fmt: skip
    paid = {row.expense for row in books.transactions.values() if row.expense and _stands(books, row.id)}
    rows = {
        each.id: _expense(each, receipts[each.id], paid=each.id in paid, transfer=each.payee in givers)
        for each in expenses.values()
    }
    persons = {link.member: link.person for link in links(vault) if link.counts}
    members = set(persons.values())
    wrote = _writers(vault, [expenses[each] for each, row in rows.items() if row.state == "handed_in"], persons)
    by_expense: defaultdict[str, list[ApprovalRow]] = defaultdict(list)
    for word in words:
        by_expense[word.of].append(word)
    standings = {
        row.id: standing(
            row,
            by_expense[row.id],
            interests=_interests(declared, expenses[row.id].day, years),
            touched=_family(alike, givers.get(row.fund, "")),
            members=members,
            wrote=wrote.get(row.id, ()),
            threshold=100 if threshold is None else int(threshold),
        )
        for row in rows.values()
    }
    days = {each.id: each.day for each in expenses.values()}
    return Treasury(books, *parts, rows, days, standings, words)


def _family(alike: Mapping[str, str], giver: str) -> set[str]:
    """Give a funder under whatever name: an interest in one of them touches what another has given."""
    return {giver} | {each for each, least in alike.items() if least == alike.get(giver)}


def _writers(vault: Vault, expenses: list[Expense], persons: Mapping[str, str]) -> dict[str, set[str]]:
    """Give for each expense the people whose laptops wrote what it says, by whom it is, or that it is handed in.

    The day is among it, since a declared interest is over on some day.
    """
    states = {row.id: row.state for row in expenses}
    return {
        expense: {
            persons[each]
            for field in (*NAMED, "submitter", "day", *(("state",) if states[expense] == "handed_in" else ()))
            for each in by.get(field, ())
            if each in persons
        }
        for expense, by in authors_of(vault, list(states)).items()
    }


def _stands(books: Books, transaction: str) -> bool:
    """Say whether a transaction counts and is neither reversed nor a reversal."""
    row = books.transactions[transaction]
    return transaction not in books.waiting and transaction not in books.dead and not row.reverses


def _expense(row: Expense, attached: set[str], *, paid: bool, transfer: bool) -> ExpenseRow:
    """Make a plain row; its receipts are those named and those attached."""
    receipts = tuple(sorted(attached | set(row.receipts or ())))
    return ExpenseRow(
        row.id, row.payee or "", row.amount or 0, row.currency or "EUR", row.fund or "", row.purpose or "",
        row.project or "", receipts, row.submitter or "", "paid" if paid else _unpaid(row.state), row.stipend or "",
        transfer,
    )  # fmt: skip


def _unpaid(state: str | None) -> str:
    """Take back a state of paid for which there is no transaction that stands."""
    return "handed_in" if state == "paid" else state or "draft"


def _parts(
    session: Session,
) -> tuple[dict[str, FundRow], tuple[Term, ...], tuple[RunwayPledge, ...], tuple[AllocationRow, ...]]:
    """Read funds with their uses, terms, pledges and allocations."""
    funds = funds_in(session)
    terms = [_term(row, row.person or "", row.reviewed_on) for row in session.exec(select(Stipend)).all()]
    terms += [_term(row, "", None) for row in session.exec(select(StandingCost)).all()]
    promises = [
        RunwayPledge(row.id, row.fund or "", row.amount or 0, row.currency or "", row.due, row.state or "hoped")
        for row in session.exec(select(Pledge)).all()
        if row.due
    ]
    allocations = [
        AllocationRow(row.id, row.fund or "", row.project or "", row.amount or 0, row.currency or "", bool(row.firm))
        for row in session.exec(select(Allocation)).all()
    ]
    return funds, tuple(sorted(terms)), tuple(sorted(promises)), tuple(sorted(allocations))


def funds_in(session: Session) -> dict[str, FundRow]:
    """Read funds with their uses."""
    projects: defaultdict[str, set[str]] = defaultdict(set)
    tags: defaultdict[str, set[str]] = defaultdict(set)
    for use in session.exec(select(FundUse)).all():
        projects[use.fund] |= {use.project} - {None}  # type: ignore[arg-type]
        tags[use.fund] |= {use.tag} - {None}  # type: ignore[arg-type]
    return {
        row.id: FundRow(
            row.id, row.name or "", row.restriction or "none", row.from_day, row.until,
            frozenset(projects[row.id]), frozenset(tags[row.id]),
        )
        for row in session.exec(select(Fund)).all()
    }  # fmt: skip


def _term(row: Any, person: str, reviewed: datetime.date | None) -> Term:
    return Term(
        row.id, row.fund or "", row.amount or 0, row.currency or "", row.every or "month", row.on_day or 1,
        row.from_day, row.until, row.review_on, reviewed, person,
    )  # fmt: skip


def runways(
    treasury: Treasury,
    day: datetime.date,
    *,
    fund: str = "",
    more: tuple[Term, ...] = (),
    lost: frozenset[str] = frozenset(),
) -> dict[str, tuple[Runway, Runway]]:
    """Give by currency the runway of a fund, or of all funds without restriction: with confirmed pledges, and without.

    ``more`` are stipends that there might be, ``lost`` the ids of pledges that might not come; nothing is written.
    """
    free = {row.id for row in treasury.funds.values() if row.restriction == "none"} | {""}
    chosen = {fund} if fund else free
    spendable: defaultdict[str, int] = defaultdict(int)
    for row in treasury.available(day):
        if row.fund in chosen:
            spendable[row.currency] += row.spendable
    terms = [term for term in (*treasury.terms, *more) if term.fund in chosen]
    promises = [p for p in treasury.promises if p.fund in chosen and p.id not in lost]
    gone = treasury.instalments_gone(day)
    found: dict[str, tuple[Runway, Runway]] = {}
    for currency in sorted(spendable.keys() | {term.currency for term in terms}):
        of = [term for term in terms if term.currency == currency]
        theirs = [p for p in promises if p.currency == currency]
        found[currency] = (
            runway(spendable[currency], of, theirs, day, gone=gone),
            runway(spendable[currency], of, [], day, gone=gone),
        )
    return found
