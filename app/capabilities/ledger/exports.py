"""The books as files of plain text accounting: an hledger journal and a beancount file of any period.

Every account, fund and currency has the same balance there. Funds are tags of postings (hledger) or metadata
(beancount). What was before the period stands in one transaction on the day before it. A balance check that holds is
written as an assertion: hledger's at the end of its day, beancount's on the morning after; one that does not hold is a
comment, because the file would be refused.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import NamedTuple

from app.capabilities.ledger.books import AccountRow, Books, balances
from app.capabilities.ledger.currencies import exponent
from app.capabilities.ledger.money import plain
from app.capabilities.ledger.names import beancount_part, distinct, journal_part, lines

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


class _Amounts(dict[int, str]):
    """The amounts of a currency with what stands behind them, each written once."""

    def __init__(self, currency: str, behind: str) -> None:
        super().__init__()
        self._currency, self._behind = currency, f" {currency}{behind}"

    def __missing__(self, minor: int) -> str:
        text = self[minor] = plain(minor, self._currency) + self._behind
        return text


class _Days(dict[datetime.date, str]):
    """Days as they are written, each written once."""

    def __missing__(self, day: datetime.date) -> str:
        text = self[day] = day.isoformat()
        return text


class _Form(NamedTuple):
    """How a file writes a transaction: its head by day, code and text, and what stands around an amount."""

    head: Callable[[str, str, str], str]
    before: dict[str, str]
    behind: str
    funds: dict[str, str]


def _write(books: Books, form: _Form, since: datetime.date | None, until: datetime.date | None) -> _Written:
    """Write the transactions of the period, after one with what was before; a line is one string, a head another."""
    accounts, head, before, funds = books.accounts, form.head, form.before, form.funds
    amounts = {code: _Amounts(code, form.behind) for code in {row.currency for row in accounts.values()}}
    of = {row.id: amounts[row.currency] for row in accounts.values()}
    days, found = _Days(), _Written([], [])
    into, marks = found
    if since is not None:
        opening = sorted(balances(books, since - _DAY).items())
        if opening:
            into.append(head(days[since - _DAY], "before", "Before"))
            into += [before[account] + of[account][minor] + funds[fund] for (account, fund, _code), minor in opening]
            marks.append((since - _DAY, 0))
    texts = dict(zip(books.transactions, lines([row.text for row in books.transactions.values()]), strict=True))
    current, current_day, add = "", datetime.date.min, into.append
    for day, (_id, transaction, account, fund, minor) in books.between(since, until):
        if transaction != current:  # The rows of a transaction stand together.
            current = transaction
            if day != current_day:
                current_day = day
                marks.append((day, len(into)))
            add(head(days[day], transaction[:8], texts[transaction]))
        add(f"{before[account]}{of[account][minor]}{funds[fund]}")
    return found


class _Written(NamedTuple):
    """The lines of transactions, and at which of them each day begins."""

    lines: list[str]
    days: list[tuple[datetime.date, int]]

    def before(self, day: datetime.date) -> int:
        """Give the line before which what is of the end of a day stands."""
        place = bisect_right(self.days, day, key=itemgetter(0))
        return self.days[place][1] if place < len(self.days) else len(self.lines)


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
    if not chosen:
        return []
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

    def head(day: str, code: str, text: str) -> str:
        return f"\n{day} ({code}) {text}" if text else f"\n{day} ({code})"

    form = _Form(head, {each: f"    {name}  " for each, name in names.items()}, "  ; fund:", funds)
    written = _write(books, form, since, until)
    done = 0
    for check, holds in _sorted_checks(books, checks, since, until):
        place = written.before(check.day)
        lines += written.lines[done:place]
        lines += _journal_check(check, names[check.account], of[check.account], holds=holds)
        done = place
    return "\n".join([*lines, *written.lines[done:], ""])


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
    quoted = {fund: f'{name}"' for fund, name in funds.items()}

    def head(day: str, code: str, text: str) -> str:
        return f'\n{day} * "{text}"\n  code: "{code}"'

    form = _Form(head, {each: f"  {name}  " for each, name in names.items()}, '\n    fund: "', quoted)
    written = _write(books, form, since, until)
    tested = _sorted_checks(books, checks, since, until)
    days = [day for day, _line in written.days[:1]] + [check.day for check, _holds in tested[:1]]
    opened = min(days, default=since or datetime.date(1970, 1, 1))
    rows: list[AccountRow] = sorted(books.accounts.values())
    lines = [f"{opened.isoformat()} open {names[row.id]} {row.currency}" for row in rows]
    of = {row.id: row.currency for row in rows}
    lines += written.lines
    for check, holds in tested:
        currency = of[check.account]
        amount = f"{plain(check.minor, currency)} ~ {plain(0, currency)} {currency}"
        text = f"{(check.day + _DAY).isoformat()} balance {names[check.account]}  {amount}"
        lines += ["", text if holds else f"; This check does not hold: {text}"]
    return "\n".join([*lines, ""])
