"""What the window shows of a statement before it is taken: which lines are new, and whether it adds up."""

from __future__ import annotations

from dataclasses import dataclass

from app.capabilities.funds import statement_service
from app.capabilities.funds.statement_service import CSV, LookedStatement
from app.capabilities.funds.statements.table import Mapped, columns_of
from app.capabilities.ledger.money import Money, shown
from app.capabilities.ledger.service import read
from app.i18n import _, ngettext
from app.records.changes import Changed
from app.records.days import format_day
from app.storage.vault.vault import Vault

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class StatementLook:
    """What taking a file would do. ``columns`` are those of a CSV, which needs ``mapped`` to be read."""

    account: str
    accounts: tuple[tuple[str, str], ...]
    looked: tuple[LookedStatement, ...]
    columns: tuple[str, ...]
    mapped: Mapped | None
    sentence: str
    warning: str
    new: int
    rows: tuple[tuple[str, str, str], ...]


def accounts_to_read(vault: Vault) -> tuple[tuple[str, str], ...]:
    """Give the accounts of money that a statement can be of."""
    rows = (row for row in read(vault).accounts.values() if row.type in {"asset", "liability"} and not row.of)
    return tuple((row.id, row.name) for row in sorted(rows, key=lambda row: (row.name.casefold(), row.id)))


def look(vault: Vault, data: bytes, account: str, mapped: Mapped | None = None) -> StatementLook:
    """Look at a file for an account; raises `WrongValue` for one that cannot be read."""
    accounts = accounts_to_read(vault)
    if account not in {identity for identity, _name in accounts}:
        account = accounts[0][0] if accounts else ""
    columns: tuple[str, ...] = ()
    if statement_service.sort_of(data) == CSV:
        columns = columns_of(data)
        mapped = mapped or statement_service.remembered(vault, account)
        if mapped is None or not {mapped.day, mapped.amount} <= set(columns):
            words = _("Say which column is what; it is remembered for this account.")
            return StatementLook(account, accounts, (), columns, mapped, words, "", 0, ())
    found = tuple(statement_service.look(vault, data, account, mapped))
    new = sum(len(each.preview.new) for each in found)
    known = sum(each.preview.known for each in found)
    said = ngettext("{n} new line", "{n} new lines", new).format(n=f"{new:n}")
    if known:
        there = ngettext("{n} is there already", "{n} are there already", known).format(n=f"{known:n}")
        said = f"{said}, {there}"
    wrong = [
        _("Opening balance and lines do not give the closing balance: {amount} is missing.").format(
            amount=shown(Money(each.preview.difference, each.statement.currency))
        )
        for each in found
        if each.preview.difference
    ]
    rows = tuple(
        (format_day(line.day), line.text, shown(Money(line.minor, each.statement.currency)))
        for each in found
        for _key, line in each.preview.new
    )
    return StatementLook(account, accounts, found, columns, mapped, f"{said}.", " ".join(wrong), new, rows[:MOST_SHOWN])


def take(vault: Vault, look: StatementLook) -> Changed:
    """Take what was looked at; somebody has seen whether it adds up, and said yes."""
    return statement_service.take(vault, list(look.looked), yes=True, mapped=look.mapped if look.columns else None)
