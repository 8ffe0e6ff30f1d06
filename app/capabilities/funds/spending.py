"""What funds may be spent on and when, and what is left to spend."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.capabilities.ledger.books import Books, fund_balances
from app.i18n import _
from app.problems import WrongValue

OVERDRAWN, OUTSIDE_PURPOSE, OUTSIDE_TIME = "fund-overdrawn", "outside-purpose", "outside-time"


class FundRow(NamedTuple):
    """A fund: its restriction (none, purpose, time, both), its time, and the projects and tags that it allows."""

    id: str
    name: str
    restriction: str = "none"
    from_day: datetime.date | None = None
    until: datetime.date | None = None
    projects: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()


class AllocationRow(NamedTuple):
    """Money of a fund set aside for a project."""

    id: str
    fund: str
    project: str
    amount: int
    currency: str
    firm: bool


@dataclass(frozen=True, slots=True)
class Breach:
    """What a rule of a fund finds: the rule, the fund, the transaction (empty for overdrawn) and the day."""

    rule: str
    fund: str
    transaction: str
    day: datetime.date
    currency: str = ""
    minor: int = 0


def allows(fund: FundRow, project: str, tags: Collection[str], day: datetime.date) -> str:
    """Say which rule a payment would break; empty if none."""
    if fund.restriction in {"purpose", "both"} and project not in fund.projects and not fund.tags & set(tags):
        return OUTSIDE_PURPOSE
    if fund.restriction in {"time", "both"} and (
        (fund.from_day is not None and day < fund.from_day) or (fund.until is not None and day > fund.until)
    ):
        return OUTSIDE_TIME
    return ""


def refuse(fund: FundRow, project: str, tags: Collection[str], day: datetime.date) -> None:
    """Raise `WrongValue` with the reason if a fund does not pay this."""
    broken = allows(fund, project, tags, day)
    if broken == OUTSIDE_PURPOSE:
        raise WrongValue(
            _("{fund} was given for a purpose, and this is not one that it allows.").format(fund=fund.name),
            do=_("Take another fund, or add a use to this one."),
        )
    if broken == OUTSIDE_TIME:
        raise WrongValue(
            _("{fund} may not be spent on {day}.").format(fund=fund.name, day=day), do=_("Take another fund.")
        )


def breaches(
    books: Books, funds: Iterable[FundRow], tags: Mapping[str, Collection[str]] | None = None
) -> Iterator[Breach]:
    """Find funds below zero at the end of a day (the first), and what was spent outside purpose or time.

    ``tags`` maps projects to their tags. Reversed transactions and their reversals are not spending.
    """
    rows = {fund.id: fund for fund in funds}
    yield from _overdrawn(books, rows)
    spent: dict[tuple[str, str], datetime.date] = {}
    for day, row in books.dated:
        told = books.transactions[row.transaction]
        paid = row.fund in rows and row.minor > 0 and books.accounts[row.account].type == "expense"
        if paid and not told.reverses and told.id not in books.dead:
            spent[row.transaction, row.fund] = day
    for (transaction, fund), day in sorted(spent.items()):
        project = books.transactions[transaction].project or ""
        broken = allows(rows[fund], project, (tags or {}).get(project, ()), day)
        if broken:
            yield Breach(broken, fund, transaction, day)


def _overdrawn(books: Books, funds: Mapping[str, FundRow]) -> Iterator[Breach]:
    running: defaultdict[tuple[str, str], int] = defaultdict(int)
    daily: defaultdict[tuple[str, str], dict[datetime.date, int]] = defaultdict(dict)
    for day, row in books.dated:
        account = books.accounts[row.account]
        if row.fund in funds and account.type in {"asset", "liability"}:
            running[row.fund, account.currency] += row.minor
            daily[row.fund, account.currency][day] = running[row.fund, account.currency]
    for (fund, currency), days in sorted(daily.items()):
        below = next(((day, left) for day, left in days.items() if left < 0), None)
        if below:
            yield Breach(OVERDRAWN, fund, "", below[0], currency, below[1])


class Available(NamedTuple):
    """What a fund has in a currency: its balance, what of it is committed, and what can be spent."""

    fund: str
    currency: str
    balance: int
    committed: int

    @property
    def spendable(self) -> int:
        """Give the balance less what is committed."""
        return self.balance - self.committed


class ApprovedExpense(NamedTuple):
    """An approved and unpaid expense."""

    fund: str
    project: str
    currency: str
    minor: int
    id: str = ""


class CommittedPart(NamedTuple):
    """What commits money of a fund: an approved expense, or what is left of a firm allocation."""

    fund: str
    currency: str
    kind: str
    record: str
    minor: int


def committed_parts(
    books: Books,
    approved: Iterable[ApprovedExpense],
    allocations: Iterable[AllocationRow],
    on: datetime.date | None = None,
) -> list[CommittedPart]:
    """Give what commits money: approved expenses, and firm allocations as far as nothing has used them yet.

    What a project has spent of a fund, or has approved to be spent, uses up its allocations in the order of their ids.
    """
    found: list[CommittedPart] = []
    used: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for each in approved:
        found.append(CommittedPart(each.fund, each.currency, "expense", each.id, each.minor))
        used[each.fund, each.project, each.currency] += each.minor
    for day, row in books.dated:
        account = books.accounts[row.account]
        if account.type == "expense" and (on is None or day <= on):
            used[row.fund, books.transactions[row.transaction].project or "", account.currency] += row.minor
    for each in sorted(allocations):
        if not each.firm:
            continue
        key = each.fund, each.project, each.currency
        eaten = min(max(used[key], 0), each.amount)
        used[key] -= eaten
        if each.amount > eaten:
            found.append(CommittedPart(each.fund, each.currency, "allocation", each.id, each.amount - eaten))
    return found


def available(
    books: Books,
    approved: Iterable[ApprovedExpense],
    allocations: Iterable[AllocationRow],
    on: datetime.date | None = None,
) -> list[Available]:
    """Give for each fund and currency what there is up to a day, what is committed and what can be spent."""
    committed: defaultdict[tuple[str, str], int] = defaultdict(int)
    for part in committed_parts(books, approved, allocations, on):
        committed[part.fund, part.currency] += part.minor
    held = fund_balances(books, on)
    return [
        Available(fund, currency, held.get((fund, currency), 0), committed.get((fund, currency), 0))
        for fund, currency in sorted(held.keys() | committed.keys())
    ]
