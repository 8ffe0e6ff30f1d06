"""The books as files of plain text accounting: an hledger journal and a beancount file of any period.

Every account, fund and currency has the same balance there. Funds are tags of postings (hledger) or metadata
(beancount). What was before the period stands in one transaction on the day before it. A balance check that holds is
written as an assertion: hledger's at the end of its day, beancount's on the morning after; one that does not hold is a
comment, because the file would be refused.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from app.capabilities.ledger.books import AccountRow, Books, balances
from app.capabilities.ledger.currencies import exponent
from app.capabilities.ledger.money import plain
from app.capabilities.ledger.names import beancount_part, distinct, journal_part, line

_ROOTS = {
    "asset": "Assets", "liability": "Liabilities", "income": "Income", "expense": "Expenses", "equity": "Equity"
}  # fmt: skip
_DAY = datetime.timedelta(days=1)
NO_FUND = "none"


class Check(NamedTuple):
    """What an account held at the end of a day, by the word of the bank or of a count."""

    account: str
    day: datetime.date
    minor: int


class _Entry(NamedTuple):
    """A transaction of a file."""

    day: datetime.date
    code: str
    text: str
    lines: list[tuple[str, str, int]]


def account_names(books: Books, *, for_beancount: bool = False) -> dict[str, str]:
    """Give the name of each account in the file by its id."""
    part = beancount_part if for_beancount else journal_part
    rows = sorted(books.accounts.values())
    names = distinct([(row.id, row.name) for row in rows], part)
    return {row.id: f"{_ROOTS.get(row.type, 'Equity')}:{names[row.id]}" for row in rows}


def fund_names(books: Books) -> dict[str, str]:
    """Give the name of each fund in the files by its id; "" is the rows without a fund."""
    used = {row.fund for row in books.counted if row.fund}
    names = distinct([(fund, books.funds.get(fund) or fund) for fund in sorted(used | set(books.funds))], journal_part)
    return {"": NO_FUND, **{fund: f"{name}." if name == NO_FUND else name for fund, name in names.items()}}


def _entries(books: Books, since: datetime.date | None, until: datetime.date | None) -> list[_Entry]:
    """Gather the transactions of the period, after one with what was before."""
    found: list[_Entry] = []
    if since is not None:
        before = sorted(balances(books, since - _DAY).items())
        if before:
            lines = [(account, fund, minor) for (account, fund, _currency), minor in before]
            found.append(_Entry(since - _DAY, "before", "Before", lines))
    told, current = books.transactions, ""
    first, last = since or datetime.date.min, until or datetime.date.max
    lines: list[tuple[str, str, int]] = []
    for day, (_id, transaction, account, fund, minor) in books.dated:  # The rows of a transaction stand together.
        if not first <= day <= last:
            continue
        if transaction != current:
            current, lines = transaction, []
            found.append(_Entry(day, transaction[:8], line(told[transaction].text), lines))
        lines.append((account, fund, minor))
    return found


class _Amounts(dict[int, str]):
    """The amounts of a currency as they are written, each written once."""

    def __init__(self, currency: str) -> None:
        super().__init__()
        self._currency = currency

    def __missing__(self, minor: int) -> str:
        text = self[minor] = plain(minor, self._currency)
        return text


class _Days(dict[datetime.date, str]):
    """Days as they are written, each written once."""

    def __missing__(self, day: datetime.date) -> str:
        text = self[day] = day.isoformat()
        return text


class _Rows:
    """Writes the rows of transactions: what stands before and after an amount is put together once for each account."""

    def __init__(self, books: Books, before: dict[str, str], between: str, after: dict[str, str]) -> None:
        amounts = {row.currency: _Amounts(row.currency) for row in books.accounts.values()}
        self._of = {row.id: (before[row.id], amounts[row.currency], row.currency) for row in books.accounts.values()}
        self._between, self._after = between, after
        self._tails: dict[tuple[str, str], str] = {}

    def write(self, lines: Iterable[tuple[str, str, int]], into: list[str]) -> None:
        """Write the rows of one transaction."""
        of, tails, add = self._of, self._tails, into.append
        for account, fund, minor in lines:
            before, amounts, currency = of[account]
            tail = tails.get((currency, fund))
            if tail is None:
                tail = tails[currency, fund] = f" {currency}{self._between}{self._after[fund]}"
            add(before + amounts[minor] + tail)


def _sorted_checks(
    books: Books, checks: Iterable[Check], since: datetime.date | None, until: datetime.date | None
) -> list[tuple[Check, bool]]:
    """Give the checks of the period in the order of days, each with whether it holds."""
    chosen = sorted(
        each
        for each in checks
        if each.account in books.accounts
        and (since is None or each.day >= since)
        and (until is None or each.day <= until)
    )
    by_account: defaultdict[str, list[tuple[datetime.date, int]]] = defaultdict(list)
    for day, row in books.dated:
        by_account[row.account].append((day, row.minor))
    return [
        (each, sum(minor for day, minor in by_account[each.account] if day <= each.day) == each.minor)
        for each in chosen
    ]


def hledger(
    books: Books,
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    checks: Iterable[Check] = (),
) -> str:
    """Write an hledger journal that ``hledger check --strict`` takes; a transaction's code is its id's beginning."""
    names, funds = account_names(books), fund_names(books)
    lines = ["decimal-mark ."]
    for currency in sorted({account.currency for account in books.accounts.values()}):
        places = exponent(currency)
        lines.append(f"commodity 1000.{'0' * places} {currency}")
    lines += [f"account {names[row.id]}" for row in sorted(books.accounts.values())]
    of = {row.id: row.currency for row in books.accounts.values()}
    pending = _sorted_checks(books, checks, since, until)
    rows = _Rows(books, {each: f"    {name}  " for each, name in names.items()}, "  ; fund:", funds)
    days, place = _Days(), 0
    for entry in [*_entries(books, since, until), None]:
        while place < len(pending) and (entry is None or pending[place][0].day < entry.day):
            check, holds = pending[place]
            lines += _journal_check(check, names[check.account], of[check.account], holds=holds)
            place += 1
        if entry is not None:
            lines.append(f"\n{days[entry.day]} ({entry.code}) {entry.text}".rstrip())
            rows.write(entry.lines, lines)
    return "\n".join([*lines, ""])


def _journal_check(check: Check, name: str, currency: str, *, holds: bool) -> list[str]:
    amount = f"{plain(check.minor, currency)} {currency}"
    if not holds:
        return ["", f"; {check.day.isoformat()} {name}: this check does not hold: {amount}"]
    return ["", f"{check.day.isoformat()} (check)", f"    {name}  {plain(0, currency)} {currency} = {amount}"]


def beancount(
    books: Books,
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    checks: Iterable[Check] = (),
) -> str:
    """Write a beancount file that ``bean-check`` accepts; each posting says its fund, each transaction its id."""
    names, funds = account_names(books, for_beancount=True), fund_names(books)
    entries = _entries(books, since, until)
    tested = _sorted_checks(books, checks, since, until)
    days = [entry.day for entry in entries] + [check.day for check, _holds in tested]
    opened = min(days, default=since or datetime.date(1970, 1, 1))
    rows: list[AccountRow] = sorted(books.accounts.values())
    lines = [f"{opened.isoformat()} open {names[row.id]} {row.currency}" for row in rows]
    of = {row.id: row.currency for row in rows}
    quoted = {fund: f'{name}"' for fund, name in funds.items()}
    written = _Rows(books, {each: f"  {name}  " for each, name in names.items()}, '\n    fund: "', quoted)
    dates = _Days()
    for entry in entries:
        lines.append(f'\n{dates[entry.day]} * "{entry.text}"\n  code: "{entry.code}"')
        written.write(entry.lines, lines)
    for check, holds in tested:
        currency = of[check.account]
        amount = f"{plain(check.minor, currency)} ~ {plain(0, currency)} {currency}"
        text = f"{(check.day + _DAY).isoformat()} balance {names[check.account]}  {amount}"
        lines += ["", text if holds else f"; This check does not hold: {text}"]
    return "\n".join([*lines, ""])
