"""The rules of the ledger: reversed twice, and rows that somebody changed after they were written."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from app.capabilities.ledger.books import Books, PostingRow, TransactionRow
from app.capabilities.ledger.records import Account, Posting, Transaction
from app.i18n import N_
from app.records.rule import Finding, Rule, RuleRows

REVERSED_TWICE = "reversed-twice"


def books_from(rows: RuleRows) -> Books:
    """Make the books of the rows that a rule is handed."""
    from app.capabilities.ledger.books import AccountRow
    from app.capabilities.ledger.records import Fund

    return Books(
        {
            r.id: AccountRow(r.id, r.name or "", r.type or "asset", r.currency, r.of, r.number)
            for r in rows(Account)
            if r.currency
        },
        {
            r.id: TransactionRow(r.id, r.date, r.text or "", r.reverses, r.bill, r.expense, r.project, r.count)
            for r in rows(Transaction)
            if r.date
        },
        tuple(
            PostingRow(r.id, r.transaction or "", r.account or "", r.fund or "", r.minor or 0) for r in rows(Posting)
        ),
        funds={r.id: r.name or "" for r in rows(Fund)},
    )


def _reversed_twice(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find the transactions that several reversals undo; reversing one of the reversals settles it."""
    for target, by in books_from(rows).reversed_twice().items():
        yield Finding(
            REVERSED_TWICE,
            (target,),
            target,
            N_("{about} is reversed {count} times. Reverse one of the reversals: {first} or {second}."),
            {"about": target, "first": by[0], "second": by[1]},
            {"count": str(len(by))},
            waivable=False,
        )


KINDS = frozenset({"transaction", "posting", "account", "fund"})
RULES = (Rule(REVERSED_TWICE, "transaction", KINDS, _reversed_twice),)
