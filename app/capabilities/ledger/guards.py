"""What is refused though each row alone is right: rows of the books that are no whole transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, select

from app.capabilities.ledger.books import AccountRow, Books, PostingRow, TransactionRow
from app.capabilities.ledger.records import Account, Posting, Transaction
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Change, Changed
from app.records.guard import BatchGuard
from app.services.records.portions import rows_among


def _booked_whole(session: Session, _changes: Sequence[Change], changed: Changed) -> None:
    """Refuse a transaction without all its postings, and a posting added to one that is there.

    So nothing is booked but by what checks a whole draft: its balance, its month, and whether its expense is approved.
    """
    told = {row.id: row for row in rows_among(session, select(Transaction), Transaction.id, changed.added)}
    rows = list(rows_among(session, select(Posting), Posting.id, changed.added))
    if any(row.transaction not in told for row in rows):
        raise WrongValue(
            _("A posting is booked together with its transaction, and never added to one."),
            kept=_("Nothing was booked."),
            do=_("Reverse the transaction, and book it as it was."),
        )
    accounts = rows_among(session, select(Account), Account.id, (row.account for row in rows))
    books = Books(
        {row.id: AccountRow(row.id, row.name or "", row.type or "asset", row.currency) for row in accounts},
        {row.id: TransactionRow(row.id, row.date, size=row.count) for row in told.values()},
        tuple(PostingRow(row.id, row.transaction, row.account or "", row.fund or "", row.minor or 0) for row in rows),
    )
    for why in books.waiting.values():
        raise WrongValue(
            _("A transaction is booked whole. {why}").format(why=why),
            kept=_("Nothing was booked."),
            do=_("Take `book`, or Book in the window."),
        )


GUARDS = (BatchGuard(frozenset({"transaction", "posting"}), _booked_whole),)
