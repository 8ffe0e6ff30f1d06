"""What a treasurer can do: see what there is, hand in, approve, pay, set aside, and follow how long money lasts."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.capabilities.funds.approvals import ApprovalRow, ExpenseRow, ExpenseStanding, digest, reason_text, standing
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
from app.capabilities.funds.spending import AllocationRow, Available, FundRow, available, refuse
from app.capabilities.ledger.books import Books, LedgerLine, TransactionDraft, check, fund_balances
from app.capabilities.ledger.money import Money
from app.capabilities.ledger.records import Fund
from app.capabilities.ledger.service import books_of, changes, find
from app.capabilities.people.interests import DeclaredInterest, declared_by, lasts, years_after
from app.capabilities.people.records_time import Interest
from app.i18n import _
from app.problems import NotAllowed, NotFound, WrongValue
from app.records.changes import Add, Change, Changed, Edit
from app.services.members.authors import authors_of, links, me
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

    def approved(self) -> list[tuple[str, str, str, int]]:
        """Give the approved and unpaid expenses as (fund, project, currency, minor)."""
        rows = (self.expenses[each] for each, found in self.standings.items() if found.approved)
        return [(row.fund, row.project, row.currency, row.amount) for row in rows]

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
        givers = {row.id: {row.given_by} - {None} for row in session.exec(select(Fund)).all()}
        parts = _parts(session)
    wrote = authors_of(vault, [row.id for row in approvals]) if approvals else {}
    counting = [link for link in links(vault) if link.counts] if approvals else []
    mine: defaultdict[str, set[str]] = defaultdict(set)
    for link in counting:
        mine[link.person].add(link.member)
    words = tuple(
        ApprovalRow(
            row.id, row.of or "", row.digest or "", row.person or "", row.word or "",
            _own(wrote.get(row.id, {}), mine.get(row.person or "", set())), row.waives or "",
        )
        for row in approvals
    )  # fmt: skip
    paid = {row.expense for row in books.transactions.values() if row.expense and _stands(books, row.id)}
    rows = {each.id: _expense(each, paid=each.id in paid) for each in expenses.values()}
    members = set(mine) or {link.person for link in links(vault) if link.counts}
    by_expense: defaultdict[str, list[ApprovalRow]] = defaultdict(list)
    for word in words:
        by_expense[word.of].append(word)
    standings = {
        row.id: standing(
            row,
            by_expense[row.id],
            interests=_interests(declared, expenses[row.id].day, years),
            touched={str(giver) for giver in givers.get(row.fund, set())},
            members=members,
            threshold=100 if threshold is None else int(threshold),
        )
        for row in rows.values()
    }
    days = {each.id: each.day for each in expenses.values()}
    return Treasury(books, *parts, rows, days, standings, words)


def _stands(books: Books, transaction: str) -> bool:
    """Say whether a transaction counts and is neither reversed nor a reversal."""
    row = books.transactions[transaction]
    return transaction not in books.waiting and transaction not in books.dead and not row.reverses


def _own(wrote: Mapping[str, frozenset[str]], mine: set[str]) -> bool:
    return bool(wrote and mine) and all(len(by) == 1 and by <= mine for by in wrote.values())


def _expense(row: Expense, *, paid: bool) -> ExpenseRow:
    return ExpenseRow(
        row.id, row.payee or "", row.amount or 0, row.currency or "EUR", row.fund or "", row.purpose or "",
        row.project or "", tuple(row.receipts or ()), row.submitter or "", "paid" if paid else _unpaid(row.state),
        row.stipend or "",
    )  # fmt: skip


def _unpaid(state: str | None) -> str:
    """Take back a state of paid for which there is no transaction that stands."""
    return "handed_in" if state == "paid" else state or "draft"


def _parts(
    session: Session,
) -> tuple[dict[str, FundRow], tuple[Term, ...], tuple[RunwayPledge, ...], tuple[AllocationRow, ...]]:
    """Read funds with their uses, terms, pledges and allocations."""
    projects: defaultdict[str, set[str]] = defaultdict(set)
    tags: defaultdict[str, set[str]] = defaultdict(set)
    for use in session.exec(select(FundUse)).all():
        projects[use.fund] |= {use.project} - {None}  # type: ignore[arg-type]
        tags[use.fund] |= {use.tag} - {None}  # type: ignore[arg-type]
    funds = {
        row.id: FundRow(
            row.id, row.name or "", row.restriction or "none", row.from_day, row.until,
            frozenset(projects[row.id]), frozenset(tags[row.id]),
        )
        for row in session.exec(select(Fund)).all()
    }  # fmt: skip
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
    found: dict[str, tuple[Runway, Runway]] = {}
    for currency in sorted(spendable.keys() | {term.currency for term in terms}):
        of = [term for term in terms if term.currency == currency]
        theirs = [p for p in promises if p.currency == currency]
        found[currency] = (
            runway(spendable[currency], of, theirs, day),
            runway(spendable[currency], of, [], day),
        )
    return found


def approve(vault: Vault, expense: str, word: str = "yes", note: str = "", waives: str = "") -> Changed:
    """Say yes or no to an expense as it is now, as the person who works at this laptop."""
    return vault.apply(approval_changes(vault, expense, word, note, waives), _("Approve"))


def approval_changes(vault: Vault, expense: str, word: str = "yes", note: str = "", waives: str = "") -> list[Change]:
    """Give what a word on an expense comes to.

    Raises `NotAllowed` for one's own expense, or while this laptop's member is nobody in the books.
    """
    person = me(vault)
    if not person:
        raise NotAllowed(
            _("Nobody knows whose word it would be."), do=_("Say first who you are: switchboard link VAULT PERSON.")
        )
    row = _known(read(vault), expense)
    if word == "yes" and person in {row.payee, row.submitter}:
        raise NotAllowed(_("Nobody approves what they get or have handed in."), kept=_("Nothing was changed."))
    if row.state != "handed_in":
        raise WrongValue(_("This expense is not handed in."), kept=_("Nothing was changed."))
    values = {"of": expense, "digest": digest(row), "person": person, "word": word}
    extra = {"note": note or None, "waives": waives or None}
    kept = {name: value for name, value in extra.items() if value}
    return [Add("approval", values | kept)]


def set_state(vault: Vault, expense: str, state: str) -> Changed:
    """Hand in, return, refuse or withdraw an expense that is not paid."""
    return vault.apply(state_changes(vault, expense, state), _("Change an expense"))


def state_changes(vault: Vault, expense: str, state: str) -> list[Change]:
    """Give what another state comes to; a paid expense keeps its own."""
    row = _known(read(vault), expense)
    if row.state == "paid":
        raise WrongValue(_("This expense is paid."), do=_("Reverse its transaction first."))
    return [Edit(expense, {"state": state})]


def pay(vault: Vault, expense: str, day: datetime.date, account: str = "", cost: str = "") -> Changed:
    """Pay an approved expense: the transaction is written with it. Refused with the reason, nothing half done."""
    return vault.apply(payment_changes(vault, expense, day, account, cost), _("Pay"))


def payment_changes(
    vault: Vault, expense: str, day: datetime.date, account: str = "", cost: str = "",
    *, first_index: int = 0, spent: int = 0,
) -> list[Change]:  # fmt: skip
    """Give what a payment comes to, at a place of a batch that has ``spent`` so much of the fund already."""
    treasury = read(vault)
    row, books = _known(treasury, expense), treasury.books
    if not treasury.standings[expense].approved:
        raise WrongValue(
            _("This expense is not approved: {why}").format(why=why_not(treasury.standings[expense])),
            kept=_("Nothing was paid."),
        )
    if row.fund in treasury.funds:
        refuse(treasury.funds[row.fund], row.project, _tags(vault, row.project), day)
    held = fund_balances(books, day).get((row.fund, row.currency), 0) - spent
    if held < row.amount:
        raise WrongValue(
            _("The fund has {held}, less than {amount}.").format(
                held=Money(held, row.currency), amount=Money(row.amount, row.currency)
            ),
            kept=_("Nothing was paid."),
        )
    account = account or _only(books, "asset", row.currency)
    cost = cost or _only(books, "expense", row.currency)
    lines = (LedgerLine(account, row.fund, -row.amount), LedgerLine(cost, row.fund, row.amount))
    draft = TransactionDraft(day, row.purpose, lines, expense=expense, project=row.project or None)
    return [*changes(check(draft, books), first_index), Edit(expense, {"state": "paid"})]


def why_not(found: ExpenseStanding) -> str:
    """Say why an expense is not approved."""
    if found.state != "handed_in":
        return _("it is not handed in.") if found.state != "paid" else _("it is paid already.")
    if found.against:
        return _("somebody said no.")
    reasons = sorted({reason_text(each) for each in found.ignored.values()})
    text = _("{have} of {need} words count.").format(have=len(found.counted), need=found.needed)
    return f"{text} {_('Left out:')} {'; '.join(reasons)}." if reasons else text


def _tags(vault: Vault, project: str) -> list[str]:
    """Give the tags of a project, where projects have them."""
    if not project:
        return []
    from app.services.records.records import get

    return list(getattr(get(vault, project), "values", {}).get("tags") or ())


def _only(books: Books, kind: str, currency: str) -> str:
    rows = sorted(row.id for row in books.accounts.values() if (row.type, row.currency) == (kind, currency))
    if len(rows) != 1:
        raise WrongValue(
            _("There are {count} accounts it could be ({type}, {currency}).").format(
                count=len(rows), type=kind, currency=currency
            ),
            kept=_("Nothing was paid."),
            do=_("Say which with --account and --cost."),
        )
    return rows[0]


def _known(treasury: Treasury, expense: str) -> ExpenseRow:
    if expense not in treasury.expenses:
        raise NotFound(_("There is no such expense."))
    return treasury.expenses[expense]


def find_expense(treasury: Treasury, word: str) -> str:
    """Find an expense by its id, the beginning of it, or its purpose."""
    return find([(row.id, row.purpose) for row in treasury.expenses.values()], word, _("expense"))


def hand_in_stipend(vault: Vault, stipend: str, day: datetime.date) -> Changed:
    """Hand in the first instalment up to a day that has no expense yet; two have to approve it, as always."""
    treasury = read(vault)
    term = next((each for each in treasury.terms if each.id == stipend), None)
    if term is None:
        raise NotFound(_("There is no such stipend."))
    due = [each for each, made in treasury.instalments(term.from_day, day) if each.term == stipend and not made]
    if not due:
        raise WrongValue(_("No instalment is due that is not handed in already."))
    if due[0].held:
        raise WrongValue(
            _("This stipend was to be looked at again on {day}.").format(day=term.review_on),
            do=_("Note the review first: reviewed_on of the stipend."),
        )
    values: dict[str, object] = {
        "payee": term.person, "fund": term.fund, "amount": due[0].minor, "currency": term.currency, "day": due[0].day,
        "purpose": _("Stipend, {day}").format(day=due[0].day), "state": "handed_in", "stipend": stipend,
    }  # fmt: skip
    made: list[Change] = [Add("expense", values)]
    return vault.apply(made, _("Hand in a stipend"))
