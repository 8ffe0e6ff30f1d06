"""What houses book in the ledger of the group: an account for each person and house, what they owe on it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from app.capabilities.houses.naming import titles_of
from app.capabilities.ledger.books import Books, reversal
from app.capabilities.ledger.service import changes, read
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add, Change, New
from app.storage.vault.vault import Vault


def booked(
    vault: Vault,
    parts: Sequence[tuple[str, int]],
    text: str,
    day: datetime.date,
    currency: str,
    *,
    first: int,
    bill: str | None = None,
    instead_of: str | None = None,
) -> tuple[list[Change], New | None]:
    """Give the additions that book a movement, and where its transaction stands among them.

    Args:
        vault: The vault.
        parts: Minor units by id that add up to zero; positive is owed to somebody. On the accounts of the ledger it is
            the other way round: what somebody owes is an asset of the group.
        text: What for.
        day: When.
        currency: In which currency.
        first: How many additions stand before these in the batch.
        bill: The bill that it is of.
        instead_of: A transaction to reverse.

    Raises:
        WrongValue: The month of the day is closed.
    """
    books = read(vault)
    if books.closed(day):
        month = day.isoformat()[:7]
        raise WrongValue(_("The month {month} is closed.").format(month=month), do=_("Book it in an open month."))
    found: list[Change] = []
    if instead_of is not None and _can_be_reversed(books, instead_of):
        found += changes(reversal(books, instead_of, day), first)
    lines = [(who, minor) for who, minor in parts if minor]
    if not lines:
        return found, None
    names = titles_of(vault, [who for who, _minor in lines])
    accounts: dict[str, object] = {}
    for who, _minor in lines:
        known = sorted(
            row.id for row in books.accounts.values() if (row.of, row.currency, row.type) == (who, currency, "asset")
        )
        if known:
            accounts[who] = known[0]
        else:
            accounts[who] = New(first + len(found))
            values = {"name": names.get(who) or who, "type": "asset", "currency": currency, "of": who}
            found.append(Add("account", values))
    transaction = New(first + len(found))
    values: dict[str, object] = {"date": day, "text": text, "count": len(lines)}
    if bill is not None:
        values["bill"] = bill
    found.append(Add("transaction", {name: value for name, value in values.items() if value != ""}))
    found += [
        Add("posting", {"transaction": transaction, "account": accounts[who], "minor": -minor}) for who, minor in lines
    ]
    return found, transaction


def _can_be_reversed(books: Books, transaction: str) -> bool:
    """Say if a transaction is here, whole, and not reversed yet."""
    return transaction in books.transactions and transaction not in books.waiting and transaction not in books.dead
