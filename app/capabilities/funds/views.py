"""What the window shows of the funds: figures, each of which can say from which rows it was made."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.capabilities.funds.service import Treasury, read
from app.capabilities.funds.spending import committed_parts
from app.capabilities.ledger.books import AccountRow, Books, balances, movements
from app.capabilities.ledger.money import Money, shown
from app.capabilities.ledger.records import RESTRICTIONS
from app.capabilities.ledger.service import passing_accounts, usual_currency
from app.i18n import _
from app.records.days import format_day
from app.services.records.records import Query, page
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

BALANCE, COMMITTED, SPENDABLE, OF_PEOPLE = "balance", "committed", "spendable", "people"
OPENING, CAME, WENT, MOVED, CLOSING = "opening", "in", "out", "transferred", "closing"
PERIOD_FIGURES = (OPENING, CAME, WENT, MOVED, CLOSING)
EVERYTHING = "*"
"""Stands for all funds where a sum is asked about."""
_HELD = frozenset({"asset", "liability"})
_ONE = datetime.timedelta(days=1)


class FundHead(NamedTuple):
    """A column: an account by its id, or a figure by its name, in a currency."""

    key: str
    words: str
    currency: str


@dataclass(frozen=True, slots=True)
class FundLine:
    """A row: a fund, what it may be spent on, and its figures by column; the sum of all has the id `EVERYTHING`."""

    fund: str
    name: str
    note: str
    figures: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class FundsView:
    """All funds on a day, or over a period of which it is the last day."""

    day: datetime.date
    since: datetime.date | None
    heads: tuple[FundHead, ...]
    lines: tuple[FundLine, ...]
    accounts: int
    funds: int
    waiting: tuple[tuple[str, str, str], ...]
    late: tuple[tuple[str, str], ...]
    usual: str

    def text(self, line: FundLine, head: FundHead) -> str:
        """Write a figure; what there is nothing of stays empty."""
        minor = line.figures.get((head.key, head.currency))
        return money_text(minor, head.currency) if minor else "" if head.key not in _ALWAYS else "0"


_ALWAYS = frozenset({BALANCE, SPENDABLE, CLOSING})


class MoneyRow(NamedTuple):
    """A row behind a figure: the record that it opens, its day, its words, and how much of the figure it is."""

    kind: str
    record: str
    day: datetime.date | None
    text: str
    note: str
    minor: int


@dataclass(frozen=True, slots=True)
class MoneyRows:
    """The rows behind a figure, the newest first, and what they add up to; ``left`` are not shown."""

    words: str
    currency: str
    total: int
    rows: tuple[MoneyRow, ...]
    left: int = 0


MOST_ROWS = 2000
_MOST_PROJECTS = 500


def money_text(minor: int, currency: str) -> str:
    """Write an amount for people, without its currency."""
    return shown(Money(minor, currency)).rpartition(" ")[0]


def funds_view(vault: Vault, day: datetime.date, since: datetime.date | None = None) -> FundsView:
    """Read all funds: what they have on a day, or what moved from ``since`` up to and with it."""
    treasury = read(vault)
    books = treasury.books
    figures, heads = _now(treasury, day) if since is None else _over(books, since, day)
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for of in figures.values():
        for key, minor in of.items():
            sums[key] += minor
    order = sorted(treasury.funds.values(), key=lambda row: (row.name.casefold(), row.id))
    unknown = sorted(figures.keys() - treasury.funds.keys() - {""})
    lines = [FundLine(row.id, row.name, _strings(row), figures.get(row.id, {})) for row in order]
    lines += [FundLine(each, _("A fund that is not here yet"), "", figures[each]) for each in unknown]
    if "" in figures:
        lines.append(FundLine("", _("Without a fund"), "", figures[""]))
    if len(lines) > 1:
        lines.append(FundLine(EVERYTHING, _("All"), "", dict(sums)))
    told = books.transactions
    waiting = tuple((each, told[each].text if each in told else "", why) for each, why in sorted(books.waiting.items()))
    late = tuple((row.id, f"{format_day(row.date)} {row.text}") for row in books.late())
    usual = usual_currency(vault, books)
    return FundsView(
        day, since, heads, tuple(lines), len(books.accounts), len(treasury.funds), waiting, late, usual
    )  # fmt: skip


def _strings(fund: object) -> str:
    """Say what a fund may be spent on, and until when."""
    restriction, until = str(getattr(fund, "restriction", "none")), getattr(fund, "until", None)
    if restriction == "none":
        return ""
    words = _(RESTRICTIONS.get(restriction, restriction))
    return _("{what}, until {day}").format(what=words, day=format_day(until)) if until else words


Figures = dict[str, dict[tuple[str, str], int]]


def _now(treasury: Treasury, day: datetime.date) -> tuple[Figures, tuple[FundHead, ...]]:
    """Give what is on which account, the balance, what is committed and what can be spent."""
    books = treasury.books
    found: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    used: set[str] = set()
    for (account, fund, currency), minor in balances(books, day).items():
        row = books.accounts[account]
        if row.type in _HELD:
            key = OF_PEOPLE if row.of else account
            used.add(account)
            found[fund][key, currency] = found[fund].get((key, currency), 0) + minor
    for each in treasury.available(day):
        found[each.fund] |= {
            (BALANCE, each.currency): each.balance,
            (COMMITTED, each.currency): each.committed,
            (SPENDABLE, each.currency): each.spendable,
        }
    heads: list[FundHead] = []
    for currency in sorted({code for of in found.values() for _key, code in of}):
        held = [books.accounts[each] for each in used if books.accounts[each].currency == currency]
        own = sorted((row for row in held if not row.of), key=lambda row: (row.name.casefold(), row.id))
        heads += [FundHead(row.id, row.name, currency) for row in own]
        if any(row.of for row in held):
            heads.append(FundHead(OF_PEOPLE, _("Owed by people"), currency))
        words = (_("Balance"), _("Committed"), _("Spendable"))
        heads += [
            FundHead(key, word, currency) for key, word in zip((BALANCE, COMMITTED, SPENDABLE), words, strict=True)
        ]
    return dict(found), tuple(heads)


def _over(books: Books, since: datetime.date, day: datetime.date) -> tuple[Figures, tuple[FundHead, ...]]:
    """Give opening, in, out, transferred and closing of a period."""
    found: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for (fund, currency), figures in movements(books, since, day, passing_accounts(books)).items():
        if any(figures.values()):
            found[fund] |= {(name, currency): figures[name] for name in PERIOD_FIGURES}
    words = (_("Opening"), _("In"), _("Out"), _("Transferred"), _("Closing"))
    heads = tuple(
        FundHead(name, word, currency)
        for currency in sorted({code for of in found.values() for _key, code in of})
        for name, word in zip(PERIOD_FIGURES, words, strict=True)
    )
    return dict(found), heads


def rows_behind(
    vault: Vault, fund: str, head: FundHead, day: datetime.date, since: datetime.date | None = None
) -> MoneyRows:
    """Give the rows that a figure of `funds_view` was made from; they add up to it."""
    treasury = read(vault)
    name = _("All") if fund == EVERYTHING else treasury.books.funds.get(fund) or _("Without a fund")
    words = f"{name} · {head.words}"
    rows = list(_behind(treasury, fund, head, day, since))
    total = sum(row.minor for row in rows)
    rows.sort(key=lambda row: (row.day or datetime.date.max, row.record), reverse=True)
    kept = rows[:MOST_ROWS]
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch_any([row.record for row in kept if not row.text])
        named = tuple(row if row.text else row._replace(text=titles.of(row.record)) for row in kept)
    return MoneyRows(words, head.currency, total, named, len(rows) - len(kept))


def _behind(
    treasury: Treasury, fund: str, head: FundHead, day: datetime.date, since: datetime.date | None
) -> Iterator[MoneyRow]:
    """Go through the rows of a figure."""
    books = treasury.books

    def mine(of: str) -> bool:
        return fund in {EVERYTHING, of}

    if head.key in {COMMITTED, SPENDABLE}:
        sign = 1 if head.key == COMMITTED else -1
        for part in committed_parts(books, treasury.approved(), treasury.allocations, day):
            if mine(part.fund) and part.currency == head.currency:
                on = treasury.days.get(part.record)
                note = _("approved, not paid") if part.kind == "expense" else _("set aside")
                yield MoneyRow(part.kind, part.record, on, "", note, sign * part.minor)
        if head.key == COMMITTED:
            return
    fits = _account_test(books, head.key)
    first, last = _bounds(head.key, day, since)
    sign = -1 if head.key in {CAME, WENT, MOVED} else 1
    for on, row in books.dated:
        account = books.accounts[row.account]
        if mine(row.fund) and account.currency == head.currency and first <= on <= last and fits(account):
            text = books.transactions[row.transaction].text or account.name
            note = "" if head.key == account.id else account.name
            yield MoneyRow("transaction", row.transaction, on, text, note, sign * row.minor)


def _bounds(key: str, day: datetime.date, since: datetime.date | None) -> tuple[datetime.date, datetime.date]:
    """Give the first and the last day whose postings are in a figure."""
    if since is None or key == CLOSING:
        return datetime.date.min, day
    return (datetime.date.min, since - _ONE) if key == OPENING else (since, day)


def _account_test(books: Books, key: str) -> Callable[[AccountRow], bool]:
    """Give which accounts a figure counts."""
    through = frozenset(passing_accounts(books))
    if key in {BALANCE, SPENDABLE, OPENING, CLOSING}:
        return lambda account: account.type in _HELD
    if key == OF_PEOPLE:
        return lambda account: account.type in _HELD and bool(account.of)
    if key == MOVED:
        return lambda account: account.id in through
    if key == CAME:
        return lambda account: account.type == "income" and account.id not in through
    if key == WENT:
        return lambda account: account.type not in {*_HELD, "income"} and account.id not in through
    return lambda account: account.id == key


class MoneyChoices(NamedTuple):
    """What forms let one choose from, as (id, words): accounts, those of money, costs, funds and projects."""

    accounts: tuple[tuple[str, str], ...]
    money: tuple[tuple[str, str], ...]
    costs: tuple[tuple[str, str], ...]
    funds: tuple[tuple[str, str], ...]
    projects: tuple[tuple[str, str], ...]
    currency: str


def choices_of(vault: Vault) -> MoneyChoices:
    """Read what forms let one choose from; accounts say their currency where it is not the usual one."""
    books = read(vault).books
    usual = usual_currency(vault, books)

    def named(rows: Iterable[AccountRow]) -> tuple[tuple[str, str], ...]:
        ordered = sorted(rows, key=lambda row: (row.type not in _HELD, row.name.casefold(), row.id))
        return tuple((row.id, row.name if row.currency == usual else f"{row.name} ({row.currency})") for row in ordered)

    through = passing_accounts(books)
    rows = [row for row in books.accounts.values() if not row.of and row.id not in through]
    funds = tuple(sorted(books.funds.items(), key=lambda pair: (pair[1].casefold(), pair[0])))
    found = page(vault, "project", Query(), 0, _MOST_PROJECTS).rows if "project" in vault.registry else ()
    projects = tuple((row.id, str(row.values.get("name") or "")) for row in found)
    money = named(row for row in rows if row.type == "asset")
    return MoneyChoices(named(rows), money, named(row for row in rows if row.type == "expense"), funds, projects, usual)
