"""A transaction in words: its rows, what it reverses or was reversed by, and whether it counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from app.capabilities.ledger.books import Books, PostingRow, exchanged
from app.capabilities.ledger.money import Money, rate_text, shown
from app.capabilities.ledger.service import EXCHANGE, passing_accounts, read
from app.i18n import _
from app.records.days import format_day
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class BookingView:
    """What the card says; ``links`` are records it leads to: (words, kind, id)."""

    id: str
    heading: str
    note: str
    rows: tuple[tuple[str, str, str], ...]
    links: tuple[tuple[str, str, str], ...]
    can_reverse: bool
    rate: str = ""


def amounts_of(books: Books) -> dict[str, str]:
    """Say of each transaction how much it moved: what was added to accounts, by currency."""
    sums: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in books.postings:
        if row.minor > 0 and row.account in books.accounts:
            sums[row.transaction][books.accounts[row.account].currency] += row.minor
    return {each: ", ".join(_text(minor, code) for code, minor in sorted(of.items())) for each, of in sums.items()}


def _text(minor: int, currency: str) -> str:
    return shown(Money(minor, currency))


def states_of(books: Books) -> dict[str, str]:
    """Say of each transaction that is not as usual what it is: without an expense, reversed, late, not counted."""
    found = {
        row.transaction: _("without an expense")
        for row in books.postings
        if row.fund and row.minor > 0 and _is_cost(books, row.account) and not _named(books, row.transaction)
    }
    found |= {row.id: _("late") for row in books.late()}
    found |= {row.id: _("a reversal") for row in books.transactions.values() if row.reverses}
    found |= dict.fromkeys(books.dead, _("reversed"))
    return found | dict.fromkeys(books.waiting, _("not counted"))


def _is_cost(books: Books, account: str) -> bool:
    return account in books.accounts and books.accounts[account].type == "expense"


def _named(books: Books, transaction: str) -> bool:
    """Say whether somebody could approve it: it pays an expense."""
    return transaction not in books.transactions or bool(books.transactions[transaction].expense)


def booking_view(vault: Vault, transaction: str) -> BookingView | None:
    """Work out what the card says; nothing for a transaction that is not here."""
    books = read(vault)
    told = books.transactions.get(transaction)
    if told is None:
        return None
    by = sorted(row.id for row in books.transactions.values() if row.reverses == transaction)
    wanted = [("expense", told.expense), ("project", told.project), ("bill", told.bill)]
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch_any([record for _kind, record in wanted if record])
        links = [(titles.of(record), kind, record) for kind, record in wanted if record and kind in vault.registry]
    if told.reverses:
        links.append((_("What it reverses"), "transaction", told.reverses))
    links += [(_("What reverses it"), "transaction", each) for each in by]
    why = books.waiting.get(transaction, "")
    amounts = [Money(minor, code) for code, minor in exchanged(books, transaction, passing_accounts(books, EXCHANGE))]
    state = states_of(books).get(transaction, "")
    note = _("It is not counted. {why}").format(why=why) if why else state.capitalize()
    return BookingView(
        transaction,
        f"{format_day(told.date)} · {amounts_of(books).get(transaction, '')}",
        note,
        tuple(_row(books, row) for row in books.lines_of(transaction)),
        tuple(links),
        not why and transaction not in books.dead,
        _("Rate: {rate}").format(rate=rate_text(amounts[1], amounts[0])) if amounts else "",
    )


def _row(books: Books, row: PostingRow) -> tuple[str, str, str]:
    """Write a posting: account, fund, amount."""
    account = books.accounts.get(row.account)
    name = account.name if account else _("An account that is not here yet")
    amount = shown(Money(row.minor, account.currency)) if account else str(row.minor)
    return name, books.funds.get(row.fund, "") if row.fund else _("Without a fund"), amount
