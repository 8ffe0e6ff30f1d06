"""Reading the books of a vault, and booking: one action each, refused whole if anything of it is wrong."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlmodel import Session, col, select

from app.capabilities.ledger.books import (
    KNOWN_DIGITS,
    AccountRow,
    Books,
    ClosingRow,
    LedgerLine,
    PostingRow,
    TransactionDraft,
    TransactionRow,
    check,
    exchange,
    reversal,
)
from app.capabilities.ledger.money import Money
from app.capabilities.ledger.records import Account, Closing, Fund, Posting, Transaction
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Changed, New
from app.records.registry import Entity
from app.services.settings import group
from app.storage.vault.vault import Vault

TRANSFERS = "Transfers between funds"
EXCHANGE = "Exchange between currencies"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def read(vault: Vault) -> Books:
    """Read all books of a vault."""
    with vault.reading() as session:
        return books_of(session)


def books_of(session: Session, projects: Collection[str] | None = None) -> Books:
    """Read the books within a session, as plain rows; or only the transactions of some projects, which stand alone."""
    accounts = _rows(session, Account, "id name type currency of number")
    of_some: Any = None if projects is None else col(Transaction.project).in_(projects)
    transactions = _rows(session, Transaction, "id date text reverses bill expense project count", of_some)
    if projects is not None:
        of_some = col(Posting.transaction).in_(select(Transaction.id).where(of_some))
    postings = _rows(session, Posting, "id transaction account fund minor", of_some)
    closings = session.exec(select(Closing)).all()
    return Books(
        {row[0]: AccountRow(row[0], row[1] or "", row[2] or "asset", *row[3:]) for row in accounts if row[3]},
        {row[0]: TransactionRow(row[0], row[1], row[2] or "", *row[3:]) for row in transactions if row[1]},
        tuple(PostingRow(row[0], row[1] or "", row[2] or "", row[3] or "", row[4] or 0) for row in postings),
        tuple(ClosingRow(row.id, row.month or "", frozenset((row.known or "").split())) for row in closings),
        {row.id: row.name or "" for row in session.exec(select(Fund)).all()},
    )


def _rows(session: Session, model: type[Entity], names: str, only: Any = None) -> Sequence[Any]:
    """Read some columns of all rows of a record, or of some, without making objects of them."""
    columns: Any = cast("Any", select)(*(getattr(model, name) for name in names.split()))
    if only is not None:
        columns = columns.where(only)
    return cast("Sequence[Any]", cast("Any", session).exec(columns).all())


def changes(draft: TransactionDraft, first_index: int = 0) -> list[Change]:
    """Turn a checked transaction into changes of a batch in which it is the ``first_index``-th addition."""
    values: dict[str, object] = {
        "date": draft.date,
        "text": draft.text or None,
        "reverses": draft.reverses,
        "bill": draft.bill,
        "expense": draft.expense,
        "project": draft.project,
        "count": len(draft.lines),
    }
    made: list[Change] = [Add("transaction", {name: value for name, value in values.items() if value is not None})]
    for line in draft.lines:
        row: dict[str, object] = {"transaction": New(first_index), "account": line.account, "minor": line.minor}
        made.append(Add("posting", row | ({"fund": line.fund} if line.fund else {})))
    return made


def book(vault: Vault, draft: TransactionDraft) -> Changed:
    """Write a transaction with its postings, or raise `WrongValue` with nothing written."""
    if not any(line.minor for line in draft.lines):
        raise WrongValue(_("Nothing moves: every amount is zero."), kept=_("Nothing was booked."))
    return vault.apply(changes(check(draft, read(vault))), _("Book"))


def reverse(vault: Vault, transaction: str, day: datetime.date) -> Changed:
    """Write the reversal of a transaction."""
    return vault.apply(changes(reversal(read(vault), transaction, day)), _("Reverse"))


def close(vault: Vault, month: str) -> Changed:
    """Close a month ("2026-01"): nothing more is booked in it on this laptop, and what comes all the same is late."""
    if not _MONTH.fullmatch(month):
        raise WrongValue(_("“{text}” is no month, such as 2026-01.").format(text=month))
    if month > group.today(vault).isoformat()[:7]:
        raise WrongValue(
            _("The month {month} has not begun.").format(month=month),
            kept=_("Nothing was closed."),
            do=_("A closed month is never opened again."),
        )
    books = read(vault)
    if any(row.month == month for row in books.closings):
        raise WrongValue(_("The month {month} is closed.").format(month=month))
    rows = books.transactions.values()
    known = sorted(row.id[:KNOWN_DIGITS] for row in rows if row.date.isoformat()[:7] == month)
    return vault.apply([Add("closing", {"month": month, "known": " ".join(known) or None})], _("Close a month"))


def usual_currency(vault: Vault, books: Books) -> str:
    """Give the currency that the group has agreed on, or else that of most accounts of money; empty without any."""
    agreed = group.value(vault, "currency")
    counts = Counter(row.currency for row in books.accounts.values() if row.type == "asset")
    return str(agreed or min(counts, key=lambda code: (-counts[code], code), default=""))


def through_account(books: Books, currency: str, name: str = TRANSFERS) -> str:
    """Give the transfer account of a currency: the first equity account of that name; empty if there is none."""
    rows = sorted(books.accounts.values())
    return next((r.id for r in rows if (r.name, r.type, r.currency) == (name, "equity", currency)), "")


def passing_accounts(books: Books, *names: str) -> list[str]:
    """Give the accounts through which money goes from fund to fund or from currency to currency."""
    wanted = names or (TRANSFERS, EXCHANGE)
    return [row.id for row in books.accounts.values() if row.type == "equity" and row.name in wanted]


def exchange_money(
    vault: Vault, fund: str, given: LedgerLine, got: LedgerLine, day: datetime.date, text: str = ""
) -> Changed:
    """Book an exchange of currencies in one action, with the exchange accounts that are missing."""
    books = read(vault)
    made: list[Change] = []
    through: list[str] = []
    for each in (given, got):
        code = books.accounts[each.account].currency
        known = through_account(books, code, EXCHANGE)
        if not known:
            known = f"{_FRESH}{len(made)}"
            made.append(Add("account", {"name": EXCHANGE, "type": "equity", "currency": code}))
            books = replace(books, accounts={**books.accounts, known: AccountRow(known, EXCHANGE, "equity", code)})
        through.append(known)
    amounts = [Money(each.minor, books.accounts[each.account].currency) for each in (given, got)]
    words = text or _("Exchange: {given} for {got}").format(given=amounts[0], got=amounts[1])
    draft = exchange(books, fund, given, got, (through[0], through[1]), day, words)
    rows = [_fresh(each) for each in changes(draft, len(made))]
    return vault.apply([*made, *rows], _("Exchange"))


_FRESH = "new "


def _fresh(change: Change) -> Change:
    """Name an account that is made in the same batch by its place there."""
    account = str(change.values.get("account") or "") if isinstance(change, Add) else ""
    if isinstance(change, Add) and account.startswith(_FRESH):
        return replace(change, values={**change.values, "account": New(int(account.removeprefix(_FRESH)))})
    return change


def holder(books: Books, fund: str, minor: int, currency: str) -> str:
    """Give the only account of money on which a fund has that much; raises `WrongValue`."""
    from app.capabilities.ledger.books import balances

    held = {
        account: total
        for (account, of, code), total in balances(books).items()
        if of == fund and code == currency and books.accounts[account].type == "asset"
    }
    enough = sorted(account for account, total in held.items() if total >= minor)
    if len(enough) != 1:
        raise WrongValue(
            _("No account of this fund holds that much.") if not enough else _("Several accounts hold that much."),
            kept=_("Nothing was booked."),
            do=_("Say which account with --account."),
        )
    return enough[0]


def find(rows: Sequence[tuple[str, str]], word: str, what: str) -> str:
    """Find an id among (id, name) by the id, its beginning, or the name in any case; raises `NotFound`."""
    wanted = " ".join(word.split()).casefold()
    same = [identity for identity, name in rows if identity == wanted or name.casefold() == wanted]
    begun = [identity for identity, _name in rows if len(wanted) >= 4 and identity.startswith(wanted)]
    found = same or begun
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(
            _("There are several {what}s “{word}”.").format(what=what, word=word), do=_("Give the id of one.")
        )
    names = ", ".join(sorted(filter(None, (name for _id, name in rows)))[:12])
    raise NotFound(
        _("There is no {what} “{word}”.").format(what=what, word=word),
        do=_("There are: {names}.").format(names=names) if names else "",
    )
