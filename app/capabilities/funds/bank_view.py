"""What the window shows of banks: accounts with their last check, and the lines that nobody has named yet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from app.capabilities.funds.agenda import UNCHECKED
from app.capabilities.funds.statement_service import CheckedBalance, all_checks, proposals
from app.capabilities.ledger.books import balances
from app.capabilities.ledger.money import Money, shown
from app.capabilities.ledger.service import read
from app.i18n import _, ngettext
from app.records.days import format_day
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account of money: what the books have, and how the last check went. ``attention`` asks for a look."""

    id: str
    name: str
    currency: str
    number: str
    balance: str
    checked: str
    attention: bool
    since: str


@dataclass(frozen=True, slots=True)
class BankProposal:
    """What a line could be, and why."""

    kind: str
    record: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class BankLineView:
    """A line that nobody has said yet what it is, with proposals, the best first."""

    id: str
    account: str
    day: datetime.date
    text: str
    amount: str
    proposals: tuple[BankProposal, ...]


@dataclass(frozen=True, slots=True)
class BankView:
    """Accounts of money, and lines to name."""

    accounts: tuple[BankAccount, ...]
    lines: tuple[BankLineView, ...]


def bank_view(vault: Vault, day: datetime.date) -> BankView:
    """Read accounts and lines."""
    books = read(vault)
    last: dict[str, CheckedBalance] = {}
    for each in all_checks(vault):
        if each.day <= day:
            last[each.account] = each
    held: dict[str, int] = {}
    for (account, _fund, _code), minor in balances(books, day).items():
        held[account] = held.get(account, 0) + minor
    rows = sorted(
        (row for row in books.accounts.values() if row.type == "asset" and not row.of),
        key=lambda row: (row.name.casefold(), row.id),
    )
    accounts = tuple(
        BankAccount(
            row.id, row.name, row.currency, row.number or "", shown(Money(held.get(row.id, 0), row.currency)),
            checked_words(last.get(row.id), row.currency), _attention(last.get(row.id), day),
            since_words(last.get(row.id)),
        )
        for row in rows
    )  # fmt: skip
    return BankView(accounts, _lines(vault))


def checked_words(check: CheckedBalance | None, currency: str) -> str:
    """Say how the last check went."""
    if check is None:
        return _("never checked")
    if not check.difference:
        return _("{day}: it holds").format(day=format_day(check.day))
    words = _("{day}: {amount} is missing in the books")
    if check.difference < 0:
        words = _("{day}: the books have {amount} too much")
    amount = shown(Money(abs(check.difference), currency))
    return words.format(day=format_day(check.day), amount=amount)


def _attention(check: CheckedBalance | None, day: datetime.date) -> bool:
    return check is None or bool(check.difference) or check.day < day - UNCHECKED


def since_words(check: CheckedBalance | None) -> str:
    """Say since when it does not hold, and which rows have that amount."""
    if check is None or not check.difference:
        return ""
    found = [_("It held on {day}.").format(day=format_day(check.since)) if check.since else _("It never held before.")]
    if check.rows:
        words = ngettext("{n} row has this very amount.", "{n} rows have this very amount.", len(check.rows))
        found.append(words.format(n=len(check.rows)))
    return " ".join(found)


def _lines(vault: Vault) -> tuple[BankLineView, ...]:
    """Give the lines to name, the newest first."""
    found, lines = proposals(vault)
    books = read(vault)
    by: dict[str, list[BankProposal]] = {each: [] for each in lines}
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch_any([each.record for each in found])
        for each in found:
            why = ", ".join(map(_, each.reasons))
            kind = _(vault.registry[each.kind].one)
            by[each.line].append(BankProposal(each.kind, each.record, f"{kind}: {titles.of(each.record)}", why))
    currency = {row.id: row.currency for row in books.accounts.values()}
    views = [
        BankLineView(
            line.id, books.accounts[line.account].name if line.account in books.accounts else "", line.day, line.text,
            shown(Money(line.minor, currency[line.account])) if line.account in currency else str(line.minor),
            tuple(by[line.id]),
        )
        for line in lines.values()
    ]  # fmt: skip
    return tuple(sorted(views, key=lambda view: (view.day, view.id), reverse=True))
