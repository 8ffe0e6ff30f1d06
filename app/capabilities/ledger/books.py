"""The books: plain rows of accounts, transactions and postings, and what follows from them for every laptop alike.

A transaction counts if its postings are all here and add up to zero in each fund and currency; the rest is listed.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from app.i18n import _
from app.problems import WrongValue

TYPES = ("asset", "liability", "income", "expense", "equity")


class AccountRow(NamedTuple):
    """An account: ``type`` is one of `TYPES`, ``of`` the person or house whose it is."""

    id: str
    name: str
    type: str
    currency: str
    of: str | None = None
    number: str | None = None


class TransactionRow(NamedTuple):
    """What happened on a day; ``size`` is how many postings it was written with, if it says so."""

    id: str
    date: datetime.date
    text: str = ""
    reverses: str | None = None
    bill: str | None = None
    expense: str | None = None
    project: str | None = None
    size: int | None = None


class PostingRow(NamedTuple):
    """One row: so many minor units onto an account within a fund ("" for none)."""

    id: str
    transaction: str
    account: str
    fund: str
    minor: int


class ClosingRow(NamedTuple):
    """A closed month ("2026-01"), and the beginnings of the ids of the transactions that it was closed with."""

    id: str
    month: str
    known: frozenset[str] = frozenset()


class LedgerLine(NamedTuple):
    """A row that is to be written."""

    account: str
    fund: str
    minor: int


@dataclass(frozen=True, slots=True)
class TransactionDraft:
    """A transaction that is to be written."""

    date: datetime.date
    text: str
    lines: tuple[LedgerLine, ...]
    reverses: str | None = None
    bill: str | None = None
    expense: str | None = None
    project: str | None = None


KNOWN_DIGITS = 8
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Books:
    """All rows that a laptop knows; every figure is a function of them and of a day."""

    accounts: Mapping[str, AccountRow]
    transactions: Mapping[str, TransactionRow]
    postings: tuple[PostingRow, ...]
    closings: tuple[ClosingRow, ...] = ()
    funds: Mapping[str, str] = field(default_factory=dict[str, str])

    @cached_property
    def waiting(self) -> dict[str, str]:
        """Give the transactions that count nowhere: the id, and why in a sentence."""
        sums: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        counts: defaultdict[str, int] = defaultdict(int)
        found: dict[str, str] = {}
        currencies = {account.id: account.currency for account in self.accounts.values()}
        for _id, transaction, account, fund, minor in self.postings:
            counts[transaction] += 1
            currency = currencies.get(account)
            if currency is None:
                found[transaction] = _("The account of a posting is not here yet.")
            else:
                sums[transaction, fund, currency] += minor
        for (transaction, _fund, _currency), total in sums.items():
            if total:
                found[transaction] = _("The postings that are here do not add up to zero in each fund.")
        for row in self.transactions.values():
            if row.size is not None and counts[row.id] < row.size:
                found[row.id] = _("Only {here} of {all} postings are here.").format(here=counts[row.id], all=row.size)
            elif row.size is not None and counts[row.id] > row.size:
                found[row.id] = _("More postings are here than it was written with.")
            elif not counts[row.id]:
                found[row.id] = _("No posting is here.")
        for transaction in counts.keys() - self.transactions.keys():
            found[transaction] = _("Its postings are here, and it is not.")
        return found

    @cached_property
    def counted(self) -> tuple[PostingRow, ...]:
        """Give the postings of transactions that count."""
        waiting = self.waiting
        return tuple(row for row in self.postings if row.transaction not in waiting)

    @cached_property
    def dated(self) -> tuple[tuple[datetime.date, PostingRow], ...]:
        """Give the postings that count with their days, in the order of days and ids."""
        of = self.transactions
        rows = [(of[row.transaction].date, row) for row in self.counted]
        rows.sort(key=lambda pair: (pair[0], pair[1].transaction, pair[1].id))
        return tuple(rows)

    def between(
        self, since: datetime.date | None, until: datetime.date | None
    ) -> tuple[tuple[datetime.date, PostingRow], ...]:
        """Give those of `dated` from ``since`` up to and with ``until``."""
        first = 0 if since is None else bisect_left(self.dated, since, key=itemgetter(0))
        last = len(self.dated) if until is None else bisect_right(self.dated, until, key=itemgetter(0))
        return self.dated[first:last]

    @cached_property
    def dead(self) -> frozenset[str]:
        """Give the transactions that a reversal which counts has undone; a reversed reversal undoes nothing.

        Reversals that only undo each other in a ring undo nothing either.
        """
        undoes = {
            row.id: row.reverses for row in self.transactions.values() if row.reverses and row.id not in self.waiting
        }
        open_against = Counter(undoes.values())
        living = [each for each in undoes if not open_against[each]]
        dead: set[str] = set()
        for reversal_of in living:  # It grows: whoever loses the last reversal that may live is alive.
            target = undoes.get(reversal_of, "")
            if not target or target in dead:
                continue
            dead.add(target)
            freed = undoes.get(target, "")
            open_against[freed] -= 1
            if freed and not open_against[freed]:
                living.append(freed)
        return frozenset(dead)

    def reversed_twice(self) -> dict[str, tuple[str, ...]]:
        """Give the transactions that more than one living reversal undoes, with the reversals in the order of ids."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for row in self.transactions.values():
            if row.reverses and row.id not in self.waiting and row.id not in self.dead:
                found[row.reverses].append(row.id)
        return {target: tuple(sorted(by)) for target, by in sorted(found.items()) if len(by) > 1}

    def lines_of(self, transaction: str) -> tuple[PostingRow, ...]:
        """Give the postings of one transaction in the order of ids."""
        return tuple(sorted(self._by_transaction.get(transaction, ()), key=lambda row: row.id))

    @cached_property
    def _by_transaction(self) -> dict[str, list[PostingRow]]:
        found: defaultdict[str, list[PostingRow]] = defaultdict(list)
        for row in self.postings:
            found[row.transaction].append(row)
        return dict(found)

    def closed(self, day: datetime.date) -> bool:
        """Say whether the month of a day is closed."""
        return day.isoformat()[:7] in {row.month for row in self.closings}

    def late(self) -> list[TransactionRow]:
        """Give the transactions of closed months that no closing of the month knew; they are counted all the same."""
        known: defaultdict[str, set[str]] = defaultdict(set)
        for closing in self.closings:
            known[closing.month] |= closing.known
        rows = sorted(self.transactions.values(), key=lambda row: (row.date, row.id))
        months = ((row.date.isoformat()[:7], row) for row in rows)
        return [row for month, row in months if month in known and row.id[:KNOWN_DIGITS] not in known[month]]


Balances = dict[tuple[str, str, str], int]


def balances(books: Books, on: datetime.date | None = None, *, since: datetime.date | None = None) -> Balances:
    """Add up the postings that count, from ``since`` up to and with ``on``: by account, fund and currency.

    A key is (account id, fund id or "", currency); sums of zero are left out.
    """
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    if on is None and since is None:
        for _id, _transaction, account, fund, minor in books.counted:
            sums[account, fund] += minor
    else:
        for _day, (_id, _transaction, account, fund, minor) in books.between(since, on):
            sums[account, fund] += minor
    of = books.accounts
    return {(account, fund, of[account].currency): total for (account, fund), total in sums.items() if total}


def fund_balances(books: Books, on: datetime.date | None = None) -> dict[tuple[str, str], int]:
    """Give the assets less the liabilities of each fund and currency (liabilities are kept as negative sums)."""
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for (account, fund, currency), total in balances(books, on).items():
        if books.accounts[account].type in {"asset", "liability"}:
            found[fund, currency] += total
    return {key: total for key, total in found.items() if total}


def check(draft: TransactionDraft, books: Books) -> TransactionDraft:
    """Let a transaction through, or raise `WrongValue`: unknown account, closed month, not balanced, too large."""
    from app.capabilities.ledger.money import Money, bounded

    if len(draft.lines) < 2:
        raise WrongValue(_("A transaction has at least two postings."))
    if books.closed(draft.date):
        raise WrongValue(
            _("The month {month} is closed.").format(month=draft.date.isoformat()[:7]),
            kept=_("Nothing was booked."),
            do=_("Book it on a day of an open month."),
        )
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for line in draft.lines:
        if line.account not in books.accounts:
            raise WrongValue(_("There is no account “{text}”.").format(text=line.account))
        sums[line.fund, books.accounts[line.account].currency] += bounded(line.minor)
    for (fund, currency), total in sorted(sums.items()):
        if total:
            raise WrongValue(
                _("The postings of {fund} do not add up to zero: {amount} is over.").format(
                    fund=books.funds.get(fund, fund) or _("no fund"), amount=Money(total, currency)
                ),
                kept=_("Nothing was booked."),
            )
    return draft


def reversal(books: Books, transaction: str, day: datetime.date, text: str = "") -> TransactionDraft:
    """Make the reversal of a transaction: the same rows negated. Raises `WrongValue` if it is reversed already."""
    row = books.transactions.get(transaction)
    if row is None or transaction in books.waiting:
        raise WrongValue(_("This transaction is not here, or not complete yet; it cannot be reversed."))
    if transaction in books.dead:
        raise WrongValue(_("This transaction is reversed already."), do=_("Reverse the reversal to bring it back."))
    lines = tuple(LedgerLine(each.account, each.fund, -each.minor) for each in books.lines_of(transaction))
    title = text or (_("Reversal: {text}").format(text=row.text) if row.text else _("Reversal"))
    if len(title) > LONGEST_TEXT:  # That of what is reversed may be as long as it is allowed to be.
        title = f"{title[: LONGEST_TEXT - 1]}…"
    return check(TransactionDraft(day, title, lines, transaction, row.bill, row.expense, row.project), books)


def transfer(
    books: Books, account: str, source: str, target: str, minor: int, through: str, day: datetime.date, text: str
) -> TransactionDraft:
    """Move an amount on one account from fund to fund through a transfer account, so that each balances for itself."""
    if source == target or minor <= 0:
        raise WrongValue(_("A transfer takes an amount above zero from one fund to another."))
    lines = (
        LedgerLine(account, source, -minor), LedgerLine(through, source, minor),
        LedgerLine(account, target, minor), LedgerLine(through, target, -minor),
    )  # fmt: skip
    return check(TransactionDraft(day, text, lines), books)


def exchange(
    books: Books, fund: str, given: LedgerLine, got: LedgerLine, through: tuple[str, str], day: datetime.date, text: str
) -> TransactionDraft:
    """Give an amount of one currency for one of another, within a fund, through an exchange account in each.

    ``given`` and ``got`` name the accounts of money and how much left the one and came to the other, both above zero.
    """
    of = [books.accounts[each.account] for each in (given, got)]
    if of[0].currency == of[1].currency:
        raise WrongValue(
            _("Both accounts are in {currency}: there is nothing to exchange.").format(currency=of[0].currency),
            kept=_("Nothing was booked."),
        )
    if given.minor <= 0 or got.minor <= 0:
        raise WrongValue(_("What is given and what is got are both more than zero."), kept=_("Nothing was booked."))
    lines = (
        LedgerLine(given.account, fund, -given.minor), LedgerLine(through[0], fund, given.minor),
        LedgerLine(through[1], fund, -got.minor), LedgerLine(got.account, fund, got.minor),
    )  # fmt: skip
    return check(TransactionDraft(day, text, lines), books)


def exchanged(books: Books, transaction: str, through: Collection[str]) -> list[tuple[str, int]]:
    """Give what a transaction took of a currency and gave of another through exchange accounts: code, minor units.

    Empty unless it is two amounts; a reversal has them the other way round.
    """
    sums: defaultdict[str, int] = defaultdict(int)
    for row in books.lines_of(transaction):
        if row.account in through and row.account in books.accounts:
            sums[books.accounts[row.account].currency] += row.minor
    found = sorted(sums.items(), key=lambda pair: -pair[1])
    return [(code, abs(minor)) for code, minor in found] if len(found) == 2 and found[0][1] > 0 > found[1][1] else []


def movements(
    books: Books, since: datetime.date, until: datetime.date, transfers: Iterable[str] = ()
) -> dict[tuple[str, str], dict[str, int]]:
    """Give for each fund and currency: opening, in, out, transferred and closing of a period (both days within it)."""
    through = frozenset(transfers)
    found: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("opening", "in", "out", "transferred", "closing"), 0)
    )
    for day, row in books.dated:
        account = books.accounts[row.account]
        figures = found[row.fund, account.currency]
        held = account.type in {"asset", "liability"}
        if held and day <= until:
            figures["closing"] += row.minor
            figures["opening"] += row.minor if day < since else 0
        elif not held and since <= day <= until:
            way = "transferred" if row.account in through else "in" if account.type == "income" else "out"
            figures[way] -= row.minor
    return dict(found)
